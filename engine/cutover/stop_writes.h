// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"
#include "script/script.h"

#include <chrono>
#include <string>
#include <vector>

namespace tidegate::cutover {

/// How the source's writers are stopped.
enum class StopWritesBy {
    Hand,      ///< whoever cuts over has seen to it; nothing is done
    ReadOnly,  ///< ALTER DATABASE … SET default_transaction_read_only, and the end of every session that is older
    Statements ///< the user's own
};

struct StopWrites {
    StopWritesBy by = StopWritesBy::Hand;
    std::vector<std::string> statements; ///< Statements: run in order on the source
    std::vector<std::string> undo;       ///< Statements: what reopens the source
};

/// What will run on the source, shown before it runs; and what undoes it. Empty scripts for Hand. For ReadOnly the
/// undo is what the database's setting was before, and empty if it was read-only already: then that is not ours.
script::Script stopWritesScript(postgres::Connection &source, const StopWrites &stop);
script::Script undoScript(postgres::Connection &source, const StopWrites &stop);

/// The statement that lets the source database be written to again; empty if it is not read-only by default.
std::string undoReadOnlySql(postgres::Connection &source);

/// Sessions of the source database that are older than `since` (the source's clock) and could still write: a setting
/// of the database reaches new sessions only. Tidegate's own and walsenders are left out. "pid 12 (app, shop)" each.
std::vector<std::string> remainingWriters(postgres::Connection &source, const std::string &since);

} // namespace tidegate::cutover
