// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/run_question.h"
#include "pages/schema/schema_state.h"
#include "pages/schema/script_model.h"
#include "pages/schema/statement_text.h"
#include "settings/saved_connection.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace tidegate;
using pages::ScriptModel;
using script::Script;
using script::State;

namespace {

script::Statement statement(int number, const char *purpose = "create-index")
{
    script::Statement made;
    made.sql = "CREATE INDEX i" + std::to_string(number) + " ON public.t (a)";
    made.purpose = purpose;
    made.id = "INDEX public.i" + std::to_string(number);
    made.object = "i" + std::to_string(number);
    made.table = "public.t";
    return made;
}

Script someScript(std::size_t count)
{
    Script made;
    for (std::size_t at = 0; at < count; ++at)
        made.add(statement(static_cast<int>(at)));
    return made;
}

} // namespace

/// The schema page's model under random decisions and reports, and what the page says and asks.
class SchemaModelTest : public QObject
{
    Q_OBJECT

private slots:
    void modelUnderRandomChanges()
    {
        ScriptModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy decisions(&model, &ScriptModel::decided);
        std::mt19937 random(11);
        for (int round = 0; round < 500; ++round) {
            if (random() % 25 == 0)
                model.setScript(someScript(random() % 30));
            if (model.rowCount() == 0)
                continue;
            const int row = static_cast<int>(random() % static_cast<unsigned>(model.rowCount()));
            const bool mayChange = model.mayChange(row);
            const auto before = decisions.count();
            switch (random() % 6) {
            case 0:
                model.refuse(row);
                QVERIFY(!mayChange || model.at(row).state == State::Skipped);
                break;
            case 1:
                model.restore(row);
                break;
            case 2:
                model.edit(row, QStringLiteral("SELECT %1").arg(round));
                QCOMPARE(model.at(row).original.has_value(), mayChange || model.at(row).original.has_value());
                break;
            case 3:
                model.takeEditBack(row);
                break;
            default:
                model.setState(row, random() % 2 ? State::Done : State::Failed,
                               Problem{Code::StatementFailed, {"target"}, "42P07", {}, "it exists", false});
                QCOMPARE(decisions.count(), before);
            }
            QVERIFY(mayChange || decisions.count() == before);
            int left = 0;
            for (int each = 0; each < model.rowCount(); ++each) {
                left += model.at(each).state != State::Done && model.at(each).state != State::Skipped;
                QVERIFY(!model.index(each, ScriptModel::State).data().toString().isEmpty());
            }
            QCOMPARE(model.left(), left);
            QCOMPARE(model.count(State::Skipped), static_cast<int>(model.script().count(State::Skipped)));
        }
    }

    void whileItRunsNothingChanges()
    {
        ScriptModel model;
        model.setScript(someScript(3));
        model.setLocked(true);
        model.edit(0, QStringLiteral("SELECT 1"));
        model.refuse(1);
        QVERIFY(!model.at(0).original && model.at(1).state == State::Pending);
        model.setState(1, State::Running, {});
        model.setLocked(false);
        QVERIFY(model.mayChange(0) && !model.mayChange(1));
    }

