// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include "support/skips.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;

/// Texts that nobody has checked, and bytes that servers write differently: exact, or stopped by name.
class ValuesEncodingsTest : public types::PlaceTest
{
    Q_OBJECT

    /// Runs it with '@' for bytes that are no UTF-8.
    static std::string broken(const std::string &statement)
    {
        return "DO $do$ BEGIN EXECUTE replace($sql$" + statement + "$sql$, '@', convert_from('\\xe4ff80', 'SQL_ASCII')); END $do$;";
    }
    void verifyBytes(const std::string &table, const std::string &condition = "true")
    {
        const auto rows = "SELECT count(*) || ' ' || md5(string_agg(r::text::bytea::text, ' ' ORDER BY r::text COLLATE \"C\")) FROM " + table + " r WHERE " + condition;
        QCOMPARE(m_place->targetValue(rows), m_place->sourceValue(rows));
    }
    void wait(const std::string &text) { QVERIFY2(m_place->process().waitFor(text), text.c_str()); }

private slots:
    void copiesThatAreNoText();
    void changesThatAreNoText();
    void anyBytesIntoNoEncoding();
    void bytesOfChar_data();
    void bytesOfChar();
};

/// From SQL_ASCII into UTF8: the table stops by name, others go on, and once its text is corrected it is copied.
void ValuesEncodingsTest::copiesThatAreNoText()
{
    auto &place = begin({}, {}, "SQL_ASCII", "UTF8");
    place.both("CREATE TABLE t (id int PRIMARY KEY, v text); CREATE TABLE other (id int PRIMARY KEY, v text)");
    const std::string padding = "SELECT g, repeat('x', 100) FROM generate_series(10, 200000) g"; // a unit of its own
    place.source("INSERT INTO t " + padding + "; INSERT INTO other VALUES (1, convert_from('\\xc3a4e6bca2', 'SQL_ASCII'));"
                 + broken("INSERT INTO t VALUES (1, 'good'), (2, 'bad @')"));
    place.startRun("FOR ALL TABLES");
    wait("nobody has checked the encoding");
    wait("0xe4 0xff");
    wait("line 199993, column v");
    QVERIFY(place.process().output().find("public.t") != std::string::npos);
    QCOMPARE(place.targetValue("SELECT count(*) FROM t"), "0");
    QVERIFY(place.process().isRunning());
    place.source("UPDATE t SET v = 'mended' WHERE id = 2");
    QVERIFY(place.allReady());
    QVERIFY(place.settle());
    verifyBytes("t");
    verifyBytes("other");
}

/// The same in the stream: the change is named, nothing of it is on the target, and it can be left out by choice.
void ValuesEncodingsTest::changesThatAreNoText()
{
    auto &place = begin({}, {}, "SQL_ASCII", "UTF8");
    place.both("CREATE TABLE t (id int PRIMARY KEY, v text, w text); CREATE TABLE f (v text, n int); ALTER TABLE f REPLICA IDENTITY FULL;"
               "CREATE TABLE k (v text PRIMARY KEY, n int)");
    place.source("INSERT INTO t VALUES (1, 'a', 'b'); INSERT INTO f VALUES ('a', 1); INSERT INTO k VALUES ('a', 1)");
    QVERIFY(place.run());
    const auto stops = [&](const std::string &statement, const std::string &named) {
        place.process().forget();
        place.source("INSERT INTO t VALUES ((SELECT max(id) + 1 FROM t), convert_from('\\xc3a4', 'SQL_ASCII'), '')"); // comes before, and is made
        place.source(broken(statement));
        wait(named);
        const auto &output = place.process().output();
        QVERIFY2(output.find("22021") != std::string::npos, output.c_str());
        const QRegularExpression position(QStringLiteral("position ([0-9A-F]+/[0-9A-F]+)"));
        QString last;
        for (auto found = position.globalMatch(QString::fromStdString(output)); found.hasNext();)
            last = found.next().captured(1);
        const auto done = support::CliProcess::runToEnd(place.skip(last.toStdString()));
        QVERIFY2(done.exitCode == 0, done.output.c_str());
        QVERIFY(place.settle());
    };
    stops("INSERT INTO t VALUES (100, 'good', '@')", "row id=100, w=\\xe4\\xff\\x80)");
    stops("UPDATE t SET v = '@' WHERE id = 1", "row id=1, v=\\xe4\\xff\\x80)");
    stops("INSERT INTO f VALUES ('@', 2)", "row v=\\xe4\\xff\\x80, n=2)");
    stops("UPDATE f SET n = 3, v = '@' WHERE v = 'a'", "row v=a, n=1, v=\\xe4\\xff\\x80)");
    stops("INSERT INTO k VALUES ('key @', 2)", "row v=key \\xe4\\xff\\x80)");
    place.source("UPDATE t SET v = 'mended' WHERE id = 1");
    QVERIFY(place.settle());
    verifyBytes("t", "id <> 100");
}

