// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/connect.h"
#include "jobs/source_tables.h"
#include "jobs/target_preparation.h"
#include "support/cluster.h"

#include <QTest>

using namespace tidegate;
using support::Cluster;

/// What the window chooses tables from, and how it makes them ready on the target.
class SourceTablesTest : public QObject
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
        for (auto *cluster : {m_source.get(), m_target.get()})
            cluster->createDatabase("shop");
        m_source->sql("shop", "CREATE TABLE readings (id bigserial PRIMARY KEY, at timestamptz NOT NULL, v float);"
                              "CREATE INDEX ON readings (at); CREATE SCHEMA s; CREATE TABLE s.\"No, time\" (a text);"
                              "INSERT INTO readings (at, v) SELECT now(), g FROM generate_series(1, 1000) g; ANALYZE;"
                              "CREATE PUBLICATION p FOR TABLE readings; CREATE PUBLICATION empty");
        m_target->sql("shop", "CREATE TABLE readings (id bigint)");
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_target.reset();
    }

    void whatThereIs()
    {
        const auto both = jobs::connectBoth(endpoint::Endpoint::fromText(m_source->conninfo("shop")),
                                            endpoint::Endpoint::fromText(m_target->conninfo("shop")), StopToken());
        const auto all = jobs::readSourceTables(*both.source, both.target.get());
        QCOMPARE(all.tables.size(), 2u);
        QCOMPARE(all.publications, (std::vector<std::string>{"empty", "p"}));
        const auto &readings = all.tables[0];
        QCOMPARE(readings.relation.name.display(), "public.readings");
        QCOMPARE(readings.publications, std::vector<std::string>{"p"});
        QVERIFY(readings.onTarget);
        QCOMPARE(readings.relation.estimatedRows, 1000.0);
        QVERIFY(readings.relation.totalBytes > 0);
        QCOMPARE(readings.timeColumns.at(0).name, "at");
        QCOMPARE(all.tables[1].relation.name.display(), "s.No, time");
        QVERIFY(all.tables[1].timeColumns.empty() && !all.tables[1].onTarget && all.tables[1].publications.empty());
        QVERIFY(!jobs::readSourceTables(*both.source, nullptr).tables[0].onTarget);
    }

    void preparedAndRun()
    {
        const auto source = endpoint::Endpoint::fromText(m_source->conninfo("shop"));
        const auto target = endpoint::Endpoint::fromText(m_target->conninfo("shop"));
        plan::MigrationPlan plan;
        plan.tables.push_back({{"s", "No, time"}, {"s", "No, time"}, {}, {}});
        auto prepared = jobs::prepareTarget(source, target, plan, {}, StopToken());
        int reports = 0;
        QVERIFY(jobs::runScript(prepared.before, source, target, [&](std::size_t, const script::Statement &) { ++reports; },
                                StopToken()));
        QVERIFY(reports > 0);
        QCOMPARE(m_target->value("shop", "SELECT count(*) FROM s.\"No, time\""), "0");
        // A target that does not answer is told before anything is dumped.
        QVERIFY_THROWS_EXCEPTION(ProblemError, jobs::prepareTarget(source, endpoint::Endpoint::fromText("host=127.0.0.1 port=1"),
                                                                   plan, {}, StopToken()));
    }
};

QTEST_GUILESS_MAIN(SourceTablesTest)
#include "source_tables_test.moc"
