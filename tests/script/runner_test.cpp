// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "script/runner.h"
#include "support/cluster.h"

#include <QTest>
#include <QThread>

#include <thread>

using namespace tidegate;
using script::Script;
using script::State;

/// What the runner does about others who use the same tables, and about what has changed since a script was written.
class RunnerTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<support::Cluster> m_cluster;

    postgres::Connection connect(const StopToken &stop = {}) const
    {
        return {postgres::ConnectionParameters::parse(m_cluster->conninfo()), {"target", "runner_test"}, stop};
    }
    static script::Statement statement(const std::string &sql)
    {
        script::Statement made;
        made.sql = sql;
        return made;
    }
    static std::string states(const Script &script)
    {
        std::string all;
        for (const auto &each : script.statements())
            all += script::stateName(each.state)[0];
        return all;
    }
    /// Whether somebody waits for a lock becomes so.
    static void waitUntil(bool somebodyWaits, support::Session &watch)
    {
        while (watch.exec("SELECT FROM pg_locks WHERE NOT granted").empty() == somebodyWaits)
            QThread::msleep(5);
    }

private slots:
    void initTestCase() { m_cluster = support::Cluster::start(); }
    void init() { m_cluster->sql("postgres", "DROP SCHEMA public CASCADE; CREATE SCHEMA public"); }
    void cleanupTestCase() { m_cluster.reset(); }

    void whatIsNotNeededIsLeftOut()
    {
        auto target = connect();
        Script script;
        auto drop = statement("DROP TABLE public.t");
        drop.onlyIf = "SELECT to_regclass('public.t') IS NOT NULL";
        script.add(drop);
        script.add(statement("CREATE TABLE IF NOT EXISTS public.t (a int)"));
        script::Runner runner(nullptr, &target);
        QVERIFY(runner.run(script));
        QCOMPARE(states(script), std::string("sd"));
        QCOMPARE(script.at(0).leftOut, script::LeftOut::NotNeeded);
        QVERIFY(runner.run(script)); // asked again, it is needed by now
        QCOMPARE(states(script), std::string("dd"));
        // The user's own words run whatever it says.
        Script edited;
        drop.onlyIf = "SELECT false";
        edited.add(drop);
        edited.edit(0, "CREATE TABLE public.u (a int)");
        QVERIFY(runner.run(edited));
        QCOMPARE(states(edited), std::string("d"));
        // Unless what they take away may be somebody's by then.
        Script anyway;
        drop.onlyIfAnyway = true;
        anyway.add(drop);
        anyway.edit(0, "DROP TABLE IF EXISTS public.u", true);
        QVERIFY(runner.run(anyway));
        QCOMPARE(states(anyway), std::string("s"));
    }

    void othersPassBeforeALockIsHad()
    {
        const StopToken stop;
        auto target = connect(stop);
        m_cluster->sql("postgres", "CREATE TABLE public.t (a int)");
        auto holder = m_cluster->session();
        holder.exec("BEGIN; INSERT INTO public.t VALUES (1)");
        Script script;
        auto alter = statement("ALTER TABLE public.t ADD COLUMN b int");
        alter.givesWay = true;
        script.add(alter);
        bool isDone = false;
        std::thread runner([&] { isDone = script::Runner(nullptr, &target).run(script); });
        auto other = m_cluster->session();
        waitUntil(true, other);
        // Behind it, and yet before it.
        other.exec("SET lock_timeout = '20s'; INSERT INTO public.t VALUES (2)");
        waitUntil(true, other); // it tries again
        holder.exec("COMMIT");
        runner.join();
        QVERIFY(isDone);
        QCOMPARE(target.exec("SHOW lock_timeout").text(0, 0), std::string("0"));
        // Also while it lets others pass, it stops at once.
        holder.exec("BEGIN; INSERT INTO public.t VALUES (1)");
        Script second;
        second.add(alter);
        bool wasStopped = false;
        std::thread stopped([&] {
            try {
                script::Runner(nullptr, &target).run(second);
            } catch (const Stopped &) {
                wasStopped = true;
            }
        });
        waitUntil(true, other);
        waitUntil(false, other);
        stop.requestStop();
        stopped.join();
        QVERIFY(wasStopped);
        QCOMPARE(states(second), std::string("p"));
    }

    void aCircleIsOursToBreak_data()
    {
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("which locks it takes") << true;
        QTest::newRow("unknown locks") << false;
    }

    void aCircleIsOursToBreak()
    {
        QFETCH(bool, isKnown);
        auto target = connect();
        m_cluster->sql("postgres", "CREATE TABLE public.a (); CREATE TABLE public.b ()");
        auto other = m_cluster->session();
        other.exec("BEGIN; LOCK TABLE public.b");
        Script script;
        auto both = statement("LOCK TABLE public.a; LOCK TABLE public.b");
        both.givesWay = true;
        if (isKnown)
            both.locks = {"public.a", "public.b"};
        script.add(both);
        bool isDone = false;
        std::thread runner([&] { isDone = script::Runner(nullptr, &target).run(script); });
        auto watch = m_cluster->session();
        waitUntil(true, watch);
        // It throws if the server ends it; where the locks are known it has nothing to wait for.
        other.exec((isKnown ? "SET LOCAL lock_timeout = '200ms'; " : "") + std::string("LOCK TABLE public.a"));
        other.exec("COMMIT");
        runner.join();
        QVERIFY(isDone);
    }
};

QTEST_GUILESS_MAIN(RunnerTest)
#include "runner_test.moc"
