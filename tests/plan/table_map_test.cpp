// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "plan/table_map.h"

#include <QElapsedTimer>
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

    /// What is no more than a name, as escape() writes it or as people do, and what is not.
    void exactOnes()
    {
        for (const char *name : {"a", "a b", "gr\xc3\xb6\xc3\x9f" "e", "a.b", "a\\d", "[x]", "a\"b", "$1", "a|b", "a_b", "A-b"}) {
            const RelationName source{"s", name};
            const auto map = maps({exactMap(source, {"t", "x"})});
            QCOMPARE(mapped(map, "s", name), "t|x");
            QVERIFY(map.names(source));
            QCOMPARE(mapped(map, "s", "axb"), "s|axb");
        }
        QVERIFY(expression("gr\xc3\xb6\xc3\x9f" "e").names({"s", "gr\xc3\xb6\xc3\x9f" "e"}));
        for (const char *pattern : {"a.b", "(?i)a", "a|b", "\\\\d", "a?"}) {
            for (const char *name : {"a", "a.b", "a|b", "d", "a?"})
                QVERIFY2(!expression(pattern).names({"s", name}), pattern);
        }
        // The first match wins, whatever kind it is of.
        const std::string all = R"({"source":{"schema":"s"},"target":{"schema":"t"}})";
        QCOMPARE(mapped(maps({all, exactMap({"s", "a"}, {"u", "a"})}), "s", "a"), "t|a");
        QCOMPARE(mapped(maps({exactMap({"s", "a"}, {"u", "a"}), all, exactMap({"s", "a"}, {"v", "a"})}), "s", "a"), "u|a");
    }

    void inTheirPlace()
    {
        const std::string all = R"({"source":{"schema":"s"},"target":{"schema":"t"}})";
        const auto map = maps({all, exactMap({"s", "a"}, {"u", "a"})}).with({{{"s", "a"}, {"v", "a"}}});
        QCOMPARE(map.texts(), (std::vector<std::string>{exactMap({"s", "a"}, {"v", "a"}), all}));
        QCOMPARE(map.without({{{"s", "a"}, {"u", "a"}}}), map);
        QCOMPARE(map.without({{{"s", "a"}, {"v", "a"}}}).texts(), std::vector<std::string>{all});
        QCOMPARE(inFront({exactMap({"s", "a"}, {"w", "a"})}, map.texts()), (std::vector<std::string>{exactMap({"s", "a"}, {"w", "a"}), all}));
    }

    /// Tables go on where they went, by the names by which they were sent there.
    void sendingThemWhereTheyWent()
    {
        const auto before = maps({exactMap({"s", "m"}, {"t", "m"})});
        const SentTable leaf{{"s", "m_1"}, RelationName{"s", "m"}, {"t", "m"}};
        const SentTable alone{{"s", "a"}, {}, {"s", "a"}};
        QCOMPARE(sending(before, {leaf, alone}, before), before);
        QCOMPARE(sending({}, {leaf, alone}, before), before);
        const std::string other = R"({"source":{"schema":"s","table":"m_.*"},"target":{"schema":"u"}})";
        QCOMPARE(mapped(sending(maps({other}), {leaf, alone}, before), "s", "m_1"), "t|m"); // something names it itself
        QCOMPARE(mapped(sending(maps({R"({"source":{"schema":"s"},"target":{"schema":"u"}})"}), {leaf, alone}, before), "s", "a"), "s|a");
        // What one is asked by may be the name of another.
        const SentTable root{{"s", "m"}, {}, {"u", "m"}};
        for (const auto &both : {std::vector{leaf, root}, std::vector{root, leaf}}) {
            const auto made = sending({}, both, before);
            QCOMPARE(mapped(made, "s", "m_1"), "t|m");
            QCOMPARE(mapped(made, "s", "m"), "u|m");
        }
    }

    void manyExactOnes()
    {
        std::map<RelationName, RelationName> targets;
        for (int i = 0; i < 20'000; ++i)
            targets.emplace(RelationName{"s", "t" + std::to_string(i)}, RelationName{"t", "t" + std::to_string(i)});
        QElapsedTimer timer;
        timer.start();
        const auto map = TableMap().with(targets);
        for (const auto &[source, target] : targets)
            QVERIFY(map.target(source) == target);
        QCOMPARE(inFront(map.texts(), map.texts()).size(), targets.size());
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_APPLESS_MAIN(TableMapTest)
#include "table_map_test.moc"
