// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cluster.h"
#include "support/oracle.h"
#include "window_fixture.h"

#include <QAbstractItemView>

#include <memory>
#include <string>

namespace tidegate::widgets {
class Banner;
}

namespace tidegate::tests {

/// A database "shop" with a few tables on a source and on a target, and the window on them with a plan that is ready to
/// be started. The servers outlive it; the databases and the slot go with it.
class SyncPlace
{
public:
    SyncPlace(support::Cluster &source, support::Cluster &target);
    ~SyncPlace();

    void openWindow();
    /// By the keys that a person presses, and the question if there is one.
    void start(bool isNew = true);

    void onSource(const std::string &sql) const { source.sql("shop", sql); }
    /// The oracle; what differs is in `report`.
    bool isEqual(std::vector<support::TablePair> tables = {});
    bool becomesEqual(const std::vector<support::TablePair> &tables = {});
    std::string report;

    WindowFixture &window() { return *m_window; }
    frame::Run &run() { return m_window->workspace().run(); }
    frame::Page &page();
    widgets::Banner &banner();
    QAbstractItemView &list();
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier | Qt::ShiftModifier);
    /// The list's row of this table ("public.orders"); -1 if there is none.
    int rowOf(const char *table);
    QString cell(const char *table, int column);
    bool isInSync(); ///< in time, all tables ready
    bool isPhase(progress::Phase phase);
    QString answer(); ///< the engine's last, as the page shows it
    /// A button is seen a moment after its text: waited for, also by who expects none.
    bool clickInBanner(const QString &text);

    support::Cluster &source;
    support::Cluster &target;

private:
    std::unique_ptr<WindowFixture> m_window;
};

/// A test whose functions begin with a window on a SyncPlace of their own; the servers are there for all of them.
class SyncTest : public QObject
{
    Q_OBJECT

protected:
    std::unique_ptr<support::Cluster> m_source;
    std::unique_ptr<support::Cluster> m_target;
    std::unique_ptr<SyncPlace> m_place;

    ScriptedAsker &asker() { return m_place->window().asker; }

protected slots:
    void initTestCase();
    void init();
    void cleanup() { m_place.reset(); }
    void cleanupTestCase();
};

/// A new superuser of the server, whom alone it asks for a password.
void addWithPassword(const support::Cluster &cluster, const std::string &role, const std::string &password);

} // namespace tidegate::tests
