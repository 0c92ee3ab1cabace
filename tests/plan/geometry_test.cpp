// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/geometry.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace tidegate;
using namespace tidegate::plan;

using Kind = PlannedUnit::Kind;

class GeometryTest : public QObject
{
    Q_OBJECT

    static SizedTable table(std::uint32_t oid, std::int64_t megabytes)
    {
        return {oid, megabytes * 1'000'000, megabytes * 1'000'000 / 8192, true, true};
    }

    /// A terabyte or so by an integer key of which ANALYZE knows a hundred values.
    static SizedTable byKey(std::int64_t megabytes, const std::string &type = "bigint")
    {
        auto made = table(1, megabytes);
        made.keys = catalog::KeyDistribution{"id", type, {}};
        for (int i = 0; i <= 100; ++i)
            made.keys->values.push_back({std::to_string(1000 * i), i < 100 ? 0.01 : 0});
        return made;
    }
    /// They follow each other without gap, from the beginning to the end.
    static void verifyRanges(std::vector<PlannedUnit> units)
    {
        QVERIFY(units.size() >= 2);
        std::sort(units.begin(), units.end(), [](const auto &a, const auto &b) {
            return a.low && b.low ? std::stoll(*a.low) < std::stoll(*b.low) : !a.low && b.low;
        });
        std::optional<std::string> last;
        for (const auto &unit : units) {
            QCOMPARE(unit.kind, Kind::Range);
            QVERIFY(unit.low == last);
            QVERIFY(!unit.low || !unit.high || std::stoll(*unit.low) < std::stoll(*unit.high));
            last = unit.high;
        }
        QVERIFY(!last);
    }

private slots:
    void rangesTakeOneToFiveMinutes_data()
    {
        QTest::addColumn<double>("megabytesPerSecond");
        QTest::addColumn<int>("gigabytes");
        for (const double rate : {5.0, 20.0, 50.0, 200.0}) {
            for (const int size : {100, 1000, 4000})
                QTest::addRow("%g MB/s, %d GB", rate, size) << rate << size;
        }
    }
    void rangesTakeOneToFiveMinutes()
    {
        QFETCH(double, megabytesPerSecond);
        QFETCH(int, gigabytes);
        GeometryOptions options;
        options.bytesPerSecond = megabytesPerSecond * 1e6;
        const auto units = planUnits({byKey(1000 * gigabytes)}, options);
        verifyRanges(units);
        for (const auto &unit : units) {
            const double seconds = static_cast<double>(unit.bytes) / options.bytesPerSecond;
            QVERIFY2(seconds >= 60 && seconds <= 300, qPrintable(QString::number(seconds)));
        }
    }

    /// Smaller than that only so that every worker has one.
    void everyWorkerHasARange()
    {
        const auto units = planUnits({byKey(2000)}, {});
        verifyRanges(units);
        QCOMPARE(units.size(), 4u);
    }

    /// Of other types no value lies between two that are known; a range is then larger.
    void asManyAsTheStatisticsKnow()
    {
        auto large = byKey(10'000'000, "date");
        const auto units = planUnits({large}, {});
        verifyRanges(units);
        QCOMPARE(units.size(), 101u);
    }

    void commonValuesWeighMore()
    {
        auto skewed = byKey(2000);
        skewed.keys->values[50].weight = 1; // half of all rows
        GeometryOptions options;
        options.workers = 2;
        const auto units = planUnits({skewed}, options);
        QCOMPARE(units.size(), 2u);
        QCOMPARE(units[1].low.value(), std::string("51000"));
        QVERIFY(units[0].bytes > 1'400'000'000 && units[0].bytes + units[1].bytes == 2'000'000'000);
    }

    void neverInRanges()
    {
        auto oneValue = byKey(2000);
        oneValue.keys->values.resize(1);
        QCOMPARE(planUnits({oneValue}, {}).at(0).kind, Kind::Sliced);
        QCOMPARE(planUnits({byKey(900)}, {}).at(0).kind, Kind::Relation);
    }

    void nothingFromNothing() { QVERIFY(planUnits({}, {}).empty()); }

    void smallOnesShareLists()
    {
        std::vector<SizedTable> tables;
        for (std::uint32_t i = 0; i < 40; ++i)
            tables.push_back(table(1000 + i, 7));
        const auto units = planUnits(tables, {});
        QCOMPARE(units.size(), 5u); // 40 × 7 MB, nine to a list
        for (const auto &unit : units) {
            QCOMPARE(unit.kind, Kind::List);
            QVERIFY(unit.bytes <= 64'000'000);
            QCOMPARE(unit.slices, 0);
        }
    }

