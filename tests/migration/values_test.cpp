// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include "support/skips.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;
using types::Place;

/// What values can do to a migration, beyond being of some type: keys that two bytes strings share, encodings, sheer size.
class ValuesTest : public types::PlaceTest
{
    Q_OBJECT

private slots:
    void keysThatAreEqualButNotTheSame_data();
    void keysThatAreEqualButNotTheSame();
    void encodings_data();
    void encodings();
    void namesThatAreNoText();
    void whatTheTargetCannotHold();
    void rowsThatTheTargetCannotName();
    void valuesOfAHundredMegabytes();
    void castsOfTheUsersOwn_data();
    void castsOfTheUsersOwn();
    void bitsThatNoTextShows();
    void columnsThatOnlyTheTargetHas();
};

void ValuesTest::keysThatAreEqualButNotTheSame_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("one");
    QTest::addColumn<std::string>("other");
    const auto row = [](const char *name, const std::string &type, const std::string &one,
                        const std::string &other) { QTest::newRow(name) << type << one << other; };
    row("numeric", "numeric", "1.0", "1.00");
    row("float8", "float8", "0.0", "'-0'");
    row("interval", "interval", "'1 mon'", "'30 days'");
    row("citext", "citext", "'key'", "'KEY'");
    row("collation", "text COLLATE folded", "'key'", "'KEY'");
}