/// From UTF8 into SQL_ASCII each byte stays what it is.
void ValuesEncodingsTest::anyBytesIntoNoEncoding()
{
    auto &place = begin({}, {}, "UTF8", "SQL_ASCII");
    place.both("CREATE TABLE t (k text PRIMARY KEY, v text, a text[]); CREATE TABLE f (v text); ALTER TABLE f REPLICA IDENTITY FULL");
    const std::string text = "U&'gr\\00fc\\6f22\\+01F994'";
    place.source("INSERT INTO t SELECT g || " + text + ", " + text + ", ARRAY[" + text + "] FROM generate_series(1, 9) g;"
                 "INSERT INTO f SELECT g || " + text + " FROM generate_series(1, 9) g");
    QVERIFY(place.run());
    place.source("INSERT INTO t VALUES (" + text + ", '', NULL); UPDATE t SET v = v || k WHERE k LIKE '2%'; DELETE FROM t WHERE k LIKE '4%';"
                 "UPDATE f SET v = v || v WHERE v LIKE '5%'; DELETE FROM f WHERE v LIKE '6%'");
    QVERIFY(place.settle());
    verifyBytes("t");
    verifyBytes("f");
}

void ValuesEncodingsTest::bytesOfChar_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("encoding");
    const auto named = [](int major) {
        const auto found = support::Installation::withMajor(major);
        return found ? found->display() : std::string();
    };
    const auto row = [&](int source, int target, const char *encoding) {
        QTest::newRow((std::to_string(source) + " to " + std::to_string(target) + ", " + encoding).c_str()) << named(source) << named(target) << std::string(encoding);
    };
    row(13, 14, "LATIN1");
    row(14, 13, "SQL_ASCII");
    row(13, 14, "UTF8");
    row(16, 18, "LATIN1");
    row(16, 18, "UTF8");
    row(16, 14, "LATIN1");
}

/// As they are, or by numbers where the servers' texts differ.
void ValuesEncodingsTest::bytesOfChar()
{
    QFETCH(std::string, source);
    QFETCH(std::string, target);
    QFETCH(std::string, encoding);
    if (source.empty() || target.empty())
        TIDEGATE_SKIP("PostgreSQL 13, 14, 16 and 18");
    auto &place = begin(source, target, encoding, encoding);
    place.both("CREATE TABLE t (id int PRIMARY KEY, v \"char\"); CREATE TABLE k (v \"char\" PRIMARY KEY, id int);"
               "CREATE TABLE f (v \"char\", id int); ALTER TABLE f REPLICA IDENTITY FULL");
    for (const std::string table : {"t", "k", "f"})
        place.source("INSERT INTO " + table + " (id, v) SELECT g + 1000, g::\"char\" FROM generate_series(-128, 127) g");
    QVERIFY(place.run());
    const auto block = place.holdTarget({"t", "k", "f"}); // what follows is one batch
    place.source("INSERT INTO t SELECT g + 2000, g::\"char\" FROM generate_series(-128, 127) g");
    place.source("UPDATE t SET v = (v::int # 127)::\"char\" WHERE id % 3 = 0; UPDATE k SET id = -id WHERE id % 2 = 0; DELETE FROM k WHERE id % 5 = 0");
    place.source("UPDATE f SET id = -id WHERE id % 32 = 0; DELETE FROM f WHERE id % 20 = 0");
    block->exec("ROLLBACK");
    QVERIFY(place.settle());
    for (const std::string table : {"t", "k", "f"}) {
        const auto rows = "SELECT count(*) || ' ' || md5(string_agg(concat_ws(' ', id, v::int), ',' ORDER BY id, v::int)) FROM " + table;
        QCOMPARE(place.targetValue(rows), place.sourceValue(rows));
    }
}

QTEST_GUILESS_MAIN(ValuesEncodingsTest)
#include "values_encodings_test.moc"
