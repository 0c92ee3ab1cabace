// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "torture_place.h"

#include "torture_writer.h"

#include "support/wanted_version.h"

#include <QElapsedTimer>
#include <QTest>

#include <cstdio>

namespace tidegate::torture {

using support::CliProcess;
using support::Cluster;

namespace {

constexpr const char *delays[] = {"copy.opened=delay:300",       "copy.claimed=delay:200", "copy.finished=delay:200",
                                  "copy.rows=delay:300",         "copy.before.lock=delay:200",
                                  "apply.between-proof-and-state=delay:5", "apply.before-commit=delay:3",
                                  "apply.after-commit=delay:3"};

/// For one command, in milliseconds.
constexpr int patience = 120'000;
constexpr int deadlocks = 20;

} // namespace

Place::Place()
{
    support::ClusterOptions options;
    options.withSynchronousStandby = true;
    // Transactions of a few hundred rows spill to the source's disk already.
    options.settings = {{"max_prepared_transactions", "20"}, {"logical_decoding_work_mem", "64kB"}};
    m_source = Cluster::start(support::ofWantedSource(options));
    m_target = Cluster::start(support::ofWantedTarget());
    m_sourcePath = std::make_unique<support::Proxy>("127.0.0.1", m_source->port());
    m_targetPath = std::make_unique<support::Proxy>("127.0.0.1", m_target->port());
}

void Place::begin(int seed)
{
    m_seed = seed;
    m_random.seed(static_cast<std::uint32_t>(seed));
    for (auto *cluster : {m_source.get(), m_target.get()}) {
        cluster->createDatabase("t");
        cluster->sql("t", schema);
    }
    if (mergesLeaves())
        m_target->sql("t", "DROP TABLE t_parted; CREATE TABLE t_parted (id int, k int, v text, PRIMARY KEY (id, k))");
    m_source->sql("t", rows);
    m_source->sql("t", sourceHasFilters() ? publishedInPart : publishedWhole);
    m_source->sql("t", "ANALYZE"); // ranges are planned by it
}

void Place::end()
{
    m_run.reset();
    for (const bool ofSource : {true, false})
        path(ofSource).pass();
    m_source->resumeStandby();
    for (auto *cluster : {m_source.get(), m_target.get()}) {
        if (!cluster->isRunning())
            cluster->startAgain();
        cluster->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 't'");
        for (const auto &row : cluster->sql("postgres", "SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'logical'"))
            cluster->sql("postgres", "SELECT pg_drop_replication_slot('" + *row[0] + "')");
        for (const auto &row : cluster->sql("t", "SELECT gid FROM pg_prepared_xacts WHERE database = 't'"))
            cluster->sql("t", "ROLLBACK PREPARED '" + *row[0] + "'");
        cluster->sql("postgres", "DROP DATABASE t");
    }
}

void Place::say(const std::string &text)
{
    std::fprintf(stderr, "    %s\n", text.c_str());
    std::fflush(stderr);
}

std::string Place::answer(const Cluster &server, const std::string &sql)
{
    for (int tries = 1;; ++tries) {
        try {
            const auto found = server.sql("t", sql);
            return found.empty() || found[0].empty() ? std::string() : found[0][0].value_or("");
        } catch (const support::SessionError &error) {
            if (error.sqlstate() != "40P01" || tries == deadlocks)
                throw;
        }
    }
}

std::vector<std::string> Place::arguments(const std::string &verb) const
{
    return {verb, "--subscription", "s", "--source", m_sourcePath->conninfo("t"), "--target", m_targetPath->conninfo("t")};
}

void Place::startRun(const std::vector<std::string> &added)
{
    auto all = arguments("run");
    all.insert(all.end(), added.begin(), added.end());
    for (const char *more : {"--publication", "p", "--publication", "p_root", "--publication", "p_part", "--publication",
                             "p_extra", "--confirm-delay", "1"})
        all.emplace_back(more);
    if (m_seed % 3 == 0)
        all.insert(all.end(), {"--on-definition-change", "recopy"});
    std::string failpoints = "migration.retry-ms=300,postgres.silence-ms=1000";
    for (const auto *delay : delays) {
        if (pick(3) == 0)
            failpoints += "," + std::string(delay);
    }
    // Small batches make pieces of ordinary transactions (rule 7).
    if (pick(2) == 0)
        failpoints += ",apply.batch-bytes=" + std::to_string(20'000 + pick(200'000));
    // Every table a unit of its own, so that its changes are parked (rule 15); copied again later as that, too.
    if (m_seed % 2 == 0)
        failpoints += ",plan.small-bytes=0";
    // In ranges of its key, or in slices.
    if (m_seed % 4 == 0)
        failpoints += ",plan.sliced-bytes=0";
    // Lists, relations, and ranges or slices side by side.
    if (m_seed % 4 == 3)
        failpoints += ",plan.small-bytes=80000,plan.sliced-bytes=130000";
    say("run with " + failpoints);
    m_run = std::make_unique<CliProcess>(all, support::Environment{{"TIDEGATE_FAILPOINTS", failpoints}});
}

std::shared_ptr<CliProcess> Place::takeOver()
{
    std::shared_ptr<CliProcess> sleeper = std::move(m_run);
    sleeper->suspend();
    startRun({"--take-over"});
    return sleeper;
}

bool Place::hasBegun() const
{
    return QTest::qWaitFor([this] {
        try {
            return onTarget("SELECT count(*) > 0 FROM _tidegate.subscription_rel") == "t";
        } catch (const support::SessionError &) {
            return false; // not yet there
        }
    }, patience);
}

bool Place::command(const std::string &verb, const std::vector<std::string> &more, const std::function<void()> &between)
{
    auto all = arguments(verb);
    all.insert(all.end(), more.begin(), more.end());
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < patience;) {
        if (between)
            between();
        const auto result = CliProcess::runToEnd(all, {}, 30'000);
        if (result.exitCode == 0)
            return true;
        if (!m_run->isRunning())
            return verb == "cutover" && m_run->exitCode() == 0;
        if (timer.elapsed() >= patience)
            say(verb + " failed: " + result.output);
    }
    return false;
}

std::unique_ptr<CliProcess> Place::start(const std::string &verb, const std::vector<std::string> &more) const
{
    auto all = arguments(verb);
    all.insert(all.end(), more.begin(), more.end());
    return std::make_unique<CliProcess>(all);
}

std::string Place::status() const
{
    return CliProcess::runToEnd({"status", "--subscription", "s", "--target", m_targetPath->conninfo("t")}, {}, 30'000).output;
}

} // namespace tidegate::torture
