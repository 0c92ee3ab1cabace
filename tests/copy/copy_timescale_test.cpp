// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"
#include "support/cluster.h"
#include "support/oracle.h"
#include "support/skips.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::test;
using support::Cluster;

/// Chunks as units: read from and written to a real TimescaleDB.
class CopyTimescaleTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Cluster> m_server;
    std::unique_ptr<Cluster> m_other;

    static std::string hypertable(const std::string &rows)
    {
        return "CREATE EXTENSION timescaledb; CREATE TABLE h (at timestamptz NOT NULL, device int, v float8);"
               "SELECT create_hypertable('h', 'at', chunk_time_interval => interval '1 day');"
               + rows;
    }
    std::vector<std::string> chunks(MigrationPlace &place)
    {
        std::vector<std::string> names;
        for (const auto &row :
             m_server->sql(place.database(), "SELECT c::text FROM show_chunks('h') c ORDER BY 1"))
            names.push_back(*row.front());
        return names;
    }

private slots:
    void initTestCase()
    {
        const auto options = support::ClusterOptions::withTimescale();
        if (!options)
            TIDEGATE_SKIP("TimescaleDB");
        m_server = Cluster::start(*options);
        m_other = Cluster::start(*options);
    }
    void cleanupTestCase()
    {
        m_server.reset();
        m_other.reset();
    }

    void chunksGoIntoAHypertable_data()
    {
        QTest::addColumn<std::string>("kind");
        QTest::newRow("plain") << std::string("relation");
        QTest::newRow("sliced") << std::string("sliced");
    }
    void chunksGoIntoAHypertable()
    {
        QFETCH(std::string, kind);
        MigrationPlace p(*m_server, *m_other, "timescale_" + kind);
        p.source(hypertable("INSERT INTO h SELECT '2024-01-01'::timestamptz + g * interval '1 min', g % 10, g"
                            " FROM generate_series(0, 9999) g"));
        p.target(hypertable(""));
        const auto parts = chunks(p);
        QVERIFY(parts.size() > 3);
        std::uint64_t rows = 0;
        for (const auto &part : parts) {
            const auto result = p.copyUnit(p.addUnit({{part, "h"}}, kind, kind == "sliced" ? 3 : 0));
            QVERIFY2(result.outcome == copy::Outcome::Copied,
                     result.problem ? result.problem->serverMessage.c_str() : "no problem");
            rows += result.rows;
        }
        QCOMPARE(rows, 10000u);
        const auto same = support::rowsEqual(*m_server, p.database(), *m_other, p.database(), {{"public.h"}});
        QVERIFY2(same, same.report.c_str());
        QVERIFY(chunks(p).size() > 3);
    }
};

QTEST_GUILESS_MAIN(CopyTimescaleTest)
#include "copy_timescale_test.moc"
