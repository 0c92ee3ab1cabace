// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "torture_writer.h"

#include "support/cli_process.h"
#include "support/cluster.h"
#include "support/wanted_version.h"

#include <QElapsedTimer>
#include <QTest>

#include <cstdio>

using namespace tidegate;
using support::CliProcess;
using support::Cluster;

namespace {

constexpr const char *delays[] = {"copy.opened=delay:300",       "copy.claimed=delay:200", "copy.finished=delay:200",
                                  "copy.rows=delay:300",         "copy.before.lock=delay:200",
                                  "apply.between-proof-and-state=delay:5", "apply.before-commit=delay:3",
                                  "apply.after-commit=delay:3"};

/// For one command, refusals by a run that is on its way up or has not caught up included.
constexpr int patience = 120'000;

int seedsWanted()
{
    bool given = false;
    const int seeds = qEnvironmentVariableIntValue("TIDEGATE_TORTURE_SEEDS", &given);
    return given && seeds > 0 ? seeds : 6;
}

} // namespace

/// A migration under seeded writers while everything is killed that can be killed. Ends with a cutover and the oracle:
/// both sides equal row by row, each row once. What it decides is printed, so that a failure can be told again.
class TortureTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
    std::unique_ptr<CliProcess> m_run;
    bool m_alone = false; ///< each table a unit
    bool m_split = false; ///< or many
    std::mt19937 m_random;

    unsigned pick(unsigned below) { return static_cast<unsigned>(m_random() % below); }

    static void say(const std::string &text)
    {
        std::fprintf(stderr, "    %s\n", text.c_str());
        std::fflush(stderr);
    }

    std::vector<std::string> arguments(const std::string &verb) const
    {
        return {verb, "--subscription", "s", "--source", m_source->conninfo("t"), "--target", m_target->conninfo("t")};
    }

    void startRun()
    {
        auto all = arguments("run");
        for (const char *more : {"--publication", "p", "--confirm-delay", "1"})
            all.emplace_back(more);
        std::string failpoints;
        for (const auto *delay : delays) {
            if (pick(3) == 0)
                failpoints += (failpoints.empty() ? "" : ",") + std::string(delay);
        }
        // Small batches make pieces of ordinary transactions (rule 7).
        if (pick(2) == 0)
            failpoints += std::string(failpoints.empty() ? "" : ",") + "apply.batch-bytes=" + std::to_string(20'000 + pick(200'000));
        // Every table a unit of its own, so that its changes are parked (rule 15); copied again later as that, too.
        if (m_alone)
            failpoints += std::string(failpoints.empty() ? "" : ",") + "plan.small-bytes=0";
        // In ranges of its key, or in slices.
        if (m_split)
            failpoints += ",plan.sliced-bytes=0";
        say("run with " + (failpoints.empty() ? std::string("no delays") : failpoints));
        m_run = std::make_unique<CliProcess>(
            all, support::Environment{{"TIDEGATE_FAILPOINTS", failpoints}});
    }

    /// A command to the live engine, which may be on its way down or up: asked again until it is carried out.
    bool command(const std::string &verb, std::vector<std::string> more = {})
    {
        auto all = arguments(verb);
        all.insert(all.end(), more.begin(), more.end());
        QElapsedTimer timer;
        for (timer.start(); timer.elapsed() < patience;) {
            const auto result = CliProcess::runToEnd(all, {}, 60'000);
            if (result.exitCode == 0)
                return true;
            if (!m_run->isRunning())
                return verb == "cutover" && m_run->exitCode() == 0;
            if (timer.elapsed() >= patience)
                say(verb + " failed: " + result.output + "\nthe run said: " + m_run->output());
        }
        return false;
    }

    void disturb()
    {
        switch (pick(7)) {
        case 0:
        case 1:
            say("kill -9");
            m_run->kill9();
            startRun();
            break;
        case 2:
            say("end our backends on the source");
            m_source->sql("t", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'");
            break;
        case 3:
            say("end our backends on the target");
            m_target->sql("t", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'");
            break;
        case 4:
            say("end the walsender");
            m_source->sql("t", "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
            break;
        case 5:
            say("terminate and run again");
            m_run->terminate();
            m_run->waitForEnd(10'000);
            startRun();
            break;
        default:
            say("the synchronous standby hangs");
            m_source->pauseStandby();
            break;
        }
    }

private slots:
    void initTestCase()
    {
        support::ClusterOptions options;
        options.withSynchronousStandby = true;
        options.settings = {{"max_prepared_transactions", "20"}};
        m_source = Cluster::start(support::ofWantedSource(options));
        m_target = Cluster::start(support::ofWantedTarget());
    }

    void torture_data()
    {
        QTest::addColumn<int>("seed");
        const int first = std::max(1, qEnvironmentVariableIntValue("TIDEGATE_TORTURE_FIRST"));
        for (int seed = first; seed < first + seedsWanted(); ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }

    void torture()
    {
        QFETCH(int, seed);
        m_random.seed(static_cast<std::uint32_t>(seed));
        m_alone = seed % 2 == 0;
        m_split = seed % 4 == 0;
        for (auto *cluster : {m_source.get(), m_target.get()}) {
            cluster->createDatabase("t");
            cluster->sql("t", torture::schema);
        }
        m_source->sql("t", torture::rows);
        m_source->sql("t", "ANALYZE"); // ranges are planned by it
        std::atomic<long> committed{0};
        std::vector<std::unique_ptr<torture::Writer>> writers;
        for (int i = 0; i < 3; ++i)
            writers.push_back(std::make_unique<torture::Writer>(m_source->conninfo("t"), seed, i, committed));
        startRun();
        const unsigned disturbances = 3 + pick(5);
        const unsigned lateAt = pick(disturbances);
        for (unsigned i = 0; i < disturbances; ++i) {
            const auto until = committed + 30 + static_cast<long>(pick(300));
            QTRY_VERIFY_WITH_TIMEOUT(committed >= until, 60'000);
            disturb();
            if (i == lateAt) {
                say("t_late joins");
                m_source->resumeStandby();
                m_source->sql("t", "ALTER PUBLICATION p ADD TABLE t_late");
                QVERIFY(command("refresh-publication"));
            }
            // A hanging standby holds every commit, so what was received stays invisible for a while.
            QTest::qWait(static_cast<int>(pick(200)));
            m_source->resumeStandby();
        }
        const auto until = committed + 100;
        QTRY_VERIFY_WITH_TIMEOUT(committed >= until, 60'000);
        writers.clear();
        for (const auto &row : m_source->sql("t", "SELECT gid FROM pg_prepared_xacts"))
            m_source->sql("t", "COMMIT PREPARED '" + *row[0] + "'");
        say("cutover after " + std::to_string(committed) + " transactions");
        const bool cut = command("cutover", {"--yes"});
        QVERIFY2(cut, "the cutover did not come to its end");
        const auto same = support::rowsEqual(*m_source, "t", *m_target, "t", torture::tables());
        QVERIFY2(same, same.report.c_str());
        QVERIFY(same.sourceRows > 15'000);
        QVERIFY(m_run->waitForEnd(10'000));
        QVERIFY(CliProcess::runToEnd(arguments("drop"), {}).exitCode == 0);
        QCOMPARE(m_source->value("t", "SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'tidegate%'"), "0");
    }

    void cleanup()
    {
        if (QTest::currentTestFailed() && m_run)
            say("the run said:\n" + m_run->output());
        m_run.reset();
        m_source->resumeStandby();
        for (auto *cluster : {m_source.get(), m_target.get()}) {
            cluster->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 't'");
            for (const auto &row : cluster->sql("postgres", "SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'logical'"))
                cluster->sql("postgres", "SELECT pg_drop_replication_slot('" + *row[0] + "')");
            for (const auto &row : cluster->sql("t", "SELECT gid FROM pg_prepared_xacts WHERE database = 't'"))
                cluster->sql("t", "ROLLBACK PREPARED '" + *row[0] + "'");
            cluster->sql("postgres", "DROP DATABASE t");
        }
    }
};

QTEST_GUILESS_MAIN(TortureTest)
#include "torture_test.moc"
