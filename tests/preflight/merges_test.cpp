// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/shared_targets.h"
#include "two_databases.h"

using namespace tidegate;
using namespace tidegate::preflight;

using Strings = std::vector<std::string>;

class MergesTest : public testing::TwoDatabases
{
    Q_OBJECT

    static Request merged(const Strings &publications = {"p"})
    {
        Request request{"s", "tidegate s", publications, {}, true, {}};
        request.tableMap.add(R"({"source":{"schema":"public","table":"t[0-9]"},"target":{"table":"all"}})");
        return request;
    }
    static std::string shared(const Inspection &inspection, const std::set<RelationName> &nonEmpty = {})
    {
        std::string text;
        for (const auto &name : sharedTargets(inspection.tables, nonEmpty))
            text += name.name + " ";
        return text;
    }

private slots:
    void initTestCase_data() { rows(Which::Ends); }
    void cleanupTestCase()
    {
        disconnect();
        stopAll();
    }

    void sharedByRootsOrByRows()
    {
        prepare("CREATE TABLE t1 (a int PRIMARY KEY); CREATE TABLE t2 (a int PRIMARY KEY);"
                "CREATE TABLE own (a int PRIMARY KEY); CREATE PUBLICATION p FOR ALL TABLES",
                "CREATE TABLE \"all\" (a int PRIMARY KEY); CREATE TABLE own (a int PRIMARY KEY);"
                "CREATE TABLE t1 (a int PRIMARY KEY); CREATE TABLE t2 (a int PRIMARY KEY)");
        QCOMPARE(shared(look(merged())), "all ");
        QCOMPARE(shared(look()), "");
        QCOMPARE(shared(look(), {{"public", "own"}, {"public", "foreign"}}), "own ");
    }

    void partitionsOfOneRootAreNotShared()
    {
        const std::string tree = "CREATE TABLE t (a int PRIMARY KEY) PARTITION BY LIST (a);"
                                 "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);"
                                 "CREATE TABLE t2 PARTITION OF t DEFAULT; CREATE PUBLICATION p FOR TABLE t;";
        prepare(tree + "CREATE TABLE s (a int PRIMARY KEY); CREATE PUBLICATION q FOR TABLE t, s",
                "CREATE TABLE \"all\" (a int PRIMARY KEY); CREATE TABLE s (a int PRIMARY KEY)");
        QCOMPARE(shared(look(merged())), "");
        QVERIFY(checkMerges(look(merged())).empty());
        auto both = merged({"q"});
        both.tableMap.add(R"({"source":{"schema":"public","table":"s"},"target":{"table":"all"}})");
        QCOMPARE(shared(look(both)), "all ");
    }

    void targetPartitionAndItsRoot()
    {
        prepare("CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int PRIMARY KEY);"
                "CREATE TABLE v (a int PRIMARY KEY); CREATE PUBLICATION p FOR ALL TABLES",
                "CREATE TABLE t (a int PRIMARY KEY) PARTITION BY LIST (a);"
                "CREATE TABLE u PARTITION OF t FOR VALUES IN (1); CREATE TABLE v PARTITION OF t DEFAULT");
        QCOMPARE(shared(look()), "t u v ");
        disconnect();
        onSource("DROP PUBLICATION p; CREATE PUBLICATION p FOR TABLE u, v");
        QCOMPARE(shared(look()), "");
    }

    void identityAcrossSources()
    {
        prepare(
            "CREATE TABLE t1 (a int PRIMARY KEY, tenant int NOT NULL);"
            "CREATE TABLE t2 (a int PRIMARY KEY, tenant int NOT NULL); CREATE PUBLICATION p FOR ALL TABLES;"
            "CREATE PUBLICATION inserts FOR ALL TABLES WITH (publish = 'insert, truncate')",
            "CREATE TABLE \"all\" (a int, tenant int); CREATE TABLE t1 (a int, tenant int);"
            "CREATE TABLE t2 (a int, tenant int)");
        const Strings refused{"REFUSED MergeNeedsUniqueIdentity(public.all, public.t1, public.t2)"};
        QCOMPARE(told(checkMerges(look(merged()))), refused);
        QVERIFY(checkMerges(look()).empty());
        QVERIFY(checkMerges(look(merged({"inserts"}))).empty());
        disconnect();
        // A key of the target that needs more than the identity names does not help; one that needs less does.
        onTarget("ALTER TABLE \"all\" ADD PRIMARY KEY (a, tenant)");
        QCOMPARE(told(checkMerges(look(merged()))), refused);
        disconnect();
        onSource("ALTER TABLE t1 DROP CONSTRAINT t1_pkey, ADD PRIMARY KEY (tenant, a);"
                 "ALTER TABLE t2 REPLICA IDENTITY FULL");
        QVERIFY(checkMerges(look(merged())).empty());
        disconnect();
        onSource("ALTER TABLE t2 REPLICA IDENTITY DEFAULT");
        QCOMPARE(told(checkMerges(look(merged()))), refused);
    }

    void identityAcrossPartitions()
    {
        prepare(
            "CREATE TABLE t (a int) PARTITION BY LIST (a);"
            "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE t2 PARTITION OF t DEFAULT;"
            "ALTER TABLE t ADD b int; ALTER TABLE t1 ADD PRIMARY KEY (b); ALTER TABLE t2 ADD PRIMARY KEY (b);"
            "CREATE PUBLICATION p FOR TABLE t",
            "CREATE TABLE \"all\" (a int, b int)");
        // Each partition has a key of its own; the two of them may hold equal ones.
        QCOMPARE(told(checkMerges(look(merged()))),
                 Strings{"REFUSED MergeNeedsUniqueIdentity(public.all, public.t1, public.t2)"});
        disconnect();
        onSource("ALTER TABLE t1 DROP CONSTRAINT t1_pkey; ALTER TABLE t2 DROP CONSTRAINT t2_pkey;"
                 "ALTER TABLE t ADD PRIMARY KEY (a, b)");
        QVERIFY(checkMerges(look(merged())).empty());
    }
};

QTEST_GUILESS_MAIN(MergesTest)
#include "merges_test.moc"
