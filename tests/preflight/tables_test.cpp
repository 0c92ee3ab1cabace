// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/schema.h"
#include "preflight/checks.h"
#include "preflight/copy_pace.h"
#include "preflight/preflight.h"
#include "preflight/target_rows.h"
#include "preflight/unit_sizes.h"
#include "support/proxy.h"
#include "two_databases.h"

using namespace tidegate;
using namespace tidegate::preflight;

using Strings = std::vector<std::string>;

/// What is asked of the tables on the target.
class TablesTest : public testing::TwoDatabases
{
    Q_OBJECT

    static Request request(const std::string &map = {}, bool copyData = true, const Strings &allow = {})
    {
        Request request{"s", "tidegate s", {"p"}, {}, copyData, allow};
        if (!map.empty())
            request.tableMap.add(map);
        return request;
    }

private slots:
    void initTestCase_data() { rows(Which::Ends); }
    void cleanupTestCase()
    {
        disconnect();
        stopAll();
    }

    void whereTablesGo()
    {
        prepare("CREATE SCHEMA \"S\"; CREATE TABLE \"S\".a (x int PRIMARY KEY); CREATE TABLE b (x int "
                "PRIMARY KEY);"
                "CREATE TABLE c (x int PRIMARY KEY); CREATE TABLE d (x int PRIMARY KEY);"
                "CREATE PUBLICATION p FOR TABLE \"S\".a, b, c, d",
                "CREATE SCHEMA \"T\"; CREATE TABLE \"T\".a (x int); CREATE TABLE b (x int); CREATE VIEW c AS "
                "SELECT 1 AS x");
        const auto inspection = look(request(R"({"source":{"schema":"S"},"target":{"schema":"T"}})"));
        QCOMPARE(inspection.tables.size(), 4u);
        QCOMPARE(inspection.tables[0].targetName, (RelationName{"T", "a"}));
        QVERIFY(inspection.tables[0].target.has_value());
        QCOMPARE(told(checkTargetTables(inspection)),
                 (Strings{"REFUSED TargetTableMissing(public.c, public.c)",
                          "REFUSED TargetTableMissing(public.d, public.d)"}));
        const auto all = inspect(inspection);
        QVERIFY(all.size() >= 2);
        QCOMPARE(all[0].severity, Severity::Refusal);
    }

    void partitionsGoToTheirNameOrTheirRoots()
    {
        const std::string source =
            "CREATE TABLE root (a int PRIMARY KEY) PARTITION BY LIST (a);"
            "CREATE TABLE l1 PARTITION OF root FOR VALUES IN (1);"
            "CREATE TABLE l2 PARTITION OF root DEFAULT; CREATE PUBLICATION p FOR TABLE root";
        prepare(source, "CREATE TABLE root (a int PRIMARY KEY); CREATE TABLE l2 (a int PRIMARY KEY)");
        auto tables = look().tables;
        QCOMPARE(tables.at(0).targetName.name, "root");
        QCOMPARE(tables.at(1).targetName.name, "l2");
        QCOMPARE(tables[0].sourceRoot->name.name, "root");
        tables =
            look(request(R"({"source":{"schema":"public","table":"root"},"target":{"table":"l2"}})")).tables;
        QCOMPARE(tables.at(0).targetName.name, "l2");
        tables =
            look(request(R"({"source":{"schema":"public","table":"l1"},"target":{"table":"x"}})")).tables;
        QCOMPARE(tables.at(0).targetName.name, "x"); // asked for, so it must be there
        QCOMPARE(told(checkTargetTables(
                     look(request(R"({"source":{"schema":"public","table":"l1"},"target":{"table":"x"}})")))),
                 Strings{"REFUSED TargetTableMissing(public.l1, public.x)"});
    }

    void columns()
    {
        prepare(
            "CREATE TABLE t (a int PRIMARY KEY, \"B b\" int, c int, g int GENERATED ALWAYS AS (a) STORED);"
            "CREATE PUBLICATION p FOR TABLE t",
            "CREATE TABLE t (a int PRIMARY KEY, c int GENERATED ALWAYS AS (a) STORED, g int, more int)");
        QCOMPARE(told(checkTargetColumns(look())), (Strings{"REFUSED TargetColumnMissing(public.t, B b)",
                                                            "REFUSED TargetColumnMissing(public.t, c)",
                                                            "WARNED GeneratedNotCarried(public.t, g)"}));
        if (cluster().major() < 15)
            return;
        disconnect();
        onSource("ALTER PUBLICATION p SET TABLE t (a)");
        QVERIFY(checkTargetColumns(look()).empty());
    }

