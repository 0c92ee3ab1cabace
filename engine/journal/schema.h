// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <string>

namespace tidegate::journal {

/// The _tidegate schema on the target (ARCHITECTURE.md, "The journal"): tables
///   fence             one row a subscription: generation and token of the engine that may write
///   slot              the slot's name and whether it was made, the start position, who the source is
///   progress          appended in the target transaction of the changes it speaks of; the newest row counts
///   copy_unit         state, owner, snapshot and F_u of each unit; copy_slice the parts of a sliced one
///   left_behind       tables of the target in which rows are of tables that left, or of a subscription that is forgotten
///   subscription_rel  one row a table; the columns DBAs know from Livesync
///   heartbeat         metrics for display, heartbeat_rel those of each table; nothing decides by them
///   skip              changes that were left out by choice (skip.h)
///   copy_range        the key range of a unit of kind range (key_ranges.h); its table's subscription_rel names no unit
///   parked            changes of a unit that is being copied, until its snapshot is known (parked.h)
///   definition        how each table was defined on the source when both sides agreed last
///   command           what other processes ask of the live engine, and its answers
/// and the view `subscription`, with the columns of Livesync's monitoring queries.

inline constexpr int schemaVersion = 7;

/// What ensure() runs on a target that has no journal, to be read before.
std::string definitionSql();
bool exists(postgres::Connection &target);
/// Whether it has this table: an older one that could not be upgraded lacks the later ones.
bool hasTable(postgres::Connection &target, const char *table);
/// Whether it follows the tables in which rows were left behind by their oids; an older one has their names.
bool keepsLeftByOid(postgres::Connection &target);
/// The version of a journal that exists; throws ProblemError JournalNewer if a later Tidegate made it.
int requireKnown(postgres::Connection &target);
/// Creates the schema if it is absent, and gives its version as requireKnown() does.
int ensure(postgres::Connection &target);
/// Brings an older journal up to date, and gives its version. For whoever holds the live lock; put off while other engines
/// are live on this target, which may be of an older Tidegate, and where rights or a lock are missing: what the newer
/// version adds is for display, or (from version 4 on) is done without.
int upgrade(postgres::Connection &target);
/// Removes the schema, if no subscription is left in it. True if it is gone.
bool dropIfEmpty(postgres::Connection &target);

} // namespace tidegate::journal
