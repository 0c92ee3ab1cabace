// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "driver.h"
#include "migration_place.h"
#include "support/cluster.h"
#include "support/oracle.h"
#include "support/proxy.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using support::Cluster;

/// What stands in the way of one unit: locks, lost connections, doubtful commits, changed definitions,
/// refusing targets. Nothing half done stays, and the unit is free again.
class CopyFailuresTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
    int m_places = 0;

    std::unique_ptr<MigrationPlace> place()
    {
        return std::make_unique<MigrationPlace>(*m_source, *m_target, "place" + std::to_string(++m_places));
    }
    void verifySame(const MigrationPlace &place)
    {
        const auto result =
            support::rowsEqual(*m_source, place.database(), *m_target, place.database(), {{"public.t"}});
        QVERIFY2(result, result.report.c_str());
    }
    void verifyFailed(MigrationPlace &place, std::int64_t unit, Code code, const std::string &what)
    {
        const auto result = place.copyUnit(unit);
        QCOMPARE(result.outcome, copy::Outcome::Failed);
        QVERIFY(result.problem);
        QCOMPARE(codeName(result.problem->code), codeName(code));
        const auto &words = result.problem->arguments;
        const auto said =
            words.empty() ? result.problem->serverMessage : words.back() + result.problem->serverMessage;
        QVERIFY2(said.find(what) != std::string::npos, said.c_str());
        QCOMPARE(place.unitRow(unit).state, 'i');
        QCOMPARE(place.targetValue("SELECT count(*) FROM t"), "0");
    }

