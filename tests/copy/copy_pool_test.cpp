// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/copier_pool.h"
#include "copy/give_way.h"
#include "migration_place.h"
#include "support/cluster.h"
#include "support/oracle.h"

#include <QElapsedTimer>
#include <QTest>

#include <mutex>

using namespace tidegate;
using namespace tidegate::test;
using support::Cluster;

/// The pool: all units with several copiers, failures beside success, a stop within a second, and giving way.
class CopyPoolTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
    int m_places = 0;

    /// A pool over the units of a place, with what it reported.
    struct Pool {
        explicit Pool(MigrationPlace &place) : m_place(place)
        {
            const auto rows = journal::readUnits(place.journalConnection(), "sub");
            registry.load(unitsOf(rows), relationsOf(rows));
            pool = std::make_unique<copy::CopierPool>(
                place.context(), registry, [this](const Problem &problem, const copy::Concerned &concerned) {
                    const std::lock_guard lock(mutex);
                    problems.push_back(concerned.table + ": " + codeName(problem.code) + ": " + problem.serverMessage);
                });
        }
        std::size_t reported()
        {
            const std::lock_guard lock(mutex);
            return problems.size();
        }
        MigrationPlace &m_place;
        units::UnitRegistry registry;
        std::mutex mutex;
        std::vector<std::string> problems;
        std::unique_ptr<copy::CopierPool> pool;
    };

    std::unique_ptr<MigrationPlace> place()
    {
        return std::make_unique<MigrationPlace>(*m_source, *m_target, "place" + std::to_string(++m_places));
    }
    void verifySame(const MigrationPlace &place, const std::vector<support::TablePair> &tables)
    {
        const auto result =
            support::rowsEqual(*m_source, place.database(), *m_target, place.database(), tables);
        QVERIFY2(result, result.report.c_str());
    }

