// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "postgres/error.h"
#include "script/export.h"
#include "script/runner.h"
#include "support/cluster.h"

#include <QFile>
#include <QTemporaryDir>

#include <thread>

using namespace tidegate;
using script::Script;
using script::Side;
using script::State;
using script::Statement;

namespace {

Statement statement(std::string sql, Side side = Side::Target)
{
    Statement result;
    result.sql = std::move(sql);
    result.purpose = "test";
    result.comment = "a test";
    result.side = side;
    return result;
}

std::string states(const Script &script)
{
    std::string letters;
    for (const auto &each : script.statements())
        letters += stateName(each.state)[0];
    return letters;
}

} // namespace

class ScriptTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void runsInOrderOnTheRightServer();
    void stopsAtTheFirstFailureAndResumesThere();
    void skippedStatementsAreNeverRun();
    void severalCommandsOfOneStatementAreAllOrNothing();
    void statementOutsideATransactionRuns();
    void doneStatementsCannotBeChanged();
    void editsCanBeTakenBack();
    void stopRollsBackAndLeavesThePendingStatement();
    void stopOutsideATransactionIsAFailure();
    void lostConnectionFailsTheStatement();
    void exportRunsInPsql();
    void exportKeepsCommentsCommented();

private:
    postgres::Connection connect(const std::string &database, const StopToken &stop = {}) const
    {
        return {postgres::ConnectionParameters::parse(m_cluster->conninfo(database)),
                {database, "script_test"},
                stop};
    }

    std::unique_ptr<support::Cluster> m_cluster;
};

void ScriptTest::initTestCase()
{
    m_cluster = support::Cluster::start();
    m_cluster->createDatabase("source");
    m_cluster->createDatabase("target");
}

