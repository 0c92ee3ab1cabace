// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/comparison.h"
#include "definition/types.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::definition;

namespace {

/// "3 name type", "name type" where the number is not known.
Definition table(const QStringList &columns)
{
    Definition definition;
    definition.oid = 1;
    definition.name = definition.alteredBy = {"public", "t"};
    for (const auto &text : columns) {
        auto words = text.split(QLatin1Char(' '));
        Column column;
        if (words.first().at(0).isDigit())
            column.number = words.takeFirst().toInt();
        column.name = words.takeFirst().toStdString();
        column.type = words.join(QLatin1Char(' ')).toStdString();
        column.typeOid = qHash(words);
        definition.columns.push_back(column);
    }
    return definition;
}

QString told(const Comparison &comparison)
{
    QStringList lines;
    for (const auto &difference : comparison.differences)
        lines << QString::fromStdString(difference.substr(0, difference.find(" (")));
    return lines.join(QLatin1String("; "));
}

} // namespace

/// Which column is which (definition/comparison.h), for every order in which stream, catalog and target may be seen.
class ComparisonTest : public QObject
{
    Q_OBJECT

private slots:
    void columns_data()
    {
        QTest::addColumn<QStringList>("known"); ///< and so the target had it
        QTest::addColumn<QStringList>("seen");
        QTest::addColumn<QStringList>("source");
        QTest::addColumn<QStringList>("target");
        QTest::addColumn<QString>("differences");
        QTest::addColumn<QString>("places");
        const char *const old = "1 id int, 2 a int, 3 b text, 4 c text";
        const auto row = [&](const char *name, const char *seen, const char *source, const char *target, const char *differences,
                             const char *places) {
            const auto list = [](const char *text) {
                return QString::fromLatin1(text).split(QStringLiteral(", "), Qt::SkipEmptyParts);
            };
            QTest::newRow(name) << list(old) << list(seen) << list(source) << list(target) << QString::fromLatin1(differences)
                                << QString::fromLatin1(places);
        };
        row("the same", "id int, a int, b text, c text", old, old, "", "id a b c");
        row("dropped, another of its name", "id int, a text, c text", "1 id int, 3 a text, 4 c text", old,
            "column b was renamed to a; column a was dropped", "id b c");
        row("the same, mended", "id int, a text, c text", "1 id int, 3 a text, 4 c text",
            "1 id int, 3 a text, 4 c text", "", "id a c");
        row("renamed twice, seen between", "id int, x int, b text, c text", "1 id int, 2 y int, 3 b text, 4 c text", old,
            "column a was renamed to x", "id a b c");
        row("renamed twice, the target is ahead", "id int, x int, b text, c text",
            "1 id int, 2 y int, 3 b text, 4 c text", "1 id int, 2 y int, 3 b text, 4 c text", "", "id y b c");
        row("renamed on both, seen before", "id int, a int, b text, c text", "1 id int, 2 y int, 3 b text, 4 c text",
            "1 id int, 2 y int, 3 b text, 4 c text", "", "id y b c");
        row("dropped on both, seen before", "id int, a int, b text, c text", "1 id int, 3 b text, 4 c text",
            "1 id int, 3 b text, 4 c text", "", "id  b c");
        row("dropped on the target alone", "id int, a int, b text, c text", old, "1 id int, 3 b text, 4 c text",
            "the target lacks column a", "id  b c");
        row("renamed on the target alone", "id int, a int, b text, c text", old, "1 id int, 2 y int, 3 b text, 4 c text",
            "", "id y b c");
        row("dropped", "id int, b text, c text", "1 id int, 3 b text, 4 c text", old, "column a was dropped", "id b c");
        row("dropped, kept under another name", "id int, b text, c text", "1 id int, 3 b text, 4 c text",
            "1 id int, 2 kept int, 3 b text, 4 c text", "", "id b c");
        row("dropped, the table too since", "id int, b text, c text", "", old, "column a was dropped", "id b c");
        row("added, and dropped since", "id int, a int, b text, c text, d int", old, old, "", "id a b c ");
        row("added with another type", "id int, a int, b text, c text, d bigint", "1 id int, 2 a int, 3 b text, 4 c text, 5 d bigint",
            "1 id int, 2 a int, 3 b text, 4 c text, 5 d integer", "column d has the type bigint now", "id a b c d");
        row("a type that the target is ahead of", "id int, a integer, b text, c text", "1 id int, 2 a bigint, 3 b text, 4 c text",
            "1 id int, 2 a bigint, 3 b text, 4 c text", "", "id a b c");
        row("dropped and added again, in the middle", "id int, b text, c text, a int", "1 id int, 3 b text, 4 c text, 5 a int", old,
            "column a was added; column a was dropped", "id b c ");
        row("the same, seen before", "id int, a int, b text, c text", "1 id int, 3 b text, 4 c text, 5 a int", old, "", "id a b c");
        row("dropped and added again, the last one", "id int, a int, b text, c text", "1 id int, 2 a int, 3 b text, 5 c text", old,
            "column c was dropped and added again", "id a b c");
        row("the same with another type", "id int, a int, b text, c int", "1 id int, 2 a int, 3 b text, 5 c int", old,
            "column c was added; column c was dropped", "id a b ");
        row("not published any more", "id int, b text, c text", old, old, "column a is not published any more", "id b c");
        row("the key alone is published", "id int", old, old,
            "column a is not published any more; column b is not published any more; column c is not published any more", "id");
        row("not published any more, and another dropped", "id int, c text", "1 id int, 2 a int, 4 c text", old,
            "column a is not published any more; column b was dropped", "id c");
        row("exchanged in the list for a new one", "id int, a int, b text, d text", "1 id int, 2 a int, 3 b text, 4 c text, 5 d text",
            "1 id int, 2 a int, 3 b text, 4 c text, 5 d text", "column c is not published any more", "id a b d");
        const char *const longer = "1 id int, 2 a int, 3 b text, 4 c text, 5 d int";
        row("published since", "id int, a int, b text, c text, d int", longer, longer, "", "id a b c d");
    }
    void columns()
    {
        QFETCH(QStringList, known);
        QFETCH(QStringList, seen);
        QFETCH(QStringList, source);
        QFETCH(QStringList, target);
        QFETCH(QString, differences);
        QFETCH(QString, places);
        const auto before = table(known);
        const auto memory = definition::known(before, before);
        const auto now = table(source);
        const auto there = table(target);
        const auto described = table(seen);
        const auto compared = compare({described, &memory, source.isEmpty() ? nullptr : &now, there, Rows::Copied});
        QCOMPARE(told(compared), differences);
        QStringList found;
        for (const auto &place : compared.places)
            found << QString::fromStdString(place.name);
        QCOMPARE(found.join(QLatin1Char(' ')), places);
        const auto again = Known::fromText(compared.now.toText());
        QVERIFY(again && again->toText() == compared.now.toText());
    }

