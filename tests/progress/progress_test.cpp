// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// First, because moc of Qt 6.4 stumbles over <compare> when nothing of Qt came before it.
#include <QTest>

#include "progress/counters.h"
#include "progress/in_flight.h"
#include "progress/lag_clock.h"
#include "progress/progress_snapshot.h"
#include "progress/rate.h"

#include <atomic>
#include <cmath>
#include <thread>

using namespace tidegate;
using namespace tidegate::progress;
using namespace std::chrono_literals;

class ProgressTest : public QObject
{
    Q_OBJECT

private slots:
    void steadyRateIsExactFromTheFirstSecond();
    void rateFollowsAChangeWithinItsMemory();
    void rateOfAFallingLevelIsNegative();
    void samplesAtTheSameMomentAreIgnored();
    void forecastIsAbsentUntilTrusted();
    void forecastIsAbsentAfterASuddenStop();
    void forecastSurvivesBursts();
    void restartForgets();
    void throttleLetsFourASecondThrough();
    void countersAddUpOverThreads();
    void tallyTakesBackWhatWasRolledBack();
    void totalsForgetAnEstimateThatIsMissing();
    void inFlightAndAppliedAreOneSum();
    void lagIsTheAgeOfWhatWaits();
    void lagOfALongTimeNeedsFewSamples();
};

namespace {

/// Samples every 250 ms, as the engine does.
void run(Rate &rate, Clock::time_point &now, std::int64_t &level, double perSecond, int seconds)
{
    for (int quarter = 0; quarter < 4 * seconds; ++quarter) {
        now += 250ms;
        level += static_cast<std::int64_t>(perSecond / 4);
        rate.sample(now, level);
    }
}

bool about(double value, double expected, double share)
{
    return std::abs(value - expected) <= share * std::abs(expected);
}

} // namespace

void ProgressTest::steadyRateIsExactFromTheFirstSecond()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 5'000'000; // what an earlier run had counted is no rate
    rate.sample(now, level);
    QVERIFY(!rate.perSecond());
    run(rate, now, level, 1000, 1);
    QVERIFY(rate.perSecond());
    QVERIFY(about(*rate.perSecond(), 1000, 1e-9));
}

void ProgressTest::rateFollowsAChangeWithinItsMemory()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 0;
    rate.sample(now, level);
    run(rate, now, level, 1000, 60);
    run(rate, now, level, 100, 10);
    QVERIFY(*rate.perSecond() < 500);
    run(rate, now, level, 100, 50);
    QVERIFY(about(*rate.perSecond(), 100, 0.1));
}

void ProgressTest::rateOfAFallingLevelIsNegative()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 1'000'000;
    rate.sample(now, level);
    run(rate, now, level, -2000, 20);
    QVERIFY(about(*rate.perSecond(), -2000, 1e-9));
    QVERIFY(!rate.secondsUntil(1));
}

void ProgressTest::samplesAtTheSameMomentAreIgnored()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 0;
    rate.sample(now, level);
    run(rate, now, level, 1000, 2);
    rate.sample(now, level + 1'000'000);
    rate.sample(now - 1s, level + 2'000'000);
    QVERIFY(about(*rate.perSecond(), 1000, 1e-9));
}

