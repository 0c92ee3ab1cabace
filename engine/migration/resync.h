// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/unit_rows.h"
#include "postgres/connection.h"
#include "preflight/inspection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::migration {

/// What is to be copied anew: tables as people name them, and as we know them.
struct ResyncOf {
    std::vector<std::string> names; ///< "schema.name" on the source; all that are shown so
    std::vector<std::uint32_t> oids; ///< on the source
};

/// Followed tables that were dropped on the source, and those that were created there in their place.
class Replacements
{
public:
    /// Of rows that outlive this.
    Replacements(const std::vector<journal::RelationRow> &followed, const std::vector<preflight::TablePair> &published);

    /// The followed table of this name, if this one was created in its place; else none.
    const journal::RelationRow *replacedBy(const preflight::TablePair &pair) const;
    /// As which it is followed: itself, or what it replaced; else none.
    const journal::RelationRow *rowOf(const preflight::TablePair &pair) const;

private:
    std::map<std::uint32_t, const journal::RelationRow *> m_rows;
    std::map<RelationName, const journal::RelationRow *> m_gone;
};

/// The tables that are to be copied anew, and those that must be with them, because
/// their rows stand in the same target relation and come from the same root. Pure but for one look at the target. Linear in tables.
/// Throws ProblemError ResyncOfShared (rows from elsewhere stand there; an emptied target with all that feeds it will
/// do), TableNotFollowed, TargetTableMissing.
std::vector<preflight::TablePair> resyncGroup(const ResyncOf &wanted,
                                              const std::vector<journal::RelationRow> &followed,
                                              const std::vector<preflight::TablePair> &published,
                                              postgres::Connection &target);

/// Of the target's tables; in one statement for a hundred.
std::optional<RelationName> firstWithRows(postgres::Connection &target, const std::set<RelationName> &tables);

} // namespace tidegate::migration
