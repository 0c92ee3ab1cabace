// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/left_out.h"

#include "slot/publication.h"

#include <algorithm>

namespace tidegate::slot {

void LeftOut::add(const std::string &publication)
{
    m_names.insert(publication);
    m_barrier.reset();
    m_from = {};
}

std::vector<std::string> LeftOut::othersOf(const std::vector<std::string> &publications) const
{
    auto others = publications;
    std::erase_if(others, [this](const auto &name) { return m_names.count(name) > 0; });
    return others;
}

bool LeftOut::advance(postgres::Connection &source)
{
    if (m_from.isValid())
        return true;
    const auto missing =
        std::find_if(m_names.begin(), m_names.end(), [&source](const auto &name) { return !publicationExists(source, name); });
    m_missing = missing == m_names.end() ? std::nullopt : std::optional(*missing);
    if (m_missing) {
        m_barrier.reset();
        return false;
    }
    if (!m_barrier)
        m_barrier = takeBarrier(source);
    if (!barrierPassed(source, *m_barrier))
        return false;
    m_from = source.exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
    return true;
}

std::vector<Blocker> LeftOut::blockers(postgres::Connection &source) const
{
    return m_barrier && !m_from.isValid() ? catalog::readBlockers(source, *m_barrier).list : std::vector<Blocker>();
}

} // namespace tidegate::slot
