// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "catalog/published_terms.h"
#include "postgres/error.h"
#include "slot/barrier.h"
#include "slot/flush_wait.h"
#include "slot/guard.h"
#include "slot/identity.h"
#include "slot/publication.h"
#include "slot/slot_facts.h"
#include "slot/touch.h"
#include "support/cluster.h"

#include <QElapsedTimer>
#include <QTest>

#include <map>

using namespace tidegate;
using support::Cluster;

/// Barrier, touch, flush wait, slot facts, guard, publication, identity: on every server of this machine.
class SlotPiecesTest : public QObject
{
    Q_OBJECT

    std::map<std::string, std::unique_ptr<Cluster>> m_clusters;
    Cluster *m_cluster = nullptr;

    std::unique_ptr<postgres::Connection> connect(const std::string &user = {}, const StopToken &stop = {})
    {
        auto parameters = postgres::ConnectionParameters::parse(m_cluster->conninfo());
        if (!user.empty())
            parameters.set("user", user);
        postgres::SessionOptions options;
        options.server = "source";
        options.applicationName = "tidegate sub";
        return std::make_unique<postgres::Connection>(parameters, options, stop);
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<std::string>("installation");
        for (const auto &installation : Cluster::installations())
            QTest::newRow(installation.display().c_str()) << installation.display();
    }
    void init()
    {
        QFETCH_GLOBAL(std::string, installation);
        auto &cluster = m_clusters[installation];
        for (const auto &candidate : Cluster::installations()) {
            if (!cluster && candidate.display() == installation)
                cluster = Cluster::start(
                    {candidate, {{"max_prepared_transactions", "5"}, {"wal_writer_delay", "10s"}}});
        }
        m_cluster = cluster.get();
    }
    void cleanupTestCase() { m_clusters.clear(); }

    void aBarrierWaitsForWhoRuns()
    {
        const auto source = connect();
        auto runner = m_cluster->session();
        runner.exec("BEGIN; SELECT pg_current_xact_id()");
        const auto barrier = slot::takeBarrier(*source);
        QVERIFY(!source->inTransaction());
        QVERIFY(!slot::barrierPassed(*source, barrier));
        auto later = m_cluster->session();
        later.exec("BEGIN; SELECT pg_current_xact_id()");
        runner.exec("PREPARE TRANSACTION 'prepared one'");
        QVERIFY(!slot::barrierPassed(*source, barrier)); // prepared transactions count
        std::vector<slot::Blocker> named;
        const auto committer = connect();
        slot::awaitBarrier(
            *source, barrier,
            [&](double seconds, const std::vector<slot::Blocker> &blockers) {
                QVERIFY(seconds >= 1);
                named = blockers;
                committer->exec("COMMIT PREPARED 'prepared one'");
            },
            StopToken());
        QCOMPARE(named.size(), 1u); // the later one is none of the barrier's business
        QVERIFY(named.front().prepared);
        QVERIFY2(named.front().display().find("prepared one") != std::string::npos,
                 named.front().display().c_str());
        QVERIFY(slot::barrierPassed(*source, barrier));
    }

    void anAwaitedBarrierCanBeStopped()
    {
        const StopToken stop;
        const auto source = connect({}, stop);
        auto runner = m_cluster->session();
        runner.exec("BEGIN; SELECT pg_current_xact_id()");
        QElapsedTimer timer;
        QVERIFY_EXCEPTION_THROWN(slot::passBarrier(
                                     *source,
                                     [&](double, const std::vector<slot::Blocker> &blockers) {
                                         QCOMPARE(blockers.front().pid, runner.backendPid());
                                         timer.start();
                                         stop.requestStop();
                                     },
                                     stop),
                                 Stopped);
        QVERIFY(timer.elapsed() < 500);
    }

