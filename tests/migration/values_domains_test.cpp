// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include <QTest>

using namespace tidegate;

/// Domains of the target with a length or a precision: by which its own columns, and not those of the source, are measured.
class ValuesDomainsTest : public types::PlaceTest
{
    Q_OBJECT

private slots:
    void lengthsOfDomains_data();
    void lengthsOfDomains();
    void keysOfDomainsWithALength();
    void rowsOfDomainsWithAPrecision();
    void keysThatWouldBeCut();
};

void ValuesDomainsTest::lengthsOfDomains_data()
{
    QTest::addColumn<std::string>("base");
    QTest::addColumn<std::string>("plain");
    QTest::addColumn<std::string>("value");
    QTest::addColumn<std::string>("state");
    const auto row = [](const char *base, const char *plain, const char *value, const char *state) {
        QTest::newRow(base) << std::string(base) << std::string(plain) << std::string(value) << std::string(state);
    };
    row("varchar(5)", "text", "'longer'", "22001");
    row("char(5)", "text", "'longer'", "22001");
    row("bit(5)", "varbit", "B'101010'", "22026");
    row("varbit(5)", "varbit", "B'101010'", "22001");
    row("varchar(5)[]", "text[]", "ARRAY['longer']", "22001");
}

/// A domain on the target may be shorter than the source's column: what it does not hold is refused, and never cut.
void ValuesDomainsTest::lengthsOfDomains()
{
    QFETCH(std::string, base);
    QFETCH(std::string, plain);
    QFETCH(std::string, value);
    QFETCH(std::string, state);
    auto &place = begin();
    place.target("CREATE DOMAIN first AS " + base + "; CREATE DOMAIN d AS first; CREATE TABLE t (id int PRIMARY KEY, v d);"
                 "CREATE TABLE large (id int PRIMARY KEY, v d)");
    place.source("CREATE TABLE t (id int PRIMARY KEY, v " + plain + "); CREATE TABLE large (id int PRIMARY KEY, v " + plain + ");"
                 "INSERT INTO t VALUES (1, NULL), (2, NULL); INSERT INTO large VALUES (1, NULL)");
    QVERIFY(place.run());
    place.process().forget();
    place.source("UPDATE t SET v = " + value + " WHERE id = 1");
    QVERIFY(place.process().waitFor("UPDATE on public.t"));
    QVERIFY(place.process().waitFor(state));
    QCOMPARE(place.targetValue("SELECT count(*) FROM t WHERE v IS NULL"), "2");
    place.target("ALTER TABLE t ALTER v TYPE " + plain);
    if (plain == "text") { // so large that it is cast from a text
        place.source("UPDATE large SET v = repeat('longer', 200000)");
        QVERIFY(place.process().waitFor("UPDATE on public.large"));
        QCOMPARE(place.targetValue("SELECT count(*) FROM large WHERE v IS NULL"), "1");
        place.target("ALTER TABLE large ALTER v TYPE " + plain);
    }
    verifySame({"public.t", "public.large"});
}

void ValuesDomainsTest::keysOfDomainsWithALength()
{
    auto &place = begin();
    place.target("CREATE DOMAIN d AS varchar(5); CREATE TABLE t (k d PRIMARY KEY, n int);"
                 "CREATE TABLE f (v d, n int); ALTER TABLE f REPLICA IDENTITY FULL");
    place.source("CREATE TABLE t (k text PRIMARY KEY, n int); CREATE TABLE f (v text, n int); ALTER TABLE f REPLICA IDENTITY FULL;"
                 "INSERT INTO t SELECT 'row' || g, g FROM generate_series(10, 60) g;"
                 "INSERT INTO f SELECT 'row' || g, g FROM generate_series(10, 60) g");
    QVERIFY(place.run());
    const auto block = place.holdTarget({"t", "f"}); // what follows is one batch
    for (const std::string table : {"t", "f"}) {
        const std::string column = table == "t" ? "k" : "v";
        place.source("UPDATE " + table + " SET n = -n WHERE n <= 20; DELETE FROM " + table + " WHERE n > 50;"
                     "UPDATE " + table + " SET " + column + " = 'new' WHERE n = 30; INSERT INTO " + table + " VALUES ('other', 1)");
    }
    block->exec("ROLLBACK");
    verifySame({"public.t", "public.f"});
}

/// A precision rounds what is stored, and what it is found by.
void ValuesDomainsTest::rowsOfDomainsWithAPrecision()
{
    auto &place = begin();
    place.target("CREATE DOMAIN money_amount AS numeric(12,2); CREATE TABLE f (v money_amount, n int); ALTER TABLE f REPLICA IDENTITY FULL");
    place.source("CREATE TABLE f (v numeric, n int); ALTER TABLE f REPLICA IDENTITY FULL; INSERT INTO f VALUES (1.5, 1), (2.5, 2), (3.50, 3)");
    QVERIFY(place.run());
    place.source("DELETE FROM f WHERE n = 1; UPDATE f SET v = 7.25 WHERE n = 2");
    verifySame({"public.f"});
}

/// They would name another row.
void ValuesDomainsTest::keysThatWouldBeCut()
{
    auto &place = begin();
    place.both("CREATE TABLE t (k text PRIMARY KEY, n int)");
    place.source("INSERT INTO t VALUES ('row40', 1), ('row404', 2)");
    QVERIFY(place.run());
    place.process().forget();
    place.target("DELETE FROM t WHERE k = 'row404'; CREATE DOMAIN d AS varchar(5); ALTER TABLE t ALTER k TYPE d");
    place.source("DELETE FROM t WHERE k = 'row404'");
    QVERIFY(place.process().waitFor("DELETE on public.t hit 0 rows"));
    QCOMPARE(place.targetValue("SELECT k FROM t"), "row40");
    place.target("ALTER TABLE t ALTER k TYPE text; INSERT INTO t VALUES ('row404', 2)");
    verifySame({"public.t"});
}

QTEST_GUILESS_MAIN(ValuesDomainsTest)
#include "values_domains_test.moc"
