// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"
#include "puppet.h"
#include "support/oracle.h"

#include <QApplication>
#include <QFile>
#include <QTest>

using namespace tidegate;
using namespace tidegate::tests;

namespace {

constexpr int wait = 60'000; // ms

} // namespace

/// The window and its engine are killed in every phase of a migration, and started again at once: the window is back with
/// the plan, names the one next step, goes on by it, and at the end every row is there once.
class RestartTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MigrationPlace> m_place;
    std::unique_ptr<Puppet> m_window;
    QByteArray m_message;

    void start() { m_window = std::make_unique<Puppet>(m_place->fixture().profile().directory()); }
    void tell(std::initializer_list<const char *> orders)
    {
        for (const char *order : orders)
            m_window->tell(QString::fromUtf8(order));
    }
    bool says(const char *text) { return m_window->says(QString::fromUtf8(text)); }
    const char *said() { return (m_message = m_window->said().toUtf8()).constData(); }
    bool eventually(const support::Cluster &cluster, const std::string &sql, const std::string &value)
    {
        return QTest::qWaitFor([&] { return cluster.value("shop", sql) == value; }, wait);
    }
    /// Killed, while writes go on, and there again.
    void killedAndBack()
    {
        m_window->kill9();
        m_place->source("INSERT INTO orders (note) VALUES ('while nobody looked'); UPDATE orders SET note = 'changed' WHERE id % 7 = 0;"
                        "DELETE FROM readings WHERE id % 11 = 0");
        start();
    }
    void startsTheMigration()
    {
        start();
        tell({"page sync", "do Start", "press start"});
        QVERIFY2(isRemembered("begun"), said());
    }
    bool isRemembered(const char *word) const
    {
        return QTest::qWaitFor(
            [&] {
                QFile settings(m_place->fixture().profile().settingsFile());
                return settings.open(QIODevice::ReadOnly) && settings.readAll().contains(word);
            },
            wait);
    }
    void isInSync()
    {
        QVERIFY2(says("sync: In sync"), said());
        QVERIFY2(eventually(m_place->targetCluster(), "SELECT count(*) FROM orders",
                            m_place->sourceValue("SELECT count(*) FROM orders")), said());
        isEqual();
    }
    void isEqual()
    {
        support::Comparison same;
        const auto areSame = [&] {
            same = support::rowsEqual(m_place->sourceCluster(), "shop", m_place->targetCluster(), "shop",
                                      {{"public.orders"}, {"public.readings"}});
            return same.equal;
        };
        QVERIFY2(QTest::qWaitFor(areSame, wait), same.report.c_str());
    }
    /// By the header's button, which asks nothing: the target knows the migration.
    void goesOn()
    {
        QVERIFY2(says("Next: start again; the migration goes on exactly where it stopped."), said());
        tell({"press headerGo"});
        isInSync();
    }

