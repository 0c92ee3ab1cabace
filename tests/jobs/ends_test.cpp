// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/after_switch.h"
#include "jobs/connect.h"
#include "jobs/source_preparation.h"
#include "support/cluster.h"
#include "support/skips.h"

#include <QTest>

using namespace tidegate;
using support::Cluster;

/// What the window's source and cutover pages know of the servers.
class EndsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;

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

    void namesOfSubscriptions()
    {
        QCOMPARE(jobs::usualSubscription("shop"), "shop");
        QCOMPARE(jobs::usualSubscription("Shop EU-2"), "shop_eu_2");
        QCOMPARE(jobs::usualSubscription("_x_"), "x");
        QCOMPARE(jobs::usualSubscription("\xd0\xbc"), "migration");
        QVERIFY(jobs::usualSubscription(std::string(80, 'a')).size() < 60);
    }

    void alterSystemStandsAlone()
    {
        Finding finding{Severity::Refusal, Code::SourceWalLevel, {"replica"}, "ALTER SYSTEM SET wal_level = 'logical'", Side::Source};
        const auto alone = jobs::mendStatement(finding);
        QVERIFY(!alone.transactional && alone.side == Side::Source);
        finding.mend = "GRANT SELECT ON t TO joe";
        QVERIFY(jobs::mendStatement(finding).transactional);
    }

    /// A partitioned root is one entry, somebody's wholesale publication is left alone.
    void publicationAndPlan()
    {
        m_source->sql("postgres", "CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id);"
                                  "CREATE TABLE leaf PARTITION OF root FOR VALUES FROM (0) TO (10); CREATE TABLE keyless (a int)");
        const auto source = jobs::connectSource(endpoint::Endpoint::fromText(m_source->conninfo()), StopToken());
        plan::MigrationPlan plan;
        plan.subscription = "s";
        plan.tables = {{{"public", "root"}, {"public", "root"}, {}, {}}, {{"public", "keyless"}, {"public", "keyless"}, {}, {}},
                       {{"public", "gone"}, {"public", "gone"}, {}, {}}};
        auto found = jobs::prepareSource(*source, plan);
        QCOMPARE(found.missing, (std::vector<RelationName>{{"public", "gone"}}));
        QCOMPARE(found.withoutIdentity, (std::vector<RelationName>{{"public", "keyless"}}));
        QCOMPARE(found.script.size(), 2u);
        for (const auto &statement : found.script.statements())
            source->exec(statement.sql);
        found = jobs::prepareSource(*source, plan);
        QVERIFY(found.exists && !found.isForeign && found.script.empty());
        source->exec("COMMENT ON PUBLICATION tidegate_s IS 'mine'");
        QVERIFY(jobs::prepareSource(*source, plan).isForeign);
        plan.subscription.clear();
        QCOMPARE(jobs::prepareSource(*source, plan).publication, "tidegate_postgres");
    }

    /// Without which the application could not update a table under REPLICA IDENTITY FULL.
    void publicationOfGeneratedColumns()
    {
        if (!support::Installation::withMajor(18))
            TIDEGATE_SKIP("PostgreSQL 18");
        const auto server = support::Cluster::start({support::Installation::withMajor(18)});
        server->sql("postgres", "CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a) STORED); ALTER TABLE t REPLICA IDENTITY FULL;"
                                "CREATE TABLE keyed (a int PRIMARY KEY, g int GENERATED ALWAYS AS (a) STORED, v int GENERATED ALWAYS AS (a) VIRTUAL);"
                                "CREATE TABLE plain (a int PRIMARY KEY); INSERT INTO t VALUES (1)");
        const auto source = jobs::connectSource(endpoint::Endpoint::fromText(server->conninfo()), StopToken());
        plan::MigrationPlan plan;
        plan.subscription = "s";
        plan.tables = {{{"public", "plain"}, {"public", "plain"}, {}, {}}};
        const auto prepare = [&] {
            const auto found = jobs::prepareSource(*source, plan);
            for (const auto &statement : found.script.statements())
                source->exec(statement.sql);
            return found.script.size();
        };
        QCOMPARE(prepare(), 2u);
        QCOMPARE(source->exec("SELECT pubgencols FROM pg_publication").text(0, 0), "n");
        // What needs it not does not alter the publication, by which tables may be followed.
        plan.tables.push_back({{"public", "keyed"}, {"public", "keyed"}, {}, {}});
        QCOMPARE(prepare(), 1u);
        QCOMPARE(source->exec("SELECT pubgencols FROM pg_publication").text(0, 0), "n");
        source->exec("UPDATE public.keyed SET a = 2");
        plan.tables.push_back({{"public", "t"}, {"public", "t"}, {}, {}});
        const auto altered = jobs::prepareSource(*source, plan).script;
        QVERIFY2(altered.at(0).comment.find("have to be copied again") != std::string::npos, altered.at(0).comment.c_str());
        QCOMPARE(prepare(), 2u);
        QCOMPARE(source->exec("SELECT pubgencols FROM pg_publication").text(0, 0), "s");
        QCOMPARE(prepare(), 0u);
        source->exec("UPDATE public.t SET a = 2");
        source->exec("DROP PUBLICATION tidegate_s");
        QCOMPARE(prepare(), 2u);
        source->exec("UPDATE public.t SET a = 3");
    }

    /// Sessions by application; the engine's own writes never count, the first foreign one does, once.
    void afterTheSwitch()
    {
        m_target->sql("postgres", "CREATE TABLE t (a int)");
        const auto both = jobs::connectBoth(endpoint::Endpoint::fromText(m_source->conninfo()),
                                            endpoint::Endpoint::fromText(m_target->conninfo()), StopToken());
        auto engine = std::make_unique<support::Session>(m_target->conninfo() + " application_name='tidegate s'");
        engine->exec("INSERT INTO t VALUES (1)");
        auto seen = jobs::lookAfterSwitch(*both.source, *both.target, {});
        QVERIFY(seen.writes.since.empty() && seen.target.empty() && seen.source.empty());
        engine.reset();
        QTRY_VERIFY(!(seen = jobs::lookAfterSwitch(*both.source, *both.target, seen.writes)).writes.since.empty());
        seen = jobs::lookAfterSwitch(*both.source, *both.target, seen.writes);
        QVERIFY(!seen.writes.first);
        support::Session client(m_target->conninfo() + " application_name='web'");
        client.exec("BEGIN; INSERT INTO t VALUES (2), (3)");
        seen = jobs::lookAfterSwitch(*both.source, *both.target, seen.writes);
        QCOMPARE(seen.target.size(), 1u);
        QCOMPARE(seen.target[0].application, "web");
        QCOMPARE(seen.target[0].writing, 1);
        client.exec("COMMIT");
        // The server may keep back what a session did for ten seconds.
        QTRY_VERIFY_WITH_TIMEOUT((seen = jobs::lookAfterSwitch(*both.source, *both.target, seen.writes)).writes.first, 30'000);
        QCOMPARE(seen.writes.first->table.display(), "public.t");
        QCOMPARE(seen.writes.first->rows, 2);
        client.exec("INSERT INTO t SELECT generate_series(1, 50)");
        QTRY_VERIFY_WITH_TIMEOUT(
            (seen = jobs::lookAfterSwitch(*both.source, *both.target, seen.writes)).writes.counts.at({"public", "t"}) >= 50, 30'000);
        QCOMPARE(seen.writes.first->rows, 2);
    }
};

QTEST_GUILESS_MAIN(EndsTest)
#include "ends_test.moc"