    /// Thousands of statements: one signal for each that changes, whatever their number.
    void manyStatements()
    {
        ScriptModel model;
        model.setScript(someScript(10'000));
        QSignalSpy changes(&model, &ScriptModel::dataChanged);
        for (int row = 0; row < 10'000; ++row)
            model.setState(row, State::Done, {});
        QCOMPARE(changes.count(), 10'000);
        QCOMPARE(model.left(), 0);
    }

    void theServersWordsAreThere()
    {
        ScriptModel model;
        model.setScript(someScript(1));
        model.setState(0, State::Failed, Problem{Code::StatementFailed, {"target"}, "42P07", {}, "it exists", false});
        const auto words = model.index(0, ScriptModel::State).data(Qt::ToolTipRole).toString();
        QVERIFY(words.contains(QLatin1String("42P07")) && words.contains(QLatin1String("it exists")));
        QCOMPARE(model.firstFailed(), 0);
    }

    void itsStateInWords_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("word");
        QTest::newRow("servers") << 0 << "No servers";
        QTest::newRow("tables") << 1 << "No tables";
        QTest::newRow("not read") << 2 << "Not read";
        QTest::newRow("reading") << 3 << "Reading…";
        QTest::newRow("stale") << 4 << "Out of date";
        QTest::newRow("failed") << 5 << "Failed";
        QTest::newRow("decision") << 6 << "Needs a decision";
        QTest::newRow("to run") << 7 << "12 to run";
        QTest::newRow("prepared") << 8 << "Prepared";
        QTest::newRow("all") << 9 << "All made";
        QTest::newRow("running") << 10 << "Running…";
    }
    void itsStateInWords()
    {
        QFETCH(int, what);
        QFETCH(QString, word);
        pages::SchemaFacts facts;
        facts.hasServers = what > 0;
        facts.hasTables = what > 1;
        facts.isRead = what > 3;
        if (what == 3)
            facts.reading = schema::PreparationStep::Servers;
        facts.isStale = what == 4;
        facts.failedAt = what == 5 ? 3 : 0;
        facts.toDecide = what == 6 ? 1 : 0;
        facts.leftBefore = what < 8 ? 12 : 0;
        facts.leftAfter = what < 9 ? 5 : 0;
        facts.isRunning = what == 10;
        QCOMPARE(pages::schemaState(facts).word, word);
        QVERIFY(!pages::schemaState(facts).sentence.isEmpty());
    }

    /// What acts on rows is left for after the cutover unless it is asked for.
    void triggersAreHeldBack()
    {
        settings::SavedConnection source;
        settings::SavedConnection target;
        target.name = QStringLiteral("Cloud");
        auto script = someScript(2);
        script.add(statement(2, "create-trigger"));
        pages::RunRequest request{pages::ScriptPart::After, script, source, target};
        QCOMPARE(pages::heldBack(request), std::set<std::size_t>{2});
        const auto question = pages::runQuestion(request);
        QVERIFY(question.text.contains(QLatin1String("Cloud")) && question.text.contains(QLatin1Char('3')));
        QCOMPARE(question.choices.size(), std::size_t(2));
        QCOMPARE(question.choices[0].id, QStringLiteral("held"));
        QVERIFY(!pages::tooEarly(request).isEmpty());
        request.hasCopied = request.hasCutOver = true;
        QVERIFY(pages::heldBack(request).empty() && pages::tooEarly(request).isEmpty());
        QCOMPARE(pages::runQuestion(request).choices[0].id, QStringLiteral("run"));
        request.hasCutOver = false;
        script.skip(0);
        script.skip(1);
        QVERIFY(pages::heldBack(request).empty()); // they are what is asked for
    }

    /// No answer makes foreign keys that would act on what the stream brings, and triggers do not become all that is asked for.
    void actingKeysAreHeldBack()
    {
        settings::SavedConnection source;
        settings::SavedConnection target;
        auto script = someScript(1);
        script.add(statement(1, "create-foreign-key"));
        script.add(statement(2, "validate-foreign-key"));
        script.add(statement(3, "create-trigger"));
        pages::RunRequest request{pages::ScriptPart::After, script, source, target};
        request.hasCopied = request.isInSync = true;
        QVERIFY(pages::actingKeys(request).empty());
        QCOMPARE(pages::heldBack(request), std::set<std::size_t>{3});
        request.keysAct = true;
        QCOMPARE(pages::actingKeys(request), (std::set<std::size_t>{1, 2}));
        QCOMPARE(pages::heldBack(request), (std::set<std::size_t>{1, 2, 3}));
        const auto question = pages::runQuestion(request);
        QVERIFY2(question.more.contains(QLatin1String("session_replication_role")), qPrintable(question.more));
        QVERIFY2(question.text.contains(QLatin1Char('2')), qPrintable(question.text));
        // Before anything has begun, they may be made by whoever is told.
        request.hasBegun = false;
        QVERIFY(pages::actingKeys(request).empty());
        QCOMPARE(pages::heldBack(request), (std::set<std::size_t>{1, 2, 3}));
        const auto free = pages::runQuestion(request);
        QCOMPARE(free.choices.size(), std::size_t(2));
        QVERIFY2(free.text.contains(QLatin1Char('4')) && free.more.contains(QLatin1String("session_replication_role")), qPrintable(free.text));
        request.hasBegun = true;
        script.edit(0, "DROP INDEX i0", true);
        const auto dangerous = pages::dangerousRunQuestion(request);
        QVERIFY(dangerous.text.contains(QLatin1String("session_replication_role")) && dangerous.sql.contains(QLatin1String("DROP INDEX i0"))
                && !dangerous.sql.contains(QLatin1String("INDEX i1")));
        script.skip(0);
        QCOMPARE(pages::heldBack(request), (std::set<std::size_t>{1, 2})); // the trigger is what is asked for
        request.hasCutOver = true;
        QVERIFY(pages::actingKeys(request).empty() && pages::heldBack(request).empty());
        QVERIFY(!pages::runQuestion(request).more.contains(QLatin1String("session_replication_role")));
    }

    /// Rows may lack those that they refer to until everything is in sync.
    void foreignKeysWaitForTheSync()
    {
        settings::SavedConnection source;
        settings::SavedConnection target;
        script::Script script;
        script.add(statement(0, "validate-foreign-key"));
        pages::RunRequest request{pages::ScriptPart::After, script, source, target};
        request.hasCopied = true;
        QVERIFY(pages::tooEarly(request).contains(QLatin1String("in sync")));
        request.isInSync = true;
        QVERIFY(pages::tooEarly(request).isEmpty());
        script.setState(0, script::State::Failed, Problem{Code::StatementFailed, {"target"}, "23503", {}, "no parent", false});
        QVERIFY(pages::failureText(script.at(0), 1, false).contains(QLatin1String("in sync")));
        QVERIFY(!pages::failureText(script.at(0), 1, true).contains(QLatin1String("in sync")));
        auto build = statement(1, "create-index");
        build.transactional = false;
        script.add(build);
        QVERIFY(pages::runQuestion(request).more.contains(QLatin1String("left invalid")));
        // What was not needed is said, and counts as done.
        script.setState(1, script::State::Skipped);
        QCOMPARE(pages::stateWord(script.at(1)), QStringLiteral("Not needed"));
        QCOMPARE(pages::stateTone(script.at(1)), look::Tone::Done);
    }

    void whatTakesAwayIsDangerous()
    {
        settings::SavedConnection source;
        settings::SavedConnection target;
        target.environment = settings::Environment::Production;
        target.uri = QStringLiteral("postgresql://joe@h/shop");
        auto script = someScript(2);
        pages::RunRequest request{pages::ScriptPart::Before, script, source, target};
        QVERIFY(!pages::takesAwaySomething(request));
        script.edit(1, "DROP TABLE t", true);
        QVERIFY(pages::takesAwaySomething(request));
        const auto question = pages::dangerousRunQuestion(request);
        QCOMPARE(question.typed, QStringLiteral("shop"));
        QCOMPARE(question.servers.size(), std::size_t(2));
        QVERIFY(question.sql.contains(QLatin1String("DROP TABLE t")));
        QVERIFY(question.cannotBeUndone.join(QLatin1Char(' ')).contains(QLatin1String("INDEX public.i1")));
        script.skip(1);
        QVERIFY(!pages::takesAwaySomething(request));
    }
};

QTEST_MAIN(SchemaModelTest)
#include "schema_model_test.moc"
