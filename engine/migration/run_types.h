// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "base/problem.h"
#include "cutover/cutover.h"

#include <optional>
#include <string>

namespace tidegate::migration {

/// How a run ended.
enum class Outcome { Stopped, ReachedEnd, CutOver, Refused, AlreadyRunning, TakenOver, Failed };

/// One line for people and for --json: what happened, to which table if to one.
struct Event {
    enum class Kind {
        Starting, SlotMade, Resumed, TablesAdded, TablesUnfollowed, TableCopied, AllCopied, InSync, Paused, Unpaused, Retrying, Finding,
        Problem, CommandDone, Draining, Drained, SequencesSet, CutOver, Stopped, StreamHeld
    };
    Kind kind = Kind::Starting;
    std::string table;
    std::string text;                        ///< figures and names, already for people
    std::optional<tidegate::Problem> problem;
    std::optional<tidegate::Finding> finding;
    std::optional<cutover::Step> step = {};  ///< of a cutover, with Draining
};

} // namespace tidegate::migration