    void rowsThatStandThere()
    {
        prepare(
            "CREATE TABLE empty (a int); CREATE TABLE few (a int); CREATE TABLE \"ma ny\" (a int);"
            "CREATE TABLE parts (a int); CREATE PUBLICATION p FOR ALL TABLES",
            "CREATE TABLE empty (a int); CREATE TABLE few (a int); CREATE TABLE \"ma ny\" (a int);"
            "CREATE TABLE parts (a int) PARTITION BY LIST (a); CREATE TABLE part PARTITION OF parts DEFAULT;"
            "INSERT INTO few VALUES (1), (2); INSERT INTO \"ma ny\" SELECT generate_series(1, 100001);"
            "INSERT INTO parts VALUES (5)");
        QCOMPARE(told(checkTargetRows(look())),
                 (Strings{"REFUSED TargetNotEmpty(public.few, 2)",
                          "REFUSED TargetNotEmpty(public.ma ny, more than 100000)",
                          "REFUSED TargetNotEmpty(public.parts, 1)"}));
        onTarget("ANALYZE \"ma ny\"");
        const auto found = checkTargetRows(look(request({}, true, {"public.few", "public.parts"})));
        QCOMPARE(told(found), (Strings{"NOTED TargetNotEmpty(public.few, 2)",
                                       "REFUSED TargetNotEmpty(public.ma ny, about 100001)",
                                       "NOTED TargetNotEmpty(public.parts, 1)"}));
        QVERIFY(checkTargetRows(look(request({}, false))).empty());
    }

    void rowsOfManyTables()
    {
        prepare("", "DO $$ BEGIN FOR i IN 1..250 LOOP EXECUTE format('CREATE TABLE t%s (a int)', i); END "
                    "LOOP; END $$;"
                    "INSERT INTO t1 VALUES (1); INSERT INTO t250 VALUES (1)");
        std::set<RelationName> names;
        for (int i = 1; i <= 250; ++i)
            names.insert({"public", "t" + std::to_string(i)});
        const auto connection = connect(targetDatabase());
        const auto found = rowsThere(*connection, names);
        QCOMPARE(found.tables.size(), 2u);
        QVERIFY(found.tables.count({"public", "t1"}) && found.tables.count({"public", "t250"}));
        QVERIFY(rowsThere(*connection, {}).tables.empty());
    }

    void rowsThatMayNotBeSeen()
    {
        prepare("CREATE TABLE hidden (a int); CREATE TABLE few (a int); CREATE TABLE rls (a int);"
                "CREATE PUBLICATION p FOR ALL TABLES",
                "CREATE ROLE looker LOGIN; CREATE TABLE hidden (a int); CREATE TABLE few (a int);"
                "CREATE TABLE rls (a int); ALTER TABLE rls ENABLE ROW LEVEL SECURITY;"
                "INSERT INTO few VALUES (1); GRANT SELECT ON few, rls TO looker");
        const auto found = checkTargetRows(look(request(), "postgres", "looker"));
        disconnect();
        onTarget("DROP OWNED BY looker; DROP ROLE looker");
        QCOMPARE(told(found),
                 (Strings{"REFUSED TargetNotEmpty(public.few, 1)",
                          "REFUSED NotSeen(whether public.hidden on the target is empty, looker)",
                          "REFUSED NotSeen(whether public.rls on the target is empty, looker)"}));
        QCOMPARE(found[1].mend, "GRANT SELECT ON \"public\".\"hidden\" TO \"looker\"");
    }

    void rowsOfHypertables()
    {
        if (!cluster().installation().hasTimescale)
            QSKIP("no TimescaleDB in this installation");
        prepare("CREATE TABLE m (at timestamptz PRIMARY KEY); CREATE PUBLICATION p FOR TABLE m",
                "CREATE EXTENSION timescaledb; CREATE TABLE m (at timestamptz PRIMARY KEY);"
                "SELECT create_hypertable('m', 'at')");
        QVERIFY(checkTargetRows(look()).empty());
        QVERIFY(checkTriggers(look()).empty());
        onTarget("INSERT INTO m VALUES (now())");
        QCOMPARE(told(checkTargetRows(look())), Strings{"REFUSED TargetNotEmpty(public.m, 1)"});
    }