private slots:
    void initTestCase()
    {
#ifndef Q_OS_UNIX
        QSKIP("kill -9 is for Unix");
#endif
        m_place = std::make_unique<MigrationPlace>();
    }
    void cleanupTestCase() { m_place.reset(); }
    void init()
    {
        QVERIFY(m_place->begin());
        m_place->onBoth("CREATE TABLE orders (id bigserial PRIMARY KEY, note text); CREATE TABLE readings (id int PRIMARY KEY, v float)");
        m_place->source("INSERT INTO orders (note) SELECT 'n' || i FROM generate_series(1, 3000) i;"
                        "INSERT INTO readings SELECT g, g FROM generate_series(1, 3000) g");
        m_place->publish({{"public", "orders"}, {"public", "readings"}});
        m_place->fixture().leave();
    }
    void cleanup()
    {
        m_window.reset();
        m_place->end();
    }

    void beforeTheStart()
    {
        start();
        QVERIFY2(says("Next: check both servers"), said());
        killedAndBack();
        QVERIFY2(says("Next: check both servers"), said());
        tell({"press headerGo"});
        QVERIFY2(says("Next: start the migration."), said());
        tell({"press headerGo", "press start"});
        isInSync();
    }

    void copying()
    {
        {
            auto holder = m_place->targetCluster().session("shop");
            holder.exec("BEGIN; LOCK TABLE readings IN SHARE MODE");
            startsTheMigration();
            QVERIFY2(eventually(m_place->targetCluster(), "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
                                                          " AND relation = 'readings'::regclass", "t"), said());
            killedAndBack();
            QVERIFY2(says("Next: start again"), said());
        }
        goesOn();
    }

    void catchingUp()
    {
        startsTheMigration();
        QVERIFY2(says("sync: In sync"), said());
        {
            auto holder = m_place->targetCluster().session("shop");
            holder.exec("BEGIN; LOCK TABLE readings IN SHARE MODE");
            m_place->source("UPDATE readings SET v = -v");
            QVERIFY2(eventually(m_place->targetCluster(), "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
                                                          " AND relation = 'readings'::regclass", "t"), said());
            killedAndBack();
        }
        goesOn();
    }

    void inSync()
    {
        startsTheMigration();
        QVERIFY2(says("sync: In sync"), said());
        killedAndBack();
        goesOn();
    }

    void paused()
    {
        startsTheMigration();
        QVERIFY2(says("sync: In sync"), said());
        tell({"do Pause", "press pause"});
        QVERIFY2(says("sync: Paused"), said());
        killedAndBack();
        QVERIFY2(says("Next: start again"), said());
        tell({"press headerGo"});
        QVERIFY2(says("sync: Paused"), said()); // as it was left
        QVERIFY2(says("Next: resume; while paused the source keeps its WAL."), said());
        tell({"page sync", "do Resume"});
        isInSync();
    }

    /// The engine's session hangs in a statement of the killed one: its server has not missed it, and takes it for alive.
    void killedWithASessionThatHangs()
    {
        startsTheMigration();
        QVERIFY2(says("sync: In sync"), said());
        auto holder = m_place->targetCluster().session("shop");
        holder.exec("BEGIN; LOCK TABLE _tidegate.command IN ACCESS EXCLUSIVE MODE");
        QVERIFY2(eventually(m_place->targetCluster(), "SELECT count(*) > 0 FROM pg_locks w JOIN pg_locks l USING (pid)"
                                                      " WHERE NOT w.granted AND l.locktype = 'advisory'", "t"), said());
        killedAndBack();
        tell({"press headerGo"});
        QVERIFY2(says("already being run"), said());
        tell({"press Take over"});
        QVERIFY2(says("asks: Take the migration over"), said()); // with its SQL, as the danger walk sees
        tell({"press doIt"});
        QVERIFY2(QTest::qWaitFor([this] { return !m_window->said().contains(QLatin1String("asks:")); }, wait), said());
        holder.exec("ROLLBACK");
        isInSync();
    }

    /// The source was closed already: that is seen, and undone by the page's button.
    void inTheMiddleOfTheCutover()
    {
        startsTheMigration();
        QVERIFY2(says("sync: In sync"), said());
        {
            auto other = m_place->sourceCluster().session("postgres");
            other.exec("BEGIN; SELECT pg_current_xact_id()"); // the drain waits for it
            tell({"page cutover", "do Cut over", "press doIt"});
            QVERIFY2(QTest::qWaitFor([this] {
                return m_place->sourceCluster().value("postgres", "SELECT count(*) FROM pg_db_role_setting"
                                                      " WHERE 'default_transaction_read_only=on' = ANY (setconfig)") == "1";
            }, wait), said());
            m_window->kill9();
            start();
            QVERIFY2(says("Next: start again"), said());
        }
        tell({"page cutover", "do Open the source", "press doIt"});
        QVERIFY2(QTest::qWaitFor([this] {
            return m_place->sourceCluster().value("postgres", "SELECT count(*) FROM pg_db_role_setting") == "0";
        }, wait), said());
        m_place->source("INSERT INTO orders (note) VALUES ('open again')");
        goesOn();
        tell({"page cutover", "do Cut over", "press doIt"});
        QVERIFY2(says("cutover: Cut over"), said());
        isEqual();
    }

    void afterTheCutover()
    {
        startsTheMigration();
        QVERIFY2(says("sync: In sync"), said());
        tell({"page cutover", "do Cut over", "press doIt"});
        QVERIFY2(says("cutover: Cut over"), said());
        m_window->kill9();
        start();
        tell({"page sync", "do Start"}); // and if somebody does
        QVERIFY2(says("Next: clean up, once nobody needs the source any more."), said());
        tell({"page cutover"});
        QVERIFY2(says("cutover: Cut over"), said());
        isEqual();
    }

    void cleanupHalfDone()
    {
        startsTheMigration();
        QVERIFY2(says("sync: In sync"), said());
        tell({"page cutover", "do Cut over", "press doIt"});
        QVERIFY2(says("cutover: Cut over"), said());
        QVERIFY(isRemembered("cut-over")); // as it is by the time that a person cleans up
        {
            auto holder = m_place->targetCluster().session("shop");
            holder.exec("BEGIN; SELECT count(*) FROM _tidegate.version"); // its schema cannot be dropped yet
            tell({"page cleanup", "press remove", "do Clean up", "press doIt"});
            QVERIFY2(eventually(m_place->sourceCluster(), "SELECT count(*) FROM pg_replication_slots", "0"), said());
            QVERIFY2(eventually(m_place->targetCluster(), "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted", "t"), said());
            m_window->kill9();
            start();
        }
        tell({"page cleanup"});
        QVERIFY2(says("Next: clean up, once nobody needs the source any more."), said());
        tell({"press remove", "do Clean up", "press doIt"});
        QVERIFY2(says("cleanup: Cleaned up"), said());
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_publication"), "0");
        QCOMPARE(m_place->targetValue("SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"), "0");
        isEqual();
    }
};

int main(int argc, char *argv[])
{
    if (const int code = runAsPuppet(argc, argv); code >= 0)
        return code;
    QApplication application(argc, argv);
    RestartTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "restart_test.moc"