private slots:
    void initTestCase()
    {
        m_source = Cluster::start();
        m_target = Cluster::start();
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_target.reset();
    }

    void copiesAllAndTakesWhatComesLater()
    {
        const auto p = place();
        std::vector<support::TablePair> pairs;
        for (int i = 0; i < 12; ++i) {
            const auto name = "t" + std::to_string(i);
            p->both("CREATE TABLE " + name + " (id int PRIMARY KEY, filler text)");
            p->source("INSERT INTO " + name + " SELECT g, repeat('x', 200) FROM generate_series(1, 2000) g");
            p->addUnit({{name}}, i % 3 == 0 ? "sliced" : "list", i % 3 == 0 ? 3 : 0);
            pairs.push_back({"public." + name});
        }
        Pool pool(*p);
        pool.pool->start(3);
        QTRY_COMPARE_WITH_TIMEOUT(pool.registry.uncopied(), 0u, 30'000);
        p->both("CREATE TABLE late (id int)");
        p->source("INSERT INTO late VALUES (1)");
        const auto late = p->addUnit({{"late"}});
        pool.registry.add({p->unit(late)}, p->relations(late));
        QTRY_COMPARE(pool.registry.uncopied(), 0u);
        QTRY_COMPARE(pool.pool->busy(), 0);
        QVERIFY(pool.pool->sourceBackends().empty());
        pool.pool->stop();
        QCOMPARE(pool.reported(), 0u);
        pairs.push_back({"public.late"});
        verifySame(*p, pairs);
    }

    void oneBadTableDoesNotStopTheOthers()
    {
        const auto p = place();
        p->both("CREATE TABLE good (id int); CREATE TABLE bad (id int)");
        p->target("ALTER TABLE bad ADD CHECK (id < 0)");
        p->source("INSERT INTO good VALUES (1); INSERT INTO bad VALUES (1)");
        p->addUnit({{"bad"}});
        p->addUnit({{"good"}});
        Pool pool(*p);
        pool.pool->start(1);
        QTRY_COMPARE(pool.registry.uncopied(), 1u);
        QTRY_COMPARE(pool.reported(), 1u);
        QVERIFY2(pool.problems.front().find("public.bad: UnitFailed") == 0, pool.problems.front().c_str());
        QCOMPARE(p->targetValue("SELECT last_error LIKE '%check constraint%' FROM _tidegate.subscription_rel"
                                " WHERE tablename = 'bad'"),
                 "t");
        pool.pool->stop();
        verifySame(*p, {{"public.good"}});
    }

    void stopsWithinASecondAndGoesOn()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int, filler text)");
        p->source("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 20000) g");
        const auto unit = p->addUnit({{"t"}});
        // The target's table is locked: the copy hangs in the server, where a stop is hardest.
        auto locker = m_target->session(p->database());
        locker.exec("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        Pool pool(*p);
        pool.pool->start(2);
        QTRY_COMPARE(p->unitRow(unit).state, 'd');
        QTRY_COMPARE(p->targetValue("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"), "t");
        QElapsedTimer timer;
        timer.start();
        pool.pool->stop();
        QVERIFY2(timer.elapsed() < 1500, std::to_string(timer.elapsed()).c_str());
        QCOMPARE(p->unitRow(unit).state, 'i');
        locker.exec("ROLLBACK");
        pool.pool->start(2);
        QTRY_COMPARE(pool.registry.uncopied(), 0u);
        verifySame(*p, {{"public.t"}});
    }

    void aClaimThatNobodyGaveBackIsSweptUp()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->source("INSERT INTO t VALUES (1)");
        const auto unit = p->addUnit({{"t"}});
        Pool pool(*p);
        QVERIFY(journal::claimUnit(p->journalConnection(), unit, "lost token", p->fence().generation()));
        pool.pool->start(1);
        QTRY_COMPARE(pool.registry.uncopied(), 0u);
        // And one that turns up while the pool runs, as from a backend that was believed dead.
        p->both("CREATE TABLE u (id int)");
        const auto late = p->addUnit({{"u"}});
        QVERIFY(journal::claimUnit(p->journalConnection(), late, "another", p->fence().generation()));
        pool.registry.add({p->unit(late)}, p->relations(late));
        QTRY_COMPARE_WITH_TIMEOUT(pool.registry.uncopied(), 0u, 10'000);
        QCOMPARE(pool.reported(), 0u);
        verifySame(*p, {{"public.t"}});
    }

    void givesWayToDdl_data()
    {
        QTest::addColumn<std::string>("kind");
        QTest::newRow("plain") << std::string("list");
        QTest::newRow("sliced") << std::string("sliced");
    }
    void givesWayToDdl()
    {
        QFETCH(std::string, kind);
        const auto p = place();
        p->both("CREATE TABLE t (id int, filler text)");
        p->source("INSERT INTO t SELECT g, repeat('x', 500) FROM generate_series(1, 60000) g");
        p->addUnit({{"t"}}, kind, 2);
        auto locker = m_target->session(p->database());
        locker.exec(
            "BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE"); // holds the copy while it holds its snapshot
        Pool pool(*p);
        pool.pool->start(1);
        QTRY_VERIFY(!pool.pool->sourceBackends().empty());
        QTRY_COMPARE(p->targetValue("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"), "t");
        std::thread ddl(
            [&] { p->source("ALTER TABLE t ADD COLUMN more int; ALTER TABLE t DROP COLUMN more"); });
        const auto context = p->context();
        postgres::Connection control(context.source, context.sourceOptions(), StopToken());
        copy::GiveWay giveWay(std::chrono::milliseconds(300));
        int ended = 0;
        QTRY_VERIFY_WITH_TIMEOUT(
            (ended += static_cast<int>(giveWay.run(control, pool.pool->sourceBackends()).size()),
             p->sourceValue("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0" && ended > 0),
            15'000);
        ddl.join();
        locker.exec("ROLLBACK");
        QTRY_COMPARE_WITH_TIMEOUT(pool.registry.uncopied(), 0u, 30'000);
        pool.pool->stop();
        verifySame(*p, {{"public.t"}});
    }

    void aTakenOverPoolEnds()
    {
        const auto p = place();
        p->both("CREATE TABLE t (id int)");
        p->target("ALTER TABLE t ADD CHECK (id < 0)");
        p->source("INSERT INTO t VALUES (1)");
        p->addUnit({{"t"}});
        Pool pool(*p);
        p->takeOver();
        pool.pool->start(2);
        QTRY_COMPARE(pool.reported(), 1u);
        QVERIFY2(pool.problems.front().find("TakenOver") != std::string::npos, pool.problems.front().c_str());
    }
};

QTEST_GUILESS_MAIN(CopyPoolTest)
#include "copy_pool_test.moc"
