// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;
using rules::Gate;

/// What the journal is for: rules 11 and 12 of exactness.md. Rows without a key show a change made twice.
class RulesJournalTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    std::string written() const { return m_place->target("SELECT count(*) FROM notes WHERE b = 'once'"); }

private slots:
    void initTestCase()
    {
        PlaceTest::initTestCase();
        // Another role's sessions are not ended by a take-over: what is left then is the fence.
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            server->sql("postgres", "CREATE ROLE second LOGIN SUPERUSER");
    }

    /// Rule 11: killed as soon as the change is committed, and started again.
    void progressIsInTheChangesTransaction_data() { rules::onAndOff(); }
    void progressIsInTheChangesTransaction()
    {
        QFETCH(bool, on);
        const std::string off = on ? "" : "11";
        QVERIFY(m_place->runToSync());
        m_place->source("INSERT INTO notes VALUES (1, 'once')");
        // Whatever else is stored before the change is killed too; so often, until it is there.
        for (int attempt = 0; attempt < 5 && written() == "0"; ++attempt) {
            m_run = m_place->run(off,
                                 {on ? "apply.after-commit=kill" : "apply.between-commit-and-progress=kill"});
            QVERIFY(m_run->waitForEnd(60'000));
            QCOMPARE(m_run->exitCode(), 137);
        }
        QCOMPARE(written(), "1");
        m_run = m_place->run(off, {});
        QVERIFY(m_place->settle());
        QCOMPARE(written(), on ? "1" : "2");
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 0 && same.extra == 1, "the row was not doubled");
    }

    /// Rule 11, the other side: killed before that commit, nothing of it may be there, neither row nor progress.
    void killedBeforeTheCommit()
    {
        QVERIFY(m_place->runToSync());
        m_place->source("INSERT INTO notes VALUES (1, 'once')");
        m_run = m_place->run({}, {"apply.before-commit=kill"});
        QVERIFY(m_run->waitForEnd(60'000));
        QCOMPARE(m_run->exitCode(), 137);
        QCOMPARE(written(), "0");
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// Rule 12: an engine stands before its target transaction and does not hear that its source is gone; another takes
    /// over, applies the change and goes on; then the first one wakes up, with its connection to the target as it was.
    void aZombieWritesNothing_data() { rules::onAndOff(); }
    void aZombieWritesNothing()
    {
        QFETCH(bool, on);
        QVERIFY(m_place->runToSync());
        m_place->source("INSERT INTO notes VALUES (1, 'once')");
        support::Proxy path("127.0.0.1", m_place->sourceServer().port());
        const Gate write("apply.before-begin");
        const Gate coordinator("migration.tick"); // or it would end the session whose backends are gone
        const auto target = m_place->targetServer().conninfo("r");
        m_run = std::make_unique<support::CliProcess>(
            std::vector<std::string>{"run", "--subscription", "s", "--confirm-delay", "1", "--source",
                                     path.conninfo("r"), "--target", target},
            support::Environment{{"TIDEGATE_FAILPOINTS", write.setting() + "," + coordinator.settingForAll()},
                                 {"TIDEGATE_RULES_OFF", on ? "" : "12"}});
        QVERIFY(write.arrived());
        QVERIFY(coordinator.arrived());
        path.halfOpen();
        m_place->target("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
        support::CliProcess second({"run", "--subscription", "s", "--take-over", "--confirm-delay", "1",
                                    "--source", m_place->sourceServer().conninfo("r") + " user=second",
                                    "--target", target + " user=second"});
        const bool taken = m_place->targetBecomes("SELECT count(*) FROM notes WHERE b = 'once'", "1");
        QVERIFY2(taken, second.output().c_str());
        QVERIFY(m_place->settle());
        // Its consumer ends at once with the rule, and with it one of its sessions.
        const std::string ours = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'postgres'"
                                 " AND application_name LIKE 'tidegate %'";
        const auto sessions = m_place->target(ours);
        write.open();
        QVERIFY(on ? m_place->targetBecomes("SELECT (" + ours + ") < " + sessions, "t")
                   : m_place->targetBecomes("SELECT count(*) FROM notes WHERE b = 'once'", "2"));
        coordinator.open();
        path.cut(); // which the coordinator hears, and looks
        if (on) {
            QVERIFY(m_run->waitForEnd());
            QCOMPARE(m_run->exitCode(), 6);
        }
        m_place->source("INSERT INTO notes VALUES (2, 'goes on')");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 0 && same.extra >= 1, "the row was not doubled");
        QVERIFY(second.isRunning());
    }

    /// The same for an engine that is asleep altogether, as a workstation is, and whose backends were ended.
    void aSleeperIsTold_data()
    {
        QTest::addColumn<bool>("within");
        QTest::newRow("between two transactions") << false;
        QTest::newRow("within one, which holds the fence") << true;
    }
    void aSleeperIsTold()
    {
        QFETCH(bool, within);
        QVERIFY(m_place->runToSync());
        const Gate written("apply.before-commit");
        if (within)
            m_place->source("INSERT INTO notes VALUES (0, 'written, and not committed')");
        m_run = m_place->run({}, within ? std::vector<std::string>{written.setting()} : std::vector<std::string>());
        QVERIFY(m_run->waitFor("resumed"));
        QVERIFY(!within || written.arrived());
        m_run->suspend();
        support::CliProcess second([&] {
            auto all = m_place->arguments("run");
            all.emplace_back("--take-over");
            return all;
        }());
        m_place->source("INSERT INTO notes VALUES (1, 'once')");
        QVERIFY2(m_place->settle(), second.output().c_str());
        written.open();
        m_run->resume();
        QVERIFY(m_run->waitForEnd());
        QCOMPARE(m_run->exitCode(), 6);
        m_place->source("INSERT INTO notes VALUES (2, 'goes on')");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
        QVERIFY(second.isRunning());
    }
};

QTEST_GUILESS_MAIN(RulesJournalTest)
#include "rules_journal_test.moc"