    void aTouchIsACommittedCatalogChange()
    {
        const auto source = connect();
        const auto committed = [&] {
            // 13 to 18: pg_stat_database would lag; the commit's xid does not.
            return m_cluster->session().number(
                "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
        };
        auto before = committed();
        QCOMPARE(slot::touch(*source), slot::TouchWay::TempTable);
        QVERIFY(committed() > before);
        m_cluster->sql("postgres", "CREATE ROLE plain LOGIN; REVOKE TEMP ON DATABASE postgres FROM PUBLIC;"
                                   "ALTER ROLE plain SET geqo_seed = 0.5");
        const auto plain = connect("plain");
        before = committed();
        QCOMPARE(slot::touch(*plain), slot::TouchWay::RoleSetting);
        QVERIFY(committed() > before);
        QCOMPARE(m_cluster->value("postgres", "SELECT setconfig FROM pg_db_role_setting"
                                              " WHERE setrole = 'plain'::regrole"),
                 "{geqo_seed=0.5}"); // what was there stays, and nothing else
        QVERIFY(!plain->inTransaction());
        m_cluster->sql("postgres", "GRANT TEMP ON DATABASE postgres TO PUBLIC; DROP ROLE plain");
    }

    void whichMinorsNeedThePublicationTouched()
    {
        for (const auto &[version, needed] : std::vector<std::pair<int, bool>>{{130020, true},
                                                                               {130021, false},
                                                                               {140017, true},
                                                                               {140018, false},
                                                                               {150012, true},
                                                                               {150013, false},
                                                                               {160008, true},
                                                                               {160009, false},
                                                                               {170004, true},
                                                                               {170005, false},
                                                                               {180000, false}})
            QCOMPARE(catalog::needsPublicationTouch(version), needed);
    }

    void flushedMeansOnDisk()
    {
        const auto source = connect();
        m_cluster->sql("postgres", "CREATE TABLE IF NOT EXISTS f (i int); CHECKPOINT");
        for (int i = 0; i < 5; ++i) {
            m_cluster->sql("postgres", "SET synchronous_commit = off; INSERT INTO f VALUES (1)");
            const auto position = source->exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
            slot::awaitFlushed(*source, position, StopToken());
            QVERIFY(source->exec("SELECT pg_current_wal_flush_lsn()").lsn(0, 0) >= position);
            QVERIFY(!source->inTransaction());
        }
        const auto before = source->exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
        QVERIFY(slot::nudge(*source) > before);
        // Without the right to emit messages a touch does the same.
        m_cluster->sql(
            "postgres",
            "DO 'BEGIN EXECUTE (SELECT string_agg(''REVOKE EXECUTE ON FUNCTION '' || oid::regprocedure"
            " || '' FROM PUBLIC'', '';'') FROM pg_proc WHERE proname = ''pg_logical_emit_message''); END';"
            "CREATE ROLE plain LOGIN");
        const auto plain = connect("plain");
        const auto now = source->exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
        QVERIFY(slot::nudge(*plain) > now);
        m_cluster->sql("postgres", "DROP ROLE plain");
    }

    void slotNamesFit()
    {
        const auto name = slot::newSlotName("Größe of \"it\" " + std::string(80, 'z'));
        QCOMPARE(name.size(), 63u);
        QCOMPARE(name.find("tidegate_gr____e_of__it__zzz"), 0u);
        QVERIFY(slot::newSlotName("sub") != slot::newSlotName("sub"));
        QCOMPARE(slot::ownPublicationName("Sub"), "tidegate_sub");
        m_cluster->sql("postgres", "SELECT pg_create_logical_replication_slot('" + name
                                       + "', 'pgoutput'); SELECT pg_drop_replication_slot('" + name + "')");
    }

    void slotFactsAndDrop()
    {
        const auto source = connect();
        QVERIFY(!slot::readSlot(*source, "tidegate_none").exists);
        QVERIFY_EXCEPTION_THROWN(slot::requireUsable({}, "x", Lsn{1}), ProblemError);
        source->exec("SELECT pg_create_logical_replication_slot('tidegate_facts', 'pgoutput')");
        const auto facts = slot::readSlot(*source, "tidegate_facts");
        QVERIFY(facts.exists && !facts.active && facts.invalidation.empty());
        QVERIFY(facts.restart.isValid() && facts.confirmedFlush >= facts.restart);
        QCOMPARE(facts.walStatus, "reserved");
        QCOMPARE(facts.safeWalSize, -1);
        slot::requireUsable(facts, "tidegate_facts", facts.confirmedFlush);
        try {
            slot::requireUsable(facts, "tidegate_facts", Lsn{facts.confirmedFlush.value - 1});
            QFAIL("a slot that is ahead was taken");
        } catch (const ProblemError &error) {
            QCOMPARE(codeName(error.problem().code), codeName(Code::SlotAhead));
        }
        // One of ours that is in use: our own walsender is sent away, another's is not.
        source->exec("CREATE PUBLICATION facts");
        const auto stream = [&](const std::string &application) {
            postgres::SessionOptions options;
            options.server = "source";
            options.applicationName = application;
            auto walsender =
                std::make_unique<postgres::ReplicationConnection>(source->parameters(), options, StopToken());
            walsender->startReplication("tidegate_facts", facts.confirmedFlush, {"facts"}, false);
            return walsender;
        };
        auto foreign = stream("somebody else");
        QTRY_VERIFY(slot::readSlot(*source, "tidegate_facts").active);
        QVERIFY_EXCEPTION_THROWN(slot::dropSlot(*source, "tidegate_facts"), postgres::SqlError);
        foreign.reset();
        slot::awaitInactive(*source, "tidegate_facts", 10'000);
        const auto ours = stream("tidegate sub");
        QVERIFY(slot::dropSlot(*source, "tidegate_facts"));
        QVERIFY(!slot::dropSlot(*source, "tidegate_facts"));
        source->exec("DROP PUBLICATION facts");
        source->exec("SELECT pg_create_logical_replication_slot('not_ours', 'pgoutput')");
        QVERIFY_EXCEPTION_THROWN(slot::dropSlot(*source, "not_ours"), ProblemError);
        QVERIFY(slot::readSlot(*source, "not_ours").exists);
        source->exec("SELECT pg_drop_replication_slot('not_ours')");
    }

    void theGuardSeesGrowthLimitAndLoss()
    {
        const auto source = connect();
        source->exec("CREATE TABLE IF NOT EXISTS public.w (t text)");
        source->exec("SELECT pg_create_logical_replication_slot('tidegate_guard', 'pgoutput')");
        slot::SourceGuard guard("tidegate_guard", 3'000'000);
        QVERIFY(!guard.overLimit());
        const auto first = guard.read(*source);
        QCOMPARE(first.walStatus, "reserved");
        QVERIFY(!first.growthBytesPerSecond && !first.secondsUntilFull);
        QElapsedTimer timer;
        timer.start();
        while (!guard.overLimit() || timer.elapsed() < 1500) {
            source->exec(
                "INSERT INTO public.w SELECT repeat(md5(g::text), 50) FROM generate_series(1, 200) g");
            guard.read(*source);
        }
        QVERIFY(guard.last().walKeptBytes > 3'000'000);
        QVERIFY(guard.last().growthBytesPerSecond.value_or(0) > 0);
        QVERIFY(!guard.last().secondsUntilFull); // no limit on the server: unknown
        // The server gives the slot up.
        m_cluster->configure({{"max_slot_wal_keep_size", "'1MB'"}});
        m_cluster->sql("postgres",
                       "SELECT pg_switch_wal(); INSERT INTO w VALUES ('x'); SELECT pg_switch_wal();"
                       "INSERT INTO w VALUES ('x'); CHECKPOINT");
        QTRY_COMPARE(guard.read(*source).walStatus, "lost");
        QVERIFY(!guard.overLimit());
        const auto facts = slot::readSlot(*source, "tidegate_guard");
        QVERIFY(!facts.invalidation.empty());
        QVERIFY_EXCEPTION_THROWN(slot::requireUsable(facts, "tidegate_guard", Lsn{~0ULL}), ProblemError);
        QVERIFY(slot::dropSlot(*source, "tidegate_guard"));
        QCOMPARE(guard.read(*source).walStatus, "missing");
        m_cluster->configure({{"max_slot_wal_keep_size", "-1"}});
    }

    void publicationsOfOurOwn()
    {
        const auto source = connect();
        source->exec(
            "CREATE TABLE public.p1 (id int PRIMARY KEY); CREATE TABLE public.\"P 2\" (id int PRIMARY KEY)");
        slot::createPublication(*source, "tidegate_pub", {{"public", "p1"}});
        slot::addToPublication(*source, "tidegate_pub", {"public", "P 2"}, true);
        const std::string tables =
            "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_publication_tables"
            " WHERE pubname = 'tidegate_pub'";
        QCOMPARE(m_cluster->value("postgres", tables), "P 2,p1");
        slot::dropFromPublication(*source, "tidegate_pub", {"public", "p1"});
        QCOMPARE(m_cluster->value("postgres", tables), "P 2");
        slot::touchPublication(*source, "tidegate_pub");
        QVERIFY(slot::dropOwnPublication(*source, "tidegate_pub"));
        QVERIFY(!slot::dropOwnPublication(*source, "tidegate_pub"));
        QVERIFY_EXCEPTION_THROWN(slot::dropOwnPublication(*source, "theirs"), ProblemError);
        QVERIFY_EXCEPTION_THROWN(slot::touchPublication(*source, "theirs"), ProblemError);
        source->exec("DROP TABLE public.p1, public.\"P 2\"");
    }

    void theSourceIsWhoItWas()
    {
        postgres::SessionOptions options;
        options.server = "source";
        options.applicationName = "tidegate sub";
        postgres::ReplicationConnection walsender(
            postgres::ConnectionParameters::parse(m_cluster->conninfo()), options, StopToken());
        const auto found = slot::identify(walsender);
        QCOMPARE(found.systemIdentifier,
                 m_cluster->value("postgres", "SELECT system_identifier FROM pg_control_system()"));
        QCOMPARE(found.timeline, 1u);
        QCOMPARE(found.database, "postgres");
        QVERIFY(found.flushed.isValid());
        slot::requireSame(found, found.systemIdentifier, 1);
        QVERIFY_EXCEPTION_THROWN(slot::requireSame(found, found.systemIdentifier, 2), ProblemError);
        QVERIFY_EXCEPTION_THROWN(slot::requireSame(found, "7", 1), ProblemError);
    }
};

QTEST_GUILESS_MAIN(SlotPiecesTest)
#include "slot_pieces_test.moc"
