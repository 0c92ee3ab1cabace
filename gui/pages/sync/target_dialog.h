// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page_context.h"
#include "progress/progress_snapshot.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace tidegate::widgets {
class ScriptView;
}

namespace tidegate::pages {

/// Where a table of the migration goes from now on: another name on the target, what the engine does then, and one button that
/// asks and has it done.
class TargetDialog : public QDialog
{
    Q_OBJECT
public:
    TargetDialog(const frame::PageContext &context, const progress::TableProgress &table, QWidget *parent);

signals:
    void chosen(const tidegate::RelationName &source, const tidegate::RelationName &target);

private:
    void makeLayout();
    void showWish();
    void askAndSend();
    RelationName wanted() const;

    const frame::PageContext m_context;
    const progress::TableProgress m_table;
    QLineEdit *m_schema;
    QLineEdit *m_name;
    widgets::ScriptView *m_sql;
    QPushButton *m_send;
};

} // namespace tidegate::pages
