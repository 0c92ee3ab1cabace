// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/watcher.h"

#include "jobs/connect.h"
#include "migration/worker_thread.h"
#include "postgres/error.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

using progress::Phase;

constexpr int stepMs = 50;
constexpr auto lookInterval = std::chrono::seconds(1);
/// A look takes at most this part of the time, however many tables there are.
constexpr int lookShare = 10;
/// Of an engine that is connecting again; shorter ones are not worth a word.
constexpr double shortSilence = 5;

/// No rights, no journal: what another connection does not mend.
bool isFinal(const postgres::SqlError &error)
{
    return error.sqlstate().rfind("42", 0) == 0;
}

/// In steps of five seconds: it is read, not watched.
Problem silent(const WatchedRun &run, double seconds)
{
    return {Code::EngineSilent, {run.engine.host, std::to_string(static_cast<long long>(seconds) / 5 * 5)}, {}, {}, {}, true};
}

double seconds(std::chrono::steady_clock::duration time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

Watcher::Watcher(WatchOptions options, Callbacks callbacks, StopToken stop)
    : m_options(std::move(options)), m_callbacks(std::move(callbacks)), m_stop(std::move(stop)),
      m_commands(m_options.subscription, [this](const Event &event) { m_callbacks.happened(event); })
{
    if (!m_options.log)
        m_options.log = makeSilentLog();
}

Watcher::End Watcher::run()
{
    End end;
    std::optional<Problem> why;
    try {
        end = watch();
        why = Problem{Code::NoLiveEngine, {m_options.subscription}, {}, {}, {}, false};
    } catch (...) {
        why = currentProblem();
        if (why)
            end = {Outcome::Failed, why};
    }
    m_commands.giveUp(m_route.parameters(), why);
    return end;
}

Watcher::End Watcher::watch()
{
    m_route = endpoint::Route(m_options.target, m_stop);
    for (;;) {
        Problem problem;
        try {
            const auto target = jobs::connectTarget(m_route, m_stop);
            return follow(*target);
        } catch (const postgres::ConnectionLostError &error) {
            if (!m_last)
                throw; // never reached: whoever asked hears why
            problem = error.problem();
        } catch (const postgres::SqlError &error) {
            if (!m_last || isFinal(error))
                throw;
            problem = error.problem();
        }
        lost(problem);
        m_stop.pause(std::min(30'000, 250 << std::min(m_retries - 1, 7)));
    }
}

Watcher::End Watcher::follow(postgres::Connection &target)
{
    auto next = Clock::now();
    m_absentSince.reset(); // while nobody looked the engine may have come and gone
    for (;;) {
        m_stop.throwIfStopped();
        m_commands.serve(target);
        if (Clock::now() >= next) {
            const auto begun = Clock::now();
            if (auto end = look(target)) {
                m_commands.lookForAnswers(target); // an engine answers before it goes
                return *end;
            }
            m_retries = 0;
            next = begun + std::max<Clock::duration>(lookInterval, lookShare * (Clock::now() - begun));
        }
        target.waitForInput(stepMs);
    }
}

std::optional<Watcher::End> Watcher::look(postgres::Connection &target)
{
    auto run = lookAt(target, m_options.subscription);
    if (!m_last || !(m_last->engine == run.engine))
        m_callbacks.engineSeen(run.engine);
    auto end = judge(run);
    if (m_last) {
        for (const auto &event : eventsBetween(*m_last, run))
            m_callbacks.happened(event);
    }
    show(run.snapshot);
    m_last = std::move(run);
    return end;
}

std::optional<Watcher::End> Watcher::judge(WatchedRun &run)
{
    auto &snapshot = run.snapshot;
    if (run.cutOver) // it is still answering
        return run.isLive ? std::nullopt : std::optional(End{Outcome::CutOver, {}});
    if (run.isLive) {
        m_absentSince.reset();
        if (!run.heartbeatAge || *run.heartbeatAge < seconds(m_options.silentAfter))
            return std::nullopt;
        snapshot.problem = silent(run, *run.heartbeatAge);
        snapshot.phase = Phase::Retrying;
        return std::nullopt;
    }
    if (snapshot.phase == Phase::Stopped && run.heartbeatAge)
        return End{Outcome::Stopped, {}};
    if (snapshot.phase == Phase::Failed)
        return End{Outcome::Failed, snapshot.problem};
    // It may have lost a server, and try again.
    const auto now = Clock::now();
    m_absentSince = m_absentSince.value_or(now);
    const auto absent = now - *m_absentSince;
    const auto age = run.heartbeatAge.value_or(seconds(absent));
    if (absent > m_options.endedAfter && age > seconds(m_options.endedAfter)) {
        snapshot.phase = Phase::Failed;
        snapshot.problem = silent(run, age);
        return End{Outcome::Failed, snapshot.problem};
    }
    const bool saysWhy = snapshot.phase == Phase::Retrying && snapshot.problem && age < seconds(m_options.silentAfter);
    if (!saysWhy && age >= shortSilence)
        snapshot.problem = silent(run, age);
    snapshot.phase = Phase::Retrying;
    return std::nullopt;
}

void Watcher::show(progress::ProgressSnapshot snapshot)
{
    snapshot.number = ++m_number;
    m_rates.addTo(snapshot);
    m_callbacks.progressed(snapshot);
    for (const auto &event : m_heldNotes.due(snapshot, Clock::now()))
        m_callbacks.happened(event);
}

void Watcher::lost(const Problem &problem)
{
    ++m_retries;
    m_options.log->warn("watching {}: {}", m_options.subscription, ProblemError(problem).what());
    auto snapshot = m_last->snapshot;
    snapshot.phase = Phase::Retrying;
    snapshot.problem = problem;
    snapshot.retries = m_retries;
    show(std::move(snapshot));
}

} // namespace tidegate::migration
