// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/unit_rows.h"
#include "plan/table_map.h"
#include "preflight/inspection.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::migration {

/// Which targets the tables fill that are followed. Refers to both while it lives.
class Feeders
{
public:
    Feeders(const std::vector<journal::RelationRow> &followed, const std::vector<preflight::TablePair> &tables);

    /// Published still. Not of one that leaves: what it filled stays, and nobody is to be copied upon it.
    bool isFollowed(std::uint32_t oid) const { return m_followed.count(oid) > 0; }
    /// Filled by those that the table map sends there.
    const std::set<RelationName> &targets() const { return m_targets; }
    /// The others: "table into target".
    const std::vector<std::string> &elsewhere() const { return m_elsewhere; }

    /// Why this table may not join into its target: another fills that, and nobody said that both are to go there. It has taken the
    /// name by which the other one came, or the other one's target has got its name. None: it may.
    std::optional<std::string> objection(const preflight::TablePair &joins, const plan::TableMap &map) const;

private:
    std::set<std::uint32_t> m_followed;
    std::set<RelationName> m_targets;
    std::vector<std::string> m_elsewhere;
    std::map<RelationName, std::vector<const preflight::TablePair *>> m_feeders; ///< by target
};

} // namespace tidegate::migration
