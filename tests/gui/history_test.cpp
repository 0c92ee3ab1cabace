// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/run_charts.h"
#include "charts/run_history.h"
#include "charts/scale.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tidegate;
using namespace tidegate::charts;

namespace {

constexpr double day = 24 * 3600;

bool ascends(const std::vector<History::Point> &points)
{
    return std::is_sorted(points.begin(), points.end(), [](const auto &a, const auto &b) { return a.at < b.at; });
}

double greatest(const std::vector<History::Point> &points, std::size_t field)
{
    double value = 0;
    for (const auto &point : points)
        value = std::max(value, point.values[field]);
    return value;
}

/// How many pixels are nearly of this colour.
int pixelsOf(const QImage &image, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel(image.pixel(x, y));
            count += std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green())
                    + std::abs(pixel.blue() - colour.blue())
                < 40;
        }
    }
    return count;
}

} // namespace

/// What the charts are drawn from, and that they draw it.
class HistoryTest : public QObject
{
    Q_OBJECT

private slots:
    /// Three days of four samples a second: bounded, whole, and no peak is lost.
    void aDayInBoundedMemory()
    {
        History history({History::Keep::Last, History::Keep::Greatest});
        const double start = 1'700'000'000;
        const int samples = static_cast<int>(3 * day * 4);
        const int peak = samples - static_cast<int>(20 * 3600 * 4); // 20 hours ago, for a quarter of a second
        for (int i = 0; i < samples; ++i)
            history.add(start + i / 4.0, {static_cast<double>(i), i == peak ? 1e9 : 5.0});
        QCOMPARE(history.latest(), start + (samples - 1) / 4.0);
        for (const double span : {600.0, 3600.0, 6 * 3600.0, day}) {
            const auto points = history.last(span);
            QVERIFY(ascends(points));
            QVERIFY2(points.size() <= History::pointsPerLevel, qPrintable(QString::number(points.size())));
            QVERIFY(points.size() > History::pointsPerLevel / 2);
            QVERIFY(history.latest() - points.front().at <= span);
            QVERIFY(history.latest() - points.front().at > span * 0.97);
            QCOMPARE(points.back().values[0], static_cast<double>(samples - 1)); // a level is where it is
            QCOMPARE(greatest(points, 1), span == day ? 1e9 : 5.0);
        }
        QVERIFY(history.last(30 * day).size() <= History::pointsPerLevel);
    }

    void aShortRunIsShownAsItWas()
    {
        History history({History::Keep::Last});
        QVERIFY(history.isEmpty() && history.last(600).empty());
        for (int i = 0; i < 30; ++i)
            history.add(1000 + i, {static_cast<double>(i)});
        QCOMPARE(history.last(day).size(), std::size_t(30)); // by the second, whatever the span
        QCOMPARE(history.last(9).size(), std::size_t(10));
        history.clear();
        QVERIFY(history.isEmpty());
    }

    void whatIsAbsentTakesNothingAway()
    {
        History history({History::Keep::Last, History::Keep::Greatest});
        history.add(100.0, {History::absent, History::absent});
        QVERIFY(std::isnan(history.last(10).back().values[0]));
        history.add(100.2, {1, 2});
        history.add(100.4, {History::absent, History::absent});
        QCOMPARE(history.last(10).back().values[0], 1.0);
        QCOMPARE(history.last(10).back().values[1], 2.0);
        QCOMPARE(history.last(10).size(), std::size_t(1));
    }

    void aClockThatIsSetBackBeginsAnew()
    {
        History history({History::Keep::Last});
        history.add(5000, {1});
        history.add(4000, {2});
        QCOMPARE(history.last(day).size(), std::size_t(1));
        QCOMPARE(history.latest(), 4000.0);
    }

    void axesHoldTheirFigures_data()
    {
        QTest::addColumn<int>("unit");
        QTest::addColumn<double>("greatest");
        QTest::addColumn<double>("top");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << int(Unit::Bytes) << 0.0 << 1.0 << QStringLiteral("B");
        QTest::newRow("bytes") << int(Unit::Bytes) << 1500.0 << 2000.0 << QStringLiteral("B");
        QTest::newRow("MB") << int(Unit::Bytes) << 3.5 * 1024 * 1024 << 4.0 << QStringLiteral("MB");
        QTest::newRow("TB") << int(Unit::Bytes) << 70e12 << 100.0 << QStringLiteral("TB");
        QTest::newRow("rows") << int(Unit::Rows) << 45'000.0 << 50.0 << QStringLiteral("thousand rows");
        QTest::newRow("exact") << int(Unit::Rows) << 2e8 << 200.0 << QStringLiteral("million rows");
        QTest::newRow("rate") << int(Unit::RowsPerSecond) << 1999.0 << 2000.0 << QStringLiteral("rows/s");
        QTest::newRow("seconds") << int(Unit::Seconds) << 0.2 << 1.0 << QStringLiteral("s");
        QTest::newRow("hours") << int(Unit::Seconds) << 4.4 * 3600 << 5.0 << QStringLiteral("h");
    }
    void axesHoldTheirFigures()
    {
        QFETCH(int, unit);
        QFETCH(double, greatest);
        QFETCH(double, top);
        QFETCH(QString, words);
        const auto scale = scaleFor(static_cast<Unit>(unit), greatest);
        QCOMPARE(scale.top, top);
        QCOMPARE(scale.unit, words);
        QVERIFY(scale.top * scale.divisor >= greatest * (1 - 1e-9));
        // The labels are round: what is printed is what is meant.
        const double step = scale.top / (scale.ticks - 1);
        const double power = std::pow(10, scale.decimals);
        QVERIFY(std::abs(step * power - std::round(step * power)) < 1e-6);
    }

