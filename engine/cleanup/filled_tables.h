// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "journal/subscription.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::cleanup {

/// Why a target table keeps its rows although the migration goes to it.
enum class Kept {
    NotChecked,     ///< the source could not be asked whether it has them still
    NotCopiedAgain, ///< a new run would not bring all of them: not from every table of the source that goes to it (copied_again.h)
    Shared,         ///< rows stood there before, or come from several tables of the source
    OfAnother,      ///< another migration of this journal fills or has filled it, or what it is a partition of, or PostgreSQL's own does
    LeftEarlier,    ///< a table that went to it, or nobody knows where, has left the migration: its rows may be in use by now
    Unknown,        ///< the journal has only its name, and that may be another table's by now
    OtherKind,      ///< a view or a foreign table
    PartKept,       ///< something below it keeps its rows, or is a foreign table
    PartAttached,   ///< something below it may have been attached with rows
    RootKept,       ///< what it is a partition of keeps its rows, of which some are in it
    OwnColumns,     ///< it has columns that the migration does not fill: what stands in them would not come again
    TriggerActs     ///< a trigger would act upon it
};

/// "rows stood there before, …"; for people.
const char *keptWords(Kept kept);

/// A table of the target that a migration has filled, known by its oid, whatever it is called now.
struct FilledTable {
    RelationName name;                  ///< now
    std::uint32_t oid = 0;              ///< on the target; 0: not known
    std::uint32_t namesake = 0;         ///< what stands under its name, where its own oid is not known
    std::string rows;                   ///< its own, for TRUNCATE (catalog::Relation::ownRows())
    bool tree = false;                  ///< these are in what is below it
    std::vector<std::uint32_t> sources; ///< oids on the source of the tables that go to it
    std::optional<std::set<int>> columns; ///< numbers of those that each of these fills, as far as it is remembered
    std::set<std::string> added;        ///< names of those that each would fill besides, by now, if it was copied again
    std::optional<Kept> kept;           ///< it is not emptied
    int group = -1; ///< foreign keys or partitions join these, so they are emptied together; -1: it is not emptied
};

/// Throws ProblemError AlreadyCutOver, since the rows are then those of the database that counts; CommandRefused where the
/// migration copies no data: a new run would begin at a new slot, and what was changed before that is in neither.
void requireStartableAnew(const journal::SlotRecord &record, const std::string &subscription);

/// By group, then by name; tables that are gone are left out. Looks; changes nothing. Without a source that can be asked all
/// are kept. Throws what requireStartableAnew() and copied_again.h do.
std::vector<FilledTable> filledTables(postgres::Connection *source, postgres::Connection &target, const std::string &subscription);

/// What the target shows of them now: names, reasons to keep more of them, groups. Within the caller's transaction, if there
/// is one. What is gone goes from the list.
void lookAgain(postgres::Connection &target, const std::string &subscription, std::vector<FilledTable> &tables, bool asReplica);

} // namespace tidegate::cleanup
