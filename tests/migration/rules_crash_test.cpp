// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

#include <csignal>

using namespace tidegate;
using rules::Gate;

/// What crashes leave behind: a source that loses what it had committed and told (rule 5 of exactness.md, its hole H2),
/// and an engine that is dead but not missed yet.
class RulesCrashTest : public rules::PlaceTest
{
    Q_OBJECT

private slots:
    /// Rows are copied whose commit is not on the source's disk yet; then its power goes. They are gone there, and their
    /// transaction's number is given to another, which the unit's snapshot then takes for seen.
    void copiedBeforeItWasFlushed_data() { rules::onAndOff(); }
    void copiedBeforeItWasFlushed()
    {
        QFETCH(bool, on);
        QVERIFY(m_place->runToSync());
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        const Gate claimed("copy.claimed");
        const Gate tick("migration.tick"); // its nudge would flush
        m_run = m_place->run(on ? "" : "5", {claimed.setting(), tick.settingForAll()});
        QVERIFY(claimed.arrived());
        const auto walWriter = std::stoi(m_place->source("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"));
        QCOMPARE(::kill(walWriter, SIGSTOP), 0);
        auto writer = m_place->sourceSession();
        writer.exec("SET synchronous_commit = off");
        const auto lost = writer.value("BEGIN; INSERT INTO late SELECT g, 'in memory' FROM generate_series(1, 2000) g;"
                                       " SELECT pg_current_xact_id()");
        writer.exec("COMMIT");
        claimed.open();
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = 'late'"
                                       " AND state IN ('f', 'r')", "1"));
        m_run->kill9();
        m_place->sourceServer().kill9();
        m_place->sourceServer().startAgain();
        const auto next = m_place->source("INSERT INTO late VALUES (1, 'after the crash') RETURNING pg_current_xact_id()");
        // The number of that transaction, or of one of ours just before it, which the snapshot takes for finished as well.
        QCOMPARE(std::stoll(next) <= std::stoll(lost), !on);
        m_run = m_place->run(on ? "" : "5", {});
        QVERIFY(m_place->settle());
        // Without it F_u lies in WAL that is no more, and an idle source does not get there.
        QVERIFY(!on || m_place->allReady());
        const auto same = m_place->compare(true);
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 2000, same.report.c_str());
    }

    /// A stop comes in the middle of the COMMIT that records the cutover. Whether the server makes it or gives it up, the
    /// source is open only if the target is not the one that counts.
    void stoppedInTheCutoversCommit_data()
    {
        QTest::addColumn<bool>("committed");
        QTest::newRow("the server commits all the same") << true;
        QTest::newRow("the server gives it up") << false;
    }
    void stoppedInTheCutoversCommit()
    {
        QFETCH(bool, committed);
        m_run = m_place->run("", {});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
        m_place->target(std::string("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60);")
                        + (committed ? " RETURN NULL; EXCEPTION WHEN query_canceled THEN" : "") + " RETURN NULL; END $$");
        m_place->target("CREATE CONSTRAINT TRIGGER slow AFTER UPDATE OF cut_over_at ON _tidegate.slot"
                        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()");
        auto arguments = m_place->arguments("cutover");
        for (const char *more : {"--yes", "--stop-writes", "read-only"})
            arguments.emplace_back(more);
        support::CliProcess cutover(arguments);
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'", "1"));
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        QCOMPARE(m_run->exitCode(), 0);
        QVERIFY2(m_run->waitFor(committed ? "end  cut-over" : "end  stopped"), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT cut_over_at IS NOT NULL FROM _tidegate.slot"), committed ? "t" : "f");
        QCOMPARE(m_place->sourceServer().value("postgres", "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d"
                                                           " ON d.oid = setdatabase WHERE datname = 'r' AND setconfig::text"
                                                           " LIKE '%default_transaction_read_only=on%'"),
                 committed ? "1" : "0");
    }

    /// Killed and started again at once, while its session on the target has not been missed: nobody else is live, and
    /// the second one neither refuses nor needs --take-over.
    void killedAndNotMissedYet()
    {
        m_run = m_place->run("", {});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady());
        const std::string holder = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted";
        const auto pid = std::stoi(m_place->target(holder));
        QCOMPARE(::kill(pid, SIGSTOP), 0);
        m_run->kill9();
        m_run = m_place->run("", {});
        const bool tried = m_place->targetBecomes("SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE"
                                                  " 'SELECT pg_try_advisory_lock%' AND pid NOT IN (" + holder + ")", "t");
        QCOMPARE(::kill(pid, SIGCONT), 0);
        QVERIFY(tried);
        QVERIFY2(m_run->waitFor("resumed"), m_run->output().c_str());
        QVERIFY(m_place->settle());
    }
};

QTEST_GUILESS_MAIN(RulesCrashTest)
#include "rules_crash_test.moc"
