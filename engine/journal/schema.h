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
///   subscription_rel  one row a table; the columns DBAs know from Livesync
///   heartbeat         metrics for display; nothing decides by it
///   command           what other processes ask of the live engine, and its answers
/// and the view `subscription`, with the columns of Livesync's monitoring queries.

inline constexpr int schemaVersion = 1;

/// What ensure() runs on a target that has no journal, to be read before.
std::string definitionSql();
bool exists(postgres::Connection &target);
/// Creates the schema if it is absent; throws ProblemError JournalNewer if a later Tidegate made it.
void ensure(postgres::Connection &target);
/// Removes the schema, if no subscription is left in it. True if it is gone.
bool dropIfEmpty(postgres::Connection &target);

} // namespace tidegate::journal
