// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cutover/still_wanted.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <string>
#include <vector>

namespace tidegate::cutover {

/// How the source's writers are stopped.
enum class StopWritesBy {
    Hand, ///< whoever cuts over has seen to it; nothing is done
    ReadOnly, ///< ALTER DATABASE … SET default_transaction_read_only, and the end of every session that is older
    Statements ///< the user's own
};

struct StopWrites {
    StopWritesBy by = StopWritesBy::Hand;
    std::vector<std::string> statements; ///< Statements: run in order on the source
    std::vector<std::string> undo;       ///< Statements: what reopens the source
};

/// For the source: what stops the writes, and what undoes it. Both empty for Hand.
struct StopPlan {
    script::Script stop;
    script::Script undo; ///< empty if there is nothing to undo, or the source was read-only before us
};

/// Reads how the source stands now; changes nothing. To be made, and shown, before stopWrites().
StopPlan planStop(postgres::Connection &source, const StopWrites &how);

/// Runs the plan; for ReadOnly it then waits until no older session is left that could write, and throws ProblemError
/// NotReadyForCutover naming those that it may not end, or what StillWanted::require() does. The caller undoes.
void stopWrites(postgres::Connection &source, const StopPlan &plan, StopWritesBy by, const StillWanted &wanted);

/// The statement that lets the source database be written to again; empty if it is not read-only by default.
std::string undoReadOnlySql(postgres::Connection &source);
/// The same as a script that ends the sessions which would stay read-only, too.
script::Script planOpen(postgres::Connection &source);

} // namespace tidegate::cutover
