// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/schema.h"
#include "migration/table_beat.h"
#include "rules_place.h"
#include "watching.h"

#include <QTest>

#include <set>

using namespace tidegate;
using progress::Phase;

namespace {

constexpr int patience = 60'000;

/// What versions 2, 3, 5, 6 and 7 have added.
constexpr char backToVersion1[] =
    "DROP TABLE _tidegate.skip; DROP TABLE _tidegate.heartbeat_rel; ALTER TABLE _tidegate.heartbeat DROP COLUMN source_insert_lsn,"
    " DROP COLUMN lag_seconds, DROP COLUMN wal_limit, DROP COLUMN problem, DROP COLUMN retries,"
    " DROP COLUMN next_retry_at, DROP COLUMN process_id, DROP COLUMN cutover_step, DROP COLUMN cutover_words,"
    " DROP COLUMN copier_bytes_per_second;"
    " ALTER TABLE _tidegate.left_behind DROP COLUMN target_oid; ALTER TABLE _tidegate.parked ALTER message SET STORAGE EXTENDED;"
    " UPDATE _tidegate.version SET version = 1";

constexpr char howParkedIsStored[] =
    "SELECT attstorage FROM pg_attribute WHERE attrelid = '_tidegate.parked'::regclass AND attname = 'message'";

} // namespace

/// Tables of the journal that are for display: they are brought up to date, and stop nobody.
class HeartbeatTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    std::string target(const std::string &sql) const { return m_place->target(sql); }
    std::string version() const { return target("SELECT max(version) FROM _tidegate.version"); }
    migration::WatchOptions options() const
    {
        migration::WatchOptions options;
        options.target = endpoint::Endpoint::fromText(m_place->targetServer().conninfo("r"));
        options.subscription = "s";
        return options;
    }

