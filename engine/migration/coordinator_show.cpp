// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a run shows of itself: milestones, progress and events.

#include "migration/coordinator.h"

namespace tidegate::migration {

namespace {

constexpr auto showInterval = std::chrono::milliseconds(250);
/// Behind by less than this counts as in sync: a busy source is always a little ahead.
constexpr std::uint64_t inSyncBytes = 16 * 1024 * 1024;

} // namespace

void Coordinator::announceMilestones()
{
    if (!m_session)
        return;
    if (!m_toldCopied && m_shared.registry.uncopied() == 0) {
        m_toldCopied = true;
        tell({Event::Kind::AllCopied, {}, {}, {}, {}});
    }
    const bool inSync = currentPhase() == progress::Phase::InSync;
    if (inSync != m_toldInSync) {
        m_toldInSync = inSync;
        if (inSync)
            tell({Event::Kind::InSync, {}, {}, {}, {}});
    }
}

progress::Phase Coordinator::currentPhase() const
{
    if (m_endPhase)
        return *m_endPhase;
    if (m_step)
        return progress::Phase::Draining;
    if (m_paused)
        return progress::Phase::Paused;
    if (!m_session)
        return m_lastProblem ? progress::Phase::Retrying : progress::Phase::Starting;
    if (m_shared.registry.uncopied() > 0)
        return progress::Phase::Copying;
    const auto lag = lagBytes(m_sourceFlush, m_shared.positions.stored());
    return m_shared.registry.unfinished() > 0 || !lag || *lag > inSyncBytes ? progress::Phase::CatchingUp
                                                                             : progress::Phase::InSync;
}

void Coordinator::show(bool force)
{
    const auto now = Clock::now();
    if (!force && now - m_lastShow < showInterval)
        return;
    m_lastShow = now;
    ProgressMaker::Facts facts;
    facts.phase = currentPhase();
    facts.sourceInsert = m_sourceInsert;
    facts.sourceFlush = m_sourceFlush;
    if (m_guard)
        facts.slot = m_guard->last();
    facts.copiers = m_copiers ? m_copiers->busy() : 0;
    facts.copierBytesPerSecond = copierPace();
    facts.problem = m_lastProblem;
    facts.retries = m_retries;
    facts.nextRetrySeconds = nextRetrySeconds();
    m_shown = m_maker.make(m_options.subscription, m_shared, facts);
    m_callbacks.progressed(m_shown);
    for (const auto &event : m_heldNotes.due(m_shown, now))
        tell(event);
}

std::optional<double> Coordinator::copierPace(std::uint64_t atLeast) const
{
    const auto measured = m_shared.counters->pace().bytesPerSecond(atLeast);
    return measured ? measured : m_earlierPace;
}

std::optional<double> Coordinator::nextRetrySeconds() const
{
    const auto now = Clock::now();
    if (m_session || !m_lastProblem || m_retryAt <= now)
        return std::nullopt;
    return std::chrono::duration<double>(m_retryAt - now).count();
}

void Coordinator::tell(Event event)
{
    if (event.problem)
        m_options.log->error("{} {}", event.table, ProblemError(*event.problem).what());
    else
        m_options.log->info("{} {}", event.table, event.text);
    m_callbacks.happened(event);
}

} // namespace tidegate::migration
