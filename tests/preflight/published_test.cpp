// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "two_databases.h"

using namespace tidegate;
using namespace tidegate::preflight;

using Strings = std::vector<std::string>;

/// What is asked of publications and of the tables in them.
class PublishedTest : public testing::TwoDatabases
{
    Q_OBJECT

    static Request publications(const Strings &names) { return {"s", "tidegate s", names, {}, true, {}}; }
    /// Runs each finding's statement on the source.
    void mend(const Findings &findings)
    {
        disconnect();
        for (const auto &finding : findings)
            onSource(finding.mend);
    }

private slots:
    void initTestCase_data() { rows(Which::Ends); }
    void cleanupTestCase()
    {
        disconnect();
        stopAll();
    }

    void missingAndEmpty()
    {
        prepare("CREATE TABLE t (a int); CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION \"Em pty\"",
                "");
        QVERIFY(checkPublications(look()).empty());
        QCOMPARE(told(checkPublications(look(publications({"p", "P", "Em pty"})))),
                 (Strings{"REFUSED PublicationMissing(P)", "WARNED PublicationEmpty(Em pty)"}));
    }

    /// The walsender refuses what it is asked for there; also where one of them gives all columns, be it by a schema.
    void columnLists()
    {
        if (cluster().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        prepare("CREATE TABLE t (a int PRIMARY KEY, b int, c int); CREATE TABLE u (a int PRIMARY KEY);"
                "CREATE PUBLICATION ab FOR TABLE t (a, b), u (a); CREATE PUBLICATION ba FOR TABLE t (b, a);"
                "CREATE PUBLICATION ac FOR TABLE t (a, c); CREATE PUBLICATION abc FOR TABLE t (a, b, c);"
                "CREATE PUBLICATION everything FOR TABLE t, u; CREATE PUBLICATION inside FOR TABLES IN SCHEMA public",
                "");
        const auto refused = [&](const Strings &names) { return told(checkColumnLists(look(publications(names)))); };
        QCOMPARE(refused({"ab"}), Strings{});
        QCOMPARE(refused({"ab", "ba"}), Strings{});
        QCOMPARE(refused({"abc", "everything", "inside"}), Strings{});
        QCOMPARE(refused({"ab", "ac"}), Strings{"REFUSED ColumnListsDiffer(public.t, ab, ac)"});
        QCOMPARE(refused({"everything", "ba", "ab"}), Strings{"REFUSED ColumnListsDiffer(public.t, ab, everything)"});
        QCOMPARE(refused({"inside", "ac"}), Strings{"REFUSED ColumnListsDiffer(public.t, ac, inside)"});
    }

    void operations()
    {
        prepare("CREATE TABLE t (a int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t;"
                "CREATE PUBLICATION \"Q \"\" q\" FOR TABLE t WITH (publish = 'insert, truncate')",
                "");
        QVERIFY(checkOperations(look()).empty());
        const auto found = checkOperations(look(publications({"p", "Q \" q"})));
        QCOMPARE(told(found), (Strings{"WARNED OperationNotPublished(Q \" q, UPDATE)",
                                       "WARNED OperationNotPublished(Q \" q, DELETE)"}));
        mend(found);
        QVERIFY(checkOperations(look(publications({"p", "Q \" q"}))).empty());
    }

    /// As pgmq's queues: a member of the extension, of which that does not say whose the rows are.
    void membersOfExtensions()
    {
        if (!cluster().installation().hasExtension("hstore"))
            QSKIP("no hstore in this installation");
        const std::string own = "CREATE EXTENSION hstore; CREATE TABLE queue (a int PRIMARY KEY); ALTER EXTENSION hstore ADD TABLE queue;";
        prepare(own + "CREATE PUBLICATION p FOR ALL TABLES", own);
        QCOMPARE(look(publications({"p"})).tables.size(), 1u);
    }

    void rowsOfExtensions()
    {
        if (!cluster().installation().hasExtension("postgis"))
            QSKIP("no PostGIS in this installation");
        const std::string own = "CREATE SCHEMA geo; CREATE EXTENSION postgis SCHEMA geo; CREATE TABLE t (a int PRIMARY KEY);";
        prepare(own + "CREATE PUBLICATION p FOR ALL TABLES; CREATE PUBLICATION q FOR TABLES IN SCHEMA geo;"
                "CREATE PUBLICATION named FOR TABLE geo.spatial_ref_sys",
                "CREATE EXTENSION postgis; CREATE TABLE t (a int PRIMARY KEY)");
        const auto lacking = [](const std::string &rows) {
            return "WARNED TableNotFollowed(geo.spatial_ref_sys (which comes with the extension postgis; rows that were added to it"
                   " and that the target lacks: " + rows + "))";
        };
        const auto inspection = look(publications({"p", "q"}));
        QCOMPARE(inspection.tables.size(), 1u);
        QVERIFY(checkExtensionRows(inspection).empty());
        disconnect();
        onSource("INSERT INTO geo.spatial_ref_sys VALUES (990001, 'ours', 1, 'it''s \\', NULL), (990002, 'ours', 2, 'x', 'y')");
        const auto found = checkExtensionRows(look(publications({"p"})));
        QCOMPARE(told(found), Strings{lacking("2")});
        disconnect();
        onTarget(found.at(0).mend);
        QVERIFY(checkExtensionRows(look(publications({"p"}))).empty());
        QVERIFY(checkExtensionRows(look(publications({"p", "named"}))).empty());
        QCOMPARE(look(publications({"p", "named"})).tables.size(), 2u);
        disconnect();
        onTarget("TRUNCATE spatial_ref_sys");
        QCOMPARE(told(checkExtensionRows(look(publications({"p"})))), Strings{lacking("8502")});
    }

    void leavesBesideTheirRoot()
    {
        prepare("CREATE TABLE root (a int PRIMARY KEY) PARTITION BY LIST (a);"
                "CREATE TABLE leaf PARTITION OF root DEFAULT; CREATE PUBLICATION p FOR TABLE leaf;"
                "CREATE PUBLICATION r FOR TABLE root WITH (publish_via_partition_root = true)",
                "");
        const std::string note = "NOTED TruncateNotSent(r, public.root)";
        QCOMPARE(told(checkViaRoot(look(publications({"r"})))), Strings{note});
        QVERIFY(checkViaRoot(look(publications({"p"}))).empty());
        QCOMPARE(told(checkViaRoot(look(publications({"p", "r"})))),
                 (Strings{note, "WARNED ViaRootWithLeaves(r, public.root)"}));
    }

    void replicaIdentity()
    {
        prepare(R"(
            CREATE TABLE good (a int PRIMARY KEY);
            CREATE TABLE "fu ll" (a int); ALTER TABLE "fu ll" REPLICA IDENTITY FULL;
            CREATE TABLE none (a int);
            CREATE TABLE nothing (a int PRIMARY KEY); ALTER TABLE nothing REPLICA IDENTITY NOTHING;
            CREATE TABLE indexed (a int NOT NULL, b int, UNIQUE (a)); CREATE UNIQUE INDEX ON indexed (b);
            CREATE TABLE gone (a int NOT NULL CONSTRAINT gone_a UNIQUE, b int);
            ALTER TABLE gone REPLICA IDENTITY USING INDEX gone_a; ALTER TABLE gone DROP CONSTRAINT gone_a;
            CREATE TABLE late (a int PRIMARY KEY DEFERRABLE);
            CREATE PUBLICATION p FOR ALL TABLES;
            CREATE PUBLICATION inserts FOR ALL TABLES WITH (publish = 'insert'))",
                "");
        const auto found = checkReplicaIdentity(look());
        QCOMPARE(
            told(found),
            (Strings{"WARNED NoReplicaIdentity(public.gone)", "WARNED NoReplicaIdentity(public.indexed)",
                     "WARNED DeferrableKeyIdentity(public.late, late_pkey)",
                     "WARNED NoReplicaIdentity(public.none)", "WARNED NoReplicaIdentity(public.nothing)"}));
        QCOMPARE(found[1].mend,
                 "ALTER TABLE \"public\".\"indexed\" REPLICA IDENTITY USING INDEX \"indexed_a_key\"");
        QCOMPARE(found[3].mend, "ALTER TABLE \"public\".\"none\" REPLICA IDENTITY FULL");
        QCOMPARE(found[4].mend, "ALTER TABLE \"public\".\"nothing\" REPLICA IDENTITY DEFAULT");
        // It is true what the finding says, and no longer after its statement.
        QVERIFY_EXCEPTION_THROWN(onSource("UPDATE late SET a = 1"), support::SessionError);
        QVERIFY(checkReplicaIdentity(look(publications({"inserts"}))).empty());
        mend(found);
        QVERIFY(checkReplicaIdentity(look()).empty());
        onSource(
            "UPDATE late SET a = 1; UPDATE gone SET a = 1; UPDATE indexed SET a = 1; UPDATE none SET a = 1");
    }

