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

std::optional<std::string> Feeders::objection(const preflight::TablePair &joins, const plan::TableMap &map) const
{
    const auto &target = joins.targetName;
    const auto found = m_feeders.find(target);
    if (found == m_feeders.end())
        return std::nullopt;
    const auto &feeders = found->second;
    // Of one table, or of tables of one name whose schemas go into one.
    const auto belongs = [&](const auto *feeder) {
        return feeder->root() == joins.root() || (m_targets.count(target) > 0 && feeder->known().name == target.name);
    };
    if (std::any_of(feeders.begin(), feeders.end(), belongs))
        return std::nullopt;
    const bool byItsName = joins.known().name == target.name && !map.names(joins.known());
    if (m_targets.count(target) > 0 && !byItsName)
        return std::nullopt;
    return feeders.front()->known().display() + " still goes into " + target.display()
        + "; give that another name on the target, or say where each of the two goes (--table-map, resync), then refresh the publication again";
}

} // namespace tidegate::migration
