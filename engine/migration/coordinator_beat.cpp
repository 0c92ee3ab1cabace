// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a run shows of itself on the target, to whoever watches it from elsewhere.

#include "migration/coordinator.h"

#include "phrases/phrases.h"

#include "copy/deadline.h"
#include "postgres/error.h"

#include <QCoreApplication>

namespace tidegate::migration {

namespace {

constexpr auto beatInterval = std::chrono::seconds(2);
/// For a word at the end: a run stops within a second, whatever its servers do.
constexpr int briefMilliseconds = 400;

} // namespace

journal::Heartbeat Coordinator::heartbeat() const
{
    journal::Heartbeat heartbeat;
    heartbeat.phase = progress::phaseName(currentPhase());
    heartbeat.sourceInsert = m_sourceInsert;
    heartbeat.sourceFlush = m_sourceFlush;
    heartbeat.received = m_shared.positions.received();
    heartbeat.confirmed = m_shared.positions.confirmed();
    heartbeat.lagSeconds = m_shown.lagSeconds;
    if (m_guard) {
        const auto &guard = m_guard->last();
        heartbeat.walKept = static_cast<std::int64_t>(guard.walKeptBytes);
        heartbeat.walGrowthPerSecond = static_cast<std::int64_t>(guard.growthBytesPerSecond.value_or(0));
        heartbeat.walStatus = guard.walStatus;
        heartbeat.secondsUntilFull = guard.secondsUntilFull ? static_cast<std::int64_t>(*guard.secondsUntilFull) : -1;
        heartbeat.walLimit = guard.limitBytes ? static_cast<std::int64_t>(*guard.limitBytes) : -1;
    }
    heartbeat.problem = m_lastProblem;
    if (m_lastProblem)
        heartbeat.lastError = phrases::coded(*m_lastProblem);
    heartbeat.retries = m_retries;
    heartbeat.nextRetrySeconds = nextRetrySeconds();
    heartbeat.copierBytesPerSecond = m_shown.rates.copierBytesPerSecond;
    heartbeat.processId = QCoreApplication::applicationPid();
    if (m_step) {
        heartbeat.cutoverStep = cutover::stepName(*m_step);
        heartbeat.cutoverWords = m_stepWords;
    }
    return heartbeat;
}

std::optional<double> Coordinator::earlierPace()
{
    std::uint64_t bytes = 0;
    for (const auto &table : journal::readUnits(*m_control.target, m_fence->subscription()).relations)
        bytes += static_cast<std::uint64_t>(table.bytesCopied);
    const auto seen = journal::readHeartbeat(*m_control.target, m_fence->subscription(), m_journalVersion);
    return seen && bytes >= enoughForPace ? seen->heartbeat.copierBytesPerSecond : std::nullopt;
}

void Coordinator::beatOn(postgres::Connection &target)
{
    journal::beat(target, *m_fence, heartbeat(), m_journalVersion);
    if (m_journalVersion < 2)
        return;
    const auto tables = m_tableBeat.due(m_shared.registry, m_shown);
    if (!tables.empty())
        journal::beatTables(target, *m_fence, tables, m_journalVersion);
    m_tableBeat.written(tables);
}

void Coordinator::beat()
{
    if (!m_control.target || m_control.target->inTransaction())
        return;
    m_lastBeat = Clock::now();
    // Whatever is wrong with tables that are for display stops nobody.
    try {
        beatOn(*m_control.target);
        m_beatTrouble.clear();
    } catch (const postgres::SqlError &error) {
        if (m_beatTrouble == error.what())
            return;
        m_beatTrouble = error.what();
        m_options.log->warn("nothing is shown to who watches from elsewhere: {}", m_beatTrouble);
    }
}

void Coordinator::beatIfDue()
{
    if (Clock::now() - m_lastBeat >= beatInterval)
        beat();
}

void Coordinator::beatBriefly()
{
    if (!m_fence)
        return;
    try {
        const copy::Deadline deadline(briefMilliseconds);
        postgres::Connection target(m_options.target.parameters(), {"target", "tidegate"}, deadline.token());
        beatOn(target);
    } catch (const Stopped &) {
    } catch (const ProblemError &) {
    }
}

} // namespace tidegate::migration
