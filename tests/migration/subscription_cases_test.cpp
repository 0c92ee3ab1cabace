// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include "support/skips.h"

#include <QTest>

using namespace tidegate;
using types::Place;

/// The cases of PostgreSQL's subscription tests in which the two sides differ, or several publications meet: what
/// subscription_test.cpp begins (SUBSCRIPTION.md).
class SubscriptionCasesTest : public types::PlaceTest
{
    Q_OBJECT

private slots:
    void keysThatOnlyTheTargetHas();
    void truncatesThatOnlyOneSideKnows();
    void truncateIsNotPublished();
    void generatedOnEitherSide();
    void leavesIntoTablesOfAnotherKind();
    void rowsMoveBetweenPublishedLeaves();
    void tablesEnterAndLeaveSchemas();
    void filtersOfSeveralPublications();
    void filtersOfPartitions_data();
    void filtersOfPartitions();
    void filtersOfWholeSchemas();
    void fullOnIndexesOfEveryKind();
    void fullIntoPartitions();
    void indexExpressionsThatRead();
    void tablesMadeWithTheirRows();
    void fullWithGeneratedColumns();

private:
    /// Of versions that have row filters and column lists.
    bool hasFilters()
    {
        return m_place->oldestMajor() >= 15;
    }
    /// What `rows` gives on the source is in the table on the target, each row once.
    void verifyRows(const std::string &rows, const std::string &table)
    {
        QVERIFY(m_place->settle());
        const auto listed = [](const std::string &of) { return "SELECT count(*) || coalesce(string_agg(r::text, ' ' ORDER BY r::text), '') FROM " + of + " r"; };
        QCOMPARE(m_place->targetValue(listed(table)), m_place->sourceValue(listed("(" + rows + ")")));
    }
};

/// 003: foreign keys that the source does not have, and rows that only it may have; with deferred ones, and with rows that go
/// while others refer to them.
void SubscriptionCasesTest::keysThatOnlyTheTargetHas()
{
    auto &place = begin();
    place.source("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, p int)");
    place.target("CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (id int PRIMARY KEY, p int REFERENCES parent"
                 " ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED)");
    place.source("INSERT INTO parent SELECT generate_series(1, 9); INSERT INTO child SELECT g, g + 5 FROM generate_series(1, 9) g");
    QVERIFY(place.run());
    place.source("INSERT INTO child VALUES (20, 777); UPDATE child SET p = 888 WHERE id = 2; DELETE FROM parent WHERE id IN (7, 8);"
                 "UPDATE parent SET id = 100 WHERE id = 9");
    verifySame({"public.parent", "public.child"});
}

/// 010: what refers to a table on the target alone is not emptied with it; a sequence goes its own way.
void SubscriptionCasesTest::truncatesThatOnlyOneSideKnows()
{
    auto &place = begin();
    place.both("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE s (id serial PRIMARY KEY, v text)");
    place.target("CREATE TABLE ours (id int PRIMARY KEY, a int REFERENCES a); ");
    place.target("SELECT setval('s_id_seq', 700)");
    place.source("INSERT INTO a VALUES (1), (2); INSERT INTO s (v) VALUES ('x'), ('y')");
    QVERIFY(place.run("FOR TABLE settled, a, s"));
    place.target("INSERT INTO ours VALUES (2, 1)");
    place.source("TRUNCATE a; INSERT INTO a VALUES (1), (3)");
    place.source("TRUNCATE s RESTART IDENTITY; INSERT INTO s (v) VALUES ('again')");
    verifySame({"public.a", "public.s"});
    QCOMPARE(place.targetValue("SELECT count(*) FROM ours"), "1");
    QCOMPARE(place.targetValue("SELECT last_value FROM s_id_seq"), "700");
}

/// 010: of several tables some are published; of a publication without TRUNCATE none is emptied, and the check has said so.
void SubscriptionCasesTest::truncateIsNotPublished()
{
    auto &place = begin();
    place.both("CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE c (id int PRIMARY KEY)");
    const std::string rows = "INSERT INTO a VALUES (1), (2); INSERT INTO b VALUES (1), (2); INSERT INTO c VALUES (1)";
    place.source(rows);
    place.target("INSERT INTO c VALUES (5)");
    QVERIFY(place.run("FOR TABLE settled, a, b"));
    place.source("BEGIN; TRUNCATE a, b, c; INSERT INTO b VALUES (3); COMMIT");
    verifySame({"public.a", "public.b"});
    QCOMPARE(place.targetValue("SELECT id FROM c"), "5");
}

