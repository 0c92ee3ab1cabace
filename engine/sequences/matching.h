// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sequences/sequence_facts.h"

#include <functional>
#include <map>
#include <set>
#include <vector>

namespace tidegate::sequences {

/// Where a source table (or a sequence, of which only the schema is taken) goes on the target.
using NameMap = std::function<RelationName(const RelationName &)>;

struct TablePair {
    RelationName source;
    RelationName target;
};

/// Finds the target's counterpart of a source sequence, by these in turn: the sequence that belongs to the
/// same column of the mapped table; the one that this column's default calls; the same name in the mapped
/// schema. Pure; pointers live as long as `targets`.
class Matching
{
public:
    /// `tables`: every source table that is migrated, with its ancestors.
    Matching(std::set<RelationName> tables, const std::vector<TablePair> &pairs, NameMap map,
             const std::vector<SequenceFacts> &targets);

    /// Belongs to the migration: owned or used by a migrated table, or by no table at all.
    bool concerns(const SequenceFacts &source) const;
    const SequenceFacts *counterpart(const SequenceFacts &source) const; ///< nullptr: none
    RelationName expectedName(const SequenceFacts &source) const;

private:
    const SequenceFacts *byColumn(const SequenceFacts &source, const ColumnName &column) const;
    RelationName targetOf(const RelationName &table) const;

    std::set<RelationName> m_tables;
    std::map<RelationName, RelationName> m_pairs;
    NameMap m_map;
    std::map<RelationName, const SequenceFacts *> m_byName;
    std::map<ColumnName, std::vector<const SequenceFacts *>> m_byOwner;
    std::map<ColumnName, std::vector<const SequenceFacts *>> m_byUser;
};

} // namespace tidegate::sequences
