// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/join_barriers.h"

#include "base/failpoint.h"
#include "catalog/published_terms.h"
#include "slot/touch.h"

namespace tidegate::slot {

JoinBarriers::JoinBarriers(std::vector<std::string> publications)
    : m_publications(std::move(publications)), m_start(std::chrono::steady_clock::now())
{
}

bool JoinBarriers::advance(postgres::Connection &source)
{
    if (failpoint::ruleOff("2"))
        return true;
    if (!m_barrier)
        m_barrier = takeBarrier(source);
    if (!barrierPassed(source, *m_barrier))
        return false;
    if (m_touched)
        return true;
    touch(source);
    if (catalog::needsPublicationTouch(source.serverVersion())) {
        for (const auto &publication : m_publications)
            touchPublication(source, publication);
    }
    m_touched = true;
    m_barrier = takeBarrier(source);
    return barrierPassed(source, *m_barrier);
}

double JoinBarriers::seconds() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
}

std::vector<Blocker> JoinBarriers::blockers(postgres::Connection &source) const
{
    return m_barrier ? catalog::readBlockers(source, *m_barrier).list : std::vector<Blocker>();
}

} // namespace tidegate::slot