/// 011: generated on one side alone, and with what the other has as its value.
void SubscriptionCasesTest::generatedOnEitherSide()
{
    auto &place = begin();
    place.source("CREATE TABLE plain (a int PRIMARY KEY, b int GENERATED ALWAYS AS (a * 2) STORED, c int);"
                 "CREATE TABLE more (a int PRIMARY KEY, c int)");
    place.target("CREATE TABLE plain (a int PRIMARY KEY, b int DEFAULT 7, c int);"
                 "CREATE TABLE more (a int PRIMARY KEY, b int GENERATED ALWAYS AS (c * 3) STORED, c int)");
    place.source("INSERT INTO plain VALUES (1), (2); INSERT INTO more VALUES (1, 1), (2, 2)");
    QVERIFY(place.run());
    place.source("INSERT INTO plain (a, c) VALUES (3, 3); UPDATE plain SET a = 5, c = 1 WHERE a = 1; DELETE FROM plain WHERE a = 2;"
                 "UPDATE more SET c = 10 WHERE a = 1; INSERT INTO more VALUES (3, 3); DELETE FROM more WHERE a = 2");
    QVERIFY(place.settle());
    QCOMPARE(place.targetValue("SELECT string_agg(concat_ws(':', a, b, c), ' ' ORDER BY a) FROM plain"), "3:7:3 5:7:1");
    QCOMPARE(place.targetValue("SELECT string_agg(concat_ws(':', a, b, c), ' ' ORDER BY a) FROM more"), "1:30:10 3:9:3");
}