    void fedByAnother()
    {
        prepare("CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int PRIMARY KEY);"
                "CREATE PUBLICATION p FOR ALL TABLES",
                "CREATE TABLE a (x int PRIMARY KEY); CREATE TABLE b (x int PRIMARY KEY)");
        QVERIFY(checkFedByAnother(look()).empty());
        journal::ensure(*connect(targetDatabase()));
        QVERIFY(checkFedByAnother(look()).empty());
        onTarget(
            "INSERT INTO _tidegate.fence (subname, generation, token) VALUES ('s', 1, 't'), ('o', 1, 't');"
            "INSERT INTO _tidegate.slot (subname, publications, source_system, source_timeline, "
            "source_database)"
            " VALUES ('s', '{p}', '1', 1, 'd'), ('o', '{p}', '1', 1, 'd');"
            "INSERT INTO _tidegate.subscription_rel (subname, schemaname, tablename, rrelid, target_schema,"
            " target_table) VALUES ('s', 'public', 'a', 1, 'public', 'a'), ('o', 'public', 'x', 1, 'public', "
            "'b'),"
            " ('o', 'public', 'y', 2, 'public', 'c')");
        QCOMPARE(told(checkFedByAnother(look())), Strings{"REFUSED FedByAnother(public.b, o)"});
        onTarget("UPDATE _tidegate.slot SET cut_over_at = now()");
        QVERIFY(checkFedByAnother(look()).empty());
        disconnect();
        onTarget(
            "CREATE SUBSCRIPTION \"Na tive\" CONNECTION 'dbname=none' PUBLICATION x WITH (connect = false);"
            "INSERT INTO pg_subscription_rel SELECT oid, 'a'::regclass, 'r' FROM pg_subscription");
        QCOMPARE(told(checkFedByAnother(look())), Strings{"REFUSED FedByAnother(public.a, Na tive)"});
        onTarget("CREATE ROLE looker LOGIN");
        const auto found = told(checkFedByAnother(look(request(), "postgres", "looker")));
        disconnect();
        onTarget(
            "ALTER SUBSCRIPTION \"Na tive\" DISABLE; ALTER SUBSCRIPTION \"Na tive\" SET (slot_name = NONE)");
        onTarget("DROP SUBSCRIPTION \"Na tive\"");
        onTarget("DROP ROLE looker");
        QVERIFY(!found.empty());
        QCOMPARE(found[0],
                 "REFUSED NotSeen(which tables other subscriptions feed (schema _tidegate), looker)");
    }

    /// Who feeds a partitioned table feeds its partitions, and the other way round; siblings are nobody's business.
    void fedThroughTheTree()
    {
        const std::string made =
            "CREATE TABLE m (id int PRIMARY KEY) PARTITION BY RANGE (id);"
            "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (id);"
            "CREATE TABLE m11 PARTITION OF m1 FOR VALUES FROM (0) TO (50);"
            "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (100) TO (200);"
            "CREATE TABLE old (id int PRIMARY KEY); CREATE TABLE young () INHERITS (old);";
        prepare(made + "CREATE PUBLICATION p FOR TABLE m1, ONLY old WITH (publish_via_partition_root)", made);
        QVERIFY(checkFedByAnother(look()).empty());
        journal::ensure(*connect(targetDatabase()));
        onTarget("INSERT INTO _tidegate.fence (subname, generation, token) VALUES ('o', 1, 't');"
                 "INSERT INTO _tidegate.slot (subname, publications, source_system, source_timeline, source_database)"
                 " VALUES ('o', '{p}', '1', 1, 'd')");
        const auto feeds = [this](const char *table) {
            onTarget("DELETE FROM _tidegate.subscription_rel; INSERT INTO _tidegate.subscription_rel (subname, schemaname,"
                     " tablename, rrelid, target_schema, target_table) VALUES ('o', 'public', 'x', 1, 'public', '"
                     + std::string(table) + "')");
            return told(checkFedByAnother(look()));
        };
        const Strings refused{"REFUSED FedByAnother(public.m1, o)"};
        QCOMPARE(feeds("m"), refused);
        QCOMPARE(feeds("m1"), refused);
        QCOMPARE(feeds("m11"), refused);
        QCOMPARE(feeds("m2"), Strings());
        QCOMPARE(feeds("young"), Strings()); // a row for the parent of an inheritance stays in the parent
    }