    /// From 18 on the application's updates are refused where such a column is part of the identity and not sent.
    void generatedInTheIdentity()
    {
        prepare("CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a) STORED); ALTER TABLE t REPLICA IDENTITY FULL;"
                "CREATE TABLE keyed (a int PRIMARY KEY, g int GENERATED ALWAYS AS (a) STORED);"
                "CREATE PUBLICATION p FOR TABLE t, keyed; INSERT INTO t VALUES (1)",
                "");
        const auto found = checkReplicaIdentity(look());
        QCOMPARE(told(found), cluster().major() >= 18 ? Strings{"WARNED GeneratedInIdentity(public.t, g)"} : Strings{});
        disconnect();
        mend(found);
        onSource("UPDATE t SET a = 2");
        QVERIFY(checkReplicaIdentity(look()).empty());
        if (cluster().major() < 18)
            return;
        disconnect();
        onSource("ALTER TABLE t ADD v int GENERATED ALWAYS AS (a) VIRTUAL, ADD k int NOT NULL UNIQUE DEFAULT 0");
        const auto byKey = checkReplicaIdentity(look());
        QCOMPARE(told(byKey), Strings{"WARNED GeneratedInIdentity(public.t, v)"});
        disconnect();
        mend(byKey);
        onSource("UPDATE t SET a = 3");
    }

