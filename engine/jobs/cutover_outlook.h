// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cutover/readiness.h"
#include "cutover/stop_writes.h"
#include "jobs/status.h"

namespace tidegate::jobs {

/// All that a person wants to know before (and after) a cutover, whoever runs the subscription.
struct CutoverOutlook {
    StatusReport status;
    cutover::Readiness readiness;
    cutover::StopPlan readOnly; ///< what stopping the writes by read-only would run on the source, and what undoes it
    script::Script open;        ///< what lets the source be written to again; empty if it is not read-only
};

/// Looks at both servers; changes nothing. Throws ProblemError NoSuchSubscription, JournalNewer.
CutoverOutlook readCutoverOutlook(postgres::Connection &source, postgres::Connection &target,
                                  const std::string &subscription, const cutover::ReadinessOptions &options);

/// What a cutover would run, in order, to be read before anybody agrees to it. The values of sequences are those of
/// now: the cutover reads them anew once the writes have stopped.
script::Script cutoverScript(postgres::Connection &source, postgres::Connection &target,
                             const std::string &subscription, cutover::StopWritesBy by, bool sequences);

/// Lets the source be written to again (CutoverOutlook::open), after an engine that was ended in the middle of a cutover.
/// Throws ProblemError AlreadyCutOver, CommandRefused while a cutover is going on, and what the statements do.
void openSource(postgres::Connection &source, postgres::Connection &target, const std::string &subscription);

} // namespace tidegate::jobs
