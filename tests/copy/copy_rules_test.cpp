// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "driver.h"
#include "migration_place.h"
#include "support/cluster.h"
#include "support/oracle.h"
#include "units/decide.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using support::Cluster;

/// Rules 4 and 5 of exactness.md, each with its counterexample: with the rule on the copy is exact, with it
/// off rows are lost or doubled, which proves that the test can see it.
class CopyRulesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
    int m_places = 0;

    std::unique_ptr<MigrationPlace> place()
    {
        return std::make_unique<MigrationPlace>(*m_source, *m_target, "place" + std::to_string(++m_places));
    }
    support::Comparison same(const MigrationPlace &place)
    {
        return support::rowsEqual(*m_source, place.database(), *m_target, place.database(), {{"public.t"}});
    }
    static void onAndOff()
    {
        QTest::addColumn<bool>("on");
        QTest::newRow("rule on") << true;
        QTest::newRow("rule off") << false;
    }

private slots:
    void initTestCase()
    {
        // A long wal_writer_delay: what is committed asynchronously stays in memory until somebody flushes.
        m_source =
            Cluster::start({{}, {{"wal_writer_delay", "10000ms"}, {"max_prepared_transactions", "5"}}});
        m_target = Cluster::start();
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_target.reset();
    }

    void lockBeforeSnapshot_data() { onAndOff(); }
    void lockBeforeSnapshot() // D4
    {
        QFETCH(bool, on);
        const auto p = place();
        p->source("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 5)");
        p->target("CREATE TABLE t (id bigint)");
        const auto unit = p->addUnit({{"t"}});
        Driver driver(*p, {"unit", std::to_string(unit)}, {"copy.before.lock=wait"}, on ? "" : "4");
        QVERIFY(driver.waitUntilAt("copy.before.lock"));
        p->source("ALTER TABLE t ALTER COLUMN id TYPE bigint");
        driver.release("copy.before.lock");
        const auto output = driver.output();
        QVERIFY2(output.find("outcome Copied") != std::string::npos, output.c_str());
        const auto result = same(*p);
        QCOMPARE(result.missing, on ? 0u : 5u); // the rewritten rows are younger than the snapshot
    }

    void claimBeforeSnapshot_data() { onAndOff(); }
    void claimBeforeSnapshot()
    {
        QFETCH(bool, on);
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->source("INSERT INTO t VALUES (1)");
        const auto unit = p->addUnit({{"t"}});
        Driver driver(*p, {"unit", std::to_string(unit)}, {"copy.opened=wait"}, on ? "" : "4claim");
        QVERIFY(driver.waitUntilAt("copy.opened"));
        // T commits after S. The consumer takes its proof, and after that reads the unit's state.
        auto session = m_source->session(p->database());
        session.exec("BEGIN; INSERT INTO t VALUES (2)");
        units::TransactionSeen seen;
        seen.xid = static_cast<std::uint32_t>(
            session.number("SELECT pg_current_xact_id()::text::bigint % 4294967296"));
        session.exec("COMMIT");
        seen.commit = *Lsn::parse(session.value("SELECT pg_current_wal_insert_lsn()"));
        units::UnitView view;
        view.state = units::UnitState{p->unitRow(unit).state};
        auto verdict = units::decide(seen, view, units::Proof::FinishedBefore);
        driver.release("copy.opened");
        const auto output = driver.output();
        QVERIFY2(output.find("outcome Copied") != std::string::npos, output.c_str());
        const auto row = p->unitRow(unit);
        if (verdict == units::Verdict::Hold) {
            view = {units::UnitState{row.state}, &*row.snapshot, row.lsn, false};
            verdict = units::decide(seen, view, units::Proof::FinishedBefore);
        }
        if (verdict == units::Verdict::Apply)
            p->target("INSERT INTO t VALUES (2)");
        QCOMPARE(same(*p).missing, on ? 0u : 1u);
        QCOMPARE(p->targetValue("SELECT count(*) FROM t"), on ? "2" : "1");
    }

    void flushBeforeFinish_data() { onAndOff(); }
    void flushBeforeFinish() // H2, D6
    {
        QFETCH(bool, on);
        std::uint64_t phantoms = 0;
        // Another backend may flush by chance, so the loss is given a few tries.
        for (int round = 0; round < (on ? 3 : 10) && phantoms == 0; ++round) {
            const auto p = place();
            p->both("CREATE TABLE t (id int)");
            const auto unit = p->addUnit({{"t"}});
            m_source->sql(p->database(), "CHECKPOINT");
            m_source->sql(p->database(), "SET synchronous_commit = off; INSERT INTO t VALUES (1)");
            Driver driver(*p, {"unit", std::to_string(unit)}, {}, on ? "" : "5");
            const auto output = driver.output();
            m_source->kill9();
            m_source->startAgain();
            QVERIFY2(output.find("outcome Copied rows 1") != std::string::npos, output.c_str());
            const auto result = same(*p);
            QCOMPARE(result.missing, 0u);
            phantoms += result.extra;
        }
        QCOMPARE(phantoms, on ? 0u : 1u);
    }

    void zombieFinish_data() { onAndOff(); }
    void zombieFinish()
    {
        QFETCH(bool, on);
        const auto p = place();
        p->both("CREATE TABLE t (id int)"); // without a key that would stop the second copy by itself
        p->source("INSERT INTO t SELECT generate_series(1, 10)");
        const auto unit = p->addUnit({{"t"}});
        Driver zombie(*p, {"unit", std::to_string(unit)}, {"copy.rows=wait"}, on ? "" : "5owner");
        QVERIFY(zombie.waitUntilAt("copy.rows"));
        p->takeOver();
        QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        zombie.release("copy.rows");
        const auto output = zombie.output();
        QVERIFY2(output.find(on ? "outcome LostOwner" : "outcome Copied") != std::string::npos,
                 output.c_str());
        QCOMPARE(same(*p).extra, on ? 0u : 10u);
        QCOMPARE(p->unitRow(unit).state, 'f');
    }

    void zombieThatClaimsAfterTheTakeOver()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->source("INSERT INTO t VALUES (1)");
        const auto unit = p->addUnit({{"t"}});
        const auto old = p->fence();
        p->takeOver();
        QVERIFY(journal::claimUnit(p->journalConnection(), unit, "zombie", old.generation()));
        QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        QVERIFY(same(*p));
    }

    void zombieSlice()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int, filler text)");
        p->source("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 1000) g");
        const auto unit = p->addUnit({{"t"}}, "sliced", 4);
        Driver zombie(*p, {"unit", std::to_string(unit)}, {"copy.slice.begun=!wait"});
        QVERIFY(zombie.waitUntilAt("copy.slice.begun"));
        p->takeOver();
        const auto taken = p->copyUnit(unit);
        QVERIFY2(taken.outcome == copy::Outcome::Copied,
                 taken.problem ? taken.problem->serverMessage.c_str() : "");
        QVERIFY(same(*p));
        zombie.release("copy.slice.begun");
        const auto output = zombie.output();
        QVERIFY2(output.find("outcome Copied") == std::string::npos, output.c_str());
        QVERIFY(same(*p));
    }

    void claimWaitsForAZombieSliceThatWrites()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int PRIMARY KEY, filler text)");
        p->source("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 1000) g");
        const auto unit = p->addUnit({{"t"}}, "sliced", 4);
        Driver zombie(*p, {"unit", std::to_string(unit)}, {"copy.slice.rows=!wait"});
        QVERIFY(zombie.waitUntilAt("copy.slice.rows"));
        p->takeOver();
        Driver heir(*p, {"unit", std::to_string(unit)});
        QTRY_COMPARE(
            p->targetValue("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"),
            "1");
        zombie.release("copy.slice.rows");
        const auto output = heir.output();
        QVERIFY2(output.find("outcome Copied rows 1000") != std::string::npos, output.c_str());
        QVERIFY(zombie.output().find("outcome LostOwner") != std::string::npos);
        const auto result = same(*p);
        QVERIFY2(result, result.report.c_str());
    }

    void aKilledCopierLeavesNothing_data()
    {
        QTest::addColumn<std::string>("failpoint");
        QTest::addColumn<std::string>("kind");
        for (const char *name :
             {"copy.claimed", "copy.opened", "copy.rows", "copy.flushed", "copy.finished"}) {
            QTest::addRow("%s, list", name) << std::string(name) << std::string("list");
            QTest::addRow("%s, sliced", name) << std::string(name) << std::string("sliced");
        }
        for (const char *name : {"copy.slice.taken", "copy.slice.rows"})
            QTest::addRow("%s", name) << std::string(name) << std::string("sliced");
        QTest::addRow("copy.committed") << std::string("copy.committed") << std::string("list");
    }
    void aKilledCopierLeavesNothing()
    {
        QFETCH(std::string, failpoint);
        QFETCH(std::string, kind);
        const auto p = place();
        p->both("CREATE TABLE t (id int, filler text)");
        p->source("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 500) g");
        const auto unit = p->addUnit({{"t"}}, kind, kind == "sliced" ? 4 : 0);
        Driver driver(*p, {"unit", std::to_string(unit)}, {failpoint + "=kill"});
        driver.output();
        QCOMPARE(driver.exitCode(), 137);
        p->takeOver();
        if (failpoint == "copy.committed") {
            QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::NotClaimed);
        } else {
            if (kind == "list")
                QCOMPARE(p->targetValue("SELECT count(*) FROM t"), "0");
            const auto again = p->copyUnit(unit);
            QVERIFY2(again.outcome == copy::Outcome::Copied,
                     again.problem ? again.problem->serverMessage.c_str() : "no problem");
        }
        const auto result = same(*p);
        QVERIFY2(result, result.report.c_str());
        QCOMPARE(p->unitRow(unit).state, 'f');
        QCOMPARE(p->targetValue("SELECT count(*) FROM _tidegate.copy_slice"), "0");
    }
};

QTEST_GUILESS_MAIN(CopyRulesTest)
#include "copy_rules_test.moc"
