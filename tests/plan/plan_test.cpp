// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "plan/plan.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;
using namespace tidegate::plan;

class PlanTest : public QObject
{
    Q_OBJECT

    static MigrationPlan everything()
    {
        MigrationPlan plan;
        plan.subscription = "shop \"1\"";
        plan.publications = {"p", "ü\n"};
        plan.copyData = false;
        plan.tableSyncWorkers = 7;
        plan.onDefinitionChange = OnDefinitionChange::Recopy;
        plan.tableMap.add(R"({"source":{"schema":"s","table":"a\\.b"},"target":{"schema":"t","table":"x"}})");
        plan.tableMap.add(R"({"source":{"schema":"s"},"target":{"schema":"t"}})");
        plan.tables = {{{"public", "a.b"}, {"public", "a.b"}, {}, {}}, {{"s", "m"}, {"t", "n"}, "at", "7 days"}};
        plan.allowNonempty = {{"t", "n"}};
        plan.statements = {{"INDEX public.i", StatementDecision::Kind::Refuse, {}, {}},
                           {"VIEW public.v", StatementDecision::Kind::Run, {}, {}},
                           {"TABLE public.t", StatementDecision::Kind::Edit, "CREATE \"t\"", "CREATE\nu"}};
        return plan;
    }
    static std::string refusal(const std::string &json)
    {
        try {
            parsePlan(json);
        } catch (const ProblemError &error) {
            return error.problem().code == Code::BadPlan ? error.problem().arguments.at(0) : error.what();
        }
        return {};
    }

private slots:
    void roundTrip()
    {
        const auto plan = everything();
        QVERIFY(parsePlan(planToJson(plan)) == plan);
        MigrationPlan least;
        least.subscription = "s";
        QVERIFY(parsePlan(planToJson(least)) == least);
        QVERIFY(!(parsePlan(planToJson(least)) == plan));
    }

    void theLeastThatIsAPlan()
    {
        const auto plan = parsePlan(R"({"tidegatePlan":1,"subscription":"s","publications":["p"]})");
        QVERIFY(plan.copyData && plan.tables.empty() && plan.tableMap.empty());
        QCOMPARE(plan.tableSyncWorkers, 4);
        QVERIFY(plan.onDefinitionChange == OnDefinitionChange::Wait);
    }

    /// A chosen table's own target goes before the plan's maps; its name is no pattern, whatever is in it.
    void tableMapOfThePlan()
    {
        plan::MigrationPlan plan;
        plan.tableMap.add(R"({"source":{"schema":"s"},"target":{"schema":"all"}})");
        plan.tables = {{{"s", "a.b*"}, {"t", "c"}, {}, {}},
                       {{"s", "kept"}, {"s", "kept"}, {}, {}},
                       {{"s", "moved"}, {"all", "moved"}, {}, {}}};
        const auto map = plan::tableMapOf(plan);
        QCOMPARE(map.target({"s", "a.b*"}).display(), "t.c");
        QCOMPARE(map.target({"s", "aXbb"}).display(), "all.aXbb");
        QCOMPARE(map.target({"s", "kept"}).display(), "s.kept");
        QCOMPARE(map.target({"s", "moved"}).display(), "all.moved");
        QCOMPARE(map.texts().size(), std::size_t(3)); // none for what the plan's map does by itself
    }

    void inAFile()
    {
        QTemporaryDir directory;
        const auto path = directory.filePath(QStringLiteral("plän.json")).toStdString();
        savePlan(everything(), path);
        QVERIFY(loadPlan(path) == everything());
        MigrationPlan other;
        other.subscription = "other";
        savePlan(other, path);
        QVERIFY(loadPlan(path) == other);
        try {
            loadPlan(path + ".none");
            QFAIL("there is no such file");
        } catch (const ProblemError &error) {
            QCOMPARE(error.problem().code, Code::FileUnreadable);
        }
        QVERIFY_EXCEPTION_THROWN(savePlan(other, path + "/none"), ProblemError);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("why");
        QTest::newRow("newer") << R"("tidegatePlan":2)"
                               << "it is of version 2, and this program reads version 1";
        QTest::newRow("unknown") << R"("colour":1)"
                                 << "colour is not known";
        QTest::newRow("kind") << R"("copyData":"false")"
                              << "copyData is neither true nor false";
        QTest::newRow("fraction") << R"("tableSyncWorkers":1.5)"
                                  << "tableSyncWorkers is no whole number between 1 and 64";
        QTest::newRow("range") << R"("tableSyncWorkers":65)"
                               << "tableSyncWorkers is no whole number between 1 and 64";
        QTest::newRow("choice") << R"("onDefinitionChange":"ignore")"
                                << "onDefinitionChange is neither wait nor recopy";
        QTest::newRow("choice's kind") << R"("onDefinitionChange":true)"
                                       << "onDefinitionChange is no text";
        QTest::newRow("subscription") << R"("subscription":"")"
                                      << "subscription is no text";
        QTest::newRow("publication") << R"("publications":[7])"
                                     << "publications holds something that is no text";
        QTest::newRow("list") << R"("publications":"p")"
                              << "publications is no list";
        QTest::newRow("table") << R"("tables":["a"])"
                               << "tables[0] is no object";
        QTest::newRow("table's field") << R"("tables":[{"schema":"a","table":"b","colour":1}])"
                                       << "tables[0].colour is not known";
        QTest::newRow("table's target") << R"("tables":[{"schema":"a","table":"b","target":{"schema":"a"}}])"
                                        << "tables[0].target.table is missing";
        QTest::newRow("time column") << R"("tables":[{"schema":"a","table":"b","timeColumn":null}])"
                                     << "tables[0].timeColumn is no text";
        QTest::newRow("allow") << R"("allowNonempty":[{"schema":"a","table":"b","rows":1}])"
                               << "allowNonempty[0].rows is not known";
        QTest::newRow("decision") << R"("statements":[{"statement":"a","decision":"drop"}])"
                                  << "statements[0].decision is none of refuse, run and edit";
        QTest::newRow("edit") << R"("statements":[{"statement":"a","decision":"edit","sql":"b"}])"
                              << "statements[0].original is missing";
        QTest::newRow("map") << R"("tableMaps":[{"source":{"schema":"a"},"target":{"schema":"b","colour":1}}])"
                             << "tableMaps[0]: target.colour is not known";
    }
    void refusals()
    {
        QFETCH(QString, change);
        QFETCH(QString, why);
        // The last of two fields of one name holds.
        const QString json = QStringLiteral(R"({"tidegatePlan":1,"subscription":"s","publications":["p"],)")
                             + change + QLatin1Char('}');
        QCOMPARE(QString::fromStdString(refusal(json.toStdString())), why);
    }

    void whatIsNoPlanAtAll()
    {
        QVERIFY(refusal("").find("no JSON") != std::string::npos);
        QCOMPARE(refusal("[]"), "it is no JSON object");
        QCOMPARE(refusal("{}"), "tidegatePlan is missing");
        QCOMPARE(refusal(R"({"tidegatePlan":1,"publications":[]})"), "subscription is missing");
        QVERIFY(refusal(R"({"tidegatePlan":1,"subscription":"s","publications":[],"tableMaps":[1]})") != "");
    }
};

QTEST_APPLESS_MAIN(PlanTest)
#include "plan_test.moc"
