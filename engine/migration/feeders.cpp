// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/feeders.h"

#include <algorithm>

namespace tidegate::migration {

Feeders::Feeders(const std::vector<journal::RelationRow> &followed, const std::vector<preflight::TablePair> &tables)
{
    std::map<std::uint32_t, const preflight::TablePair *> byOid;
    for (const auto &pair : tables)
        byOid.emplace(pair.source.oid, &pair);
    for (const auto &row : followed) {
        const auto found = byOid.find(row.oid);
        if (found == byOid.end())
            continue;
        m_followed.insert(row.oid);
        m_feeders[row.target].push_back(found->second);
        if (found->second->targetName == row.target)
            m_targets.insert(row.target);
        else
            m_elsewhere.push_back(row.source.display() + " into " + row.target.display());
    }
}

namespace {

/// By the name that it, or the table of which it is a part, has now; and not by a map that was written for it alone, as for one that
/// was renamed.
bool belongs(const preflight::TablePair &feeder, const RelationName &target, const plan::TableMap &map)
{
    const auto leads = [&](const RelationName &name) { return !map.names(name) && map.target(name) == target; };
    return leads(feeder.known()) || leads(feeder.root());
}

} // namespace

std::optional<std::string> Feeders::objection(const preflight::TablePair &joins, const plan::TableMap &map) const
{
    const auto &target = joins.targetName;
    const auto found = m_feeders.find(target);
    if (found == m_feeders.end())
        return std::nullopt;
    const auto &feeders = found->second;
    const bool byOwnName = !joins.source.chunkOf && map.target(joins.source.name) == target;
    const auto isOfSameTable = [&](const auto *feeder) { return feeder->root() == joins.root(); };
    if (!byOwnName && std::any_of(feeders.begin(), feeders.end(), isOfSameTable))
        return std::nullopt;
    if (m_targets.count(target) > 0) {
        const auto mayMeet = [&](const auto *feeder) { return belongs(*feeder, target, map); };
        if (map.namesTargetOf(byOwnName ? joins.source.name : joins.root()) || std::any_of(feeders.begin(), feeders.end(), mayMeet))
            return std::nullopt;
    }
    return feeders.front()->known().display() + " still goes into " + target.display()
        + "; give that another name on the target, or say where each of the two goes (--table-map, resync), then refresh the publication again";
}

} // namespace tidegate::migration