    /// As a copy's snapshot shows it, with numbers: nothing of the table is on the target yet, or other ranges of it are.
    void addedAgain_data()
    {
        QTest::addColumn<QStringList>("seen");
        QTest::addColumn<QString>("differences"); ///< where nothing is there
        QTest::addColumn<QString>("ofRange");
        const auto row = [](const char *name, const char *seen, const char *differences, const char *ofRange) {
            QTest::newRow(name) << QString::fromLatin1(seen).split(QStringLiteral(", ")) << QString::fromLatin1(differences)
                                << QString::fromLatin1(ofRange);
        };
        const char *const again = "column a was dropped and added again";
        row("not", "1 id int, 2 a int, 3 b text", "", "");
        row("of its type", "1 id int, 3 b text, 5 a int", "", again);
        row("of another", "1 id int, 3 b text, 5 a text", "column a has the type text now",
            "column a has the type text now; column a was dropped and added again");
    }
    void addedAgain()
    {
        QFETCH(QStringList, seen);
        QFETCH(QString, differences);
        QFETCH(QString, ofRange);
        const auto before = table({QStringLiteral("1 id int"), QStringLiteral("2 a int"), QStringLiteral("3 b text")});
        const auto memory = definition::known(before, before);
        const auto now = table(seen);
        const auto whole = compare({now, &memory, &now, before, Rows::None});
        QCOMPARE(told(whole), differences);
        QCOMPARE(whole.now.columns.back().number, now.columns.back().number);
        const auto range = compare({now, &memory, &now, before, Rows::Copied});
        QCOMPARE(told(range), ofRange);
        QCOMPARE(range.copyAgain, !ofRange.isEmpty());
    }

    /// Nothing of the target is in question where the rows are to be copied without it.
    void unpublished()
    {
        const auto before = table({QStringLiteral("1 id int"), QStringLiteral("2 a int"), QStringLiteral("3 b text")});
        const auto memory = definition::known(before, before);
        const auto seen = table({QStringLiteral("1 id int"), QStringLiteral("3 b text")});
        const auto whole = compare({seen, &memory, &before, before, Rows::None});
        QCOMPARE(told(whole), QString());
        QCOMPARE(whole.now.columns.size(), 2u);
        const auto range = compare({seen, &memory, &before, before, Rows::Copied});
        QCOMPARE(told(range), QStringLiteral("column a is not published any more"));
        QVERIFY(range.copyAgain && range.statements.empty());
        // An earlier comparison has called the remembered one by the other's name.
        auto misnamed = memory;
        misnamed.columns[1].name = "d";
        const auto exchanged = table({QStringLiteral("1 id int"), QStringLiteral("3 b text"), QStringLiteral("4 d int")});
        const auto all = table({QStringLiteral("1 id int"), QStringLiteral("2 a int"), QStringLiteral("3 b text"), QStringLiteral("4 d int")});
        const auto own = compare({exchanged, &misnamed, &all, all, Rows::None});
        QCOMPARE(told(own), QString());
        QCOMPARE(own.places.back().name, std::string("d"));
    }

    void types_data()
    {
        QTest::addColumn<QString>("wide");
        QTest::addColumn<QString>("narrow");
        QTest::addColumn<bool>("holds");
        const auto row = [](const char *wide, const char *narrow, bool holds) {
            QTest::addRow("%s from %s", wide, narrow) << QString::fromLatin1(wide) << QString::fromLatin1(narrow) << holds;
        };
        row("bigint", "integer", true);
        row("integer", "bigint", false);
        row("numeric", "bigint", true);
        row("numeric(10,2)", "bigint", false);
        row("numeric(12,2)", "numeric(10,2)", true);
        row("numeric(12,4)", "numeric(10,2)", false);
        row("character varying(20)", "character varying(5)", true);
        row("character varying(5)", "character varying(20)", false);
        row("text", "character varying(5)", true);
        row("text", "character(5)", false);
        row("character varying(5)", "text", false);
        row("timestamp(3) with time zone", "timestamp(3) without time zone", false);
        row("public.mood", "public.mood", true);
    }
    void types()
    {
        QFETCH(QString, wide);
        QFETCH(QString, narrow);
        QFETCH(bool, holds);
        QCOMPARE(definition::holds(wide.toStdString(), narrow.toStdString()), holds);
    }
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "comparison_test.moc"
