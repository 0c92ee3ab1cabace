// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/leaves_apart.h"
#include "catalog/relation_reader.h"
#include "every_server.h"
#include "support/skips.h"

using namespace tidegate;
using namespace tidegate::catalog;

using Strings = std::vector<std::string>;

/// Keys, replica identities, unique columns and what acts on a table.
class KeysTest : public testing::EveryServer
{
    Q_OBJECT

private slots:
    void initTestCase_data() { rows(); }
    void cleanupTestCase()
    {
        stopAll();
        if (!m_citextSeen)
            support::noteSkip("citext, in any installation");
    }

    void identities()
    {
        const auto name = database();
        cluster().sql(name, R"(
            CREATE TABLE d (a int PRIMARY KEY, b int);
            CREATE TABLE none (a int);
            CREATE TABLE f (a int PRIMARY KEY); ALTER TABLE f REPLICA IDENTITY FULL;
            CREATE TABLE n (a int PRIMARY KEY); ALTER TABLE n REPLICA IDENTITY NOTHING;
            CREATE TABLE i (a int PRIMARY KEY, b text NOT NULL, c int NOT NULL, x int,
                            CONSTRAINT by_index UNIQUE (c, b) INCLUDE (x));
            ALTER TABLE i REPLICA IDENTITY USING INDEX by_index;
            CREATE TABLE p (a int PRIMARY KEY DEFERRABLE, b int UNIQUE DEFERRABLE))");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        const auto d = *reader.read({"public", "d"});
        QVERIFY(d.identityKey());
        QCOMPARE(d.identityKey()->name, "d_pkey");
        QCOMPARE(d.rowKey(), d.identityKey());
        QVERIFY(d.rowKey()->primary && d.rowKey()->identity && d.rowKey()->columnsNotNull);
        const auto none = *reader.read({"public", "none"});
        QVERIFY(!none.identityKey() && !none.rowKey() && none.uniqueColumns.empty());
        const auto full = *reader.read({"public", "f"});
        QCOMPARE(full.replicaIdentity, ReplicaIdentity::Full);
        QVERIFY(!full.identityKey() && full.rowKey() && !full.rowKey()->identity);
        const auto nothing = *reader.read({"public", "n"});
        QCOMPARE(nothing.replicaIdentity, ReplicaIdentity::Nothing);
        QVERIFY(!nothing.identityKey() && nothing.rowKey());
        const auto index = *reader.read({"public", "i"});
        QCOMPARE(index.replicaIdentity, ReplicaIdentity::Index);
        QCOMPARE(index.identityKey()->columns, (Strings{"c", "b"}));
        QCOMPARE(index.rowKey()->name, "i_pkey");
        QCOMPARE(index.uniqueColumns, (Strings{"a", "b", "c"}));
        const auto deferrable = *reader.read({"public", "p"});
        QVERIFY(deferrable.deferrablePrimaryKey);
        QCOMPARE(deferrable.deferrablePrimaryKeyName, "p_pkey");
        QVERIFY(deferrable.keys.empty() && !deferrable.identityKey());
        QCOMPARE(deferrable.uniqueColumns, (Strings{"a", "b"}));
        QVERIFY(!d.deferrablePrimaryKey);
    }

    void partialAndExpressionIndexes()
    {
        const auto name = database();
        cluster().sql(name, R"(
            CREATE TABLE t (a int, b int, c text, d text, e int, f int, g point, h int, i int NOT NULL);
            CREATE UNIQUE INDEX t_1 ON t (a) WHERE b > 0;
            CREATE UNIQUE INDEX t_2 ON t (lower(c || d));
            CREATE INDEX t_3 ON t (e);
            CREATE UNIQUE INDEX t_4 ON t (f);
            ALTER TABLE t ADD EXCLUDE USING gist (g WITH ~=);
            CREATE UNIQUE INDEX t_5 ON t (i))");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        auto t = *reader.read({"public", "t"});
        QCOMPARE(t.uniqueColumns, (Strings{"a", "b", "c", "d", "f", "g", "i"}));
        QCOMPARE(t.keys.size(), 2u);
        QCOMPARE(t.keys[0].name, "t_4");
        QVERIFY(!t.keys[0].columnsNotNull && t.keys[1].columnsNotNull);
        QCOMPARE(t.rowKey()->name, "t_5"); // NULLs are distinct, so t_4 names no row
        cluster().sql(name, "CREATE UNIQUE INDEX t_6 ON t ((t IS NOT NULL))");
        QCOMPARE(reader.read({"public", "t"})->uniqueColumns.size(), 9u);
        // An index that failed to build names nothing.
        cluster().sql(name, "DROP INDEX t_6; INSERT INTO t (i, h) VALUES (1, 1), (2, 1)");
        QVERIFY_EXCEPTION_THROWN(cluster().sql(name, "CREATE UNIQUE INDEX CONCURRENTLY t_7 ON t (h)"),
                                 support::SessionError);
        t = *reader.read({"public", "t"});
        QCOMPARE(t.keys.size(), 2u);
        // But it still refuses duplicates, so its column counts as unique.
        QCOMPARE(t.uniqueColumns, (Strings{"a", "b", "c", "d", "f", "g", "h", "i"}));
    }

