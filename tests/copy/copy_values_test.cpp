// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation_reader.h"
#include "migration_place.h"
#include "support/cluster.h"
#include "support/oracle.h"
#include "support/skips.h"

#include <QTest>

#include <map>

using namespace tidegate;
using namespace tidegate::test;
using support::Cluster;

/// What arrives is what was there, value by value, whatever the types, kinds and names; from every server
/// that this machine has to its own.
class CopyValuesTest : public QObject
{
    Q_OBJECT

    std::map<std::string, std::unique_ptr<Cluster>> m_sources;
    std::unique_ptr<Cluster> m_target;
    int m_places = 0;

    Cluster &source()
    {
        QFETCH_GLOBAL(std::string, installation);
        auto &cluster = m_sources[installation];
        for (const auto &candidate : Cluster::installations()) {
            if (!cluster && candidate.display() == installation)
                cluster = Cluster::start({candidate});
        }
        return *cluster;
    }
    std::unique_ptr<MigrationPlace> place()
    {
        return std::make_unique<MigrationPlace>(source(), *m_target, "place" + std::to_string(++m_places));
    }
    void verifyCopied(MigrationPlace &place, const std::vector<Table> &tables,
                      const std::vector<support::TablePair> &pairs, std::uint64_t rows)
    {
        const auto unit = place.addUnit(tables);
        const auto result = place.copyUnit(unit);
        QVERIFY2(result.outcome == copy::Outcome::Copied,
                 result.problem ? (result.table + ": " + result.problem->serverMessage).c_str()
                                : "no problem");
        QCOMPARE(result.rows, rows);
        const auto same = support::rowsEqual(source(), place.database(), *m_target, place.database(), pairs);
        QVERIFY2(same, same.report.c_str());
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<std::string>("installation");
        for (const auto &installation : Cluster::installations())
            QTest::newRow(installation.display().c_str()) << installation.display();
    }
    void initTestCase() { m_target = Cluster::start(); }
    void cleanupTestCase()
    {
        m_sources.clear();
        m_target.reset();
    }

    void everyTypeBitByBit()
    {
        const auto p = place();
        p->both("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);"
                "CREATE TYPE pair AS (a int, b text)");
        // Column type, then values.
        const std::vector<std::pair<std::string, std::vector<std::string>>> types = {
            {"bool", {"true", "false"}},
            {"int2", {"-32768", "32767"}},
            {"int4", {"-2147483648", "2147483647"}},
            {"int8", {"-9223372036854775808", "9223372036854775807"}},
            {"float4", {"'NaN'", "'-Infinity'", "1.1", "-0.0", "1e-45", "3.4028235e38"}},
            {"float8", {"'NaN'", "'Infinity'", "0.1", "'-0'", "5e-324", "1.7976931348623157e308"}},
            {"numeric",
             {"'NaN'", "1.00", "1.0", "-0.000000000000000000001", "1e100",
              "123456789012345678901234567890.5"}},
            {"numeric(12,4)", {"1.5", "-99999999.9999"}},
            {"text",
             {"''", "'NULL'", "E'\\\\N'", "E'tab\\tnewline\\nreturn\\rback\\\\slash'",
              "'Grüße 漢字 🦔'", "repeat('x', 100000)", "E'\\\\.'"}},
            {"varchar(10)", {"'0123456789'", "'ä'"}},
            {"char(5)", {"'ab'", "'ab   '"}},
            {"\"char\"", {"'a'", "'\\001'"}},
            {"name", {"'a name'"}},
            {"bytea", {"'\\x00ff5c0a'", "''", "decode(repeat('00', 5000), 'hex')"}},
            {"date", {"'-infinity'", "'infinity'", "'4713-01-01 BC'", "'5874897-12-31'", "'2024-02-29'"}},
            {"time", {"'00:00'", "'24:00'", "'12:34:56.789012'"}},
            {"timetz", {"'12:34:56.789012+13:45'"}},
            {"timestamp", {"'infinity'", "'1900-01-01 00:00:00.000001'", "'294276-12-31 23:59:59.999999'"}},
            {"timestamptz", {"'-infinity'", "'2024-03-31 02:30:00+01'", "'4713-01-01 00:00:00+00 BC'"}},
            {"timestamptz(3)", {"'2024-03-31 02:30:00.123+01'"}},
            {"interval", {"'1 year -2 mons +3 days -04:05:06.789'", "'-178000000 years'"}},
            {"uuid", {"'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"}},
            {"json", {"'{\"a\": 1,  \"a\": [1.0]}'"}},
            {"jsonb", {"'{\"a\": 1.00, \"b\": [null, \"\\u00e4\"]}'", "'\"text\"'"}},
            {"xml", {"'<a>b</a>'"}},
            {"inet", {"'192.168.0.1/24'", "'::1'"}},
            {"cidr", {"'10.0.0.0/8'"}},
            {"macaddr", {"'08:00:2b:01:02:03'"}},
            {"macaddr8", {"'08:00:2b:01:02:03:04:05'"}},
            {"bit(5)", {"B'10101'"}},
            {"varbit", {"B''", "B'1'", "B'101010101'"}},
            {"money", {"'-12.34'"}},
            {"point", {"'(1.1,-0)'"}},
            {"box", {"'((1,2),(3,4))'"}},
            {"path", {"'[(1,2),(3,4)]'"}},
            {"polygon", {"'((1,2),(3,4),(5,6))'"}},
            {"circle", {"'<(1,2),3>'"}},
            {"tsvector", {"'a:1 b:2A'"}},
            {"tsquery", {"'a & !b'"}},
            {"pg_lsn", {"'16/B374D848'"}},
            {"oid", {"4294967295"}},
            {"int4range", {"'empty'", "'[1,5)'", "'(,)'"}},
            {"tstzrange", {"'[2024-01-01 00:00+00,infinity)'"}},
            {"int4[]", {"'{}'", "'{1,NULL,3}'", "'[0:1][2:2]={{1},{2}}'"}},
            {"text[]", {"ARRAY['', 'NULL', NULL, '\"', '{}', E'\\\\']"}},
            {"timestamptz[]", {"ARRAY['infinity'::timestamptz]"}},
            {"numeric(8,2)[]", {"'{1.00,NaN}'"}},
            {"public.mood", {"'happy'"}},
            {"public.mood[]", {"'{sad,NULL}'"}},
            {"public.positive", {"1"}},
            {"public.pair", {"ROW(1, 'a,\"b')", "ROW(NULL, NULL)"}},
        };
        std::vector<Table> tables;
        std::vector<support::TablePair> pairs;
        std::uint64_t rows = 0;
        for (const auto &[type, values] : types) {
            const auto name = "t" + std::to_string(tables.size());
            p->both("CREATE TABLE " + name + " (id int, v " + type + ")");
            std::string insert = "INSERT INTO " + name + " VALUES (0, NULL)";
            for (const auto &value : values)
                insert += ", (1, (" + value + ")::" + type + ")";
            p->source(insert);
            rows += values.size() + 1;
            tables.push_back({name});
            pairs.push_back({"public." + name});
        }
        verifyCopied(*p, tables, pairs, rows);
        // The oracle compares text, which some types could share between different bits.
        for (const char *probe :
             {"SELECT string_agg(encode(float4send(v), 'hex'), ',' ORDER BY float4send(v)) FROM t4",
              "SELECT string_agg(encode(float8send(v), 'hex'), ',' ORDER BY float8send(v)) FROM t5",
              "SELECT string_agg(encode(numeric_send(v), 'hex'), ',' ORDER BY numeric_send(v)) FROM t6"})
            QCOMPARE(p->targetValue(probe), p->sourceValue(probe));
    }