/// 013: a leaf goes where its name is: into a leaf whose columns are in another order, into a table of its own, and into
/// one that is partitioned itself.
void SubscriptionCasesTest::leavesIntoTablesOfAnotherKind()
{
    auto &place = begin();
    place.source("CREATE TABLE r (a int PRIMARY KEY, b text, gone int) PARTITION BY LIST (a); ALTER TABLE r DROP gone;"
                 "CREATE TABLE r1 (b text, gone int, a int NOT NULL); ALTER TABLE r1 DROP gone; ALTER TABLE r ATTACH PARTITION r1 FOR VALUES IN (1, 2, 3);"
                 "CREATE TABLE r2 PARTITION OF r FOR VALUES IN (4, 5, 6); CREATE TABLE r3 PARTITION OF r DEFAULT");
    place.target("CREATE TABLE r (c int DEFAULT 1, a int PRIMARY KEY, b text) PARTITION BY LIST (a);"
                 "CREATE TABLE r1 (a int NOT NULL, x int, b text, c int DEFAULT 1); ALTER TABLE r1 DROP x; ALTER TABLE r ATTACH PARTITION r1 FOR VALUES IN (1, 2, 3);"
                 "CREATE TABLE r2 (b text, a int PRIMARY KEY);"
                 "CREATE TABLE r3 (b text, a int PRIMARY KEY) PARTITION BY HASH (a);"
                 "CREATE TABLE r31 PARTITION OF r3 FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE r32 PARTITION OF r3 FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
    place.source("INSERT INTO r SELECT g, 'row ' || g FROM generate_series(1, 50) g");
    QVERIFY(place.run("FOR TABLE settled, r"));
    place.source("UPDATE r SET b = b || '!' WHERE a < 10; UPDATE r SET a = a + 100 WHERE a IN (1, 4, 20); UPDATE r SET a = 1 WHERE a = 30;"
                 "DELETE FROM r WHERE a IN (2, 5, 40); INSERT INTO r VALUES (4, 'again')");
    for (const char *leaf : {"r1", "r2", "r3"})
        verifyRows("SELECT a, b FROM " + std::string(leaf), "(SELECT a, b FROM " + std::string(leaf) + ")");
    place.source("TRUNCATE r3; INSERT INTO r VALUES (70, 'later')");
    for (const char *leaf : {"r1", "r2", "r3"})
        verifyRows("SELECT a, b FROM " + std::string(leaf), "(SELECT a, b FROM " + std::string(leaf) + ")");
}

/// 013: of three leaves two are published: a row that moves out is gone, one that moves in is new.
void SubscriptionCasesTest::rowsMoveBetweenPublishedLeaves()
{
    auto &place = begin();
    place.both("CREATE TABLE r (a int PRIMARY KEY, b text) PARTITION BY RANGE (a); CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (0) TO (100);"
               "CREATE TABLE r2 PARTITION OF r FOR VALUES FROM (100) TO (200); CREATE TABLE r3 PARTITION OF r FOR VALUES FROM (200) TO (300)");
    place.source("INSERT INTO r SELECT g, 'row ' || g FROM generate_series(1, 299) g");
    QVERIFY(place.run("FOR TABLE settled, r1, r2"));
    place.source("DELETE FROM r WHERE a = 240; UPDATE r SET a = 240 WHERE a = 50; DELETE FROM r WHERE a = 60; UPDATE r SET a = 60 WHERE a = 250;"
                 "DELETE FROM r WHERE a = 160; UPDATE r SET a = 160 WHERE a = 70; UPDATE r SET a = 70, b = 'back' WHERE a = 160");
    verifyRows("SELECT * FROM r WHERE a < 200", "r");
    place.source("ALTER TABLE r DETACH PARTITION r2; UPDATE r2 SET a = a + 1000, b = 'alone' WHERE a = 110");
    place.target("ALTER TABLE r DETACH PARTITION r2");
    place.source("INSERT INTO r2 VALUES (5000, 'beyond its bounds')");
    verifyRows("SELECT * FROM r1", "r1");
    verifyRows("SELECT * FROM r2", "r2");
}

/// 025: a table that is moved into a published schema joins; one that leaves is not followed any more, and nothing of it
/// is taken away.
void SubscriptionCasesTest::tablesEnterAndLeaveSchemas()
{
    auto &place = begin();
    if (!hasFilters())
        TIDEGATE_SKIP("PostgreSQL 15");
    place.both("CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE one.t (id int PRIMARY KEY); CREATE TABLE one.out (id int PRIMARY KEY);"
               "CREATE TABLE two.t2 (id int PRIMARY KEY)");
    place.source("INSERT INTO one.t VALUES (1); INSERT INTO one.out VALUES (1); INSERT INTO two.t2 VALUES (1)");
    QVERIFY(place.run("FOR TABLES IN SCHEMA one, TABLE settled"));
    const auto refresh = [&] { return support::CliProcess::runToEnd(place.command("refresh-publication", {}), {}, 60'000); };
    place.both("ALTER TABLE two.t2 SET SCHEMA one");
    place.source("INSERT INTO one.t2 VALUES (2)");
    const auto joined = refresh();
    QVERIFY2(joined.exitCode == 0, joined.output.c_str());
    QVERIFY(place.allReady());
    place.source("INSERT INTO one.t2 VALUES (3); DELETE FROM one.t2 WHERE id = 1");
    verifySame({"one.t", "one.out", "one.t2"});
    place.source("ALTER TABLE one.out SET SCHEMA two; INSERT INTO two.out VALUES (9)");
    const auto left = refresh();
    QVERIFY2(left.exitCode == 0, left.output.c_str());
    place.source("INSERT INTO one.t VALUES (4)");
    verifySame({"one.t", "one.t2"});
    QCOMPARE(place.targetValue("SELECT string_agg(id::text, ' ') FROM one.out"), "1");
}

/// 028: of two publications of a table either filter is enough, and none at all takes every row; each for the operations
/// that it publishes.
void SubscriptionCasesTest::filtersOfSeveralPublications()
{
    auto &place = begin();
    if (!hasFilters())
        TIDEGATE_SKIP("PostgreSQL 15");
    place.both("CREATE TABLE either (id int PRIMARY KEY, k int); CREATE TABLE whole (id int PRIMARY KEY, k int);"
               "ALTER TABLE either REPLICA IDENTITY FULL; ALTER TABLE whole REPLICA IDENTITY FULL");
    place.source("INSERT INTO either SELECT g, g % 10 FROM generate_series(1, 100) g; INSERT INTO whole SELECT * FROM either;"
                 "CREATE PUBLICATION q FOR TABLE either WHERE (k > 7), whole");
    QVERIFY(place.run("FOR TABLE settled, either WHERE (k < 2), whole WHERE (k = 5)", {"--publication", "q"}));
    place.source("UPDATE either SET k = 9 - k WHERE id < 30; UPDATE either SET k = 5 WHERE k = 8; UPDATE either SET k = 0 WHERE k = 5 AND id % 3 = 0;"
                 "DELETE FROM either WHERE id % 11 = 0; INSERT INTO either VALUES (200, 1), (201, 5), (202, 9), (203, NULL);"
                 "UPDATE whole SET k = k + 1 WHERE id < 50; DELETE FROM whole WHERE k = 5");
    verifyRows("SELECT * FROM either WHERE k < 2 OR k > 7", "either");
    verifySame({"public.whole"});
}

/// 028: a filter of the root counts where it is published as one, those of leaves where they are not.
void SubscriptionCasesTest::filtersOfPartitions_data()
{
    QTest::addColumn<bool>("viaRoot");
    QTest::addColumn<std::string>("publication");
    QTest::newRow("of the root") << true << std::string("r WHERE (b > 5)");
    QTest::newRow("of a leaf") << false << std::string("r1 WHERE (b > 5), r2");
}
void SubscriptionCasesTest::filtersOfPartitions()
{
    QFETCH(bool, viaRoot);
    QFETCH(std::string, publication);
    auto &place = begin();
    if (!hasFilters())
        TIDEGATE_SKIP("PostgreSQL 15");
    place.both("CREATE TABLE r (a int, b int, PRIMARY KEY (a, b)) PARTITION BY RANGE (a); CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (0) TO (100);"
               "CREATE TABLE r2 PARTITION OF r DEFAULT");
    place.source("INSERT INTO r SELECT g, g % 10 FROM generate_series(1, 200) g");
    QVERIFY(place.run("FOR TABLE settled, " + publication + (viaRoot ? " WITH (publish_via_partition_root = true)" : "")));
    place.source("UPDATE r SET b = 9 - b WHERE a % 3 = 0; UPDATE r SET a = a + 1000 WHERE a = 17; UPDATE r SET a = a - 120 WHERE a BETWEEN 190 AND 200 AND a % 2 = 0 AND b < 5"
                 " AND NOT EXISTS (SELECT FROM r o WHERE o.a = r.a - 120 AND o.b = r.b); DELETE FROM r WHERE a % 7 = 0; INSERT INTO r VALUES (5000, 9), (5001, 1)");
    verifyRows(viaRoot ? "SELECT * FROM r WHERE b > 5" : "SELECT * FROM r WHERE b > 5 OR a >= 100", "r");
}

/// 028: who publishes a schema, or all tables, publishes every row, whatever the filter beside it says.
void SubscriptionCasesTest::filtersOfWholeSchemas()
{
    auto &place = begin();
    if (!hasFilters())
        TIDEGATE_SKIP("PostgreSQL 15");
    place.both("CREATE TABLE t (id int PRIMARY KEY, k int)");
    place.source("INSERT INTO t SELECT g, g % 10 FROM generate_series(1, 50) g; CREATE PUBLICATION q FOR TABLES IN SCHEMA public");
    QVERIFY(place.run("FOR TABLE settled, t WHERE (id > 40)", {"--publication", "q"}));
    place.source("UPDATE t SET k = 0 WHERE k = 5; INSERT INTO t VALUES (-5, 1); UPDATE t SET id = -id WHERE id IN (3, 47); DELETE FROM t WHERE id = 45");
    verifySame({"public.t"});
}

/// 032: the target has indexes that lead with NULLs, are partial, over expressions, of other access methods, or none that
/// helps; the row that is meant is found, and one of two equal ones goes.
void SubscriptionCasesTest::fullOnIndexesOfEveryKind()
{
    auto &place = begin();
    const std::vector<std::string> indexes = {"(x)", "(x, y)", "USING hash (x)", "((x + 1))", "(y) WHERE x > 5", "USING brin (x)",
                                              "USING gin (z)", "(y NULLS FIRST, x DESC)", "(lower(y))"};
    std::vector<std::string> tables;
    std::string rows;
    std::string changes;
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        const auto table = "f" + std::to_string(i);
        place.both("CREATE TABLE " + table + " (x int, y text, z int[]); ALTER TABLE " + table + " REPLICA IDENTITY FULL");
        place.target("CREATE INDEX ON " + table + " " + indexes[i]);
        rows += "INSERT INTO " + table + " SELECT NULLIF(g % 20, 3), NULLIF('y' || g % 7, 'y2'), CASE WHEN g % 5 > 0 THEN ARRAY[g % 4] END"
                " FROM generate_series(1, 300) g;";
        changes += "DELETE FROM " + table + " WHERE ctid IN (SELECT min(ctid) FROM " + table + " GROUP BY x, y, z);"
                   "UPDATE " + table + " SET x = NULL, y = y || '!' WHERE x = 5; UPDATE " + table + " SET x = 5 WHERE x IS NULL AND y IS NULL;"
                   "UPDATE " + table + " SET z = z || 9 WHERE x % 2 = 0;";
        tables.push_back("public." + table);
    }
    place.source(rows);
    QVERIFY(place.run());
    place.source(changes);
    verifySame(tables);
    for (std::size_t i = 0; i < indexes.size(); ++i)
        place.target("DROP INDEX IF EXISTS f" + std::to_string(i) + "_x_idx"); // midway
    for (const auto &table : tables)
        place.source("UPDATE " + table + " SET y = 'at the end' WHERE x = 7; DELETE FROM " + table + " WHERE x = 8");
    verifySame(tables);
}

/// 032: FULL into a partitioned table, whose rows move to another partition with what changes.
void SubscriptionCasesTest::fullIntoPartitions()
{
    auto &place = begin();
    place.source("CREATE TABLE t (k int, v text); ALTER TABLE t REPLICA IDENTITY FULL");
    place.target("CREATE TABLE t (k int, v text) PARTITION BY LIST (k); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1, 2); CREATE TABLE t2 PARTITION OF t DEFAULT;"
                 "CREATE INDEX ON t (v)");
    place.source("INSERT INTO t SELECT NULLIF(g % 5, 4), 'v' || g % 3 FROM generate_series(1, 100) g");
    QVERIFY(place.run());
    place.source("UPDATE t SET k = 3 WHERE k = 1 AND v = 'v1'; UPDATE t SET k = 1 WHERE k IS NULL; DELETE FROM t WHERE ctid IN (SELECT min(ctid) FROM t GROUP BY k, v);"
                 "UPDATE t SET v = NULL WHERE k = 2");
    verifySame({"public.t"});
}

/// 100: an index of the target calls a function that reads tables, and the table it stands on.
void SubscriptionCasesTest::indexExpressionsThatRead()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE f (v text); ALTER TABLE f REPLICA IDENTITY FULL");
    place.target("CREATE FUNCTION looks(text) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM count(*) FROM public.t; RETURN length($1); END $$;"
                 "CREATE INDEX ON t (looks(v)); CREATE INDEX ON f (looks(v))");
    place.source("INSERT INTO t SELECT g, repeat('v', g) FROM generate_series(1, 20) g; INSERT INTO f SELECT v FROM t");
    QVERIFY(place.run());
    place.source("UPDATE t SET v = v || 'x' WHERE id < 5; DELETE FROM t WHERE id = 9; INSERT INTO t VALUES (30, 'new'); UPDATE f SET v = 'x' || v WHERE length(v) < 5;"
                 "DELETE FROM f WHERE length(v) = 9");
    verifySame({"public.t", "public.f"});
}

/// 100: a table that is made and filled in one transaction belongs to FOR ALL TABLES from its first row on.
void SubscriptionCasesTest::tablesMadeWithTheirRows()
{
    auto &place = begin();
    QVERIFY(place.run());
    place.target("CREATE TABLE made (id int PRIMARY KEY, v text)");
    place.source("BEGIN; CREATE TABLE made (id int PRIMARY KEY, v text); INSERT INTO made SELECT g, 'v' FROM generate_series(1, 100) g;"
                 "UPDATE made SET v = 'changed' WHERE id < 10; COMMIT");
    const auto joined = support::CliProcess::runToEnd(place.command("refresh-publication", {}), {}, 60'000);
    QVERIFY2(joined.exitCode == 0, joined.output.c_str());
    place.source("DELETE FROM made WHERE id = 50");
    QVERIFY(place.allReady());
    verifySame({"public.made"});
}

/// 100: FULL where a column is generated, which is no part of what the row is found by.
void SubscriptionCasesTest::fullWithGeneratedColumns()
{
    auto &place = begin();
    place.both("CREATE TABLE t (a int, gone int, b int GENERATED ALWAYS AS (a * 2) STORED, c text); ALTER TABLE t REPLICA IDENTITY FULL");
    place.source("ALTER TABLE t DROP gone; INSERT INTO t (a, c) SELECT g % 10, NULLIF('c' || g % 3, 'c0') FROM generate_series(1, 60) g");
    place.target("ALTER TABLE t DROP gone");
    QVERIFY(place.run());
    place.source("UPDATE t SET a = a + 100 WHERE c IS NULL; DELETE FROM t WHERE ctid IN (SELECT min(ctid) FROM t GROUP BY a, c); UPDATE t SET c = 'new' WHERE b = 4");
    verifySame({"public.t"});
}

QTEST_GUILESS_MAIN(SubscriptionCasesTest)
#include "subscription_cases_test.moc"
