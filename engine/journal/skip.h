// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/problem.h"
#include "journal/fence.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::journal {

/// One change of the source that is left out on the target because somebody chose so, when the target refused it. Its
/// transaction's other changes are made. The record stays as long as the journal.
struct SkippedChange {
    std::string table; ///< of the source
    std::string operation;
    std::string transaction;
    Lsn lsn;           ///< the change's own
    std::string row;
    std::string sqlstate;
    std::string why; ///< the target's words
    std::string askedBy;
    std::string skippedAt; ///< UTC; empty until it has been left out

    /// "INSERT on public.orders (transaction 745, position 0/1A2B3C8, row id=7)"; for people.
    std::string display() const;
};

/// The change that a run waits at, if `problem` names one that can be left out alone. What only COMMIT refuses cannot.
std::optional<SkippedChange> skippable(const Problem &problem);

/// It is told of a COMMIT alone, at which a deferred constraint speaks.
bool isOfCommit(const std::optional<Problem> &problem);

/// `command`: who asked for it; 0: this session's role.
void askSkip(postgres::Connection &target, const Fence &fence, const SkippedChange &change, std::int64_t command);
/// Records that allow it and have not been used, oldest first. A change is known by all that names it: several rows of one
/// COPY share a position.
std::vector<std::int64_t> allowedSkips(postgres::Connection &target, const std::string &subscription,
                                       const SkippedChange &change);
/// In the transaction that stores the progress past it.
void recordSkipped(postgres::Connection &target, std::int64_t skip, const SkippedChange &change);
/// Those that have been left out, oldest first; none of a journal that is older than that.
std::vector<SkippedChange> readSkipped(postgres::Connection &target, const std::string &subscription);

} // namespace tidegate::journal
