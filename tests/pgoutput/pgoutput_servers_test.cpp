// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clusters.h"
#include "source_stream.h"

#include "support/skips.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::pgoutput;

/// What real servers of every version here send for a known workload, line by line.
class ServersTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<int>("installation");
        for (int i = 0; i < Clusters::count(); ++i)
            QTest::newRow(Clusters::name(i).c_str()) << i;
    }

    void initTestCase()
    {
        if (Clusters::count() == 0)
            TIDEGATE_SKIP("a PostgreSQL server");
    }

    void identities()
    {
        SourceStream stream(cluster(), "identities", {R"(
            CREATE TABLE d (id int PRIMARY KEY, v varchar(32));
            CREATE TABLE i (a int, b int NOT NULL UNIQUE, v text);
            ALTER TABLE i REPLICA IDENTITY USING INDEX i_b_key;
            CREATE TABLE f (a int, v text);
            ALTER TABLE f REPLICA IDENTITY FULL;
            CREATE TABLE "N o" (a int);
            ALTER TABLE "N o" REPLICA IDENTITY NOTHING)"});
        const auto did = stream.after({
            "INSERT INTO d VALUES (1, 'one'), (2, '')", "UPDATE d SET v = NULL WHERE id = 2",
            "UPDATE d SET id = id + 10; DELETE FROM d WHERE id = 11",
            "INSERT INTO i VALUES (1, 2, 'x'); UPDATE i SET v = 'y'; UPDATE i SET b = 3; DELETE FROM i",
            "INSERT INTO f VALUES (1, NULL), (1, NULL); UPDATE f SET v = 'z'; DELETE FROM f",
            "INSERT INTO \"N o\" VALUES (7)", "BEGIN", "INSERT INTO d VALUES (100)", "ROLLBACK"});
        QCOMPARE(did, lines(R"(
            begin
                relation public.d d: *id 23 v 1043(36)
                insert d: '1' 'one'
                insert d: '2' ''
            commit
            begin
                update d: '2' null
            commit
            begin
                update d key '1' null: '11' 'one'
                update d key '2' null: '12' null
                delete d key '11' null
            commit
            begin
                relation public.i i: a 23 *b 23 v 25
                insert i: '1' '2' 'x'
                update i: '1' '2' 'y'
                update i key null '2' null: '1' '3' 'y'
                delete i key null '3' null
            commit
            begin
                relation public.f f: *a 23 *v 25
                insert f: '1' null
                insert f: '1' null
                update f full '1' null: '1' 'z'
                update f full '1' null: '1' 'z'
                delete f full '1' 'z'
                delete f full '1' 'z'
            commit
            begin
                relation public.N o n: a 23
                insert N o: '7'
            commit)"));
    }

    void unchangedToast()
    {
        SourceStream stream(cluster(), "toast", {R"(
            CREATE TABLE t (id int PRIMARY KEY, small text, big text);
            ALTER TABLE t ALTER big SET STORAGE EXTERNAL;
            CREATE TABLE f (small text, big text);
            ALTER TABLE f REPLICA IDENTITY FULL;
            ALTER TABLE f ALTER big SET STORAGE EXTERNAL;
            CREATE TABLE k (big text PRIMARY KEY, small text);
            ALTER TABLE k ALTER big SET STORAGE EXTERNAL)"});
        const auto did = stream.after({
            "INSERT INTO t VALUES (1, 'a', repeat('x', 900000)); UPDATE t SET small = 'b';"
            "UPDATE t SET id = 2; UPDATE t SET big = repeat('y', 9000); UPDATE t SET big = 'little'",
            "INSERT INTO f VALUES ('a', repeat('x', 9000)); UPDATE f SET small = 'b'; DELETE FROM f",
            "INSERT INTO k VALUES (repeat('k', 2500), 'a'); UPDATE k SET small = 'b'; DELETE FROM k"});
        // The last table: its identity did not change, but the new tuple lacks it, so the old one must come.
        QCOMPARE(did, lines(R"(
            begin
                relation public.t d: *id 23 small 25 big 25
                insert t: '1' 'a' 900000*x
                update t: '1' 'b' unchanged
                update t key '1' null null: '2' 'b' unchanged
                update t: '2' 'b' 9000*y
                update t: '2' 'b' 'little'
            commit
            begin
                relation public.f f: *small 25 *big 25
                insert f: 'a' 9000*x
                update f full 'a' 9000*x: 'b' unchanged
                delete f full 'b' 9000*x
            commit
            begin
                relation public.k d: *big 25 small 25
                insert k: 2500*k 'a'
                update k key 2500*k null: unchanged 'b'
                delete k key 2500*k null
            commit)"));
    }

    void truncates()
    {
        SourceStream stream(cluster(), "truncates", {R"(
            CREATE TABLE parent (id int PRIMARY KEY);
            CREATE TABLE child (id int REFERENCES parent);
            CREATE TABLE alone (id serial))"});
        const auto did =
            stream.after({"TRUNCATE alone", "TRUNCATE alone, child RESTART IDENTITY",
                          "TRUNCATE parent CASCADE", "TRUNCATE parent, child CONTINUE IDENTITY"});
        QCOMPARE(did, lines(R"(
            begin
                relation public.alone d: id 23
                truncate alone
            commit
            begin
                relation public.child d: id 23
                truncate alone child restart
            commit
            begin
                relation public.parent d: *id 23
                truncate parent child cascade
            commit
            begin
                truncate parent child
            commit)"));
    }

    void partitions()
    {
        const auto *const tables = R"(
            CREATE TABLE p (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
            CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
            CREATE TABLE p2 (k int NOT NULL, id int NOT NULL);
            ALTER TABLE p ATTACH PARTITION p2 FOR VALUES IN (2))";
        const std::vector<std::string> work = {
            "INSERT INTO p VALUES (5, 1); UPDATE p SET id = 6; UPDATE p SET k = 2; DELETE FROM p"};
        SourceStream leaves(cluster(), "leaves", {tables});
        QCOMPARE(leaves.after(work), lines(R"(
            begin
                relation public.p1 d: *id 23 *k 23
                insert p1: '5' '1'
                update p1 key '5' '1': '6' '1'
                delete p1 key '6' '1'
                relation public.p2 d: *k 23 *id 23
                insert p2: '2' '6'
                delete p2 key '2' '6'
            commit)"));
        SourceStream root(cluster(), "root",
                          {tables, "FOR TABLE p WITH (publish_via_partition_root = true)"});
        QCOMPARE(root.after(work), lines(R"(
            begin
                relation public.p d: *id 23 *k 23
                relation public.p1 d: *id 23 *k 23
                insert p: '5' '1'
                update p key '5' '1': '6' '1'
                delete p key '6' '1'
                relation public.p2 d: *k 23 *id 23
                insert p: '6' '2'
                delete p key '6' '2'
            commit)"));
    }

    void definitionsThatChange()
    {
        SourceStream stream(cluster(), "definitions", {R"(
            CREATE TABLE g (gone int, id int PRIMARY KEY, w int, area int GENERATED ALWAYS AS (w * 2) STORED);
            ALTER TABLE g DROP COLUMN gone;
            CREATE TABLE nothing ())"});
        const auto did = stream.after({"INSERT INTO g (id, w) VALUES (1, 2)", "UPDATE g SET id = 2",
                                       "ALTER TABLE g ADD late numeric(10,2) DEFAULT 7.5",
                                       "INSERT INTO g (id) VALUES (3)", "ALTER TABLE g RENAME TO h",
                                       "ALTER TABLE h DROP w CASCADE; ALTER TABLE h REPLICA IDENTITY FULL",
                                       "DELETE FROM h WHERE id = 2", "INSERT INTO nothing DEFAULT VALUES"});
        QCOMPARE(did, lines(R"(
            begin
                relation public.g d: *id 23 w 23
                insert g: '1' '2'
            commit
            begin
                update g key '1' null: '2' '2'
            commit
            begin
                relation public.g d: *id 23 w 23 late 1700(655366)
                insert g: '3' null '7.50'
            commit
            begin
                relation public.h f: *id 23 *late 1700(655366)
                delete h full '2' '7.50'
            commit
            begin
                relation public.nothing d:
                insert nothing:
            commit)"));
    }

    void typesAndText()
    {
        SourceStream stream(cluster(), "types", {R"(
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE DOMAIN positive AS int CHECK (VALUE > 0);
            CREATE TABLE "Größe" ("i d" bigint PRIMARY KEY, m mood, ms mood[], p positive, t text, b bytea,
                                  j jsonb, at timestamptz, n numeric))"});
        stream.sql().exec("SET TIME ZONE 'UTC'");
        const auto did = stream.after({R"(
            INSERT INTO "Größe" VALUES (-9223372036854775808, 'ok', '{sad,NULL}', 7,
            E'tab\t\u20AC \\ end', '\x00ff', '{"a": [1, null]}', '2024-02-29 12:34:56.789+00', 'NaN'))"});
        QCOMPARE(did.size(), 7);
        // Types that are not built in come in the columns' order; a domain goes by its base type's name.
        QCOMPARE(did.mid(0, 5), lines(R"(
            begin
            type public.mood
            type public._mood
            type pg_catalog.int4
            relation public.Größe d: *i d 20 m mood ms _mood p int4 t 25 b 17 j 3802 at 1184 n 1700)"));
        const auto start = QStringLiteral("insert Größe: '-9223372036854775808' 'ok' '{sad,NULL}' '7' "
                                          "'tab\t€ \\ end' '\\x00ff' '{\"a\": [1, null]}' '");
        QVERIFY2(did[5].startsWith(start), qPrintable(did[5]));
        QVERIFY(did[5].endsWith(QStringLiteral("' 'NaN'")));
    }

    void binaryValues()
    {
        if (cluster().major() < 14)
            QSKIP("the option came with 14");
        SourceStream stream(cluster(), "binaries", {R"(
            CREATE TABLE t (id int PRIMARY KEY, t text, b bytea, f float8, a aclitem))",
                                                    "FOR ALL TABLES", ", binary 'true'"});
        const auto did = stream.after({"INSERT INTO t VALUES (258, 'ab', '\\x', 1.5, 'postgres=r/postgres')",
                                       "INSERT INTO t VALUES (2)", "UPDATE t SET id = 3 WHERE id = 2"});
        QCOMPARE(did, lines(R"(
            begin
                relation public.t d: *id 23 t 25 b 17 f 701 a 1033
                insert t: x00000102 x6162 x x3ff8000000000000 'postgres=r/postgres'
            commit
            begin
                insert t: x00000002 null null null null
            commit
            begin
                update t key x00000002 null null null null: x00000003 null null null null
            commit)"));
    }

    void publicationsThatFilter()
    {
        if (cluster().major() < 15)
            QSKIP("column lists and row filters came with 15");
        SourceStream stream(cluster(), "filters", {R"(
            CREATE TABLE t (id int PRIMARY KEY, secret text, v int))",
                                                   "FOR TABLE t (id, v) WHERE (id > 10)"});
        const auto did =
            stream.after({"INSERT INTO t VALUES (1, 's', 1), (11, 's', 1)", "UPDATE t SET v = 2",
                          "UPDATE t SET id = 12 WHERE id = 1", "UPDATE t SET id = 13 WHERE id = 12",
                          "UPDATE t SET id = 2 WHERE id = 13"});
        QCOMPARE(did, lines(R"(
            begin
                relation public.t d: *id 23 v 23
                insert t: '11' '1'
            commit
            begin
                update t: '11' '2'
            commit
            begin
                insert t: '12' '2'
            commit
            begin
                update t key '12' null: '13' '2'
            commit
            begin
                delete t key '13' null
            commit)"));
    }

    void publishedGeneratedColumns()
    {
        if (cluster().major() < 18)
            QSKIP("publishable since 18");
        SourceStream stream(cluster(), "generated", {R"(
            CREATE TABLE g (id int PRIMARY KEY, w int, area int GENERATED ALWAYS AS (w * 2) STORED))",
            "FOR ALL TABLES WITH (publish_generated_columns = stored)"});
        QCOMPARE(stream.after({"INSERT INTO g VALUES (1, 2)", "UPDATE g SET id = 2, w = 3"}), lines(R"(
            begin
                relation public.g d: *id 23 w 23 area 23
                insert g: '1' '2' '4'
            commit
            begin
                update g key '1' null null: '2' '3' '6'
            commit)"));
    }

private:
    const support::Cluster &cluster()
    {
        QFETCH_GLOBAL(int, installation);
        return m_clusters.of(installation);
    }

    Clusters m_clusters;
};

QTEST_GUILESS_MAIN(ServersTest)
#include "pgoutput_servers_test.moc"
