// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/problem.h"
#include "base/relation_name.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::progress {

enum class Phase {
    Starting,
    SlotStart,
    Copying,
    CatchingUp,
    InSync,
    Draining,
    CutOver,
    Paused,
    Retrying,
    Stopped,
    Failed
};
/// "copying", "catching up", …: for logs and JSON; the window has its own words.
const char *phaseName(Phase phase);
/// The phase of that name; absent for one that only a newer Tidegate knows.
std::optional<Phase> phaseNamed(std::string_view name);

/// PostgreSQL's letters (pg_subscription_rel.srsubstate): waiting, copying, copied and catching up, caught
/// up, ready.
enum class TableState : char { Waiting = 'i', Copying = 'd', Copied = 'f', CaughtUp = 's', Ready = 'r' };

struct TableProgress {
    RelationName source;
    RelationName target;
    TableState state = TableState::Waiting;
    std::uint64_t rowsCopied = 0;
    std::uint64_t bytesCopied = 0;
    std::optional<std::uint64_t> approximateRows; ///< the server's estimate; absent if it never counted
    std::optional<std::uint64_t> approximateBytes;
    std::uint64_t rowsCaptured = 0; ///< received from the stream and applied, or about to be: >= rowsApplied
    std::uint64_t rowsApplied = 0;
    double heldSeconds = 0; ///< so long the whole stream waited for its copy, in this run
    /// About so long its copy, or the rest of it, takes by itself at the rate of one copier; absent once it is copied, and
    /// while nothing was copied by which to tell.
    std::optional<double> forecastSeconds;
    std::optional<Problem> lastError;
};

/// Positions in the source's WAL; invalid until first known. insert >= flush, received >= applied >= confirmed.
struct Positions {
    Lsn sourceInsert;
    Lsn sourceFlush;
    Lsn received;
    Lsn applied;   ///< committed on the target
    Lsn confirmed; ///< the source may forget what is before it
};

/// How much WAL our slot makes the source keep, and how long that can go on.
struct SlotGuard {
    std::uint64_t walKeptBytes = 0;
    std::optional<double> growthBytesPerSecond; ///< may be negative
    std::optional<double> secondsUntilFull;     ///< disk or max_slot_wal_keep_size
    std::string walStatus;                      ///< reserved, extended, unreserved, lost
    std::optional<std::uint64_t> limitBytes;    ///< at which we let the slot go; absent: never
};

struct Rates {
    std::optional<double> copiedRowsPerSecond;
    std::optional<double> copiedBytesPerSecond;
    std::optional<double> copierBytesPerSecond; ///< of one copier, as last measured; absent when all is copied
    std::optional<double> appliedRowsPerSecond;
    std::optional<double> copySecondsLeft;    ///< absent unless it can be trusted
    std::optional<double> catchUpSecondsLeft; ///< absent unless it can be trusted
};

/// The state of a migration at one moment: what the engine sends up, at most 4 times a second, and all that a
/// window, `status` or a metrics page needs. Never changed once made: shared as ProgressPointer.
struct ProgressSnapshot {
    std::uint64_t number = 0; ///< grows with each; tells a view whether it missed one
    std::string subscription;
    Phase phase = Phase::Starting;
    std::vector<TableProgress> tables; ///< ordered by source name
    Positions positions;
    std::optional<std::uint64_t> lagBytes; ///< from the source's flush to what is applied
    std::optional<double> lagSeconds;      ///< age of what waits to be applied; absent if not measured
    std::uint64_t unfinishedUnits = 0;
    std::uint64_t unfinishedTables = 0; ///< their data is absent or behind, whatever the lag says
    SlotGuard slot;
    Rates rates;
    std::optional<Problem> problem; ///< why the phase is Retrying, Stopped or Failed, or a warning
    int retries = 0;                ///< since the last success
    std::optional<double> nextRetrySeconds;
};

/// Whether rows of its copy are still to come.
bool isToBeCopied(const TableProgress &table);
/// What forecastSeconds is at that rate of one copier.
std::optional<double> copySeconds(const TableProgress &table, std::optional<double> copierBytesPerSecond);

using ProgressPointer = std::shared_ptr<const ProgressSnapshot>;

/// Sums over all tables, for the one line that says it all.
struct Totals {
    std::uint64_t rowsCopied = 0;
    std::uint64_t bytesCopied = 0;
    std::uint64_t rowsCaptured = 0;
    std::uint64_t rowsApplied = 0;
    std::optional<std::uint64_t> approximateRows; ///< absent as soon as one table's is
    std::optional<std::uint64_t> approximateBytes;
    std::uint64_t tables = 0;
    std::uint64_t readyTables = 0; ///< 's' or 'r'
    std::uint64_t failedTables = 0;
};
Totals totals(const ProgressSnapshot &snapshot);

} // namespace tidegate::progress