    void equalityOperators()
    {
        const auto name = database();
        const auto available = cluster().value(name, "SELECT count(*) FROM pg_available_extensions "
                                                     "WHERE name = 'citext'")
                               == "1";
        cluster().sql(name,
                      "CREATE SCHEMA \"Ext\"; CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN dom AS text;"
                      "CREATE TABLE t (a int, b text, c mood, d dom, e varchar(3), f int[], g char(2),"
                      " UNIQUE (a, b, c, d, e, f, g)); CREATE TABLE pattern (a text);"
                      "CREATE UNIQUE INDEX ON pattern (a text_pattern_ops)");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        QCOMPARE(reader.read({"public", "t"})->keys.at(0).equals, Strings(7, "OPERATOR(pg_catalog.=)"));
        QCOMPARE(reader.read({"public", "pattern"})->keys.at(0).equals, Strings{"OPERATOR(pg_catalog.=)"});
        if (!available)
            QSKIP("this installation has no citext");
        m_citextSeen = true;
        cluster().sql(
            name, "CREATE EXTENSION citext SCHEMA \"Ext\"; CREATE TABLE ci (a \"Ext\".citext PRIMARY KEY)");
        const auto ci = *reader.read({"public", "ci"});
        QCOMPARE(ci.keys.at(0).equals, Strings{"OPERATOR(\"Ext\".=)"});
        QCOMPARE(ci.columns.at(0).typeName, "\"Ext\".citext");
        // And it is SQL: one row by either case.
        cluster().sql(name, "INSERT INTO ci VALUES ('Word')");
        const auto hit = connection->exec("SELECT count(*) FROM public.ci WHERE a " + ci.keys[0].equals[0]
                                              + " $1::" + ci.columns[0].typeName,
                                          postgres::parameters("wORD"));
        QCOMPARE(hit.text(0, 0), "1");
    }

    void keysWithoutOverlaps()
    {
        if (cluster().major() < 18)
            QSKIP("from PostgreSQL 18 on");
        const auto name = database();
        cluster().sql(
            name, "CREATE TABLE t (a int4range, valid daterange, PRIMARY KEY (a, valid WITHOUT OVERLAPS))");
        const auto connection = connect(name);
        const auto t = *RelationReader(*connection).read({"public", "t"});
        QCOMPARE(t.keys.size(), 1u);
        QCOMPARE(t.keys[0].equals, Strings(2, "OPERATOR(pg_catalog.=)"));
    }

    void notNullThatWasNeverChecked()
    {
        if (cluster().major() < 18)
            QSKIP("from PostgreSQL 18 on");
        const auto name = database();
        cluster().sql(name,
                      "CREATE TABLE t (a int); CREATE UNIQUE INDEX ON t (a); INSERT INTO t VALUES (NULL);"
                      "ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID");
        const auto connection = connect(name);
        const auto t = *RelationReader(*connection).read({"public", "t"});
        QVERIFY(!t.column("a")->notNull && !t.rowKey());
    }

