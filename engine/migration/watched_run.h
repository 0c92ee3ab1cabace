// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cutover/step.h"
#include "migration/watch.h"
#include "postgres/connection.h"
#include "progress/progress_snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace tidegate::migration {

/// What one look at the journal shows of a run.
struct WatchedRun {
    progress::ProgressSnapshot snapshot; ///< all but its number and its rates
    WatchedEngine engine;
    bool isLive = false;                  ///< the live lock is held
    std::optional<double> heartbeatAge;   ///< seconds; absent before this engine's first
    std::optional<std::string> cutOver;   ///< when and by whom
    std::optional<cutover::Step> step;    ///< of a cutover that goes on
    std::string stepWords;
};

/// Throws ProblemError NoSuchSubscription, JournalNewer; SqlError for a role that may not look.
WatchedRun lookAt(postgres::Connection &target, const std::string &subscription);

/// What has happened between two looks, as the run itself would have told it.
std::vector<Event> eventsBetween(const WatchedRun &before, const WatchedRun &now);

} // namespace tidegate::migration
