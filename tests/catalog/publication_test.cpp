// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "every_server.h"

#include <regex>

using namespace tidegate;
using namespace tidegate::catalog;

using Strings = std::vector<std::string>;

class PublicationTest : public testing::EveryServer
{
    Q_OBJECT

private slots:
    void initTestCase_data() { rows(); }
    void cleanupTestCase() { stopAll(); }

    void whatAPublicationSends()
    {
        const auto name = database();
        cluster().sql(name, "CREATE PUBLICATION everything FOR ALL TABLES;"
                            "CREATE PUBLICATION \"In, \"\"serts\" WITH (publish = 'insert');"
                            "CREATE PUBLICATION changes WITH (publish = 'update, delete, truncate',"
                            " publish_via_partition_root = true)");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        const auto found = reader.publications({"everything", "none", "In, \"serts", "changes"});
        QCOMPARE(found.size(), 3u);
        QCOMPARE(found[0].name, "In, \"serts");
        QVERIFY(found[0].inserts && !found[0].updates && !found[0].deletes && !found[0].truncates);
        QVERIFY(!found[0].allTables && !found[0].viaRoot);
        QCOMPARE(found[1].name, "changes");
        QVERIFY(!found[1].inserts && found[1].updates && found[1].deletes && found[1].truncates
                && found[1].viaRoot);
        QCOMPARE(found[2].name, "everything");
        QVERIFY(found[2].allTables && found[2].inserts && found[2].updates);
        QVERIFY(reader.publications({}).empty());
    }

    /// The view's functions see a membership before the statement around them does: such a table is not there yet,
    /// rather than there by no terms, which would differ from those of the next look.
    void aMembershipThatComesMidway()
    {
        const auto name = database();
        cluster().sql(name, "CREATE TABLE a (x int); CREATE TABLE b (x int); CREATE PUBLICATION p FOR TABLE a");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        connection->exec("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class");
        cluster().sql(name, "ALTER PUBLICATION p ADD TABLE b");
        QCOMPARE(reader.publishedTables({"p"}).size(), 1u);
        connection->rollback();
        const auto tables = reader.publishedTables({"p"});
        QCOMPARE(tables.size(), 2u);
        QCOMPARE(tables[1].terms, reader.publishedTables({"p"})[1].terms);
    }

    /// A leaf is published with its root's schema, wherever it is itself.
    void aLeafOutsideOfThePublishedSchema()
    {
        const auto name = database();
        cluster().sql(name, "CREATE SCHEMA inside; CREATE SCHEMA outside;"
                            "CREATE TABLE inside.root (k int, v text) PARTITION BY RANGE (k);"
                            "CREATE TABLE outside.leaf PARTITION OF inside.root FOR VALUES FROM (0) TO (9)");
        const auto connection = connect(name);
        if (connection->serverVersion() < 150000)
            QSKIP("from PostgreSQL 15 on");
        cluster().sql(name, "CREATE PUBLICATION p FOR TABLES IN SCHEMA inside");
        const auto tables = RelationReader(*connection).publishedTables({"p"});
        QCOMPARE(tables.size(), 1u);
        QCOMPARE(tables[0].name, (RelationName{"outside", "leaf"}));
        QVERIFY(tables[0].terms.find("schema ") != std::string::npos);
    }

    void tablesOfSeveralPublications()
    {
        const auto name = database();
        cluster().sql(
            name,
            "CREATE SCHEMA \"S.1\"; CREATE TABLE \"S.1\".\"t \"\"1\" (a int, b int); CREATE TABLE z (a int);"
            "CREATE TABLE y (a int); CREATE PUBLICATION p1 FOR TABLE \"S.1\".\"t \"\"1\", z;"
            "CREATE PUBLICATION p2 FOR TABLE z; CREATE PUBLICATION p3 FOR ALL TABLES;"
            "CREATE PUBLICATION empty");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        auto tables = reader.publishedTables({"p2", "p1", "empty", "none"});
        QCOMPARE(tables.size(), 2u);
        QCOMPARE(tables[0].name, (RelationName{"S.1", "t \"1"}));
        QCOMPARE(tables[0].oid, reader.read(tables[0].name)->oid);
        QCOMPARE(tables[0].publications, Strings{"p1"});
        QCOMPARE(tables[1].publications, (Strings{"p1", "p2"}));
        QVERIFY(tables[0].columns.empty() && !tables[0].rowFilter && !tables[0].viaRoot);
        QCOMPARE(reader.publishedTables({"p3"}).size(), 3u);
        QCOMPARE(reader.publishedTables({"p3", "p2"}).at(2).publications, (Strings{"p2", "p3"}));
        QVERIFY(reader.publishedTables({"empty"}).empty());
        QVERIFY(reader.publishedTables({}).empty());
    }

