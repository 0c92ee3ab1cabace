// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "cutover/drain.h"
#include "cutover/readiness.h"
#include "cutover/reopen.h"
#include "cutover/step.h"
#include "cutover/still_wanted.h"
#include "cutover/stop_writes.h"
#include "journal/fence.h"
#include "postgres/connection.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace tidegate::cutover {

struct Options {
    StopWrites stopWrites;
    bool resetSequences = true;
    bool reopenOnFailure = true;               ///< undo what stopWrites did if the cutover does not succeed
    std::optional<std::chrono::seconds> limit; ///< for the drain; absent: as long as it takes
    ReadinessOptions readiness;

    /// From a command's arguments: {"stop-writes":"none|read-only","sequences":true,"limit-seconds":60}, all
    /// optional. Throws ProblemError BadUsage.
    static Options fromJson(const std::string &json);
};

/// What the live engine gives; the connections are its control connections, not in a transaction, and stay its own.
struct Context {
    postgres::Connection &source;
    postgres::Connection &target;
    const journal::Fence &fence; ///< its subscription is the one that is cut over
    Options options;
    /// Has the consumer applied the marker? See Drain::applied.
    std::function<bool(const Marker &)> applied;
    /// What happens, with words for people ("waiting for pid 12 …"); may be empty. In the calling thread.
    std::function<void(Step step, const std::string &words)> happened;
    /// Asked until the terminal state is about to be recorded.
    StillWanted wanted;
    /// How the source stands after a cutover that has failed; before the reason is thrown. May be empty.
    std::function<void(const Closing &closing, const Reopening &reopening)> reopened;
};

struct Report {
    double downtimeSeconds = 0; ///< from the stop of the writes to the end
    double drainSeconds = 0;
    Marker marker;
    int sequencesSet = 0;
    std::string
        undoSql; ///< opens the source again, should somebody need it; empty if it was not closed by us

    /// "cut over: 1.8 s after the writes were stopped; 12 sequences set; …"; for people.
    std::string display() const;
};

/// Readiness, stop of the writes, drain, sequences, and the terminal state in the journal. Call it from the live
/// engine, on the thread that owns the connections. Whatever fails before the terminal state is recorded is undone
/// (as far as it was ours) and thrown: CutoverAborted, NotReadyForCutover, PreparedTransactions, BarrierWaits, TakenOver,
/// SqlError, ConnectionLostError, Stopped. If it is unknown whether the terminal state was recorded and nobody can be asked,
/// CommitInDoubt is thrown and the source stays closed.
Report runCutover(const Context &context);

} // namespace tidegate::cutover