private slots:
    void manyTablesHaveTheirTurn()
    {
        units::UnitRegistry registry;
        std::vector<units::OwnedRelation> relations;
        progress::ProgressSnapshot shown;
        for (std::uint32_t oid = 1; oid <= 5; ++oid) {
            units::OwnedRelation relation;
            relation.oid = oid;
            relation.source = {"public", "t" + std::to_string(oid)};
            relation.unit = 1;
            relations.push_back(relation);
            progress::TableProgress table;
            table.source = relation.source;
            shown.tables.push_back(table);
        }
        registry.load({}, relations);
        migration::TableBeat beat(2);
        std::set<std::uint32_t> seen;
        for (int i = 0; i < 3; ++i) { // all of them change all the time
            for (auto &table : shown.tables)
                ++table.rowsApplied;
            const auto due = beat.due(registry, shown);
            QCOMPARE(due.size(), 2);
            for (const auto &table : due)
                seen.insert(table.oid);
            beat.written(due);
        }
        QCOMPARE(seen.size(), 5);
        // Those that were not written since, then none, then the one that changes.
        for (auto due = beat.due(registry, shown); !due.empty(); due = beat.due(registry, shown))
            beat.written(due);
        ++shown.tables[3].rowsCaptured;
        QCOMPARE(beat.due(registry, shown).size(), 1);
        QCOMPARE(beat.due(registry, shown).front().oid, 4U);
        beat.reset();
        QCOMPARE(beat.due(registry, shown).size(), 2);
    }

    void anOlderJournalIsBroughtUpToDate()
    {
        QVERIFY(m_place->runToSync());
        QCOMPARE(target(howParkedIsStored), "e"); // a new one, too
        target(backToVersion1);
        m_place->targetServer().sql("r", "DROP ROLE IF EXISTS watcher; CREATE ROLE watcher LOGIN");
        target("GRANT USAGE ON SCHEMA _tidegate TO watcher; GRANT SELECT ON _tidegate.heartbeat TO watcher");
        QCOMPARE(support::CliProcess::runToEnd({"status", "--target", m_place->targetServer().conninfo("r")}).exitCode, 0);
        QCOMPARE(version(), "1");
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        QCOMPARE(version(), std::to_string(journal::schemaVersion));
        QCOMPARE(target(howParkedIsStored), "e");
        for (const std::string table : {"heartbeat_rel", "skip"})
            QCOMPARE(target("SELECT has_table_privilege('watcher', '_tidegate." + table + "', 'SELECT')"), "t");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.heartbeat_rel WHERE rows_applied > 0", "1"));
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.heartbeat_rel WHERE held_ms >= 0", "4"));
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        target("DROP OWNED BY watcher");
    }

    /// What an engine of version 5 left is read without the figures that came later, and it goes on without them.
    void figuresOfVersion5()
    {
        QVERIFY(m_place->runToSync());
        target("ALTER TABLE _tidegate.heartbeat_rel DROP COLUMN held_ms; ALTER TABLE _tidegate.heartbeat DROP COLUMN"
               " copier_bytes_per_second; UPDATE _tidegate.version SET version = 5");
        auto other = m_place->targetSession();
        other.exec("SELECT pg_advisory_lock(7310306, 1)"); // it cannot be brought up to date
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        m_place->source("UPDATE things SET note = 'x' WHERE id <= 5");
        Watching watch(options());
        QTRY_COMPARE_WITH_TIMEOUT(watch.applied("things"), 5U, patience);
        QCOMPARE(watch.table("things")->heldSeconds, 0);
        const auto status = support::CliProcess::runToEnd(m_place->arguments("status"));
        QVERIFY2(status.exitCode == 0 && status.output.find("things") != std::string::npos, status.output.c_str());
        QCOMPARE(version(), "5");
    }

    /// Somebody's lock is in the way, or another engine is live that may be of an older Tidegate: it runs without figures.
    void anUpgradeCanWait_data()
    {
        QTest::addColumn<QString>("hold");
        QTest::newRow("a lock") << QStringLiteral("BEGIN; SELECT FROM _tidegate.heartbeat");
        QTest::newRow("another engine") << QStringLiteral("SELECT pg_advisory_lock(7310306, 1)");
    }
    void anUpgradeCanWait()
    {
        QFETCH(QString, hold);
        QVERIFY(m_place->runToSync());
        target(backToVersion1);
        auto other = m_place->targetSession();
        other.exec(hold.toStdString());
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        QCOMPARE(version(), "1");
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        QCOMPARE(watch.table("things")->rowsCopied, 100U);
        QCOMPARE(watch.engines.back().processId, 0);
    }

    void noRightsToUpgradeIsNoReasonToStop()
    {
        auto &server = m_place->targetServer();
        server.sql("r", "DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN");
        QVERIFY(m_place->runToSync());
        target(backToVersion1);
        target("GRANT USAGE ON SCHEMA _tidegate, public TO plain; GRANT ALL ON ALL TABLES IN SCHEMA _tidegate, public TO plain");
        m_run = std::make_unique<support::CliProcess>(
            std::vector<std::string>{"run", "--subscription", "s", "--source", m_place->sourceServer().conninfo("r"),
                                     "--target", server.conninfo("r") + " user=plain"});
        QVERIFY(m_place->settle());
        QCOMPARE(version(), "1");
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        target("DROP OWNED BY plain");
    }

    void displayTablesStopNobody_data()
    {
        QTest::addColumn<QString>("harm");
        QTest::newRow("locked") << QStringLiteral("BEGIN; LOCK TABLE _tidegate.heartbeat_rel, _tidegate.heartbeat");
        QTest::newRow("gone") << QStringLiteral("DROP TABLE _tidegate.heartbeat_rel");
        QTest::newRow("changed") << QStringLiteral("ALTER TABLE _tidegate.heartbeat DROP COLUMN process_id");
    }
    void displayTablesStopNobody()
    {
        QFETCH(QString, harm);
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        auto other = m_place->targetSession();
        other.exec(harm.toStdString());
        m_run->forget();
        for (int i = 0; i < 3; ++i)
            QVERIFY(m_place->settle());
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("pause")).exitCode, 0);
        QVERIFY2(!m_run->waitFor("problem", 3000), m_run->output().c_str());
        QVERIFY(m_run->isRunning());
    }

    /// A table that is copied again begins anew, and one that left is not shown any more.
    void figuresGoWithTheirTables()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        m_place->source("UPDATE things SET note = 'x' WHERE id <= 5");
        QVERIFY(m_place->targetBecomes("SELECT coalesce(sum(rows_applied), 0) FROM _tidegate.heartbeat_rel JOIN _tidegate.subscription_rel"
                                       " USING (subname, rrelid) WHERE tablename = 'things'",
                                       "5"));
        m_place->source("ALTER PUBLICATION p DROP TABLE things");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication")).exitCode, 0);
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.heartbeat_rel", "3"));
    }
};

QTEST_GUILESS_MAIN(HeartbeatTest)
#include "heartbeat_test.moc"
