// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page.h"
#include "frame/page_context.h"

#include <QSortFilterProxyModel>

class QLabel;
class QLineEdit;
class QListWidget;
class QStackedWidget;
class QTreeView;

namespace tidegate {
struct Problem;
namespace jobs {
struct SourceTables;
}
namespace widgets {
class Banner;
}
} // namespace tidegate

namespace tidegate::pages {

class TableLoader;
class TableModel;

/// Which tables move, and which of them become hypertables by which column. What is chosen goes into the workspace's
/// plan at once.
class TablesPage : public frame::Page
{
    Q_OBJECT
public:
    explicit TablesPage(const frame::PageContext &context, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeActions();
    void makeLayout();
    QTreeView *makeTree();
    QWidget *makeTop();

    void load();
    void loaded(const jobs::SourceTables &tables);
    void failed(const QString &text);
    void rolesChanged();
    void choiceChanged(); ///< by the user: it goes into the plan
    void showChoice();
    void showFindings();

    const frame::PageContext m_context;
    TableModel *m_model;
    QSortFilterProxyModel *m_filtered;
    TableLoader *m_loader;
    QAction *m_load = nullptr;
    QAction *m_all = nullptr;
    QAction *m_none = nullptr;
    QAction *m_find = nullptr;
    widgets::Banner *m_banner = nullptr;
    bool m_bannerIsOfPlan = false; ///< it says that the plan is not on the disk
    QStackedWidget *m_stack = nullptr;
    QLineEdit *m_filter = nullptr;
    QLabel *m_summary = nullptr;
    QTreeView *m_tree = nullptr;
    QListWidget *m_findings = nullptr;
    bool m_isLoaded = false; ///< of the source that is chosen now
};

} // namespace tidegate::pages
