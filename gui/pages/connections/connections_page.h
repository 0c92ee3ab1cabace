// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/connection_test.h"
#include "frame/page.h"
#include "frame/page_context.h"
#include "settings/saved_connection.h"

#include <QTimer>

class QStackedWidget;
class QTreeView;

namespace tidegate::widgets {
class Banner;
}

namespace tidegate::pages {

class ConnectionModel;
class ConnectionTester;
class TestPanel;

/// The saved servers: make, change, test, delete, and say which is the source and which the target.
class ConnectionsPage : public frame::Page
{
    Q_OBJECT
public:
    explicit ConnectionsPage(const frame::PageContext &context, QWidget *parent = nullptr);

private:
    void makeActions();
    void makeLayout();
    QTreeView *makeList();
    QWidget *makeButtons();

    void showVault(); ///< tells where passwords go, if that does not last
    void refresh();
    void showActions();
    const settings::SavedConnection *current() const; ///< null if none is selected
    endpoint::Purpose purposeOf(const QUuid &id) const;
    void select(const QUuid &id);

    void openDialog(const settings::SavedConnection &connection);
    void remove();
    void toggleTest();
    void startTest(const settings::SavedConnection &connection);
    void testEnded(const endpoint::TestReport &report);
    void tellNotSaved(const QString &why);
    void tellSaved();
    void setRole(bool source);
    void refuseWhileRunning();

    const frame::PageContext m_context;
    ConnectionModel *m_model;
    ConnectionTester *m_tester;
    QAction *m_new = nullptr;
    QAction *m_edit = nullptr;
    QAction *m_test = nullptr;
    QAction *m_source = nullptr;
    QAction *m_target = nullptr;
    QAction *m_exchange = nullptr;
    QAction *m_remove = nullptr;
    widgets::Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTreeView *m_list = nullptr;
    TestPanel *m_panel = nullptr;
    QUuid m_testing; ///< null: no test goes on
    settings::SavedConnection m_tested;
    bool m_notSaved = false; ///< and the banner says so
    QTimer m_ages;
};

} // namespace tidegate::pages
