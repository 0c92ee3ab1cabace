// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "jobs/command.h"
#include "jobs/connect.h"
#include "jobs/job.h"
#include "jobs/status.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "support/cluster.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <thread>

using namespace tidegate;
using namespace tidegate::support;

class JobsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_cluster = Cluster::start();
        m_endpoint = endpoint::Endpoint::fromText(m_cluster->conninfo());
        m_target = jobs::connectTarget(m_endpoint, {});
        journal::ensure(*m_target);
        m_fence = journal::takeFence(*m_target, "s");
        journal::SlotRecord record;
        record.publications = {"p"};
        record.sourceSystem = "1";
        record.sourceDatabase = "postgres";
        journal::createSlotRecord(*m_target, m_fence, record);
    }
    void cleanupTestCase()
    {
        m_target.reset();
        m_cluster.reset();
    }

    void jobEndsInItsMakersThread()
    {
        int result = 0;
        std::optional<Problem> problem;
        bool finished = false;
        jobs::Job job([&](const StopToken &) { result = 42; });
        connect(&job, &jobs::Job::finished, this, [&](const std::optional<Problem> &told, bool stopped) {
            QCOMPARE(QThread::currentThread(), thread());
            QVERIFY(!stopped);
            problem = told;
            finished = true;
        });
        job.start();
        QTRY_VERIFY(finished);
        QCOMPARE(result, 42);
        QVERIFY(!problem);
    }

    void jobTellsProblemAndStop()
    {
        std::optional<Problem> problem;
        bool stopped = false;
        jobs::Job fails([](const StopToken &) { throw ProblemError(Code::SameDatabase, {"x"}); });
        connect(&fails, &jobs::Job::finished, this,
                [&](const std::optional<Problem> &told) { problem = told; });
        fails.start();
        QTRY_VERIFY(problem);
        QVERIFY(problem->code == Code::SameDatabase);
        jobs::Job waits([this](const StopToken &stop) {
            jobs::connectTarget(m_endpoint, stop)->exec("SELECT pg_sleep(60)");
        });
        connect(&waits, &jobs::Job::finished, this, [&](const auto &, bool asked) { stopped = asked; });
        waits.start();
        QTRY_COMPARE(m_cluster->value(
                         "postgres", "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(60)' AND"
                                     " state = 'active' AND pid <> pg_backend_pid()"),
                     "1");
        QElapsedTimer timer;
        timer.start();
        waits.requestStop();
        QTRY_VERIFY(stopped);
        QVERIFY(timer.elapsed() < 1'000);
    }

    void commandWithoutAnEngine()
    {
        expect(Code::NoSuchSubscription,
               [&] { jobs::postAndAwait(*m_target, "absent", "pause", "{}", {}, {}); });
        expect(Code::NoLiveEngine, [&] { jobs::postAndAwait(*m_target, "s", "cutover", "{}", {}, {}); });
        const auto answer = jobs::setPaused(*m_target, "s", true, {}, {});
        QVERIFY(answer.ok);
        QVERIFY(journal::readSlot(*m_target, "s")->paused);
        QVERIFY(jobs::setPaused(*m_target, "s", false, {}, {}).ok);
        QVERIFY(!journal::readSlot(*m_target, "s")->paused);
    }

    /// A command that was given up must not be a surprise for the next engine; one that was taken is not ours to end.
    void givenUpCommandIsWithdrawn()
    {
        const auto engine = jobs::connectTarget(m_endpoint, {});
        QVERIFY(journal::tryLiveLock(*engine, "s"));
        expect(Code::CommandTimedOut,
               [&] { jobs::postAndAwait(*m_target, "s", "cutover", "{}", std::chrono::seconds(1), {}); });
        const auto fence = journal::takeFence(*m_target, "s");
        QVERIFY(journal::takeCommands(*engine, fence).empty());
        std::thread answers([&] {
            std::vector<journal::Command> taken;
            while (taken.empty())
                taken = journal::takeCommands(*engine, fence);
            journal::answerCommand(*engine, taken.front().id, {false, "[NotReadyForCutover] no"});
        });
        const auto answer = jobs::postAndAwait(*m_target, "s", "cutover", "{}", {}, {});
        answers.join();
        QVERIFY(!answer.ok && jobs::codeOfAnswer(answer.text) == Code::NotReadyForCutover);
        QVERIFY(jobs::codeOfAnswer("no code") == Code::Internal);
        QVERIFY(jobs::codeOfAnswer("[Unheard]") == Code::Internal);
    }

    void statusOfOneThatNeverRan()
    {
        // The server may still be ending the session that played the engine in another test.
        QTRY_VERIFY(!jobs::readStatus(*m_target, nullptr, "s").engine);
        const auto report = jobs::readStatus(*m_target, nullptr, "s");
        QVERIFY(!report.engine && !report.lagBytes && report.tables.empty());
        QCOMPARE(report.publications, (std::vector<std::string>{"p"}));
        expect(Code::NoSuchSubscription, [&] { jobs::readStatus(*m_target, nullptr, "absent"); });
        QCOMPARE(jobs::listSubscriptions(*m_target), (std::vector<std::string>{"s"}));
    }

private:
    template <typename Work>
    static void expect(Code code, const Work &work)
    {
        try {
            work();
            QFAIL("no problem was told");
        } catch (const ProblemError &error) {
            QCOMPARE(codeName(error.problem().code), codeName(code));
        }
    }

    std::unique_ptr<Cluster> m_cluster;
    endpoint::Endpoint m_endpoint;
    std::unique_ptr<postgres::Connection> m_target;
    journal::Fence m_fence;
};

QTEST_GUILESS_MAIN(JobsTest)
#include "jobs_test.moc"
