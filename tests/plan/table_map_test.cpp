// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "plan/table_map.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::plan;

class TableMapTest : public QObject
{
    Q_OBJECT

    static std::string mapped(const TableMap &map, const std::string &schema, const std::string &table)
    {
        const auto target = map.target({schema, table});
        return target.schema + "|" + target.name;
    }
    static TableMap maps(const std::vector<std::string> &texts)
    {
        TableMap map;
        for (const auto &text : texts)
            map.add(text);
        return map;
    }
    /// A map of tables s.<expression> to t.x.
    static TableMap expression(const std::string &text)
    {
        std::string json = R"({"source":{"schema":"s","table":"?"},"target":{"schema":"t","table":"x"}})";
        return maps({json.replace(json.find('?'), 1, text)});
    }

private slots:
    void withoutMapsNamesStay()
    {
        QVERIFY(TableMap().empty());
        QCOMPARE(mapped(TableMap(), "s", "a"), "s|a");
    }

    void theGuidesExample()
    {
        const auto map = maps({R"({"source": {"schema": "public", "table": "metrics"},
                                   "target": {"schema": "public", "table": "metrics_data"}})"});
        QCOMPARE(mapped(map, "public", "metrics"), "public|metrics_data");
        QCOMPARE(mapped(map, "public", "metrics2"), "public|metrics2");
        QCOMPARE(mapped(map, "other", "metrics"), "other|metrics");
        QVERIFY(!map.empty());
    }

    void expressionsAreAnchored()
    {
        QCOMPARE(mapped(expression("a|b"), "s", "a"), "t|x");
        QCOMPARE(mapped(expression("a|b"), "s", "ab"), "s|ab"); // ^a|b$ would match
        QCOMPARE(mapped(expression("day_[0-9]+"), "s", "day_2024"), "t|x");
        QCOMPARE(mapped(expression("day_[0-9]+"), "s", "day_2024x"), "s|day_2024x");
        QCOMPARE(mapped(expression("day_[0-9]+"), "s", "day_2024\n"), "s|day_2024\n");
        QCOMPARE(mapped(expression("A"), "s", "a"), "s|a");
        QCOMPARE(mapped(expression("(?i)A"), "s", "a"), "t|x");
        QCOMPARE(mapped(expression(".*"), "S", "a"), "S|a");    // the schema is no expression
        QCOMPARE(mapped(expression("t.t"), "s", "tüt"), "t|x"); // a dot is a character
        QCOMPARE(mapped(expression("\\\\pL+"), "s", "größe"), "t|x");
        QCOMPARE(mapped(expression("(?P<kind>a+)_x"), "s", "aa_x"), "t|x");
        QCOMPARE(mapped(expression("we\\\"ird\\\\."), "s", "we\"ird."), "t|x");
    }

    void theFirstMatchWins()
    {
        const auto map =
            maps({R"({"source":{"schema":"s","table":"a1"},"target":{"schema":"t","table":"one"}})",
                  R"({"source":{"schema":"s","table":"a.*"},"target":{"schema":"t","table":"some"}})",
                  R"({"source":{"schema":"s"},"target":{"schema":"rest"}})"});
        QCOMPARE(mapped(map, "s", "a1"), "t|one");
        QCOMPARE(mapped(map, "s", "a2"), "t|some");
        QCOMPARE(mapped(map, "s", "b"), "rest|b");
        QCOMPARE(mapped(map, "t", "a1"), "t|a1");
        QCOMPARE(map.texts().size(), 3u);
    }

    void whatTheTargetLeavesOutStays()
    {
        auto map = maps({R"({"source":{"schema":"s","table":"a"},"target":{"schema":"t"}})"});
        QCOMPARE(mapped(map, "s", "a"), "t|a");
        map = maps({R"({"source":{"schema":"s","table":"a"},"target":{"table":"b"}})"});
        QCOMPARE(mapped(map, "s", "a"), "s|b");
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("why");
        QTest::newRow("no json") << "{source"
                                 << "it is no JSON";
        QTest::newRow("list") << "[]"
                              << "it is no JSON object";
        QTest::newRow("no source") << R"({"target":{"schema":"t"}})"
                                   << "source is missing";
        QTest::newRow("no target") << R"({"source":{"schema":"t"}})"
                                   << "target is missing";
        QTest::newRow("no schema") << R"({"source":{"table":"t"},"target":{"schema":"t"}})"
                                   << "source.schema is missing";
        QTest::newRow("empty target") << R"({"source":{"schema":"t"},"target":{}})"
                                      << "target names neither a schema nor a table";
        QTest::newRow("number") << R"({"source":{"schema":5},"target":{"schema":"t"}})"
                                << "source.schema is no text";
        QTest::newRow("misspelt") << R"({"source":{"schema":"a","tabel":"b"},"target":{"schema":"t"}})"
                                  << "source.tabel is not known";
        QTest::newRow("misspelt target") << R"({"source":{"schema":"a"},"target":{"schema":"t","tab":"x"}})"
                                         << "target.tab is not known";
        QTest::newRow("more") << R"({"source":{"schema":"a"},"target":{"schema":"t"},"x":1})"
                              << "x is not known";
        QTest::newRow("one table of all")
            << R"({"source":{"schema":"a"},"target":{"schema":"t","table":"x"}})"
            << "target.table needs source.table";
        QTest::newRow("expression") << R"({"source":{"schema":"a","table":"+a"},"target":{"schema":"t"}})"
                                    << "source.table is no regular expression";
    }
    void refusals()
    {
        QFETCH(QString, json);
        QFETCH(QString, why);
        TableMap map;
        try {
            map.add(json.toStdString());
            QFAIL("it was taken");
        } catch (const ProblemError &error) {
            QCOMPARE(error.problem().code, Code::BadTableMap);
            QCOMPARE(QString::fromStdString(error.problem().arguments.at(0)), json);
            const auto given = QString::fromStdString(error.problem().arguments.at(1));
            QVERIFY2(given.startsWith(why), qPrintable(given));
        }
        QVERIFY(map.empty());
    }

    void tooManyStepsAreAnError()
    {
        const auto map = expression("(a+)+[bc]");
        const std::string name(60, 'a');
        QVERIFY_EXCEPTION_THROWN(map.target({"s", name}), ProblemError);
    }
};

QTEST_APPLESS_MAIN(TableMapTest)
#include "table_map_test.moc"