void ProgressTest::forecastIsAbsentUntilTrusted()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 0;
    rate.sample(now, level);
    QCOMPARE(rate.secondsUntil(0), std::optional<double>(0.0));
    run(rate, now, level, 1000, 9);
    QVERIFY(!rate.secondsUntil(60'000));
    run(rate, now, level, 1000, 2);
    QVERIFY(about(*rate.secondsUntil(60'000), 60, 1e-9));
    QVERIFY(!rate.secondsUntil(std::int64_t{1000} * 3600 * 24 * 31));
}

void ProgressTest::forecastIsAbsentAfterASuddenStop()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 0;
    rate.sample(now, level);
    run(rate, now, level, 1000, 60);
    QVERIFY(rate.secondsUntil(1000));
    run(rate, now, level, 0, 10);
    QVERIFY(!rate.secondsUntil(1000));
}

void ProgressTest::forecastSurvivesBursts()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 0;
    rate.sample(now, level);
    for (int second = 0; second < 60; ++second)
        run(rate, now, level, second % 2 ? 2000 : 0, 1); // 1000 a second on average
    QVERIFY(rate.secondsUntil(60'000));
    QVERIFY(about(*rate.secondsUntil(60'000), 60, 0.1));
}

void ProgressTest::restartForgets()
{
    Rate rate(10s);
    Clock::time_point now{};
    std::int64_t level = 0;
    rate.sample(now, level);
    run(rate, now, level, 1000, 20);
    rate.restart();
    QVERIFY(!rate.perSecond());
    level = 0;
    rate.sample(now, level);
    run(rate, now, level, 50 * 4, 2);
    QVERIFY(about(*rate.perSecond(), 200, 1e-9));
}

void ProgressTest::throttleLetsFourASecondThrough()
{
    Throttle throttle;
    Clock::time_point now{};
    int through = 0;
    for (int milliseconds = 0; milliseconds < 1000; ++milliseconds, now += 1ms)
        through += throttle.due(now) ? 1 : 0;
    QCOMPARE(through, 4);
}

void ProgressTest::countersAddUpOverThreads()
{
    Counters counters;
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 4; ++worker) {
        workers.emplace_back([&counters, worker] {
            for (int round = 0; round < 10'000; ++round) {
                const auto table = counters.of({"public", "t" + std::to_string((worker + round) % 3)});
                table->addCopied(2, 20);
                table->addApplied(1, 2, 3);
            }
        });
    }
    for (auto &worker : workers)
        worker.join();
    TableCounts sum;
    const auto counts = counters.read();
    QCOMPARE(counts.size(), std::size_t{3});
    for (const auto &[table, count] : counts) {
        sum.rowsCopied += count.rowsCopied;
        sum.bytesCopied += count.bytesCopied;
        sum.inserts += count.applied();
    }
    QCOMPARE(sum.rowsCopied, std::uint64_t{80'000});
    QCOMPARE(sum.bytesCopied, std::uint64_t{800'000});
    QCOMPARE(sum.inserts, std::uint64_t{240'000});
}

void ProgressTest::tallyTakesBackWhatWasRolledBack()
{
    Counters counters;
    const auto table = counters.of({"public", "t"});
    {
        CopyTally tally(table);
        tally.add(10, 100);
        QCOMPARE(table->read().rowsCopied, std::uint64_t{10});
    }
    QCOMPARE(table->read().rowsCopied, std::uint64_t{0});
    QCOMPARE(table->read().bytesCopied, std::uint64_t{0});
    {
        CopyTally tally(table);
        tally.add(10, 100);
        tally.add(5, 50);
        tally.keep();
    }
    QCOMPARE(table->read().rowsCopied, std::uint64_t{15});
    QCOMPARE(table->read().bytesCopied, std::uint64_t{150});
}

void ProgressTest::totalsForgetAnEstimateThatIsMissing()
{
    ProgressSnapshot snapshot;
    QCOMPARE(totals(snapshot).approximateRows, std::optional<std::uint64_t>(0));
    TableProgress first;
    first.rowsCopied = 3;
    first.approximateRows = 10;
    first.approximateBytes = 100;
    first.state = TableState::Ready;
    TableProgress second = first;
    second.approximateRows.reset();
    second.state = TableState::Copied;
    second.lastError = Problem{Code::UnitFailed, {"public.b"}, {}, {}, {}, false};
    snapshot.tables = {first, second, first};
    const auto sums = totals(snapshot);
    QCOMPARE(sums.rowsCopied, std::uint64_t{9});
    QVERIFY(!sums.approximateRows);
    QCOMPARE(sums.approximateBytes, std::optional<std::uint64_t>(300));
    QCOMPARE(sums.tables, std::uint64_t{3});
    QCOMPARE(sums.readyTables, std::uint64_t{2});
    QCOMPARE(sums.failedTables, std::uint64_t{1});
}

/// A reader sees each change in flight or applied, never in both places or none; what is received again counts once.
void ProgressTest::inFlightAndAppliedAreOneSum()
{
    constexpr std::uint64_t rounds = 20'000;
    InFlight inFlight;
    std::atomic<std::uint64_t> received{0};
    std::uint64_t applied = 0; // under the lock of inFlight alone
    std::thread receiver([&] {
        for (std::uint64_t i = 0; i < rounds; ++i) {
            inFlight.add({{7, 3}});
            received.fetch_add(3);
        }
    });
    std::thread consumer([&] {
        std::uint64_t taken = 0;
        while (taken < rounds * 3) {
            const auto next = received.load();
            if (next > taken)
                inFlight.finish({{7, next - taken}}, [&] { applied += next - taken; });
            taken = next;
        }
    });
    bool fell = false;
    std::uint64_t before = 0;
    while (before < rounds * 3) {
        std::uint64_t sum = 0;
        const auto waiting = inFlight.read([&] { sum = applied; });
        sum += waiting.count(7) ? waiting.at(7) : 0;
        fell = fell || sum < before;
        before = sum;
    }
    receiver.join();
    consumer.join();
    QVERIFY(!fell);
    QCOMPARE(applied, rounds * 3);
    QCOMPARE(inFlight.read().at(7), std::uint64_t{0});
    inFlight.add({{7, 5}, {8, 1}});
    inFlight.restart();
    QVERIFY(inFlight.read().empty());
    inFlight.finish({{9, 4}}); // a session that is gone may finish what the next has not received: never below nothing
    QCOMPARE(inFlight.read().at(9), std::uint64_t{0});
}

/// After an idle hour the next bytes are not an hour old.
void ProgressTest::lagIsTheAgeOfWhatWaits()
{
    progress::LagClock lag;
    progress::Clock::time_point now{};
    lag.sample(now, Lsn{1000});
    QVERIFY(!lag.secondsBehind(now, Lsn{500})); // from before anybody looked
    now += std::chrono::hours(1);
    lag.sample(now, Lsn{1000});
    QCOMPARE(*lag.secondsBehind(now, Lsn{1000}), 0.0);
    lag.sample(now, Lsn{1280});
    now += std::chrono::seconds(2);
    lag.sample(now, Lsn{2000});
    QCOMPARE(*lag.secondsBehind(now, Lsn{1000}), 2.0);
    QCOMPARE(*lag.secondsBehind(now, Lsn{1500}), 0.0);
    now += std::chrono::seconds(5);
    QCOMPARE(*lag.secondsBehind(now, Lsn{1500}), 5.0);
    QCOMPARE(*lag.secondsBehind(now, Lsn{2000}), 0.0);
    lag.sample(now, Lsn{900}); // another timeline
    QVERIFY(!lag.secondsBehind(now, Lsn{800}));
}

void ProgressTest::lagOfALongTimeNeedsFewSamples()
{
    progress::LagClock lag;
    const progress::Clock::time_point begin{};
    constexpr int day = 24 * 3600;
    for (int second = 0; second <= day; ++second)
        lag.sample(begin + std::chrono::seconds(second), Lsn{1'000 + static_cast<std::uint64_t>(second) * 10});
    const auto now = begin + std::chrono::seconds(day);
    for (const int ago : {1, 60, 3600, day / 2, day - 600}) {
        const auto applied = Lsn{1'000 + static_cast<std::uint64_t>(day - ago) * 10};
        const double seconds = *lag.secondsBehind(now, applied);
        QVERIFY2(std::abs(seconds - ago) <= 1 + 0.02 * ago, qPrintable(QStringLiteral("%1: %2").arg(ago).arg(seconds)));
    }
}

QTEST_GUILESS_MAIN(ProgressTest)
#include "progress_test.moc"
