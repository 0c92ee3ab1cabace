// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "migration/migration.h"

#include <optional>

namespace tidegate::cli {

/// The exit codes, as README.md and `help` document them; scripts rely on the numbers.
enum class Exit : int {
    Done = 0, ///< also: stopped cleanly, the next run resumes
    Failed = 1,
    BadUsage = 2,
    Setup = 3,          ///< kept for ./dev: something must be installed first
    Refused = 4,        ///< by a guard, before anything was changed
    AlreadyRunning = 5, ///< another engine is live
    TakenOver = 6,      ///< by another engine, which goes on
    NoConnection = 7,
    NotReady = 8,      ///< for the cutover
    TimedOut = 9,      ///< the live engine has not answered
    NothingThere = 10, ///< no such subscription, or nobody runs it
    Interrupted = 130  ///< a second signal: ended at once
};

Exit exitFor(Code code);
Exit exitFor(migration::Outcome outcome, const std::optional<Problem> &problem);

/// The table of exit codes as `help` prints it.
const char *exitCodeHelp();

} // namespace tidegate::cli
