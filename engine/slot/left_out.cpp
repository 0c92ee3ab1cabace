// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/left_out.h"

#include "catalog/relation_reader.h"
#include "slot/publication.h"

#include <algorithm>

namespace tidegate::slot {

void LeftOut::add(const std::string &publication, bool listsDiffered)
{
    m_names.insert(publication);
    m_listsDiffered = m_listsDiffered || listsDiffered;
    m_barrier.reset();
    m_from = {};
}

std::vector<std::string> LeftOut::others() const
{
    auto others = m_all;
    std::erase_if(others, [this](const auto &name) { return m_names.count(name) > 0; });
    return others;
}

std::optional<Problem> LeftOut::look(postgres::Connection &source) const
{
    const auto missing =
        std::find_if(m_names.begin(), m_names.end(), [&source](const auto &name) { return !publicationExists(source, name); });
    if (missing != m_names.end())
        return Problem{Code::PublicationMissing, {*missing}, {}, {}, {}, false};
    // Of lists that are altered while the barrier is waited for the walsender tells again.
    if (!m_listsDiffered || m_barrier)
        return std::nullopt;
    const postgres::Transaction brief(source, catalog::beginBriefLook);
    for (const auto &table : catalog::RelationReader(source).publishedTables(m_all)) {
        const bool isOurs = std::any_of(table.publications.begin(), table.publications.end(),
                                        [this](const auto &name) { return m_names.count(name) > 0; });
        if (isOurs && !table.disagreeing.empty())
            return Problem{Code::ColumnListsDiffer, {table.name.display(), table.disagreeing.front(), table.disagreeing.back()}, {}, {}, {}, false};
    }
    return std::nullopt;
}

bool LeftOut::advance(postgres::Connection &source)
{
    if (m_from.isValid())
        return true;
    m_obstacle = look(source);
    if (m_obstacle) {
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