    void partitionTrees()
    {
        const auto name = database();
        cluster().sql(name, R"(
            CREATE TABLE root (a int, b int) PARTITION BY RANGE (a);
            CREATE TABLE middle PARTITION OF root FOR VALUES FROM (0) TO (10) PARTITION BY LIST (b);
            CREATE TABLE leaf PARTITION OF middle DEFAULT; CREATE TABLE leaf2 PARTITION OF root DEFAULT;
            CREATE PUBLICATION leaves FOR TABLE root;
            CREATE PUBLICATION one_leaf FOR TABLE leaf;
            CREATE PUBLICATION part WITH (publish_via_partition_root = true); ALTER PUBLICATION part ADD TABLE middle;
            CREATE PUBLICATION whole FOR TABLE root WITH (publish_via_partition_root = true))");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        const auto names = [&](const Strings &publications) {
            std::string text;
            for (const auto &table : reader.publishedTables(publications)) {
                text += table.name.name + (table.viaRoot ? "! " : " ");
                // Alone as among all of them.
                const auto alone = reader.publishedTables(publications, {table.oid});
                if (alone.size() != 1 || alone[0].name != table.name || alone[0].terms != table.terms
                    || alone[0].publications != table.publications || alone[0].partitions.size() != table.partitions.size())
                    text += "? ";
            }
            return text;
        };
        const auto leaf = reader.read(RelationName{"public", "leaf"})->oid;
        QVERIFY(reader.publishedTables({"one_leaf", "whole"}, {leaf}).empty());
        QCOMPARE(reader.publishedTables({"one_leaf"}, {leaf}).size(), 1u);
        QCOMPARE(names({"leaves"}), "leaf leaf2 ");
        QCOMPARE(names({"whole"}), "root! ");
        QCOMPARE(names({"part"}), "middle! ");
        // The walsender sends a leaf's changes as the topmost root's alone.
        QCOMPARE(names({"one_leaf", "whole"}), "root! ");
        QCOMPARE(names({"leaves", "part"}), "leaf2 middle! ");
        QCOMPARE(names({"leaves", "part", "whole"}), "root! ");
        QCOMPARE(reader.publishedTables({"one_leaf", "whole", "part"}).at(0).publications,
                 (Strings{"one_leaf", "part", "whole"}));
    }

    /// Whether rows may have been in a partition before it was one, as the catalog shows it.
    void partitionsThatCameAfterwards()
    {
        const auto name = database();
        cluster().sql(name, R"(
            CREATE TABLE root (a int NOT NULL DEFAULT 1, b int, c text NOT NULL,
                               PRIMARY KEY (a, b)) PARTITION BY RANGE (a);
            CREATE TABLE made PARTITION OF root FOR VALUES FROM (0) TO (10);
            CREATE TABLE sub PARTITION OF root FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b);
            CREATE TABLE leaf PARTITION OF sub DEFAULT;
            CREATE TABLE attached (LIKE root INCLUDING ALL);
            ALTER TABLE root ATTACH PARTITION attached FOR VALUES FROM (20) TO (30);
            CREATE TABLE tree (LIKE root INCLUDING ALL) PARTITION BY RANGE (a);
            CREATE TABLE in_tree PARTITION OF tree FOR VALUES FROM (30) TO (40);
            ALTER TABLE root ATTACH PARTITION tree FOR VALUES FROM (30) TO (40);
            CREATE PUBLICATION whole FOR TABLE root WITH (publish_via_partition_root = true))");
        cluster().sql(name, "BEGIN; CREATE TABLE at_once (LIKE root INCLUDING ALL);"
                            "ALTER TABLE root ATTACH PARTITION at_once FOR VALUES FROM (40) TO (50); COMMIT");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        const auto partitions = [&] {
            std::map<std::string, Partition> all;
            const auto tables = reader.publishedTables({"whole"});
            for (const auto &partition : tables.at(0).partitions)
                all.emplace(partition.name.name, partition);
            return all;
        };
        auto before = partitions();
        QCOMPARE(before.size(), 7u);
        for (const auto &[partition, always] : std::map<std::string, bool>{{"made", true},      {"sub", true},
                                                                           {"leaf", true},      {"attached", false},
                                                                           {"tree", false},     {"in_tree", false},
                                                                           {"at_once", false}})
            QVERIFY2(before.at(partition).alwaysAttached == always, partition.c_str());
        cluster().sql(name, "VACUUM FULL pg_inherits");
        cluster().sql(name, "VACUUM FULL pg_attribute");
        cluster().sql(name, "ALTER TABLE root ADD COLUMN d int; ANALYZE root; TRUNCATE root");
        for (const auto &[partition, now] : partitions()) {
            QCOMPARE(now.attachedBy, before.at(partition).attachedBy);
            QCOMPARE(now.alwaysAttached, before.at(partition).alwaysAttached);
        }
        cluster().sql(name, "ALTER TABLE root DETACH PARTITION made");
        QCOMPARE(partitions().size(), 6u);
        cluster().sql(name, "ALTER TABLE root ATTACH PARTITION made FOR VALUES FROM (0) TO (10)");
        const auto again = partitions().at("made");
        QVERIFY(!again.alwaysAttached && again.attachedBy != before.at("made").attachedBy);
    }

    void columnListsAndRowFilters()
    {
        if (cluster().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        const auto name = database();
        cluster().sql(name, R"(
            CREATE TABLE t (a int PRIMARY KEY, "b,"" c" text, g int GENERATED ALWAYS AS (a + 1) STORED, gone int);
            ALTER TABLE t DROP COLUMN gone;
            CREATE TABLE u (a int PRIMARY KEY);
            CREATE PUBLICATION part FOR TABLE t (a), u WHERE (a > 3);
            CREATE PUBLICATION named FOR TABLE t ("b,"" c", a);
            CREATE PUBLICATION others FOR TABLE u WHERE (a < 0 OR a = 1);
            CREATE PUBLICATION everything FOR TABLE t, u;
            CREATE PUBLICATION in_schema FOR TABLES IN SCHEMA public)");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        auto tables = reader.publishedTables({"part"});
        QCOMPARE(tables.at(0).columns, Strings{"a"});
        QVERIFY(!tables[0].rowFilter);
        QCOMPARE(tables.at(1).rowFilter.value_or(""), "((a > 3))");
        QVERIFY(tables[1].columns.empty());
        // A list of all columns is none, whatever generated columns there are.
        QVERIFY(reader.publishedTables({"named"}).at(0).columns.empty());
        QVERIFY(reader.publishedTables({"everything"}).at(0).columns.empty());
        tables = reader.publishedTables({"others", "part"});
        QCOMPARE(tables.at(1).rowFilter.value_or(""), "(((a < 0) OR (a = 1))) OR ((a > 3))");
        for (const auto *unfiltered : {"everything", "in_schema"}) {
            tables = reader.publishedTables({"others", unfiltered, "part"});
            QCOMPARE(tables.size(), 2u);
            QVERIFY(!tables[1].rowFilter);
            QCOMPARE(tables[1].publications.size(), 3u);
        }
    }

    /// What differs in what was sent before and is sent now must differ here, and nothing else.
    void termsOfBeingPublished()
    {
        const auto name = database();
        cluster().sql(name, "CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int PRIMARY KEY);"
                            "CREATE TABLE root (a int) PARTITION BY RANGE (a);"
                            "CREATE TABLE leaf PARTITION OF root DEFAULT; CREATE PUBLICATION p FOR TABLE t, root");
        const auto connection = connect(name);
        const auto terms = [&](const std::string &table) {
            for (const auto &published : RelationReader(*connection).publishedTables({"p"})) {
                if (published.name.name == table)
                    return published.terms;
            }
            return std::string();
        };
        auto before = terms("t");
        auto beforeOfLeaf = terms("leaf");
        QVERIFY(!before.empty() && !beforeOfLeaf.empty());
        const auto changes = [&](const std::string &sql) {
            cluster().sql(name, sql);
            const bool changed = terms("t") != before;
            before = terms("t");
            return changed;
        };
        QVERIFY(!changes("ALTER PUBLICATION p ADD TABLE u; ALTER TABLE t ADD COLUMN b int; ANALYZE t;"
                         "ALTER TABLE t RENAME TO t2; ALTER TABLE t2 RENAME TO t"));
        QVERIFY(!changes("ALTER PUBLICATION p SET TABLE t, root"));
        QVERIFY(changes("ALTER PUBLICATION p DROP TABLE t; ALTER PUBLICATION p ADD TABLE t"));
        QCOMPARE(terms("leaf"), beforeOfLeaf);
        QVERIFY(changes("ALTER PUBLICATION p SET (publish = 'insert, update')"));
        QVERIFY(terms("leaf") != beforeOfLeaf);
        beforeOfLeaf = terms("leaf");
        QVERIFY(!changes("ALTER PUBLICATION p DROP TABLE root; ALTER PUBLICATION p ADD TABLE root"));
        QVERIFY(terms("leaf") != beforeOfLeaf);
        if (cluster().major() >= 15) {
            QVERIFY(changes("ALTER PUBLICATION p SET TABLE t WHERE (a > 1), root"));
            QVERIFY(changes("ALTER PUBLICATION p SET TABLE t (a), root"));
            QVERIFY(changes("ALTER PUBLICATION p DROP TABLE t; ALTER PUBLICATION p ADD TABLES IN SCHEMA public"));
            QVERIFY(changes("ALTER PUBLICATION p DROP TABLES IN SCHEMA public; ALTER PUBLICATION p ADD TABLES IN SCHEMA public"));
        }
        QVERIFY(changes("DROP PUBLICATION p; CREATE PUBLICATION p FOR TABLE t, root"));
        // Another publication names the leaves by the same root: one more of them is no other term.
        cluster().sql(name, "CREATE PUBLICATION whole FOR TABLE root WITH (publish_via_partition_root = true)");
        const auto termsOfRoot = RelationReader(*connection).publishedTables({"p", "whole"}).at(0).terms;
        cluster().sql(name, "CREATE TABLE another PARTITION OF root FOR VALUES FROM (0) TO (9)");
        QCOMPARE(RelationReader(*connection).publishedTables({"p", "whole"}).at(0).terms, termsOfRoot);
    }

    /// What was altered and altered back looks as before, and is told by who wrote it last. What an earlier Tidegate recorded is
    /// compared without that.
    void alteredAndBack()
    {
        const auto name = database();
        cluster().sql(name, "CREATE TABLE t (a int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t; CREATE PUBLICATION q FOR TABLE t");
        const auto connection = connect(name);
        const auto now = [&](const Strings &publications) { return RelationReader(*connection).publishedTables(publications).at(0); };
        if (needsPublicationTouch(connection->serverVersion()))
            QSKIP("there Tidegate itself alters publications");
        auto before = now({"p", "q"});
        const auto altered = [&](const Strings &publications, const Strings &statements) {
            for (const auto &sql : statements)
                cluster().sql(name, sql);
            const auto after = now(publications);
            const auto recorded = recordedTerms(before);
            before = after;
            const bool told = catalog::alteredAndBack(recorded, after);
            return told == sameTerms(recorded, after) ? "neither" : told ? "altered" : "unaltered";
        };
        const Strings both = {"p", "q"};
        QCOMPARE(altered(both, {"VACUUM (FREEZE) pg_publication", "VACUUM FULL pg_publication", "ANALYZE t", "COMMENT ON PUBLICATION p IS 'ours'",
                                "CREATE TABLE u (a int)", "ALTER PUBLICATION p ADD TABLE u", "ALTER PUBLICATION p DROP TABLE u"}),
                 "unaltered");
        QCOMPARE(altered(both, {"ALTER PUBLICATION p SET (publish = 'insert')",
                                "ALTER PUBLICATION p SET (publish = 'insert, update, delete, truncate')"}),
                 "altered");
        QCOMPARE(altered(both, {"ALTER PUBLICATION q SET (publish_via_partition_root = true)",
                                "ALTER PUBLICATION q SET (publish_via_partition_root = false)"}),
                 "altered");
        QCOMPARE(altered(both, {"ALTER PUBLICATION p RENAME TO elsewhere", "ALTER PUBLICATION elsewhere RENAME TO p"}), "altered");
        const auto earlier = std::regex_replace(recordedTerms(before), std::regex("@[0-9]+"), "");
        QVERIFY(earlier != recordedTerms(before) && sameTerms(earlier, before));
        QVERIFY(!catalog::alteredAndBack(earlier, before));
        QVERIFY(!sameTerms(earlier, now({"p"})));
        if (cluster().major() < 15)
            return;
        cluster().sql(name, "CREATE SCHEMA s; CREATE TABLE s.root (a int) PARTITION BY RANGE (a); CREATE TABLE s.leaf PARTITION OF s.root DEFAULT;"
                            "CREATE PUBLICATION leaves FOR TABLES IN SCHEMA s;"
                            "CREATE PUBLICATION whole FOR TABLES IN SCHEMA s WITH (publish_via_partition_root = true)");
        const Strings rootAway = {"ALTER TABLE s.root SET SCHEMA public", "ALTER TABLE root SET SCHEMA s"};
        const Strings leafAway = {"ALTER TABLE s.leaf SET SCHEMA public", "ALTER TABLE leaf SET SCHEMA s"};
        int rounds = 0;
        for (const Strings &publications : {Strings{"leaves"}, Strings{"whole"}, Strings{"leaves", "whole"}}) {
            const auto number = std::to_string(++rounds);
            before = now(publications);
            QCOMPARE(altered(publications, {"VACUUM FULL pg_depend", "ALTER TABLE s.root ADD COLUMN b" + number + " int", "ANALYZE s.root",
                                            "CREATE TABLE s.more" + number + " PARTITION OF s.root FOR VALUES FROM (" + number + ") TO (" + number + " + 1)"}),
                     "unaltered");
            QCOMPARE(altered(publications, rootAway), "altered");
            QCOMPARE(altered(publications, leafAway), "unaltered"); // it is inside as a part of the root
        }
        cluster().sql(name, "ALTER TABLE s.root DETACH PARTITION s.leaf");
        before = now({"leaves"});
        QCOMPARE(altered({"leaves"}, leafAway), "altered");
    }

    void publishedChunks()
    {
        if (!cluster().installation().hasTimescale)
            QSKIP("no TimescaleDB in this installation");
        const auto name = database();
        cluster().sql(name, "CREATE EXTENSION timescaledb; CREATE TABLE m (at timestamptz NOT NULL);"
                            "SELECT create_hypertable('m', 'at'); INSERT INTO m VALUES (now());"
                            "CREATE PUBLICATION p FOR TABLE m");
        const auto connection = connect(name);
        RelationReader reader(*connection);
        std::vector<std::uint32_t> oids;
        for (const auto &table : reader.publishedTables({"p"}))
            oids.push_back(table.oid);
        const auto relations = reader.readByOid(oids);
        QCOMPARE(relations.size(), 2u);
        QVERIFY(relations[0].chunk != relations[1].chunk);
        QVERIFY(relations[0].hypertable != relations[1].hypertable);
        cluster().sql(name, "CREATE PUBLICATION everything FOR ALL TABLES");
        QCOMPARE(reader.publishedTables({"everything"}).size(), 2u); // nothing of the extension's own
    }
};

QTEST_GUILESS_MAIN(PublicationTest)
#include "publication_test.moc"
