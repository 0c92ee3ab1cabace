// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/page_job.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <memory>

using namespace tidegate;
using frame::PageJob;

namespace {

/// Runs until it is asked to stop, having said so.
PageJob::Work untilStopped(const std::shared_ptr<std::atomic<int>> &ended, const std::function<void()> &begun = {})
{
    return [ended, begun](const StopToken &stop, const PageJob::Tell &tell) {
        if (begun)
            tell(begun);
        try {
            for (;;)
                stop.pause(10'000);
        } catch (const Stopped &) {
            ++*ended;
            throw;
        }
    };
}

} // namespace

/// The one job of a page: what it says, and that it says nothing once it was let go of.
class PageJobTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<std::atomic<int>> m_ended;

private slots:
    void init() { m_ended = std::make_shared<std::atomic<int>>(0); }

    void tellsInOrderAndThenEnds()
    {
        PageJob job;
        QStringList heard;
        const auto result = std::make_shared<int>(0);
        job.start(
            [result, &heard](const StopToken &, const PageJob::Tell &tell) {
                for (int i = 0; i < 3; ++i)
                    tell([&heard, i] { heard << QString::number(i); });
                *result = 7;
            },
            [&](const std::optional<Problem> &problem, bool stopped) {
                QVERIFY(!problem && !stopped && !job.isRunning());
                heard << QString::number(*result);
            });
        QVERIFY(job.isRunning());
        QVERIFY(heard.isEmpty()); // later, when the caller is back in its event loop
        QTRY_COMPARE(heard, (QStringList{QStringLiteral("0"), QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("7")}));
    }

    void problemsArrive()
    {
        PageJob job;
        std::optional<Problem> heard;
        job.start([](const StopToken &, const PageJob::Tell &) { throw ProblemError(Code::BadPlan, {"it is bad"}); },
                  [&heard](const std::optional<Problem> &problem, bool) { heard = problem; });
        QTRY_VERIFY(heard);
        QCOMPARE(heard->code, Code::BadPlan);
    }

    void stopsWithinASecondAndSaysSo()
    {
        PageJob job;
        bool begun = false;
        std::optional<bool> heard;
        job.start(untilStopped(m_ended, [&begun] { begun = true; }),
                  [&heard](const std::optional<Problem> &, bool stopped) { heard = stopped; });
        QTRY_VERIFY(begun);
        QElapsedTimer clock;
        clock.start();
        job.requestStop();
        QTRY_VERIFY(heard);
        QVERIFY(*heard && clock.elapsed() < 1000);
    }

    /// The first says nothing any more, although it had begun to speak; it ends all the same.
    void whatIsReplacedIsSilent()
    {
        PageJob job;
        int first = 0;
        bool second = false;
        job.start(untilStopped(m_ended, [&first] { ++first; }), [&first](const std::optional<Problem> &, bool) { ++first; });
        job.start([](const StopToken &, const PageJob::Tell &) {},
                  [&second](const std::optional<Problem> &, bool) { second = true; });
        QTRY_VERIFY(second);
        QTRY_COMPARE(m_ended->load(), 1);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(first, 0);
    }

    void nobodyWaitsForWhatIsLetGo()
    {
        auto job = std::make_unique<PageJob>();
        bool heard = false;
        bool begun = false;
        job->start(untilStopped(m_ended, [&begun] { begun = true; }),
                   [&heard](const std::optional<Problem> &, bool) { heard = true; });
        QTRY_VERIFY(begun);
        job.reset();
        QTRY_COMPARE(m_ended->load(), 1);
        QCoreApplication::sendPostedEvents();
        QVERIFY(!heard);
    }
};

QTEST_GUILESS_MAIN(PageJobTest)
#include "page_job_test.moc"
