// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPlainTextEdit;

namespace tidegate::widgets {
class StatusBadge;
}

namespace tidegate::pages {

class ScriptModel;

/// One statement of a script: how it stands and why, its SQL, which can be edited where it stands, and buttons for what
/// can be done with it.
class StatementPanel : public QWidget
{
    Q_OBJECT
public:
    StatementPanel(ScriptModel &model, const QList<QAction *> &actions, QWidget *parent = nullptr);

    void show(int row); ///< -1: none
    int row() const { return m_row; }
    void focusSql();

private:
    void refresh();
    void edited();

    ScriptModel &m_model;
    int m_row = -1;
    QString m_shown; ///< the SQL as the model has it
    widgets::StatusBadge *m_state;
    QLabel *m_reason;
    QPlainTextEdit *m_sql;
};

} // namespace tidegate::pages
