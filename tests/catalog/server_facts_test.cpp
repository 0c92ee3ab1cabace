// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/server_facts.h"
#include "every_server.h"

using namespace tidegate;
using namespace tidegate::catalog;

class ServerFactsTest : public testing::EveryServer
{
    Q_OBJECT

private slots:
    void initTestCase_data() { rows(); }
    void cleanupTestCase() { stopAll(); }

    void everyFact()
    {
        const auto name = database();
        const auto connection = connect(name);
        const auto facts = readServerFacts(*connection);
        QCOMPARE(std::to_string(facts.version), cluster().value(name, "SHOW server_version_num"));
        QCOMPARE(facts.systemIdentifier,
                 cluster().value(name, "SELECT system_identifier FROM pg_control_system()"));
        QCOMPARE(facts.timeline, 1u);
        QCOMPARE(facts.database, name);
        QCOMPARE(std::to_string(facts.databaseOid),
                 cluster().value(name, "SELECT oid FROM pg_database WHERE datname = current_database()"));
        QCOMPARE(facts.role, "postgres");
        QVERIFY(facts.superuser && facts.replicationRole && facts.readsAllStats && !facts.inRecovery);
        QCOMPARE(facts.walLevel, "logical");
        QCOMPARE(facts.synchronousStandbyNames, "");
        QCOMPARE(facts.maxSlotWalKeepBytes, -1);
        QCOMPARE(facts.freeSlots, cluster().session(name).number("SHOW max_replication_slots"));
        QCOMPARE(facts.freeWalSenders, cluster().session(name).number("SHOW max_wal_senders"));
        QVERIFY(facts.timescaleVersion.empty() && facts.timescaleLicense.empty()
                && !facts.timescaleRestoring);
        QVERIFY(facts.databaseBytes > 1'000'000);
        QCOMPARE(facts.otherSessions, 0);
        QCOMPARE(facts.encoding, "UTF8");
    }

    void whatIsTakenIsNotFree()
    {
        const auto name = database();
        auto session = cluster().session(name);
        const auto connection = connect(name);
        const auto before = readServerFacts(*connection);
        QCOMPARE(before.otherSessions, 1);
        session.exec("SELECT pg_create_logical_replication_slot('taken', 'pgoutput')");
        QCOMPARE(readServerFacts(*connection).freeSlots, before.freeSlots - 1);
        session.exec("SELECT pg_drop_replication_slot('taken')");
        cluster().configure({{"max_slot_wal_keep_size", "'3GB'"}, {"synchronous_standby_names", "'other'"}});
        QTRY_COMPARE(readServerFacts(*connection).maxSlotWalKeepBytes, std::int64_t{3} << 30);
        QTRY_COMPARE(readServerFacts(*connection).synchronousStandbyNames, "other");
        cluster().configure({{"max_slot_wal_keep_size", "-1"}, {"synchronous_standby_names", "''"}});
        QTRY_COMPARE(readServerFacts(*connection).maxSlotWalKeepBytes, -1);
        QTRY_COMPARE(readServerFacts(*connection).synchronousStandbyNames, "");
    }

    void aRoleWithoutRights()
    {
        const auto name = database();
        cluster().sql(name,
                      "CREATE ROLE \"plain user\" LOGIN; REVOKE EXECUTE ON FUNCTION pg_control_system(),"
                      " pg_control_checkpoint() FROM PUBLIC");
        auto session = cluster().session(name);
        {
            const auto connection = connect(name, "plain user");
            const auto facts = readServerFacts(*connection);
            QCOMPARE(facts.role, "plain user");
            QVERIFY(facts.systemIdentifier.empty());
            QCOMPARE(facts.timeline, 1u);
            QVERIFY(!facts.superuser && !facts.replicationRole && !facts.readsAllStats);
            QTRY_COMPARE(readServerFacts(*connection).otherSessions, 1); // once that which made the role is gone
            session.exec("CREATE ROLE rds_replication; GRANT rds_replication TO \"plain user\";"
                         "GRANT pg_monitor TO \"plain user\"");
            const auto granted = readServerFacts(*connection);
            QVERIFY(!granted.superuser && granted.replicationRole && granted.readsAllStats);
        }
        session.exec("DROP ROLE rds_replication; DROP ROLE \"plain user\"");
    }

    void timescale()
    {
        if (!cluster().installation().hasTimescale)
            QSKIP("no TimescaleDB in this installation");
        const auto name = database();
        cluster().sql(name, "CREATE EXTENSION timescaledb");
        auto facts = readServerFacts(*connect(name));
        QCOMPARE(facts.timescaleVersion, cluster().value(name, "SELECT extversion FROM pg_extension "
                                                               "WHERE extname = 'timescaledb'"));
        QVERIFY(facts.timescaleLicense == "apache" || facts.timescaleLicense == "timescale");
        QVERIFY(!facts.timescaleRestoring);
        cluster().sql(name, "SELECT timescaledb_pre_restore()");
        facts = readServerFacts(*connect(name));
        QVERIFY(facts.timescaleRestoring);
    }
};

QTEST_GUILESS_MAIN(ServerFactsTest)
#include "server_facts_test.moc"
