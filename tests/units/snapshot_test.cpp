// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/snapshot.h"

#include <QTest>

#include <stdexcept>

using tidegate::Snapshot;
using tidegate::TransactionId;

class SnapshotTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatItPrints_data()
    {
        QTest::addColumn<std::string>("text");
        for (const char *text : {"3:3:", "730:730:", "10:20:10,14,19", "4294967295:4294967301:4294967295,4294967300",
                                 "18446744073709551615:18446744073709551615:"})
            QTest::newRow(text) << std::string(text);
    }
    void readsWhatItPrints()
    {
        QFETCH(std::string, text);
        QCOMPARE(Snapshot::parse(text).toString(), text);
    }

    void refusesAnythingElse_data()
    {
        QTest::addColumn<std::string>("text");
        for (const char *text : {"", ":", "::", "10", "10:20", "10:20:,", "10:20:12,,13", "a:20:", "10:b:", "10:20:c",
                                 "20:10:", "10:20:15,12", "0:20:", "10:0:", " 10:20:", "10:20: ", "-1:20:", "+1:20:",
                                 "10:20:15;16", "18446744073709551616:18446744073709551617:", "10:20:15:"})
            QTest::newRow(text) << std::string(text);
    }
    void refusesAnythingElse()
    {
        QFETCH(std::string, text);
        QVERIFY_EXCEPTION_THROWN(Snapshot::parse(text), std::invalid_argument);
    }

    void seesWhatHasFinished()
    {
        const auto snapshot = Snapshot::parse("10:20:12,15");
        for (std::uint64_t id = 1; id < 30; ++id)
            QCOMPARE(snapshot.isVisible(TransactionId{id}), id < 20 && id != 12 && id != 15);
    }

    void widensByDistance_data()
    {
        QTest::addColumn<quint64>("xmax");
        QTest::addColumn<quint32>("stream");
        QTest::addColumn<quint64>("full");
        const quint64 epoch = quint64{1} << 32;
        QTest::newRow("just below") << quint64{1000} << quint32{999} << quint64{999};
        QTest::newRow("xmax itself") << quint64{1000} << quint32{1000} << quint64{1000};
        QTest::newRow("above") << quint64{1000} << quint32{1500} << quint64{1500};
        QTest::newRow("in a later epoch") << 5 * epoch + 1000 << quint32{999} << 5 * epoch + 999;
        QTest::newRow("snapshot behind the boundary, id before") << epoch + 5 << quint32{4294967290u} << epoch - 6;
        QTest::newRow("snapshot before the boundary, id behind") << epoch - 5 << quint32{7} << epoch + 7;
        QTest::newRow("snapshot at the boundary, id before") << epoch << quint32{4294967295u} << epoch - 1;
        QTest::newRow("snapshot at the boundary, id behind") << epoch << quint32{3} << epoch + 3;
        QTest::newRow("farthest back") << 3 * epoch << quint32{0x80000000u} << 3 * epoch - 0x80000000u;
        QTest::newRow("farthest ahead") << 3 * epoch << quint32{0x7fffffffu} << 3 * epoch + 0x7fffffffu;
    }
    void widensByDistance()
    {
        QFETCH(quint64, xmax);
        QFETCH(quint32, stream);
        QFETCH(quint64, full);
        const auto text = std::to_string(xmax);
        QCOMPARE(Snapshot::parse(text + ":" + text + ":").widen(stream).value, full);
    }

    /// Visibility over the boundary, where the epoch of either side alone would be wrong.
    void seesAcrossTheBoundary()
    {
        const auto behind = Snapshot::parse("4294967290:4294967300:4294967293"); // 2^32 is 4294967296
        QVERIFY(behind.isVisible(behind.widen(4294967292u)));
        QVERIFY(!behind.isVisible(behind.widen(4294967293u)));
        QVERIFY(behind.isVisible(behind.widen(3)));
        QVERIFY(!behind.isVisible(behind.widen(4)));
        const auto before = Snapshot::parse("4294967290:4294967294:");
        QVERIFY(before.isVisible(before.widen(4294967293u)));
        QVERIFY(!before.isVisible(before.widen(4294967294u)));
        QVERIFY(!before.isVisible(before.widen(5)));
    }
};

QTEST_APPLESS_MAIN(SnapshotTest)
#include "snapshot_test.moc"