    /// Rule 15: what a copy from one snapshot costs is said before the run.
    void longCopies()
    {
        const std::string made = "CREATE TABLE t (id bigint PRIMARY KEY, u int); CREATE TABLE other (id bigint PRIMARY KEY, u int);";
        prepare(made + "CREATE PUBLICATION p FOR TABLE t, other", made);
        const auto found = [this](const Request &request, std::int64_t bytes = 300'000'000'000) {
            auto inspection = look(request);
            inspection.tables[1].source.totalBytes = bytes;
            inspection.tables[1].source.heapPages = bytes / 8192;
            auto texts = told(checkLongCopies(inspection));
            disconnect();
            for (auto &text : texts)
                text.erase(text.rfind(','));
            return texts;
        };
        // 13 filters pages that later versions look up: nothing is copied over several connections.
        const Strings isLong{std::string("NOTED CopyTakesLong(public.t, 279.4 GB, ") + (cluster().major() >= 14 ? "62 min" : "4 h") + ", an assumed 19.1 MB"};
        QCOMPARE(found(request()), isLong); // nobody has analyzed it
        QCOMPARE(found(request({}, false)), Strings{});
        QCOMPARE(found(request(), 2'000'000'000), Strings{}); // under two minutes
        QCOMPARE(found(request(R"({"source":{"schema":"public","table":"other"},"target":{"schema":"public","table":"t"}})")),
                 Strings{"WARNED CopyHoldsStream(public.t, 279.4 GB, 4 h, an assumed 19.1 MB"}); // over one connection, nothing put aside
        onSource("INSERT INTO t SELECT g, g FROM generate_series(1, 2000) g");
        onSource("ANALYZE t");
        QCOMPARE(found(request()), Strings{}); // in ranges
        // A value that is very common is in one range, however large.
        onSource("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, u);"
                 "INSERT INTO t SELECT 3000, g FROM generate_series(1, 2000) g; INSERT INTO t SELECT g, g FROM generate_series(4000, 4100) g");
        onTarget("ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, u)");
        onSource("ANALYZE t");
        const auto common = found(request());
        QCOMPARE(common.size(), 1u);
        QVERIFY2(common[0].rfind("WARNED CopyHoldsStream(public.t (\"id\" >= ", 0) == 0, common[0].c_str());
        onTarget("CREATE UNIQUE INDEX ON t (u)");
        QCOMPARE(found(request()), isLong);
    }

    /// What the way from the source lets through is what the plan goes by, and what is said.
    void measuredPace()
    {
        const std::string made = "CREATE TABLE t (id bigint PRIMARY KEY, body text); ALTER TABLE t ALTER body SET STORAGE EXTERNAL;";
        prepare(made + "CREATE PUBLICATION p FOR TABLE t; INSERT INTO t SELECT g, repeat(md5(g::text), 300) FROM generate_series(1, 500) g;"
                       "ANALYZE t",
                made);
        const auto options = geometryOptions();
        const auto pace = [&](double larger, std::uint64_t slow) {
            auto inspection = look(request());
            auto &table = inspection.tables[0].source;
            table.totalBytes = static_cast<std::int64_t>(larger * static_cast<double>(table.totalBytes));
            table.estimatedRows *= larger;
            support::Proxy path("127.0.0.1", cluster().port());
            if (slow > 0)
                path.slow(slow);
            postgres::Connection far(postgres::ConnectionParameters::parse(path.conninfo(sourceDatabase())),
                                     postgres::SessionOptions{"source", "tidegate"}, StopToken());
            inspection.source = &far;
            const auto measured = measureCopyPace(inspection);
            disconnect();
            return measured;
        };
        QVERIFY(!pace(1, 0)); // nothing depends on it
        const auto near = pace(1000, 0);
        QVERIFY(near && *near > slowestCopier && *near <= options.bytesPerSecond);
        const auto slow = pace(1000, 4'000'000);
        QVERIFY2(slow && *slow > 0.5e6 && *slow < 1.5e6, std::to_string(slow.value_or(0)).c_str()); // of four
        auto inspection = look(request());
        inspection.tables[0].source.totalBytes = 1'000'000'000;
        inspection.copyPace = 100'000;
        const auto said = told(checkLongCopies(inspection));
        disconnect();
        QVERIFY2(said.size() == 1 && said[0].find(", a measured 97.7 kB") != std::string::npos, said.empty() ? "nothing" : said[0].c_str());
        onSource("TRUNCATE t");
        QVERIFY(!pace(1000, 0));
    }

    void actingTriggers()
    {
        prepare("CREATE TABLE t (a int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t",
                "CREATE TABLE t (a int PRIMARY KEY); CREATE RULE \"The rule\" AS ON DELETE TO t DO INSTEAD "
                "NOTHING;"
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                "CREATE TRIGGER \"T r\" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()");
        QVERIFY(checkTriggers(look()).empty());
        disconnect();
        onTarget("ALTER TABLE t ENABLE ALWAYS TRIGGER \"T r\", ENABLE REPLICA RULE \"The rule\"");
        const auto found = checkTriggers(look());
        QCOMPARE(told(found), (Strings{"WARNED AlwaysTrigger(public.t, T r)",
                                       "WARNED AlwaysTrigger(public.t, The rule)"}));
        disconnect();
        for (const auto &finding : found)
            onTarget(finding.mend);
        QVERIFY(checkTriggers(look()).empty());
    }
};

QTEST_GUILESS_MAIN(TablesTest)
#include "tables_test.moc"