    void identityOfPartitions()
    {
        prepare("CREATE TABLE root (a int) PARTITION BY LIST (a); CREATE TABLE l1 PARTITION OF root FOR "
                "VALUES IN (1);"
                "CREATE TABLE l2 PARTITION OF root DEFAULT; ALTER TABLE root REPLICA IDENTITY FULL;"
                "ALTER TABLE l1 REPLICA IDENTITY FULL;"
                "CREATE PUBLICATION p FOR TABLE root WITH (publish_via_partition_root = true);"
                "CREATE PUBLICATION leaves FOR TABLE root",
                "");
        const auto found = checkReplicaIdentity(look());
        QCOMPARE(told(found), Strings{"WARNED NoReplicaIdentity(public.l2)"});
        QCOMPARE(told(checkReplicaIdentity(look(publications({"leaves"})))), told(found));
        mend(found);
        QVERIFY(checkReplicaIdentity(look()).empty());
        onSource("UPDATE root SET a = 3");
    }

    void identityOfHypertables()
    {
        if (!cluster().installation().hasTimescale)
            QSKIP("no TimescaleDB in this installation");
        prepare(
            "CREATE EXTENSION timescaledb; CREATE TABLE m (at timestamptz NOT NULL);"
            "SELECT create_hypertable('m', 'at'); INSERT INTO m VALUES (now()), (now() - interval '1 year');"
            "CREATE PUBLICATION p FOR TABLE m",
            "CREATE TABLE m (at timestamptz)");
        const auto inspection = look();
        QCOMPARE(inspection.tables.size(), 3u);
        for (const auto &pair : inspection.tables)
            QCOMPARE(pair.targetName, (RelationName{"public", "m"}));
        const auto found = checkReplicaIdentity(inspection);
        QCOMPARE(told(found), Strings{"WARNED NoReplicaIdentity(public.m)"});
        QVERIFY(checkMerges(inspection).empty());
        mend(found);
        QVERIFY(checkReplicaIdentity(look()).empty()); // it has reached the chunks
        QVERIFY(checkMerges(look()).empty());
    }

    void filtersWithToast()
    {
        if (cluster().major() < 15)
            QSKIP("row filters are from PostgreSQL 15 on");
        prepare(R"(
            CREATE TABLE wide (a int PRIMARY KEY, b text); CREATE TABLE narrow (a int PRIMARY KEY, b int);
            CREATE TABLE "fu ll" (a int, b text); ALTER TABLE "fu ll" REPLICA IDENTITY FULL;
            CREATE TABLE listed (a int PRIMARY KEY, b text); CREATE TABLE free (a int PRIMARY KEY, b text);
            CREATE PUBLICATION p FOR TABLE wide WHERE (a > 1), narrow WHERE (a > 1), "fu ll" WHERE (a > 1),
                listed (a) WHERE (a > 1), free;
            CREATE PUBLICATION inserts FOR TABLE wide WHERE (b > 'x') WITH (publish = 'insert');
            CREATE TABLE root (a int PRIMARY KEY, b text) PARTITION BY LIST (a);
            CREATE TABLE leaf PARTITION OF root DEFAULT;
            CREATE PUBLICATION r FOR TABLE root WHERE (a > 1) WITH (publish_via_partition_root = true))",
                "");
        auto found = checkFilters(look());
        QCOMPARE(told(found), Strings{"REFUSED FilterNeedsFull(public.wide)"});
        QVERIFY(checkFilters(look(publications({"inserts"}))).empty());
        mend(found);
        QVERIFY(checkFilters(look()).empty());
        found = checkFilters(look(publications({"r"})));
        QCOMPARE(told(found),
                 (Strings{"REFUSED FilterNeedsFull(public.root)", "REFUSED FilterNeedsFull(public.leaf)"}));
        mend(found);
        QVERIFY(checkFilters(look(publications({"r"}))).empty());
    }
};

QTEST_GUILESS_MAIN(PublishedTest)
#include "published_test.moc"