private slots:
    void initTestCase()
    {
        m_source = Cluster::start();
        support::ClusterOptions options;
        options.withSynchronousStandby = true;
        m_target = Cluster::start(options);
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_target.reset();
    }

    void aLockIsGivenUpQuickly()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int); CREATE TABLE u (id int)");
        p->source("INSERT INTO t VALUES (1)");
        const auto unit = p->addUnit({{"u"}, {"t"}});
        auto ddl = m_source->session(p->database());
        ddl.exec("BEGIN; ALTER TABLE t ADD COLUMN more int");
        const auto result = p->copyUnit(unit);
        QCOMPARE(result.outcome, copy::Outcome::GaveWay);
        QCOMPARE(result.problem->sqlstate, "55P03");
        QCOMPARE(p->unitRow(unit).state, 'i');
        QCOMPARE(p->sourceValue("SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = relation"
                                " WHERE c.relname = 'u'"),
                 "0");
        ddl.exec("ROLLBACK");
        QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        verifySame(*p);
    }

    void aCancelledCopyIsTriedAgain()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->source("INSERT INTO t SELECT generate_series(1, 100000)");
        const auto unit = p->addUnit({{"t"}});
        Driver driver(*p, {"unit", std::to_string(unit)}, {"copy.rows=wait"});
        QVERIFY(driver.waitUntilAt("copy.rows"));
        p->source(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate sub%'");
        driver.release("copy.rows");
        const auto output = driver.output();
        QVERIFY2(output.find("outcome Failed") != std::string::npos, output.c_str());
        QCOMPARE(p->unitRow(unit).state, 'i');
        QCOMPARE(p->targetValue("SELECT count(*) FROM t"), "0");
        QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        verifySame(*p);
    }

    void aDoubtfulCommitIsAskedFor_data()
    {
        QTest::addColumn<bool>("happened");
        QTest::newRow("it happened") << true;
        QTest::newRow("it did not") << false;
    }
    void aDoubtfulCommitIsAskedFor()
    {
        QFETCH(bool, happened);
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->source("INSERT INTO t SELECT generate_series(1, 100)");
        const auto unit = p->addUnit({{"t"}});
        support::Proxy proxy("127.0.0.1", m_target->port());
        p->targetThrough = proxy.conninfo(p->database());
        Driver driver(*p, {"unit", std::to_string(unit)}, {"copy.finished=wait"});
        QVERIFY(driver.waitUntilAt("copy.finished"));
        if (happened) {
            // The commit is on its way to a standby that does not answer, when the connection goes.
            m_target->pauseStandby();
            driver.release("copy.finished");
            QTRY_COMPARE(p->targetValue("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"),
                         "1");
            proxy.cut();
            QTRY_COMPARE(p->targetValue("SELECT count(*) FROM pg_locks WHERE NOT granted"
                                        " AND locktype = 'transactionid'"),
                         "1"); // the question waits for the answer that only the lost transaction has
            m_target->resumeStandby();
        } else {
            proxy.halfOpen();
            driver.release("copy.finished");
            QTRY_COMPARE(p->unitRow(unit).state, 'd');
            p->target("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE "
                      "'tidegate sub%'");
            proxy.cut();
        }
        const auto output = driver.output();
        QVERIFY2(output.find(happened ? "outcome Copied rows 100" : "outcome Failed") != std::string::npos,
                 output.c_str());
        QCOMPARE(p->unitRow(unit).state, happened ? 'f' : 'i');
        if (!happened)
            QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        verifySame(*p);
    }

    void connectionsCutAnywhereLeaveNothing()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int, filler text)");
        p->source("INSERT INTO t SELECT g, repeat('x', 100) FROM generate_series(1, 3000) g");
        support::Proxy proxy("127.0.0.1", m_target->port());
        p->targetThrough = proxy.conninfo(p->database());
        const auto unit = p->addUnit({{"t"}});
        int failures = 0;
        for (std::uint64_t after = 500; p->unitRow(unit).state != 'f'; after += after / 2) {
            proxy.cutAfter(after);
            const auto outcome = p->copyUnit(unit).outcome;
            failures += outcome == copy::Outcome::Failed;
            // A claim that could not be given back is swept up by the next start of the pool.
            if (p->unitRow(unit).state == 'd')
                p->takeOver();
        }
        QVERIFY(failures > 3);
        verifySame(*p);
    }

    void changedDefinitionsAreRefused()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int PRIMARY KEY, n int)");
        p->source("INSERT INTO t VALUES (1, 1); CREATE PUBLICATION pub FOR TABLE t");
        p->publications = {"pub"};
        const auto unit = p->addUnit({{"t"}});
        p->source("ALTER PUBLICATION pub DROP TABLE t");
        verifyFailed(*p, unit, Code::UnitDefinitionChanged, "no longer published");
        p->source("ALTER PUBLICATION pub ADD TABLE t");
        if (m_source->major() >= 15) {
            p->source("ALTER PUBLICATION pub SET TABLE t WHERE (id > 0)");
            verifyFailed(*p, unit, Code::UnitDefinitionChanged, "row filter");
            p->source("ALTER PUBLICATION pub SET TABLE t");
        }
        p->source("ALTER TABLE t ADD COLUMN more int");
        verifyFailed(*p, unit, Code::RelationChanged, "more");
        p->target("ALTER TABLE t ADD COLUMN more int");
        p->target("ALTER TABLE t ADD CHECK (n > 1)");
        verifyFailed(*p, unit, Code::UnitFailed, "check constraint");
        p->target("ALTER TABLE t DROP CONSTRAINT t_n_check");
        // It is known by its oid, whoever has its name now.
        p->source("ALTER TABLE t RENAME TO renamed; CREATE TABLE t (id int); INSERT INTO t VALUES (7)");
        QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        const auto same = support::rowsEqual(*m_source, p->database(), *m_target, p->database(), {{"public.renamed", "public.t"}});
        QVERIFY2(same, same.report.c_str());
    }

    void takenOverIsNoFault()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->source("INSERT INTO t VALUES (1)");
        const auto unit = p->addUnit({{"t"}});
        Driver driver(*p, {"unit", std::to_string(unit)}, {"copy.rows=wait"});
        QVERIFY(driver.waitUntilAt("copy.rows"));
        p->takeOver();
        p->target(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate sub%'");
        driver.release("copy.rows");
        const auto output = driver.output();
        QVERIFY2(output.find("outcome Failed") != std::string::npos
                     && output.find("taken over") != std::string::npos,
                 output.c_str());
        QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        verifySame(*p);
    }

    void leftoversOfSlicesOnASharedTargetAreNotTouched()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->source("INSERT INTO t SELECT generate_series(1, 1000)");
        const auto unit = p->addUnit({{"t"}}, "sliced", 2);
        Driver driver(*p, {"unit", std::to_string(unit)}, {"copy.rows=kill"});
        driver.output();
        QCOMPARE(p->targetValue("SELECT count(*) FROM t"), "1000"); // slices commit one by one
        p->target("UPDATE _tidegate.subscription_rel SET shared = true");
        p->takeOver();
        const auto result = p->copyUnit(unit);
        QCOMPARE(codeName(result.problem->code), codeName(Code::ResyncOfShared));
        QCOMPARE(p->targetValue("SELECT count(*) FROM t"), "1000");
        p->target("UPDATE _tidegate.subscription_rel SET shared = false");
        QCOMPARE(p->copyUnit(unit).outcome, copy::Outcome::Copied);
        verifySame(*p);
    }
};

QTEST_GUILESS_MAIN(CopyFailuresTest)
#include "copy_failures_test.moc"