    void anotherTypeOnTheTargetGoesAsText()
    {
        const auto p = place();
        p->source(
            "CREATE TABLE t (a int4, b timestamp, c varchar(5), d text);"
            "INSERT INTO t VALUES (1, '2024-01-01 10:00', 'abc', '{\"x\": 1}'), (NULL, NULL, NULL, NULL)");
        p->target("CREATE TABLE t (d jsonb, c text, b date, a numeric, e int DEFAULT 7)");
        QCOMPARE(p->copyUnit(p->addUnit({{"t"}})).rows, 2u);
        QCOMPARE(p->targetValue("SELECT t::text FROM t WHERE a = 1"),
                 "(\"{\"\"x\"\": 1}\",abc,2024-01-01,1,7)");
    }

    void generatedAndIdentityColumns()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                " other int GENERATED BY DEFAULT AS IDENTITY,"
                " n int, twice int GENERATED ALWAYS AS (n * 2) STORED)");
        p->source("INSERT INTO t (n) SELECT generate_series(1, 10); DELETE FROM t WHERE n < 4");
        verifyCopied(*p, {{"t"}}, {{"public.t"}}, 7);
    }

    void columnListsAndRowFilters()
    {
        if (source().major() < 15)
            QSKIP("column lists and row filters came with 15");
        const auto p = place();
        p->both("CREATE TABLE t (id int PRIMARY KEY, kept text, secret text)");
        p->source("INSERT INTO t SELECT g, 'k' || g, 's' || g FROM generate_series(1, 100) g;"
                  "CREATE PUBLICATION pub FOR TABLE t (id, kept) WHERE (id % 10 = 0)");
        p->publications = {"pub"};
        const auto context = p->context();
        postgres::Connection connection(context.source, context.sourceOptions(), StopToken());
        const auto published = catalog::RelationReader(connection).publishedTables({"pub"});
        const auto unit = p->addUnit({{"t", {}, *published.at(0).rowFilter}});
        const auto result = p->copyUnit(unit);
        QCOMPARE(result.outcome, copy::Outcome::Copied);
        QCOMPARE(p->targetValue("SELECT count(*) || ' ' || count(secret) || ' ' || sum(id) FROM t"),
                 "10 0 550");
    }

    void everyKindOfRelation()
    {
        const auto p = place();
        p->both(
            "CREATE TABLE root (id int, k int) PARTITION BY LIST (k);"
            "CREATE TABLE leaf1 PARTITION OF root FOR VALUES IN (1);"
            "CREATE TABLE leaf2 PARTITION OF root FOR VALUES IN (2);"
            "CREATE TABLE parent (id int); CREATE TABLE child () INHERITS (parent);"
            "CREATE TABLE nothing (id int); CREATE TABLE bare (); CREATE UNLOGGED TABLE unlogged (id int)");
        p->source("INSERT INTO root SELECT g, 1 + g % 2 FROM generate_series(1, 100) g;"
                  "INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (3);"
                  "INSERT INTO bare DEFAULT VALUES; INSERT INTO bare DEFAULT VALUES; INSERT INTO unlogged "
                  "VALUES (1)");
        // Leaves by themselves, parent and child each with its own rows alone.
        verifyCopied(*p, {{"leaf1"}, {"leaf2"}, {"parent"}, {"child"}, {"nothing"}, {"bare"}, {"unlogged"}},
                     {{"public.root"}, {"public.parent"}, {"public.child"}, {"public.unlogged"}}, 106);
        QCOMPARE(p->targetValue("SELECT count(*) FROM bare"), "2");
        // The root, with all of its rows, into a plain table.
        p->target("CREATE TABLE flat (id int, k int)");
        verifyCopied(*p, {{"root", "flat"}}, {{"public.root", "public.flat"}}, 100);
    }

    void namesOfEveryKind()
    {
        const auto p = place();
        p->both("CREATE SCHEMA \"Odd schema\"; CREATE TABLE \"Odd schema\".\"select; \"\"Ünïcode\"\"\" (\"a "
                "b\" int, \"$1\" text)");
        p->source("INSERT INTO \"Odd schema\".\"select; \"\"Ünïcode\"\"\" VALUES (1, 'x')");
        verifyCopied(*p, {{"Odd schema.select; \"Ünïcode\""}},
                     {{"\"Odd schema\".\"select; \"\"Ünïcode\"\"\""}}, 1);
    }

    void aListIsOneSnapshotAndOneTransaction()
    {
        const auto p = place();
        std::vector<Table> tables;
        std::vector<support::TablePair> pairs;
        std::string create;
        std::string fill;
        for (int i = 0; i < 100; ++i) {
            const auto name = "t" + std::to_string(i);
            create += "CREATE TABLE " + name + " (id int PRIMARY KEY);";
            fill += "INSERT INTO " + name + " SELECT generate_series(1, " + std::to_string(i) + ");";
            tables.push_back({name});
            pairs.push_back({"public." + name});
        }
        p->both(create);
        p->source(fill);
        verifyCopied(*p, tables, pairs, 4950);
        // Every row of the target came with one transaction, the one that marked the unit.
        std::string all = "SELECT xmin FROM _tidegate.copy_unit";
        for (const auto &table : tables)
            all += " UNION SELECT xmin FROM " + table.name;
        QCOMPARE(
            p->targetValue("SELECT count(*) FROM (SELECT DISTINCT x::text FROM (" + all + ") AS a(x)) b"),
            "1");
        QCOMPARE(p->targetValue("SELECT sum(rows_copied) FROM _tidegate.subscription_rel"), "4950");
        QCOMPARE(p->targetValue("SELECT rows_copied FROM _tidegate.copy_unit"), "4950");
    }

    void slicesReadTheSnapshotOnceEach()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int PRIMARY KEY, n int, filler text)");
        p->source("INSERT INTO t SELECT g, 0, repeat('x', g % 300) FROM generate_series(1, 20000) g");
        const auto unit = p->addUnit({{"t"}}, "sliced", 7);
        // Somebody updates, deletes and inserts as fast as it goes: rows move between pages while they are
        // read.
        std::atomic<bool> end{false};
        std::thread writer([&] {
            auto session = source().session(p->database());
            for (int i = 0; !end; ++i)
                session.exec("UPDATE t SET n = n + 1 WHERE id % 97 = " + std::to_string(i % 97)
                             + "; DELETE FROM t WHERE id = " + std::to_string(1 + i)
                             + "; INSERT INTO t VALUES (" + std::to_string(100000 + i) + ", 0, 'new')");
        });
        const auto result = p->copyUnit(unit);
        end = true;
        writer.join();
        QVERIFY2(result.outcome == copy::Outcome::Copied,
                 result.problem ? result.problem->serverMessage.c_str() : "no problem");
        // Each key once (the primary key insists), and what is there adds up to whole transactions: the
        // writer keeps the number of rows.
        QCOMPARE(p->targetValue("SELECT count(*) FROM t"), "20000");
        QCOMPARE(result.rows, 20000u);
        QCOMPARE(p->targetValue("SELECT count(*) FROM t WHERE id >= 100000"),
                 p->targetValue("SELECT 20000 - count(*) FROM t WHERE id <= 20000"));
    }
};

QTEST_GUILESS_MAIN(CopyValuesTest)
#include "copy_values_test.moc"
