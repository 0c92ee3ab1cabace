// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sequences/sequence_facts.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tidegate::sequences {

/// Where a source table (or a sequence, of which only the schema is taken) goes on the target.
using NameMap = std::function<RelationName(const RelationName &)>;

struct TablePair {
    RelationName source;
    RelationName target;
};

/// Finds the target's counterpart of a source sequence, by these in turn: the sequence that belongs to the
/// same column of the mapped table; the one that this column's default calls; of an extension's, that extension's
/// of the same name, wherever it was put; the same name in the mapped schema. Pure; pointers live as long as `targets`.
class Matching
{
public:
    /// `tables`: every source table that is migrated, with its ancestors.
    Matching(std::set<RelationName> tables, const std::vector<TablePair> &pairs, NameMap map,
             const std::vector<SequenceFacts> &targets);

    /// Owned or used by a migrated table.
    bool isNeeded(const SequenceFacts &source) const;
    /// Belongs to the migration: needed, or of no table at all, or of an extension, whose tables stay where they are though
    /// people may have put rows into them.
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
    std::map<std::pair<std::string, std::string>, const SequenceFacts *> m_byExtension; ///< and the name without its schema
    std::map<ColumnName, std::vector<const SequenceFacts *>> m_byOwner;
    std::map<ColumnName, std::vector<const SequenceFacts *>> m_byUser;
};

} // namespace tidegate::sequences
