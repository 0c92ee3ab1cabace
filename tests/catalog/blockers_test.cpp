// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/blockers.h"
#include "every_server.h"

using namespace tidegate;
using namespace tidegate::catalog;

class BlockersTest : public testing::EveryServer
{
    Q_OBJECT

    static TransactionId barrier(postgres::Connection &connection)
    {
        postgres::Transaction transaction(connection);
        const auto result = connection.exec("SELECT pg_current_xact_id()");
        return {static_cast<std::uint64_t>(result.integer(0, 0))};
    }

private slots:
    void initTestCase_data() { rows(); }
    void cleanupTestCase() { stopAll(); }

    void namesWhoHoldsTheBarrier()
    {
        const auto name = database();
        const auto other = database();
        auto here = cluster().session(name);
        here.exec("CREATE TABLE t (a int); SET application_name = 'the shop'; BEGIN;"
                  "SELECT pg_current_xact_id(); SELECT '  new\n line password=secret '");
        auto there = cluster().session(other);
        there.exec("BEGIN; SAVEPOINT s; CREATE TABLE u (a int)");
        auto prepared = cluster().session(other);
        prepared.exec("BEGIN; CREATE TABLE v (a int); PREPARE TRANSACTION 'two phase'");
        auto reader = cluster().session(name);
        reader.exec(
            "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class"); // has no id: holds nothing
        const auto connection = connect(name);
        const auto below = barrier(*connection);
        auto late = cluster().session(name);
        late.exec("BEGIN; SELECT pg_current_xact_id()");

        const auto found = readBlockers(*connection, below);
        QVERIFY(found.complete);
        QCOMPARE(found.list.size(), 3u);
        const auto &first = found.list[0];
        QCOMPARE(first.pid, here.backendPid());
        QCOMPARE(first.database, name);
        QCOMPARE(first.user, "postgres");
        QCOMPARE(first.application, "the shop");
        QCOMPARE(first.state, "idle in transaction");
        QVERIFY(first.sinceSeconds >= 0 && first.sinceSeconds < 600);
        QVERIFY(first.query.find('\n') == std::string::npos);
        QVERIFY(first.query.find("secret") == std::string::npos);
        QCOMPARE(std::to_string(first.transaction.value), here.value("SELECT pg_current_xact_id()"));
        QCOMPARE(found.list[1].pid, there.backendPid());
        QCOMPARE(std::to_string(found.list[1].transaction.value), there.value("SELECT pg_current_xact_id()"));
        QVERIFY(found.list[2].prepared);
        QCOMPARE(found.list[2].gid, "two phase");
        QCOMPARE(found.list[2].database, other);
        QVERIFY(found.list[2].display().find("two phase") != std::string::npos);
        QVERIFY(first.display().find("the shop") != std::string::npos);

        here.exec("COMMIT");
        there.exec("ROLLBACK");
        QCOMPARE(readBlockers(*connection, below).list.size(), 1u);
        prepared.exec("ROLLBACK PREPARED 'two phase'");
        QVERIFY(readBlockers(*connection, below).list.empty());
        const auto passed = connection->exec("SELECT pg_snapshot_xmin(pg_current_snapshot())");
        QVERIFY(static_cast<std::uint64_t>(passed.integer(0, 0)) >= below.value);
    }

    void withoutTheRightItSaysSo()
    {
        const auto name = database();
        cluster().sql(name, "CREATE ROLE nobody LOGIN");
        auto holder = cluster().session(name);
        holder.exec("BEGIN; SAVEPOINT a; CREATE TABLE t (a int); SAVEPOINT b; CREATE TABLE u (a int)");
        {
            const auto connection = connect(name, "nobody");
            const auto found = readBlockers(*connection, barrier(*connection));
            QVERIFY(!found.complete);
            QCOMPARE(found.list.size(), 1u);
            QCOMPARE(found.list[0].pid, holder.backendPid());
            QCOMPARE(found.list[0].database, name);
            QCOMPARE(found.list[0].sinceSeconds, -1);
            QCOMPARE(std::to_string(found.list[0].transaction.value),
                     holder.value("SELECT pg_current_xact_id()"));
        }
        holder.exec("ROLLBACK; DROP ROLE nobody");
    }
};

QTEST_GUILESS_MAIN(BlockersTest)
#include "blockers_test.moc"