    void manyEmptyOnesGoByCount()
    {
        std::vector<SizedTable> tables;
        for (std::uint32_t i = 0; i < 10'000; ++i)
            tables.push_back(table(1000 + i, 0));
        auto units = planUnits(tables, {});
        QCOMPARE(units.size(), 50u);
        QCOMPARE(units[0].relations.size(), 200u);
        tables.resize(200);
        QCOMPARE(planUnits(tables, {}).size(), 4u); // one for each worker
        tables.resize(30);
        units = planUnits(tables, {});
        QCOMPARE(units.size(), 2u); // but not fewer than 20 in one
        QCOMPARE(units[0].relations.size(), 20u);
        tables.resize(1);
        QCOMPARE(planUnits(tables, {}).at(0).kind, Kind::List);
    }

    void limits()
    {
        auto small = table(1, 8);
        small.bytes = 7'999'999;
        auto medium = table(2, 8);
        auto large = table(3, 1000);
        auto huge = table(4, 1000);
        huge.bytes += 1;
        const auto units = planUnits({small, medium, large, huge}, {});
        QCOMPARE(units.size(), 4u);
        QCOMPARE(units[0].kind, Kind::Sliced);
        QCOMPARE(units[0].relations, std::vector<std::uint32_t>{4});
        QCOMPARE(units[1].kind, Kind::Relation);
        QCOMPARE(units[2].kind, Kind::Relation);
        QCOMPARE(units[3].kind, Kind::List);
    }

    void slices_data()
    {
        QTest::addColumn<qint64>("megabytes");
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("slices");
        QTest::newRow("as many as workers") << qint64{1100} << 8 << 8;
        QTest::newRow("more than workers") << qint64{10'240} << 4 << 40;
        QTest::newRow("one worker") << qint64{1100} << 1 << 5;
        QTest::newRow("enormous") << qint64{4'000'000} << 4 << 15'625;
    }
    void slices()
    {
        QFETCH(qint64, megabytes);
        QFETCH(int, workers);
        QFETCH(int, slices);
        GeometryOptions options;
        options.workers = workers;
        const auto given = table(1, megabytes);
        const auto unit = planUnits({given}, options).at(0);
        QCOMPARE(unit.kind, Kind::Sliced);
        QVERIFY2(std::abs(unit.slices - slices) <= slices / 100, std::to_string(unit.slices).c_str());
        // Every page in a slice, none of them empty.
        QVERIFY(unit.pagesPerSlice * unit.slices >= given.pages);
        QVERIFY(unit.pagesPerSlice * (unit.slices - 1) < given.pages);
    }

    void neverSliced()
    {
        catalog::Relation relation;
        relation.oid = 9;
        relation.totalBytes = 5'000'000'000;
        relation.heapPages = 600'000;
        const auto kind = [](const SizedTable &sizedTable) { return planUnits({sizedTable}, {}).at(0).kind; };
        QCOMPARE(kind(sized(relation, false)), Kind::Sliced);
        QCOMPARE(kind(sized(relation, true)), Kind::Relation); // a shared target
        relation.chunk = true;
        QCOMPARE(kind(sized(relation, false)), Kind::Relation);
        relation.chunk = false;
        relation.kind = catalog::RelationKind::Partitioned;
        relation.heapPages = 0;
        QCOMPARE(kind(sized(relation, false)), Kind::Relation);
        relation.kind = catalog::RelationKind::Table;
        relation.heapPages = 1; // all in TOAST
        QCOMPARE(kind(sized(relation, false)), Kind::Relation);
        relation.heapPages = 3;
        const auto few = planUnits({sized(relation, false)}, {}).at(0);
        QCOMPARE(few.kind, Kind::Sliced);
        QCOMPARE(few.slices, 3);
    }

    void rootsStandAlone()
    {
        catalog::Relation root;
        root.oid = 5;
        root.kind = catalog::RelationKind::Partitioned;
        catalog::Relation chunk;
        chunk.oid = 6;
        chunk.chunk = true;
        const auto units = planUnits({sized(root, false), sized(chunk, false), table(7, 1)}, {});
        QCOMPARE(units.size(), 2u);
        QCOMPARE(units[0].kind, Kind::List);
        QCOMPARE(units[0].relations, (std::vector<std::uint32_t>{7, 6}));
        QCOMPARE(units[1].kind, Kind::Relation);
    }

    void everyTableOnceWhateverTheirOrder()
    {
        std::mt19937 random(7); // NOLINT: the same tables every time
        std::vector<SizedTable> tables;
        for (std::uint32_t i = 0; i < 3000; ++i)
            tables.push_back(table(i, static_cast<std::int64_t>(random() % (i % 10 ? 9 : 3000))));
        const auto units = planUnits(tables, {});
        std::set<std::uint32_t> seen;
        std::size_t count = 0;
        for (const auto &unit : units) {
            seen.insert(unit.relations.begin(), unit.relations.end());
            count += unit.relations.size();
            QVERIFY(unit.relations.size() <= 200);
            QVERIFY(unit.kind == Kind::List || unit.relations.size() == 1);
        }
        QCOMPARE(count, 3000u);
        QCOMPARE(seen.size(), 3000u);
        QVERIFY(std::is_sorted(units.begin(), units.end(),
                               [](const auto &a, const auto &b) { return a.bytes > b.bytes; }));
        std::shuffle(tables.begin(), tables.end(), random);
        QVERIFY(planUnits(tables, {}) == units);
    }
};

QTEST_APPLESS_MAIN(GeometryTest)
#include "geometry_test.moc"