    void triggersAndRulesThatAct()
    {
        const auto name = database();
        cluster().sql(name, R"(
            CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE other (a int REFERENCES t);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER usual BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
            CREATE TRIGGER off BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
            CREATE TRIGGER always BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
            CREATE TRIGGER "Re plica" BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
            CREATE RULE "usual rule" AS ON UPDATE TO t DO ALSO NOTHING;
            CREATE RULE "acting rule" AS ON DELETE TO t DO INSTEAD NOTHING;
            ALTER TABLE t DISABLE TRIGGER off, ENABLE ALWAYS TRIGGER always, ENABLE REPLICA TRIGGER "Re plica",
                ENABLE ALWAYS RULE "acting rule")");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        QCOMPARE(reader.read({"public", "t"})->actingTriggers, (Strings{"Re plica", "always"}));
        QCOMPARE(reader.read({"public", "t"})->actingRules, Strings{"acting rule"});
        QVERIFY(reader.read({"public", "other"})->actingTriggers.empty());
        cluster().sql(
            name, "DO $$ DECLARE t name; BEGIN FOR t IN SELECT tgname FROM pg_trigger WHERE tgrelid = "
                  "'other'::regclass LOOP EXECUTE format('ALTER TABLE other ENABLE ALWAYS TRIGGER %I', t);"
                  "END LOOP; END $$");
        QCOMPARE(reader.read({"public", "other"})->actingTriggers.size(), 2u); // its foreign key acts
    }

    /// Partitions of which some go into one table, here one of the same database.
    void leavesApart()
    {
        const auto name = database();
        cluster().sql(name, R"(
            CREATE TABLE r (a int, b int, c int) PARTITION BY LIST (a);
            CREATE TABLE l1 PARTITION OF r FOR VALUES IN (1);
            CREATE TABLE deep PARTITION OF r FOR VALUES IN (2) PARTITION BY RANGE (b);
            CREATE TABLE l2 PARTITION OF deep FOR VALUES FROM (0) TO (9); CREATE TABLE l3 PARTITION OF deep DEFAULT;
            CREATE TABLE e (a int, b int) PARTITION BY LIST ((a % 2)); CREATE TABLE e1 PARTITION OF e FOR VALUES IN (1);
            CREATE TABLE e0 PARTITION OF e FOR VALUES IN (0);
            CREATE TABLE r2 (a int, b int, c int) PARTITION BY LIST (a); CREATE TABLE o1 PARTITION OF r2 FOR VALUES IN (1);
            CREATE TABLE base (a int, b int); CREATE TABLE child () INHERITS (base); CREATE TABLE alone (a int, b int);
            CREATE TABLE t (a int, b int, c int, r int4range) PARTITION BY RANGE (c); CREATE TABLE t1 PARTITION OF t DEFAULT)");
        const auto connection = connect(name);
        const auto oid = [&](const std::string &table) {
            return static_cast<std::uint32_t>(std::stoul(*cluster().sql(name, "SELECT '" + table + "'::regclass::oid")[0][0]));
        };
        const auto apart = [&](const std::vector<std::string> &tables) {
            std::vector<std::uint32_t> oids;
            for (const auto &table : tables)
                oids.push_back(oid(table));
            return !fedApart(*connection, *connection, {{{"public", "t"}, oids}}).empty();
        };
        QVERIFY(apart({"l1", "l2", "l3"})); // nothing is unique
        QVERIFY(!apart({"e1", "e0"}) && !apart({"l1", "o1"}));
        QVERIFY(!apart({"l1", "child"}) && !apart({"l1", "base"}) && !apart({"l1", "alone"}));
        cluster().sql(name, "ALTER TABLE t ADD PRIMARY KEY (c, b, a)");
        QVERIFY(apart({"l1", "l2", "l3"}));
        cluster().sql(name, "CREATE UNIQUE INDEX one ON t1 (a, c) INCLUDE (b)");
        QVERIFY(!apart({"l1", "l2", "l3"})); // also of what is below the target
        cluster().sql(name, "DROP INDEX one; CREATE UNIQUE INDEX one ON t1 (a, (b + 0)) WHERE c > 0");
        QVERIFY(!apart({"l1", "l2", "l3"}));
        cluster().sql(name, "DROP INDEX one; ALTER TABLE t1 ADD EXCLUDE USING gist (r WITH &&)");
        QVERIFY(!apart({"l1", "l2", "l3"}));
        QVERIFY(fedApart(*connection, *connection, {}).empty());
    }

private:
    bool m_citextSeen = false;
};

QTEST_GUILESS_MAIN(KeysTest)
#include "keys_test.moc"
