// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/cluster.h"
#include "window_fixture.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>

namespace tidegate::tests {

/// A source and a target with a database "shop" each, and the window over them: for pages of a migration that runs.
class MigrationPlace
{
public:
    explicit MigrationPlace(const support::Settings &sourceSettings = {});
    ~MigrationPlace();

    /// Fresh databases and a fresh window, nothing saved.
    bool beginEmpty(WindowFixture::Asking asking);
    /// The same, both connections saved and chosen, a plan with the subscription "shop".
    bool begin(settings::Environment source = settings::Environment::Test,
               settings::Environment target = settings::Environment::Test,
               WindowFixture::Asking asking = WindowFixture::Asking::Scripted);
    void end();

    void onBoth(const std::string &sql);
    support::Rows source(const std::string &sql) { return m_source->sql("shop", sql); }
    support::Rows target(const std::string &sql) { return m_target->sql("shop", sql); }
    std::string sourceValue(const std::string &sql) { return m_source->value("shop", sql); }
    std::string targetValue(const std::string &sql) { return m_target->value("shop", sql); }
    support::Cluster &sourceCluster() { return *m_source; }
    support::Cluster &targetCluster() { return *m_target; }

    /// The tables are chosen and published, as the source page does it.
    void publish(const std::vector<RelationName> &tables);
    /// Whatever a dangerous button changes: rows, sequences, relations, publication, slot, settings, the journal's own
    /// words and what is saved here. Does not move by itself while a run is in sync.
    std::string standing() const;
    migration::RunOptions options() const;
    /// Starts the window's run and waits until it is in sync.
    bool run();

    WindowFixture &fixture() { return *m_fixture; }
    frame::Workspace &workspace() { return m_fixture->workspace(); }
    ScriptedAsker &asker() { return m_fixture->asker; }
    frame::Page &page(const char *id) { return *m_fixture->window().page(QLatin1String(id)); }
    void show(const char *id) { m_fixture->window().showPage(QLatin1String(id)); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers);
    /// The page's action with that shortcut.
    QAction *action(const char *id, const QKeySequence &shortcut);

private:
    std::unique_ptr<support::Cluster> m_source;
    std::unique_ptr<support::Cluster> m_target;
    std::unique_ptr<WindowFixture> m_fixture;
};

/// Inserts into orders on the source until it is refused or told to stop.
class OrderWriter
{
public:
    explicit OrderWriter(std::string conninfo);
    ~OrderWriter();
    int written() const { return m_written; }
    bool refused() const { return m_refused; } ///< the database had become read-only

private:
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_refused{false};
    std::atomic<int> m_written{0};
    std::thread m_thread;
};

/// What every dangerous question must have: both servers, SQL, Cancel as the default and on Escape; empty if it has.
QString faultOf(const ask::DangerousQuestion &question);

} // namespace tidegate::tests
