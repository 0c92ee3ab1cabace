// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "journal/fence.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::cleanup {

/// Why a target table keeps its rows although the migration goes to it.
enum class Kept {
    CopiedNothing, ///< the migration was told to copy no data, so the rows are not from it
    Shared,        ///< rows stood there before, or come from several tables of the source
    OfAnother,     ///< another migration of this journal fills it, or what it is a partition of
    LeftEarlier,   ///< a table that went to it has left the migration: its rows may be in use by now
    Unknown,       ///< the journal has only its name, and that may be another table's by now
    OtherKind,     ///< a view or a foreign table
    PartKept,      ///< a partition of it keeps its rows
    TriggerActs    ///< a trigger would act upon it
};

/// "rows stood there before, …"; for people.
const char *keptWords(Kept kept);

/// A table of the target that a migration has filled, known by its oid, whatever it is called now.
struct FilledTable {
    RelationName name;                  ///< now
    std::uint32_t oid = 0;              ///< on the target; 0: not known
    std::string rows;                   ///< its own, for TRUNCATE (catalog::Relation::ownRows())
    std::vector<std::uint32_t> sources; ///< oids on the source of the tables that go to it
    std::optional<Kept> kept;           ///< it is not emptied
    int group = -1; ///< foreign keys or partitions join these, so they are emptied together; -1: it is not emptied
};

/// By group, then by name; tables that are gone are left out. Looks; changes nothing. Throws ProblemError AlreadyCutOver:
/// then the rows are those of the database that counts.
std::vector<FilledTable> filledTables(postgres::Connection &target, const std::string &subscription);

/// "TRUNCATE ONLY a, ONLY b" of the tables of one group.
std::string emptyingSql(const std::vector<FilledTable> &group);

enum class Emptying { Truncate, TruncateOrDelete };

/// Takes the tables of whole groups out of the journal and their rows out of the target, in one fenced transaction: whatever
/// dies on the way, no table that was emptied counts as copied. By TRUNCATE; where that is refused perhaps by DELETE, but only
/// as replica, so that neither foreign keys nor triggers act. Without an answer it is done; else nothing was. The caller holds
/// the live lock. Throws AlreadyCutOver, TakenOver, RelationChanged if another table has one of the names, SqlError.
std::optional<Kept> emptyTables(postgres::Connection &target, const journal::Fence &fence, const std::vector<FilledTable> &tables,
                                Emptying how);

} // namespace tidegate::cleanup