    void aSnapshotInFigures()
    {
        progress::ProgressSnapshot snapshot;
        auto values = figuresOf(snapshot);
        QCOMPARE(values.size(), std::size_t(RunFieldCount));
        for (const auto field : {RowsExpected, CopyRate, NotReceived, NotApplied, NotConfirmed, LagSeconds})
            QVERIFY(std::isnan(values[field]));
        snapshot.tables.resize(2);
        snapshot.tables[0].rowsCopied = 10;
        snapshot.tables[0].approximateRows = 100;
        snapshot.tables[1].rowsCopied = 5;
        snapshot.tables[1].approximateRows = 50;
        snapshot.positions.sourceFlush = {1000};
        snapshot.positions.received = {900};
        snapshot.positions.confirmed = {100};
        snapshot.lagBytes = 300;
        snapshot.lagSeconds = 1.5;
        values = figuresOf(snapshot);
        QCOMPARE(values[RowsCopied], 15.0);
        QCOMPARE(values[RowsExpected], 150.0);
        QCOMPARE(values[NotReceived], 100.0);
        QCOMPARE(values[NotApplied], 300.0);
        QCOMPARE(values[NotConfirmed], 900.0);
        QCOMPARE(values[LagSeconds], 1.5);
        snapshot.tables[1].approximateRows.reset();
        QVERIFY(std::isnan(figuresOf(snapshot)[RowsExpected]));
    }

    /// Drawn when it can be seen, in the palette's colours, with the figures as text and as a table.
    void aChartDrawsIt()
    {
        auto history = makeRunHistory();
        QWidget window;
        auto *chart = makeLagChart(history, &window);
        chart->resize(500, 300);
        window.resize(500, 300);
        QVERIFY(chart->summary().contains(QLatin1String("nothing yet")));
        std::vector<double> values(RunFieldCount, History::absent);
        for (int i = 0; i < 300; ++i) {
            values[NotApplied] = 1024.0 * 1024 * (i % 50);
            values[LagSeconds] = i % 7;
            history.add(1'700'000'000 + i, values);
            chart->refresh(); // not seen yet: nothing is drawn
        }
        auto *table = chart->findChild<QTableView *>();
        QVERIFY(table);
        QCOMPARE(table->model()->rowCount(), 0);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto blue = look::ink(look::Hue::Blue, chart->palette());
        QTRY_VERIFY(pixelsOf(chart->grab().toImage(), blue) > 200);
        QVERIFY2(chart->summary().contains(QLatin1String("not applied: 49.0 MB")), qPrintable(chart->summary()));

        auto dark = chart->palette();
        dark.setColor(QPalette::Window, QColor(30, 30, 30));
        dark.setColor(QPalette::Base, QColor(20, 20, 20));
        dark.setColor(QPalette::WindowText, QColor(230, 230, 230));
        chart->setPalette(dark);
        const auto image = chart->grab().toImage();
        QVERIFY(pixelsOf(image, look::ink(look::Hue::Blue, dark)) > 200);
        QVERIFY(pixelsOf(image, QColor(20, 20, 20)) > image.width() * image.height() / 3);

        chart->showFigures(true);
        QTRY_COMPARE(table->model()->rowCount(), 300);
        QCOMPARE(table->model()->index(0, 2).data().toString(), QStringLiteral("49.0 MB")); // the newest first
        QVERIFY(table->model()->index(0, 1).data().toString().isEmpty());                    // not known
        chart->setSpan(60);
        QTRY_COMPARE(table->model()->rowCount(), 61);
    }

    /// However often it is told, it draws at most twice a second.
    void atMostTwiceASecond()
    {
        auto history = makeRunHistory();
        history.add(1000, std::vector<double>(RunFieldCount, 1));
        QWidget window;
        auto *chart = makeCopyChart(history, &window);
        QSignalSpy drawn(chart, &LineChart::drawn);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_COMPARE(drawn.count(), 1);
        QElapsedTimer passed;
        passed.start();
        QTRY_VERIFY_WITH_TIMEOUT((chart->refresh(), passed.elapsed() > 1200), 5000);
        const auto most = 1 + (passed.elapsed() + 499) / 500;
        QVERIFY2(drawn.count() >= 2 && drawn.count() <= most, qPrintable(QString::number(drawn.count())));
        window.hide();
        drawn.clear();
        passed.restart();
        QTRY_VERIFY_WITH_TIMEOUT((chart->refresh(), passed.elapsed() > 700), 5000);
        QCOMPARE(drawn.count(), 0);
    }
};

QTEST_MAIN(HistoryTest)
#include "history_test.moc"
