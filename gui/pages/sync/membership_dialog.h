// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "frame/both_servers.h"
#include "frame/page_job.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace tidegate {
struct Problem;
namespace widgets {
class Banner;
class ScriptView;
} // namespace widgets
} // namespace tidegate

namespace tidegate::pages {

class MembershipModel;

/// Which of the source's tables are in a publication of the migration: check marks, the statement that they come to, and one
/// button that runs it. The engine takes up the change when it is told to refresh.
class MembershipDialog : public QDialog
{
    Q_OBJECT
public:
    MembershipDialog(const frame::PageContext &context, QWidget *parent);

signals:
    /// The publication has been changed.
    void changed(const std::vector<tidegate::RelationName> &added, const std::vector<tidegate::RelationName> &removed);

private:
    void makeLayout();
    void makeTree();
    void load();
    void publicationChosen();
    void showWish();
    void askAndApply();
    void apply();
    void failed(const Problem &problem);
    std::string publication() const;

    const frame::PageContext m_context;
    MembershipModel *m_model;
    QSortFilterProxyModel *m_filtered;
    frame::PageJob m_job;
    widgets::Banner *m_banner;
    QComboBox *m_publication;
    QLineEdit *m_filter;
    QTreeView *m_tree;
    widgets::ScriptView *m_sql;
    QPushButton *m_apply;
};

} // namespace tidegate::pages