/// For the server they are one key, byte by byte they are two: whatever is netted, the last one stays.
void ValuesTest::keysThatAreEqualButNotTheSame()
{
    QFETCH(std::string, type);
    QFETCH(std::string, one);
    QFETCH(std::string, other);
    auto &place = begin();
    if (type == "citext" && !place.haveExtension("citext"))
        TIDEGATE_SKIP("citext on both servers");
    if (type.find("folded") != std::string::npos
        && !place.both(
            "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            true))
        TIDEGATE_SKIP("ICU on both servers");
    place.both("CREATE TABLE t (k " + type + " PRIMARY KEY, n int); CREATE TABLE u (id int PRIMARY KEY, k "
               + type + " UNIQUE, n int)");
    place.source("INSERT INTO t VALUES (" + one + ", 0); INSERT INTO u VALUES (1, " + one + ", 0)");
    QVERIFY(place.run());
    // Together in one batch: each a transaction of its own.
    const auto sayBoth = [&](const std::string &table, const std::string &id, const std::string &first,
                             const std::string &second) {
        place.source("UPDATE " + table + " SET k = " + second + ", n = n + 1");
        place.source("DELETE FROM " + table + " WHERE k = " + first);
        place.source("INSERT INTO " + table + " VALUES (" + id + first + ", 10)");
        place.source("UPDATE " + table + " SET n = n + 1 WHERE k = " + second);
        place.source("BEGIN; DELETE FROM " + table + " WHERE k = " + second + "; INSERT INTO " + table
                     + " VALUES (" + id + second + ", 20); COMMIT");
    };
    const auto block = place.holdTarget({"t", "u"});
    for (int i = 0; i < 3; ++i) {
        sayBoth("t", "", one, other);
        sayBoth("u", std::to_string(2 + i) + ", ", one, other);
    }
    block->exec("ROLLBACK");
    verifySame({"public.t", "public.u"});
}

void ValuesTest::encodings_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("value");
    const auto row = [](const std::string &source, const std::string &target, const std::string &value) {
        QTest::newRow((source + " to " + target).c_str()) << source << target << value;
    };
    row("LATIN1", "UTF8", "convert_from('\\xe4fc', 'LATIN1')");
    row("UTF8", "LATIN1", "U&'\\00e4\\00fc'");
    row("LATIN1", "LATIN1", "convert_from('\\xe4ff', 'LATIN1')");
    row("WIN1252", "UTF8", "convert_from('\\x80', 'WIN1252')");
    row("WIN1251", "WIN1251", "convert_from('\\xff', 'WIN1251')");
    row("UTF8", "LATIN9", "U&'\\20ac\\00e4'");
    row("SQL_ASCII", "SQL_ASCII", "convert_from('\\xe4ff80', 'SQL_ASCII')"); // no text of any encoding
}

/// In copy, insert, key and old row.
void ValuesTest::encodings()
{
    QFETCH(std::string, source);
    QFETCH(std::string, target);
    QFETCH(std::string, value);
    auto &place = begin({}, {}, source, target);
    place.both("CREATE TABLE t (k text PRIMARY KEY, v text, a text[]); CREATE TABLE f (v text);"
               "ALTER TABLE f REPLICA IDENTITY FULL;"
               "DO $do$ BEGIN EXECUTE format('ALTER TABLE t ALTER v SET DEFAULT %1$L; ALTER TABLE t ADD %1$I text;"
               "CREATE TYPE e AS ENUM (%1$L); ALTER TABLE t ADD m e DEFAULT %1$L', " + value + "); END $do$");
    place.source("INSERT INTO t SELECT g || " + value + ", " + value + ", ARRAY[" + value
                 + "] FROM generate_series(1, 9) g;"
                   "INSERT INTO f SELECT g || "
                 + value + " FROM generate_series(1, 9) g");
    QVERIFY(place.run());
    place.source("INSERT INTO t VALUES (" + value + ", " + value
                 + "); UPDATE t SET v = v || k WHERE k LIKE '2%';"
                   "UPDATE t SET k = k || "
                 + value
                 + " WHERE k LIKE '3%'; DELETE FROM t WHERE k LIKE '4%';"
                   "DELETE FROM f WHERE v LIKE '4%'; UPDATE f SET v = v || v WHERE v LIKE '5%'");
    QVERIFY(place.settle());
    const auto bytes = [&](const std::string &table, const std::string &column) {
        const auto expression = "convert_to(" + column + ", 'UTF8')";
        return "SELECT string_agg(encode("
               + (source == "SQL_ASCII" ? "convert_to(" + column + ", 'SQL_ASCII')" : expression)
               + ", 'hex'), ' ' ORDER BY " + expression + ") FROM " + table;
    };
    if (source == "SQL_ASCII") { // which the oracle's session, in UTF8, may not read
        const std::string rows =
            "SELECT md5(string_agg(k::bytea::text || v::bytea::text, ' ' ORDER BY k COLLATE \"C\")) FROM t";
        QCOMPARE(place.targetValue(rows), place.sourceValue(rows));
        QCOMPARE(place.targetValue("SELECT count(*) FROM f"), "8");
        return;
    }
    QCOMPARE(place.targetValue(bytes("t", "k")), place.sourceValue(bytes("t", "k")));
    const auto same = place.compare({"public.t", "public.f"});
    QVERIFY2(same, same.report.c_str());
}

/// Nobody has checked them in an SQL_ASCII database: columns, keys, labels and defaults of any bytes, from the beginning and later.
void ValuesTest::namesThatAreNoText()
{
    auto &place = begin({}, {}, "SQL_ASCII", "SQL_ASCII");
    const auto named = [](const std::string &statement) {
        return "DO $do$ BEGIN EXECUTE replace($sql$" + statement + "$sql$, '@', convert_from('\\xe4ff80', 'SQL_ASCII')); END $do$;";
    };
    place.both(named("CREATE TYPE mood AS ENUM ('good', '@')")
               + named("CREATE TABLE t (\"k@\" text DEFAULT '@', \"v@\" text, m mood, CONSTRAINT \"c@\" PRIMARY KEY (\"k@\"))")
               + named("CREATE TABLE f (\"v@\" text, n int); ALTER TABLE f REPLICA IDENTITY FULL"));
    const auto fill = named("INSERT INTO t SELECT g, 'row ' || g || '@', '@' FROM generate_series(1, 9) g;"
                            "INSERT INTO f SELECT 'row ' || g || '@', g FROM generate_series(1, 9) g");
    place.source(fill);
    QVERIFY(place.run());
    place.source(named("INSERT INTO t VALUES ('@', 'new', 'good'); UPDATE t SET \"v@\" = \"v@\" || '@', m = 'good' WHERE \"k@\" = '2';"
                       "DELETE FROM t WHERE \"k@\" = '3'; UPDATE f SET n = -n WHERE n = 4; DELETE FROM f WHERE \"v@\" = 'row 5@'"));
    QVERIFY(place.settle());
    place.both(named("ALTER TABLE t ADD \"later@\" text"));
    place.source(named("INSERT INTO t (\"k@\", \"later@\") VALUES ('x', 'later'); UPDATE t SET \"later@\" = '@' WHERE \"k@\" = '6'"));
    QVERIFY(place.settle());
    // The oracle's session is in UTF8 and may not read them.
    for (const std::string table : {"t", "f"}) {
        const auto rows = "SELECT count(*) || ' ' || md5(string_agg(r::text::bytea::text, ' ' ORDER BY r::text COLLATE \"C\")) FROM " + table + " r";
        QCOMPARE(place.targetValue(rows), place.sourceValue(rows));
    }
    QCOMPARE(place.targetValue("SELECT count(*) FROM t"), "10");
    QCOMPARE(place.targetValue("SELECT count(*) FROM f"), "8");
}

/// One table stops with its name and the reason; what it holds already and all others go on.
void ValuesTest::whatTheTargetCannotHold()
{
    auto &place = begin({}, {}, "UTF8", "LATIN1");
    place.both("CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY)");
    place.source("INSERT INTO t VALUES (1, 'plain')");
    QVERIFY(place.run());
    place.process().forget();
    place.source("INSERT INTO t VALUES (2, U&'\\6f22')");
    QVERIFY(place.process().waitFor("22P05"));
    QVERIFY(place.process().output().find("public.t") != std::string::npos);
    QVERIFY(place.process().isRunning());
    // Mended on the source's side there is no way: the change is in the stream. By the choice to leave the table out, or:
    QCOMPARE(place.targetValue("SELECT count(*) FROM t"), "1");
}

/// The change is named, and can be left out, although the journal is in the target's encoding, too.
void ValuesTest::rowsThatTheTargetCannotName()
{
    auto &place = begin({}, {}, "UTF8", "LATIN1");
    place.both("CREATE TABLE t (k text PRIMARY KEY, n int); CREATE TABLE f (k text, n int); ALTER TABLE f REPLICA IDENTITY FULL");
    QVERIFY(place.run());
    for (const std::string table : {"t", "f"}) {
        place.process().forget();
        place.source("INSERT INTO " + table + " VALUES (U&'gr\\00fc\\00df', 1)");
        place.source("INSERT INTO " + table + " VALUES (U&'gr\\00fc\\00df \\6f22\\+01F994', 2), ('plain', 3)");
        QVERIFY(place.process().waitFor("k=gr\\u00fc\\u00df \\u6f22\\U0001f994"));
        QVERIFY(place.process().output().find("INSERT on public." + table) != std::string::npos);
        QVERIFY(place.process().output().find("22P05") != std::string::npos);
        QCOMPARE(place.targetValue("SELECT string_agg(n::text, ' ') FROM " + table), "1");
        const QRegularExpression position(QStringLiteral("on public.%1 \\(transaction \\d+, position ([0-9A-F]+/[0-9A-F]+)").arg(QString::fromStdString(table)));
        const auto lsn = position.match(QString::fromStdString(place.process().output())).captured(1).toStdString();
        const auto done = support::CliProcess::runToEnd(place.skip(lsn));
        QVERIFY2(done.exitCode == 0, done.output.c_str());
        QVERIFY(place.settle());
    }
    const auto same = place.compare({"public.t", "public.f"});
    QVERIFY2(same.missing == 2 && same.extra == 0, same.report.c_str());
    QCOMPARE(place.targetValue("SELECT count(*) FROM _tidegate.skip WHERE skipped_at IS NOT NULL"), "2");
}

void ValuesTest::valuesOfAHundredMegabytes()
{
    auto &place = begin();
    place.both("CREATE TABLE t (id int PRIMARY KEY, v text, b bytea)");
    place.source("INSERT INTO t VALUES (1, repeat('0123456789', 10485760), 'x')");
    QVERIFY(place.run());
    place.source("INSERT INTO t VALUES (2, 'y', decode(repeat('00ff5c0a', 26214400), 'hex'))");
    place.source("UPDATE t SET id = id + 10"); // what is not changed is not sent
    QVERIFY(place.settle());
    const std::string digest = "SELECT string_agg(id || md5(v) || md5(b), ' ' ORDER BY id) FROM t";
    QCOMPARE(place.targetValue(digest), place.sourceValue(digest));
}

void ValuesTest::castsOfTheUsersOwn_data()
{
    QTest::addColumn<std::string>("type");
    QTest::newRow("a type") << std::string("own");
    QTest::newRow("a domain over it") << std::string("over");
}

/// A cast from text that somebody has made need not say what the type's input function does: alone, set-wise, in keys and old
/// rows, and where a value is so large that it is sent as a text.
void ValuesTest::castsOfTheUsersOwn()
{
    QFETCH(std::string, type);
    auto &place = begin();
    place.both("CREATE TYPE own AS (v text, n int); CREATE DOMAIN own1 AS own; CREATE DOMAIN over AS own1;"
               "CREATE FUNCTION changed(text) RETURNS own LANGUAGE sql AS $$ SELECT ROW('changed', -1)::public.own $$;"
               "CREATE CAST (text AS own) WITH FUNCTION changed(text);"
               "CREATE TABLE t (id int PRIMARY KEY, o " + type + ", n int);"
               "CREATE TABLE k (o " + type + " PRIMARY KEY, n int);"
               "CREATE TABLE f (o " + type + ", n int); ALTER TABLE f REPLICA IDENTITY FULL");
    for (const auto *table : {"t", "k", "f"}) {
        const std::string id = *table == 't' ? "g, " : "";
        place.source(std::string("INSERT INTO ") + table + " SELECT " + id + "ROW('row ' || g, g)::own, g FROM generate_series(1, 40) g");
    }
    QVERIFY(place.run());
    const std::string large = "ROW(repeat('0123456789', 120000), 7)::own";
    const auto block = place.holdTarget({"t", "k", "f"}); // what follows is one batch
    place.source("INSERT INTO t VALUES (100, ROW('new', 1), 1)");
    place.source("UPDATE t SET o = ROW('set ' || id, id) WHERE id <= 20");
    place.source("UPDATE k SET n = -n WHERE n <= 20; DELETE FROM k WHERE n > 35");
    place.source("UPDATE f SET n = -n WHERE n <= 10; DELETE FROM f WHERE n > 35");
    block->exec("ROLLBACK");
    QVERIFY(place.settle());
    place.source("UPDATE t SET o = " + large + " WHERE id = 30");
    place.source("INSERT INTO t VALUES (101, " + large + ", 1)");
    place.source("INSERT INTO f VALUES (" + large + ", 1)");
    QVERIFY(place.settle());
    place.source("UPDATE f SET n = 500 WHERE (o).n = 7"); // by its old row
    verifySame({"public.t", "public.k", "public.f"});
}

/// The copy brings a NaN as it is; a stream of texts names it all the same, and tells 0 from -0.
void ValuesTest::bitsThatNoTextShows()
{
    auto &place = begin();
    place.both("CREATE TABLE f (n int, d float8, r float4, da float8[], ra float4[], p point, pa point[], l lseg, b box, c circle,"
               " y polygon, h path, i line); ALTER TABLE f REPLICA IDENTITY FULL;"
               "CREATE TABLE zero (d float8, r float4, p point); ALTER TABLE zero REPLICA IDENTITY FULL;"
               "CREATE TABLE one (d float8); ALTER TABLE one REPLICA IDENTITY FULL");
    // On this machine's processor another NaN than the one that is read from a text.
    place.source("INSERT INTO f SELECT g, v, v::float4, ARRAY[v, NULL], ARRAY[v::float4], p, ARRAY[p, NULL], lseg(p, p), box(p, p),"
                 " circle(p, 1), polygon(box(p, p)), path(polygon(box(p, p))), line(point(0, 1), point(1, 0))"
                 " FROM (SELECT g, v, point(v, v) AS p FROM generate_series(1, 9) g, (SELECT 'inf'::float8 - 'inf' AS v OFFSET 0) n) q;"
                 "INSERT INTO one SELECT 'inf'::float8 - 'inf' FROM generate_series(1, 3); INSERT INTO one VALUES ('NaN'), (NULL);"
                 "INSERT INTO zero SELECT s::float8, s::float4, point(s::float8, s::float8) FROM unnest('{0,-0,-0,0}'::text[]) s");
    QVERIFY(place.sourceValue("SELECT float8send(d) <> float8send('NaN') FROM f LIMIT 1") == "t");
    QVERIFY(place.run());
    place.source("UPDATE f SET n = -n WHERE n = 1; DELETE FROM f WHERE n = 2; UPDATE f SET d = d + 1, p = p + point(1, 1) WHERE n = 3;"
                 "DELETE FROM one WHERE ctid = '(0,1)'; UPDATE one SET d = 1 WHERE ctid = '(0,2)'; DELETE FROM one WHERE ctid = '(0,4)';"
                 "DELETE FROM zero WHERE ctid = '(0,2)'; UPDATE zero SET p = NULL WHERE ctid = '(0,1)'");
    verifySame({"public.f", "public.one", "public.zero"});
    QCOMPARE(place.targetValue("SELECT count(*) FROM f"), "8");
}

/// What somebody has filled there stays, also where a row must be taken out and put in again.
void ValuesTest::columnsThatOnlyTheTargetHas()
{
    auto &place = begin();
    const std::string columns = "id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, v text, gone int";
    place.source("CREATE TABLE t (" + columns + "); INSERT INTO t (id, v) SELECT g, 'copied' FROM generate_series(1, 9) g");
    place.target("CREATE TABLE t (note text DEFAULT 'x', " + columns
                 + ", twice int GENERATED ALWAYS AS (id * 2) STORED, \"Seen by\" int[] DEFAULT '{1}')");
    QVERIFY(place.run());
    place.target("UPDATE t SET note = 'seen ' || id, \"Seen by\" = ARRAY[id]");
    const std::string own = "SELECT string_agg(concat_ws(' ', note, twice, \"Seen by\"), ', ' ORDER BY n) FROM t WHERE id <> 10";
    const auto filled = place.targetValue(own);
    place.source("UPDATE t SET v = 'streamed' WHERE id <= 4; INSERT INTO t (id, v) VALUES (10, 'new')");
    place.source("UPDATE t SET n = DEFAULT, v = 'moved' WHERE id = 10");
    QVERIFY(place.settle());
    QCOMPARE(place.targetValue(own), filled);
    place.both("ALTER TABLE t DROP gone");
    place.source("UPDATE t SET v = 'streamed again' WHERE id <= 6");
    QVERIFY(place.settle());
    QCOMPARE(place.targetValue(own), filled);
    QCOMPARE(place.targetValue("SELECT count(*) FROM t WHERE note = 'x'"), "1");
    const auto same = place.compare({"public.t"});
    QVERIFY2(same, same.report.c_str());
}

QTEST_GUILESS_MAIN(ValuesTest)
#include "values_test.moc"
