// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include "support/skips.h"
#include "support/type_values.h"

#include <QTest>

using namespace tidegate;
using types::Place;

/// Every type and every odd name through a whole migration: copied, streamed, updated and deleted; between this
/// machine's own server and each other version, in both directions.
class TypesTest : public types::PlaceTest
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void init();
    void everyType();
    void namesOfEveryKind();
    void tablesWithoutColumns();
    void bytesOfChar();
    void cleanupTestCase();

private:
    std::map<std::string, bool> m_extensions;
};

void TypesTest::initTestCase_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("target");
    const auto own = support::Installation::own().display();
    for (const auto &other : support::Cluster::installations()) {
        const auto name = other.display();
        QTest::newRow(("from " + name).c_str()) << name << own;
        if (name != own)
            QTest::newRow(("to " + name).c_str()) << own << name;
    }
}

void TypesTest::init()
{
    QFETCH_GLOBAL(std::string, source);
    QFETCH_GLOBAL(std::string, target);
    begin(source, target);
}

void TypesTest::everyType()
{
    auto &place = *m_place;
    place.both(support::typeDefinitions());
    std::vector<support::TypeValues> types;
    for (const auto &type : support::allTypeValues()) {
        const bool have = place.haveExtension(type.extension);
        if (!type.extension.empty())
            m_extensions[type.extension] |= have;
        if (have && type.since <= place.oldestMajor())
            types.push_back(type);
    }
    verifyValues(types);
}

/// Between some two servers of this machine each extension must have been seen.
void TypesTest::cleanupTestCase()
{
    for (const auto &[extension, seen] : m_extensions) {
        if (!seen)
            support::noteSkip("the extension " + extension);
    }
    PlaceTest::cleanupTestCase();
}

void TypesTest::namesOfEveryKind()
{
    auto &place = *m_place;
    const std::vector<std::string> names = {"select", "Upper", "a.b", "a\"b", "a'b", "a\\b", "a\nb\tc", " ",
                                            "$1", "%s", "*", "(a)", "--", "/*",
                                            // 63 bytes, the last letter of two
                                            std::string(61, 'x') + "ä", "漢字🦔"};
    std::vector<std::string> tables;
    for (const auto &name : names) {
        const auto quoted = support::quotedName(name);
        const auto table = quoted + "." + quoted;
        place.both("CREATE SCHEMA " + quoted + "; CREATE TABLE " + table + " (" + quoted
                   + R"( int PRIMARY KEY, "\" text))");
        place.source("INSERT INTO " + table + " SELECT g, 'copied' FROM generate_series(1, 10) g");
        tables.push_back(table);
    }
    QVERIFY(place.run());
    for (const auto &name : names) {
        const auto quoted = support::quotedName(name);
        const auto table = quoted + "." + quoted;
        place.source("INSERT INTO " + table + " VALUES (11, 'streamed'); UPDATE " + table + " SET " + quoted
                     + " = 12 WHERE " + quoted + " = 2; DELETE FROM " + table + " WHERE " + quoted + " = 3");
    }
    verifySame(tables);
}

void TypesTest::tablesWithoutColumns()
{
    auto &place = *m_place;
    place.both("CREATE TABLE bare (); ALTER TABLE bare REPLICA IDENTITY FULL;"
               "CREATE TABLE emptied (a int); ALTER TABLE emptied DROP COLUMN a; ALTER TABLE emptied REPLICA "
               "IDENTITY FULL");
    place.source("INSERT INTO bare DEFAULT VALUES; INSERT INTO bare DEFAULT VALUES; INSERT INTO emptied "
                 "DEFAULT VALUES");
    QVERIFY(place.run());
    place.source("INSERT INTO bare DEFAULT VALUES; INSERT INTO emptied DEFAULT VALUES");
    const auto verifyCount = [&](const char *table, const std::string &rows) {
        const auto counted = std::string("SELECT count(*) FROM ") + table;
        QCOMPARE(place.sourceValue(counted), rows);
        QCOMPARE(place.targetValue(counted), rows);
    };
    QVERIFY(place.settle());
    verifyCount("bare", "3");
    verifyCount("emptied", "2");
    // Of rows that are all the same, one.
    place.source("DELETE FROM bare WHERE ctid = '(0,1)'; DELETE FROM emptied WHERE ctid = '(0,1)'");
    QVERIFY(place.settle());
    verifyCount("bare", "2");
    verifyCount("emptied", "1");
    place.source("TRUNCATE bare; TRUNCATE emptied; INSERT INTO emptied DEFAULT VALUES");
    QVERIFY(place.settle());
    verifyCount("bare", "0");
    verifyCount("emptied", "1");
}

/// "char" holds any byte, and servers before 15 write those that are no ASCII otherwise than later ones.
void TypesTest::bytesOfChar()
{
    auto &place = *m_place;
    place.both("CREATE TABLE t (id int PRIMARY KEY, v \"char\"); CREATE TABLE k (v \"char\" PRIMARY KEY, id int);"
               "CREATE TABLE f (v \"char\", id int); ALTER TABLE f REPLICA IDENTITY FULL");
    const auto all = [](const std::string &table, int first) {
        return "INSERT INTO " + table + " (id, v) SELECT g + " + std::to_string(first) + ", g::\"char\" FROM generate_series(-128, 127) g;";
    };
    place.source(all("t", 1000) + all("k", 1000) + all("f", 1000));
    QVERIFY(place.run());
    place.source(all("t", 2000));
    place.source("INSERT INTO f VALUES (NULL, 1), ((-28)::\"char\", 2)");
    const auto block = place.holdTarget({"t", "k", "f"}); // what follows is one batch
    place.source("UPDATE t SET v = (v::int # 127)::\"char\" WHERE id % 3 = 0");
    place.source("UPDATE k SET id = -id WHERE id % 2 = 0; DELETE FROM k WHERE id % 5 = 0");
    place.source("UPDATE f SET id = -id WHERE id % 32 = 0; DELETE FROM f WHERE id % 20 = 0; UPDATE f SET v = 'x' WHERE id = 2");
    block->exec("ROLLBACK");
    place.source("DELETE FROM k WHERE id = 1001");
    place.source("UPDATE k SET v = 1::\"char\" WHERE id = 973"); // a key of one form moves to the other
    QVERIFY(place.settle());
    for (const auto *table : {"t", "k", "f"}) { // their texts differ
        const auto rows = std::string("SELECT count(*) || ' ' || md5(string_agg(concat_ws(' ', id, v::int), ',' ORDER BY id, v::int)) FROM ") + table;
        QCOMPARE(place.targetValue(rows), place.sourceValue(rows));
    }
}

QTEST_GUILESS_MAIN(TypesTest)
#include "types_test.moc"
