// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation_reader.h"
#include "catalog/time_columns.h"
#include "every_server.h"

#include <algorithm>

using namespace tidegate;
using namespace tidegate::catalog;

class TimeColumnsTest : public testing::EveryServer
{
    Q_OBJECT

    std::vector<TimeColumn> ranked(const std::string &sql)
    {
        const auto name = database();
        cluster().sql(name, sql);
        const auto connection = connect(name);
        const auto oid = RelationReader(*connection).read({"public", "t"})->oid;
        return rankTimeColumns(readTimeColumns(*connection, {oid, 1})[oid]);
    }
    static std::string names(const std::vector<TimeColumn> &columns)
    {
        std::string text;
        for (const auto &column : columns)
            text += column.name + " ";
        return text;
    }
    static bool has(const TimeColumn &column, TimeReason reason)
    {
        return std::find(column.reasons.begin(), column.reasons.end(), reason) != column.reasons.end();
    }

private slots:
    void initTestCase_data() { rows(); }
    void cleanupTestCase() { stopAll(); }

    void prefersTheKeyedTimeOfAReading()
    {
        const auto found =
            ranked("CREATE TABLE t (device int, at timestamptz, day date NOT NULL, updated_at timestamptz "
                   "NOT NULL, v float,"
                   " wall timestamp, g date GENERATED ALWAYS AS (day) STORED, PRIMARY KEY (device, at));"
                   "INSERT INTO t SELECT 1, now() + g * interval '1 s', now(), now() + random() * interval "
                   "'1 day', 0, NULL"
                   " FROM generate_series(1, 1000) g; ANALYZE t");
        QCOMPARE(names(found), "at day updated_at ");
        QVERIFY(has(found[0], TimeReason::InKey) && has(found[0], TimeReason::NotNull));
        QVERIFY(has(found[0], TimeReason::GoodName) && has(found[0], TimeReason::AppendMostly));
        QVERIFY(has(found[0], TimeReason::Indexed) && !has(found[0], TimeReason::LeadsIndex));
        QVERIFY(has(found[2], TimeReason::ChangesLater) && has(found[2], TimeReason::Scattered));
    }

    void indexAndNullability()
    {
        const auto found =
            ranked("CREATE TABLE t (a timestamptz, b timestamptz NOT NULL, c timestamptz NOT NULL);"
                   "CREATE INDEX ON t (c, b); CREATE INDEX ON t (a) INCLUDE (b)");
        QCOMPARE(names(found), "c b a ");
        QVERIFY(has(found[0], TimeReason::LeadsIndex) && has(found[1], TimeReason::Indexed));
        QVERIFY(has(found[2], TimeReason::Nullable));
    }

    void integersOnEvidence()
    {
        const auto found = ranked("CREATE TABLE t (id bigint PRIMARY KEY, ms bigint NOT NULL, ts_ns bigint "
                                  "NOT NULL, size int NOT NULL,"
                                  " flake bigint NOT NULL, duration_time int NOT NULL, made int NOT NULL);"
                                  "INSERT INTO t SELECT g, 1700000000000 + g, 1700000000000000000 + g, g, "
                                  "1700000000000000000 + g, g,"
                                  " 1700000000 + g FROM generate_series(1, 1000) g; ANALYZE t");
        QCOMPARE(names(found), "ts_ns ms made ");
        QCOMPARE(found[0].unit, EpochUnit::Nanoseconds);
        QCOMPARE(found[1].unit, EpochUnit::Milliseconds);
        QCOMPARE(found[2].unit, EpochUnit::Seconds);
        QVERIFY(has(found[0], TimeReason::TypeEpoch));
    }

    void integersByNameBeforeAnalyze()
    {
        const auto found = ranked("CREATE TABLE t (id bigint PRIMARY KEY, event_time bigint, n int) "
                                  "WITH (autovacuum_enabled = off)");
        QCOMPARE(names(found), "event_time ");
        QCOMPARE(found[0].unit, EpochUnit::None);
    }

    void noneWhereThereIsNone()
    {
        QVERIFY(ranked("CREATE TABLE t (id int PRIMARY KEY, name text, expires timestamptz);"
                       "INSERT INTO t VALUES (1, 'a', NULL), (2, 'b', now()); ANALYZE t")
                    .empty());
    }

    void rootsHaveStatisticsOfTheirPartitions()
    {
        const auto found =
            ranked("CREATE TABLE t (id bigint, stamp bigint NOT NULL) PARTITION BY RANGE (stamp);"
                   "CREATE TABLE p PARTITION OF t DEFAULT; INSERT INTO t SELECT g, 1700000000 + g "
                   "FROM generate_series(1, 1000) g; ANALYZE t");
        QCOMPARE(names(found), "stamp ");
    }
};

QTEST_GUILESS_MAIN(TimeColumnsTest)
#include "time_columns_test.moc"
