// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"
#include "cleanup/inventory.h"

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace tidegate::cleanup {

enum class Result {
    Dropped,
    WasGone, ///< nothing was there: an earlier drop, or somebody's hand
    Left     ///< still there, `why` says why if it is known; sql removes it by hand
};

struct Dropped {
    Item item;
    Result result = Result::Left;
    std::optional<Problem> why;
};

struct DropOptions {
    bool stopEngine = false; ///< ask a live engine to stop first, instead of refusing
    std::chrono::seconds stopWithin{30};
    /// The source is unreachable for good: forget the journal all the same. Otherwise the journal stays as long as
    /// the slot may, so that a later drop knows its name.
    bool sourceGone = false;
    /// WithRows: the tables of the target that it filled are emptied, too. They are left, and with them the journal, as long
    /// as the slot may be there; where the source cannot be asked or is gone, they are left in any case.
    Extent extent = Extent::Migration;
    /// With rows: what was agreed to. Another fence, slot or history, or a table that is not in it: nothing is done.
    std::optional<Shown> shown;
};

/// Removes what takeInventory() finds, slot first, journal last; rows only where `extent` says so. May be repeated. Either
/// connection may be null. Each outcome is told as it comes and returned. Throws ProblemError AlreadyRunning while an
/// engine is live, CommandTimedOut if it was asked to stop and has not, Stopped, once it has told of the tables
/// that are empty by then; before anything goes, where rows should, also
/// EngineSilent if one that did not end has shown a sign of life within a minute, TakenOver or CommandRefused if it is not
/// what was shown, and what takeInventory() throws.
std::vector<Dropped> drop(postgres::Connection *source, postgres::Connection *target,
                          const std::string &subscription, const DropOptions &options,
                          const std::function<void(const Dropped &)> &told, const StopToken &stop);

/// Nothing is left behind that was there.
bool complete(const std::vector<Dropped> &outcomes);

} // namespace tidegate::cleanup
