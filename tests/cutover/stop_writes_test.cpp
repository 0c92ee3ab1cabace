// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "cutover/cutover.h"
#include "support/cluster.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::support;
using cutover::StopWritesBy;

class StopWritesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_cluster = Cluster::start();
        m_cluster->sql("postgres", "CREATE ROLE owner LOGIN; CREATE ROLE boss LOGIN SUPERUSER");
        m_cluster->createDatabase("Shop \"x\"");
        m_cluster->sql("postgres", R"(ALTER DATABASE "Shop ""x""" OWNER TO owner)");
        m_cluster->sql(name, "CREATE TABLE t (id int); GRANT ALL ON t TO public");
    }
    void cleanupTestCase() { m_cluster.reset(); }
    void init() { m_cluster->sql("postgres", R"(ALTER DATABASE "Shop ""x""" RESET ALL)"); }

    /// Old sessions end, new ones cannot write, Tidegate's can; undone, everybody can, also who came meanwhile.
    void readOnlyAndBack()
    {
        auto old = m_cluster->session(name);
        auto elsewhere = m_cluster->session("postgres");
        const auto source = connect("postgres");
        const auto plan = cutover::planStop(*source, {StopWritesBy::ReadOnly, {}, {}});
        QCOMPARE(plan.stop.size(), 2u);
        QCOMPARE(plan.undo.at(0).sql, R"(ALTER DATABASE "Shop ""x""" RESET default_transaction_read_only)");
        QCOMPARE(cutover::undoReadOnlySql(*source), "");
        cutover::stopWrites(*source, plan, StopWritesBy::ReadOnly, {});
        QVERIFY_EXCEPTION_THROWN(old.exec("INSERT INTO t VALUES (1)"), SessionError);
        elsewhere.exec("SELECT 1");
        auto meanwhile = m_cluster->session(name);
        QVERIFY_EXCEPTION_THROWN(meanwhile.exec("INSERT INTO t VALUES (2)"), SessionError);
        source->exec("INSERT INTO public.t VALUES (3)");
        connect("postgres")->exec("INSERT INTO public.t VALUES (4)");
        QCOMPARE(cutover::undoReadOnlySql(*source), plan.undo.at(0).sql);
        for (const auto &statement : plan.undo.statements())
            source->exec(statement.sql);
        QVERIFY_EXCEPTION_THROWN(meanwhile.exec("SELECT 1"), SessionError);
        m_cluster->sql(name, "INSERT INTO t VALUES (5)");
    }

    void undoIsWhatWasBefore()
    {
        const auto source = connect("postgres");
        source->exec(R"(ALTER DATABASE "Shop ""x""" SET default_transaction_read_only = off)");
        QCOMPARE(cutover::planStop(*source, {StopWritesBy::ReadOnly, {}, {}}).undo.at(0).sql,
                 R"(ALTER DATABASE "Shop ""x""" SET default_transaction_read_only = 'off')");
        source->exec(R"(ALTER DATABASE "Shop ""x""" SET default_transaction_read_only = on)");
        const auto plan = cutover::planStop(*source, {StopWritesBy::ReadOnly, {}, {}});
        QCOMPARE(plan.stop.size(), 2u); // sessions older than that setting can still write
        QVERIFY(plan.undo.empty());     // not ours
    }

    /// A session that our role may not end keeps the right to write: named, and no cutover.
    void sessionThatMayNotBeEnded()
    {
        auto boss = Session(m_cluster->conninfo(name) + " user=boss application_name=payroll");
        const auto source = connect("owner");
        const auto plan = cutover::planStop(*source, {StopWritesBy::ReadOnly, {}, {}});
        try {
            cutover::stopWrites(*source, plan, StopWritesBy::ReadOnly, {});
            QFAIL("a session that could write was ignored");
        } catch (const ProblemError &error) {
            QVERIFY(error.problem().code == Code::NotReadyForCutover);
            QVERIFY2(error.problem().arguments.at(0).find("pid " + std::to_string(boss.backendPid()))
                         != std::string::npos,
                     error.problem().arguments.at(0).c_str());
        }
    }

    void ownStatements()
    {
        const auto source = connect("postgres");
        const auto plan = cutover::planStop(*source, {StopWritesBy::Statements,
                                                      {"REVOKE INSERT ON public.t FROM public"},
                                                      {"GRANT INSERT ON public.t TO public"}});
        cutover::stopWrites(*source, plan, StopWritesBy::Statements, {});
        QVERIFY_EXCEPTION_THROWN(connect("owner")->exec("INSERT INTO public.t VALUES (6)"), ProblemError);
        source->exec(plan.undo.at(0).sql);
        connect("owner")->exec("INSERT INTO public.t VALUES (6)");
        const auto wrong = cutover::planStop(*source, {StopWritesBy::Statements, {"SELECT 1/0"}, {}});
        QVERIFY_EXCEPTION_THROWN(cutover::stopWrites(*source, wrong, StopWritesBy::Statements, {}),
                                 ProblemError);
        QVERIFY(cutover::planStop(*source, {}).stop.empty());
    }

    /// What cannot be undone is not said to have been.
    void reopeningTells()
    {
        const auto closing = [&](StopWritesBy by, bool begun) {
            cutover::Closing made;
            made.source = connect("postgres")->parameters();
            made.by = by;
            made.begun = begun;
            return made;
        };
        auto statements = closing(StopWritesBy::Statements, true);
        auto reopening = cutover::reopen(statements, 1);
        QVERIFY(reopening.how == cutover::Reopened::NothingDone && !reopening.words.empty());
        QVERIFY2(reopening.words.find("takes writes") == std::string::npos, reopening.words.c_str());
        auto early = closing(StopWritesBy::ReadOnly, false);
        QVERIFY(cutover::reopen(early, 1).how == cutover::Reopened::NothingDone);
        // Read-only before the cutover, and not ours.
        m_cluster->sql("postgres", R"(ALTER DATABASE "Shop ""x""" SET default_transaction_read_only = on)");
        for (const auto by : {StopWritesBy::Hand, StopWritesBy::ReadOnly, StopWritesBy::Statements}) {
            auto closed = closing(by, true);
            reopening = cutover::reopen(closed, 1);
            QVERIFY(reopening.how == cutover::Reopened::StillClosed && !reopening.mayFollow);
            QVERIFY2(reopening.words.find(R"(ALTER DATABASE "Shop ""x""" RESET default_transaction_read_only)") != std::string::npos,
                     reopening.words.c_str());
        }
        QCOMPARE(cutover::planOpen(*connect("postgres")).size(), 2u);
        auto nowhere = closing(StopWritesBy::Hand, false);
        nowhere.source.set("port", "1");
        reopening = cutover::reopen(nowhere, 2);
        QVERIFY(reopening.how == cutover::Reopened::NothingDone);
        QVERIFY2(reopening.words.find("not known") != std::string::npos, reopening.words.c_str());
    }

    void arguments()
    {
        const auto options =
            cutover::Options::fromJson(R"({"stop-writes":"read-only","sequences":false,"limit-seconds":7})");
        QVERIFY(options.stopWrites.by == StopWritesBy::ReadOnly && !options.resetSequences);
        QCOMPARE(options.limit->count(), 7);
        QVERIFY(cutover::Options::fromJson("{}").stopWrites.by == StopWritesBy::Hand);
        for (const char *bad :
             {"[]", "x", R"({"stop-writes":"now"})", R"({"sequences":"no"})", R"({"more":1})"})
            QVERIFY_EXCEPTION_THROWN(cutover::Options::fromJson(bad), ProblemError);
    }

private:
    std::unique_ptr<postgres::Connection> connect(const std::string &role)
    {
        return std::make_unique<postgres::Connection>(
            postgres::ConnectionParameters::parse(m_cluster->conninfo("postgres") + " user=" + role
                                                  + " dbname='" + name + "'"),
            postgres::SessionOptions{"source", "tidegate shop", false, false}, StopToken());
    }

    const std::string name = "Shop \"x\"";
    std::unique_ptr<Cluster> m_cluster;
};

QTEST_GUILESS_MAIN(StopWritesTest)
#include "stop_writes_test.moc"
