// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"
#include "watching.h"

#include <QElapsedTimer>
#include <QTest>

using namespace tidegate;
using migration::Event;
using migration::Outcome;
using progress::Phase;
using rules::Gate;

namespace {

constexpr int patience = 60'000;

} // namespace

/// A run of tidegate-cli, watched from this process through the target's journal.
class WatchTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    migration::WatchOptions options(const std::string &target = {}) const
    {
        migration::WatchOptions options;
        options.target = endpoint::Endpoint::fromText(target.empty() ? m_place->targetServer().conninfo("r") : target);
        options.subscription = "s";
        return options;
    }
    migration::WatchOptions impatient() const
    {
        auto given = options();
        given.silentAfter = std::chrono::seconds(4);
        given.endedAfter = std::chrono::seconds(12);
        return given;
    }
    std::string target(const std::string &sql) const { return m_place->target(sql); }
    void source(const std::string &sql) const { m_place->source(sql); }

private slots:
    void everyPhaseIsSeen()
    {
        const Gate copy("copy.rows");
        m_run = m_place->run({}, {copy.settingForAll()});
        QVERIFY(copy.arrived());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::Copying), patience);
        QCOMPARE(watch.engines.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(watch.engines.back().processId, m_run->pid(), patience);
        QVERIFY(!watch.engines.back().host.empty() && !watch.engines.back().since.empty());
        copy.open();
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.snapshots.back().unfinishedTables == 0, patience);
        QVERIFY(watch.told(Event::Kind::AllCopied) && watch.told(Event::Kind::InSync));
        QCOMPARE(watch.snapshots.back().tables.size(), 4);
        QCOMPARE(watch.table("things")->rowsCopied, 100U);
        QVERIFY(watch.table("things")->bytesCopied > 0);
        source("UPDATE things SET note = 'changed' WHERE id <= 7");
        QTRY_COMPARE_WITH_TIMEOUT(watch.applied("things"), 7U, patience);
        QCOMPARE(watch.table("things")->rowsCaptured, 7U);
        const auto &last = watch.snapshots.back();
        QVERIFY(last.positions.sourceInsert.isValid() && last.positions.sourceFlush.isValid() && last.positions.applied.isValid()
                && last.positions.received.isValid());
        QVERIFY(last.lagBytes && last.lagSeconds && last.slot.walStatus == "reserved");

        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("pause")).exitCode, 0);
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::Paused), patience);
        QVERIFY(watch.told(Event::Kind::Paused));
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("resume")).exitCode, 0);
        QTRY_VERIFY_WITH_TIMEOUT(watch.told(Event::Kind::Unpaused), patience);
        m_run->terminate();
        QTRY_VERIFY_WITH_TIMEOUT(watch.outcome.has_value(), patience);
        QVERIFY(*watch.outcome == Outcome::Stopped && !watch.problem);
    }

    void anEngineThatWasKilledIsSilentThenEnded()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(impatient());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        m_run->kill9();
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::Retrying) && watch.trouble() == Code::EngineSilent, patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.outcome.has_value(), patience);
        QVERIFY(*watch.outcome == Outcome::Failed && watch.problem && watch.problem->code == Code::EngineSilent);
    }

    void anEngineThatHangsIsSilent()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(impatient());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        m_run->suspend();
        QTRY_VERIFY_WITH_TIMEOUT(watch.trouble() == Code::EngineSilent, patience);
        m_run->resume();
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync) && !watch.trouble(), patience);
        QVERIFY(!watch.outcome);
    }

    /// The engine lets go of the target too when it tries again: it must not be taken for ended.
    void anEngineThatLostItsSourceTriesAgain()
    {
        support::Proxy path("127.0.0.1", m_place->sourceServer().port());
        m_run = std::make_unique<support::CliProcess>(
            std::vector<std::string>{"run", "--subscription", "s", "--publication", "p", "--source", path.conninfo("r"),
                                     "--target", m_place->targetServer().conninfo("r")});
        QVERIFY(m_place->settle());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        path.refuse();
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::Retrying) && watch.trouble()
                                     && (*watch.trouble() == Code::ConnectionFailed || *watch.trouble() == Code::ConnectionLost),
                                 patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.snapshots.back().retries > 1, patience);
        path.pass();
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        QVERIFY(!watch.outcome);
    }

    void aTargetThatRestartsIsWatchedAgain()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        m_place->targetServer().stop(support::StopMode::Immediate);
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::Retrying), patience);
        m_place->targetServer().startAgain();
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        source("UPDATE things SET note = 'after' WHERE id <= 3");
        QTRY_VERIFY_WITH_TIMEOUT(watch.applied("things") >= 3, patience);
        QVERIFY(!watch.outcome);
    }

    void anotherEngineIsTold()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        auto second = m_place->run({}, {}, {"--take-over"});
        QVERIFY(m_run->waitForEnd());
        QTRY_COMPARE_WITH_TIMEOUT(watch.engines.back().processId, second->pid(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        QVERIFY(!watch.outcome);
    }

    void commandsAreAnswered()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        watch.post("pause");
        QTRY_VERIFY_WITH_TIMEOUT(watch.answer("pause").rfind("paused", 0) == 0, patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::Paused), patience);
        watch.post("resync", R"({"tables":["public.nowhere"]})");
        QTRY_VERIFY_WITH_TIMEOUT(watch.answer("resync").rfind("[TableNotFollowed]", 0) == 0, patience);
        const auto refused = watch.lastProblem();
        QVERIFY(refused && refused->code == Code::CommandRefused);
        QCOMPARE(refused->arguments.at(0), "resync");
        QVERIFY(refused->arguments.at(1).find('[') == std::string::npos);
        watch.post("resume");
        watch.post("resync", R"({"tables":["public.things"]})");
        QTRY_VERIFY_WITH_TIMEOUT(watch.answer("resync").rfind("copied again: public.things", 0) == 0, patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync) && watch.table("things")->rowsCopied == 100, patience);
        watch.post("cutover");
        QTRY_VERIFY_WITH_TIMEOUT(watch.outcome.has_value(), patience);
        QVERIFY(*watch.outcome == Outcome::CutOver && watch.told(Event::Kind::CutOver));
        QVERIFY2(!watch.answer("cutover").empty() && watch.answer("cutover").front() != '[', watch.answer("cutover").c_str());
        QVERIFY(m_run->waitForEnd());
    }

    /// Who watches hears what the cutover waits for, and so does who asks for the status.
    void stepsOfACutoverAreTold()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        auto other = m_place->sourceServer().session("postgres");
        other.exec("BEGIN; SELECT pg_current_xact_id()");
        watch.post("cutover");
        QTRY_VERIFY_WITH_TIMEOUT(watch.step() && *watch.step() == cutover::Step::Barrier, patience);
        QTRY_VERIFY_WITH_TIMEOUT(watch.lastText(Event::Kind::Draining).find("waiting for transactions") != std::string::npos, patience);
        const auto status = support::CliProcess::runToEnd(m_place->arguments("status"));
        QVERIFY2(status.output.find("waiting for open transactions: waiting for transactions") != std::string::npos, status.output.c_str());
        other.exec("COMMIT");
        QTRY_VERIFY_WITH_TIMEOUT(watch.outcome.has_value(), patience);
        QVERIFY(*watch.outcome == Outcome::CutOver);
        QVERIFY(m_run->waitForEnd());
        QVERIFY(m_place->target("SELECT cutover_step IS NULL FROM _tidegate.heartbeat") == "t");
    }

    void aStoppedRunIsHeardOfAtOnce()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        watch.post("stop");
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(watch.outcome.has_value(), patience);
        QVERIFY2(timer.elapsed() < 15'000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(*watch.outcome == Outcome::Stopped);
        QCOMPARE(watch.answer("stop"), "stopped");
        QVERIFY(m_run->waitForEnd());
        QCOMPARE(m_run->exitCode(), 0);
    }

    /// Commands that nobody took when the window is closed must not surprise a later engine.
    void commandsThatNobodyTookAreWithdrawn()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(options());
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        m_run->suspend();
        watch.post("pause");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.command", "1"));
        QElapsedTimer timer;
        timer.start();
        watch.destroy();
        QVERIFY(timer.elapsed() < 3000);
        QCOMPARE(target("SELECT answer FROM _tidegate.command"), "withdrawn");
        m_run->resume();
        QVERIFY(m_place->settle());
        QCOMPARE(target("SELECT paused FROM _tidegate.slot"), "f");
    }

    /// Without a way to the target the window closes quickly, and each command is told.
    void commandsWithoutATargetAreTold()
    {
        support::Proxy path("127.0.0.1", m_place->targetServer().port());
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        Watching watch(options(path.conninfo("r")));
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        path.refuse();
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::Retrying), patience);
        watch.post("pause");
        watch.post("resume");
        path.pass();
        QTRY_VERIFY_WITH_TIMEOUT(watch.answer("resume") == "resumed", patience);
        m_run->suspend();
        watch.post("pause");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.command WHERE answered_at IS NULL", "1"));
        path.stall();
        watch.post("refresh-publication");
        watch.requestStop();
        QTRY_VERIFY_WITH_TIMEOUT(watch.outcome.has_value(), 5000);
        QVERIFY(watch.answer("pause").rfind("[CommandTimedOut]", 0) == 0);
        QVERIFY(watch.answer("refresh-publication").rfind("[CommandTimedOut]", 0) == 0);
        m_run->resume();
    }

    void whoMayNotLookIsTold()
    {
        m_place->targetServer().sql("r", "DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN");
        m_run = m_place->run({}, {});
        QVERIFY(m_place->settle());
        const auto asReader = m_place->targetServer().conninfo("r") + " user=reader";
        {
            Watching watch(options(asReader));
            QTRY_VERIFY_WITH_TIMEOUT(watch.outcome.has_value(), patience);
            QVERIFY(*watch.outcome == Outcome::Failed && watch.problem && watch.problem->sqlstate == "42501");
        }
        target("GRANT USAGE ON SCHEMA _tidegate TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA _tidegate TO reader;"
               " REVOKE SELECT ON _tidegate.heartbeat_rel FROM reader");
        Watching watch(options(asReader));
        QTRY_VERIFY_WITH_TIMEOUT(watch.isIn(Phase::InSync), patience);
        QCOMPARE(watch.table("things")->rowsCopied, 100U);
        source("UPDATE things SET note = 'seen' WHERE id <= 4");
        QVERIFY(m_place->settle());
        QCOMPARE(watch.applied("things"), 0U);
        watch.post("pause");
        QTRY_VERIFY_WITH_TIMEOUT(!watch.answer("pause").empty(), patience);
        QCOMPARE(watch.lastProblem()->sqlstate, "42501");
        target("GRANT SELECT ON _tidegate.heartbeat_rel TO reader");
        QTRY_COMPARE_WITH_TIMEOUT(watch.applied("things"), 4U, patience);
        watch.destroy();
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        target("DROP OWNED BY reader");
    }
};

QTEST_GUILESS_MAIN(WatchTest)
#include "watch_test.moc"