void ScriptTest::init()
{
    for (const char *database : {"source", "target"})
        m_cluster->sql(database, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

void ScriptTest::runsInOrderOnTheRightServer()
{
    auto source = connect("source");
    auto target = connect("target");
    Script script;
    script.add(statement("CREATE TABLE public.t (a int)", Side::Target));
    script.add(statement("CREATE TABLE public.s (a int)", Side::Source));
    script.add(statement("INSERT INTO public.t VALUES (1)", Side::Target));
    std::vector<std::pair<std::size_t, State>> reports;
    script::Runner runner(&source, &target, [&](std::size_t index, const Statement &each) {
        reports.emplace_back(index, each.state);
    });
    QVERIFY(runner.run(script));
    QVERIFY(script.isFinished());
    const std::vector<std::pair<std::size_t, State>> expected{{0, State::Running}, {0, State::Done},
                                                              {1, State::Running}, {1, State::Done},
                                                              {2, State::Running}, {2, State::Done}};
    QCOMPARE(reports, expected);
    QCOMPARE(m_cluster->value("target", "SELECT count(*) FROM public.t"), std::string("1"));
    QCOMPARE(m_cluster->value("source", "SELECT count(*) FROM public.s"), std::string("0"));
}

void ScriptTest::stopsAtTheFirstFailureAndResumesThere()
{
    auto target = connect("target");
    Script script;
    script.add(statement("CREATE TABLE public.t (a int)"));
    script.add(statement("INSERT INTO public.missing VALUES (1)"));
    script.add(statement("INSERT INTO public.t VALUES (1)"));
    script::Runner runner(nullptr, &target);
    QVERIFY(!runner.run(script));
    QCOMPARE(states(script), std::string("dfp"));
    const auto &problem = script.at(1).problem;
    QVERIFY(problem);
    QCOMPARE(problem->sqlstate, std::string(postgres::sqlstate::undefinedTable));
    QCOMPARE(problem->statement, script.at(1).sql);

    // Again, unmended: the first is not run twice (it would fail).
    QVERIFY(!runner.run(script));
    QCOMPARE(states(script), std::string("dfp"));

    script.edit(1, "INSERT INTO public.t VALUES (2)");
    QVERIFY(!script.at(1).problem);
    QVERIFY(runner.run(script));
    QCOMPARE(m_cluster->value("target", "SELECT sum(a) FROM public.t"), std::string("3"));
}

void ScriptTest::skippedStatementsAreNeverRun()
{
    auto target = connect("target");
    Script script;
    script.add(statement("CREATE TABLE public.t (a int)"));
    script.add(statement("DROP TABLE public.t"));
    script.skip(1);
    QVERIFY(script::Runner(nullptr, &target).run(script));
    QVERIFY(script.isFinished());
    QCOMPARE(m_cluster->value("target", "SELECT count(*) FROM public.t"), std::string("0"));
    script.restore(1);
    QVERIFY(!script.isFinished());
    QVERIFY(script::Runner(nullptr, &target).run(script));
    QCOMPARE(m_cluster->value("target", "SELECT to_regclass('public.t') IS NULL"), std::string("t"));
}

void ScriptTest::severalCommandsOfOneStatementAreAllOrNothing()
{
    auto target = connect("target");
    Script script;
    script.add(statement("CREATE TABLE public.t (a int); SET LOCAL lock_timeout = '5s'; SELECT 1/0"));
    QVERIFY(!script::Runner(nullptr, &target).run(script));
    QCOMPARE(m_cluster->value("target", "SELECT to_regclass('public.t') IS NULL"), std::string("t"));
    QVERIFY(!target.inTransaction());
    QCOMPARE(target.exec("SHOW lock_timeout").text(0, 0), std::string("0"));
}

void ScriptTest::statementOutsideATransactionRuns()
{
    auto target = connect("target");
    Script script;
    script.add(statement("CREATE TABLE public.t (a int)"));
    script.add(statement("CREATE INDEX CONCURRENTLY i ON public.t (a)"));
    QVERIFY(!script::Runner(nullptr, &target).run(script)); // as a transactional one it cannot
    auto alone = script.at(1);
    alone.transactional = false;
    Script second;
    second.add(alone);
    QVERIFY(script::Runner(nullptr, &target).run(second));
    QCOMPARE(
        m_cluster->value("target", "SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.i'::regclass"),
        std::string("t"));
}

void ScriptTest::doneStatementsCannotBeChanged()
{
    auto target = connect("target");
    Script script;
    script.add(statement("SELECT 1"));
    QVERIFY(script::Runner(nullptr, &target).run(script));
    QVERIFY_EXCEPTION_THROWN(script.edit(0, "SELECT 2"), std::logic_error);
    QVERIFY_EXCEPTION_THROWN(script.skip(0), std::logic_error);
    QVERIFY_EXCEPTION_THROWN(script.skip(1), std::logic_error);
}

void ScriptTest::editsCanBeTakenBack()
{
    Script script;
    script.add(statement("SELECT 1"));
    script.edit(0, "DROP TABLE t", true);
    QVERIFY(script.at(0).destructive);
    script.edit(0, "SELECT 2");
    QVERIFY(script.at(0).original && !script.at(0).destructive);
    QCOMPARE(script.at(0).original->sql, std::string("SELECT 1"));
    script.skip(0);
    QCOMPARE(script.at(0).leftOut, script::LeftOut::Refused);
    script.edit(0, "SELECT 1");
    QVERIFY(!script.at(0).original);
    QCOMPARE(states(script), std::string("p"));
}

void ScriptTest::stopRollsBackAndLeavesThePendingStatement()
{
    const StopToken stop;
    auto target = connect("target", stop);
    const auto pid = std::to_string(target.backendPid());
    Script script;
    script.add(statement("CREATE TABLE public.t (a int); SELECT pg_sleep(60)"));
    std::thread stopper([&] {
        auto watch = m_cluster->session();
        while (
            watch.exec("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " + pid).empty())
            QThread::msleep(5);
        stop.requestStop();
    });
    QVERIFY_EXCEPTION_THROWN(script::Runner(nullptr, &target).run(script), Stopped);
    stopper.join();
    QCOMPARE(states(script), std::string("p"));
    QCOMPARE(m_cluster->value("target", "SELECT to_regclass('public.t') IS NULL"), std::string("t"));
}

void ScriptTest::stopOutsideATransactionIsAFailure()
{
    const StopToken stop;
    auto target = connect("target", stop);
    m_cluster->sql("target", "CREATE TABLE public.t (a int)");
    auto holder = m_cluster->session("target");
    holder.exec("BEGIN; INSERT INTO public.t VALUES (1)"); // the index waits for this transaction
    const auto pid = std::to_string(target.backendPid());
    Script script;
    auto index = statement("CREATE INDEX CONCURRENTLY i ON public.t (a)");
    index.transactional = false;
    script.add(index);
    std::thread stopper([&] {
        auto watch = m_cluster->session();
        while (watch.exec("SELECT FROM pg_locks WHERE NOT granted AND pid = " + pid).empty())
            QThread::msleep(5);
        stop.requestStop();
    });
    QVERIFY_EXCEPTION_THROWN(script::Runner(nullptr, &target).run(script), Stopped);
    stopper.join();
    QCOMPARE(states(script), std::string("f"));
    QVERIFY(script.at(0).problem->serverMessage.find("left behind") != std::string::npos);
}

void ScriptTest::lostConnectionFailsTheStatement()
{
    auto target = connect("target");
    Script script;
    script.add(statement("SELECT pg_terminate_backend(pg_backend_pid())"));
    script.add(statement("SELECT 1"));
    QVERIFY(!script::Runner(nullptr, &target).run(script));
    QCOMPARE(states(script), std::string("fp"));
    QVERIFY(script.at(0).problem->retryable);
    script.skip(0);
    auto again = connect("target");
    QVERIFY(script::Runner(nullptr, &again).run(script));
}

void ScriptTest::exportRunsInPsql()
{
    Script script;
    script.add(statement("CREATE TABLE public.t (a int)"));
    script.add(statement("INSERT INTO public.t VALUES (1) -- the first"));
    script.add(statement("INSERT INTO public.t VALUES (2);\n"));
    script.add(statement("INSERT INTO\n  public.t VALUES (40)"));
    script.skip(3);
    script.add(statement("CREATE TABLE public.on_source (a int)", Side::Source));
    const auto text = script::toSql(script, Side::Target);
    QVERIFY(text.find("on_source") == std::string::npos);
    QVERIFY(script::toSql(script).find("5. On the source: a test") != std::string::npos);

    QTemporaryDir directory;
    QFile file(directory.filePath(QStringLiteral("script.sql")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text.data(), static_cast<qint64>(text.size()));
    file.close();
    const auto result = m_cluster->tool(
        "psql", {"-X", "-v", "ON_ERROR_STOP=1", "-d", "target", "-f", file.fileName().toStdString()});
    QVERIFY2(result.exitCode == 0, result.output.c_str());
    QCOMPARE(m_cluster->value("target", "SELECT sum(a) FROM public.t"), std::string("3"));
}

void ScriptTest::exportKeepsCommentsCommented()
{
    Script script;
    auto nasty = statement("SELECT 1");
    nasty.comment = "for the table \"a\nDROP TABLE b;\r\n\"";
    script.add(nasty);
    const auto lines = QString::fromStdString(script::toSql(script)).split(QLatin1Char('\n'));
    QStringList statements;
    for (const auto &line : lines) {
        if (!line.isEmpty() && !line.startsWith(QStringLiteral("-- ")))
            statements << line;
    }
    QCOMPARE(statements, QStringList{QStringLiteral("SELECT 1;")});
}

QTEST_GUILESS_MAIN(ScriptTest)
#include "script_test.moc"
