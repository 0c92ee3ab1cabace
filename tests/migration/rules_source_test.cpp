// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;
using rules::Gate;

/// What the source may turn into while it is being followed: rules 0 and 14 of exactness.md.
class RulesSourceTest : public rules::PlaceTest
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        PlaceTest::initTestCase();
        m_place->sourceServer().configure({{"log_replication_commands", "on"}});
    }

    /// Rule 14: the source fails over to a standby that lacks the last rows, after the run has looked who it is and
    /// before its stream begins. The coordinator is kept from looking again, and the new timeline is past the stored
    /// position, so that nothing else can notice.
    void aFailoverBeforeTheStreamBegins_data() { rules::onAndOff(); }
    void aFailoverBeforeTheStreamBegins()
    {
        QFETCH(bool, on);
        QVERIFY(m_place->runToSync());
        auto &server = m_place->sourceServer();
        server.stop();
        server.saveData();
        server.startAgain();
        m_run = m_place->run({}, {});
        m_place->source("INSERT INTO notes VALUES (1, 'lost by the failover')");
        QVERIFY(m_place->settle());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());

        const Gate stream("stream.connect");
        const Gate coordinator("migration.tick");
        m_run = m_place->run(on ? "" : "14", {stream.setting(), coordinator.settingForAll()});
        QVERIFY(stream.arrived());
        QVERIFY(coordinator.arrived());
        // The consumer has done what it does on the source once everything is ready.
        QVERIFY(m_place->sourceBecomes("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'"
                                       " AND query LIKE 'SELECT pg_current_snapshot()%' AND state = 'idle'", "1"));
        const auto stored = m_place->target("SELECT max(lsn) FROM _tidegate.progress");
        const auto logged = server.log().size();
        server.stop();
        server.startSavedAsPromoted();
        m_place->source("INSERT INTO notes VALUES (2, 'below the stored position')");
        m_place->source("SELECT pg_switch_wal()");
        m_place->source("INSERT INTO notes VALUES (3, 'past it')");
        QCOMPARE(m_place->source("SELECT pg_current_wal_flush_lsn() > '" + stored + "'"), "t");

        stream.open();
        if (!on) {
            // The consumer asks its source how a table is defined, finds that connection lost, and a new session begins.
            coordinator.open();
            QVERIFY(m_place->settle());
            const auto same = m_place->compare();
            QVERIFY2(same.missing == 1 && same.extra == 2, same.report.c_str());
            return;
        }
        const auto said = [&](const char *words) { return server.log().find(words, logged) != std::string::npos; };
        QVERIFY(QTest::qWaitFor([&] { return said("IDENTIFY_SYSTEM") || said("START_REPLICATION"); }, 60'000));
        QVERIFY(m_place->sourceBecomes("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'walsender'", "0"));
        QVERIFY2(!said("START_REPLICATION"), "it streamed from the new timeline");
        coordinator.open();
        QVERIFY(m_run->waitForEnd(60'000));
        QCOMPARE(m_run->exitCode(), 4);
        QVERIFY2(m_run->output().find("start the migration anew") != std::string::npos, m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM notes WHERE b IN ('below the stored position', 'past it')"), "0");
    }

    void commitsNeverWaitForUs_data()
    {
        QTest::addColumn<bool>("on");
        QTest::addColumn<std::string>("names");
        QTest::newRow("named, with the rule") << true << std::string("FIRST 1 (\"%us\", standby)");
        QTest::newRow("named, without it") << false << std::string("FIRST 1 (\"%us\", standby)");
        QTest::newRow("one of all, with the rule") << true << std::string("*");
    }

    /// Rule 0: while we stream, the source is told that we are a synchronous standby. The confirmation is delayed,
    /// so that a commit that waits for us is seen to.
    void commitsNeverWaitForUs()
    {
        QFETCH(bool, on);
        QFETCH(std::string, names);
        rules::Place place(true);
        place.begin();
        auto words = place.arguments("run");
        words.insert(words.end(), {"--publication", "p", "--confirm-delay", "10"});
        support::CliProcess run(words, {{"TIDEGATE_RULES_OFF", on ? "" : "0"}});
        QVERIFY(run.waitFor("slot"));
        QVERIFY(place.allReady());
        const auto us = place.source("SELECT application_name FROM pg_stat_replication"
                                     " WHERE application_name LIKE 'tidegate %'");
        QVERIFY(!us.empty());
        // Who has confirmed nothing yet is no candidate.
        QVERIFY(place.sourceBecomes("SELECT flush_lsn IS NOT NULL FROM pg_stat_replication WHERE application_name = '"
                                    + us + "'", "t"));
        if (const auto at = names.find("%us"); at != std::string::npos)
            names.replace(at, 3, us);
        run.forget();
        place.sourceServer().configure({{"synchronous_standby_names", "'" + names + "'"}});
        QVERIFY(place.sourceBecomes("SHOW synchronous_standby_names", names));
        if (!on)
            QVERIFY(place.sourceBecomes("SELECT sync_state FROM pg_stat_replication WHERE application_name = '" + us + "'",
                                        "sync"));
        auto writer = place.sourceSession();
        QVERIFY(PQsendQuery(writer.raw(), "INSERT INTO notes VALUES (1, 'waits for whom?')"));
        const bool committed = QTest::qWaitFor(
            [&] { return PQconsumeInput(writer.raw()) && !PQisBusy(writer.raw()); }, on ? 10'000 : 5'000);
        QCOMPARE(committed, on);
        if (on) {
            QVERIFY2(run.waitFor("synchronous standby"), run.output().c_str());
            QCOMPARE(place.source("SELECT count(*) FROM pg_stat_replication WHERE application_name = '" + us + "'"), "0");
        }
        place.sourceServer().configure({{"synchronous_standby_names", "'standby'"}});
        QVERIFY2(place.settle(), run.output().c_str());
        QVERIFY(run.isRunning());
        const auto same = place.compare();
        QVERIFY2(same, same.report.c_str());
    }
};

QTEST_GUILESS_MAIN(RulesSourceTest)
#include "rules_source_test.moc"
