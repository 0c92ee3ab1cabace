// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/problem.h"
#include "journal/fence.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::journal {

/// What the live engine shows of itself, as other processes see it; nothing decides by it, but for how large a later run plans
/// its key ranges. What is marked is from version
/// 2 or 6 of the journal on, and absent in an older one.
struct Heartbeat {
    std::string phase; ///< progress::phaseName()
    Lsn sourceInsert;  ///< version 2
    Lsn sourceFlush;
    Lsn received;
    Lsn confirmed;
    std::optional<double> lagSeconds; ///< version 2
    std::int64_t walKept = -1;
    std::int64_t walGrowthPerSecond = 0;
    std::string walStatus;
    std::int64_t secondsUntilFull = -1;
    std::int64_t walLimit = -1;     ///< bytes; version 2
    std::string lastError;          ///< as a line of a log
    std::optional<Problem> problem; ///< the same as a value: code and arguments; version 2
    int retries = 0;                ///< version 2
    std::optional<double> nextRetrySeconds; ///< version 2
    std::int64_t processId = 0;             ///< on the engine's own host; version 2
    std::string cutoverStep;  ///< cutover::stepName(), while one goes on; version 2
    std::string cutoverWords; ///< for people, of that step; may be empty; version 2
    std::optional<double> copierBytesPerSecond; ///< of one copier; absent: it stays what it was; version 6
};

/// What was counted of one table.
struct TableFigures {
    std::uint32_t oid = 0; ///< on the source
    std::int64_t rowsCopied = 0;
    std::int64_t bytesCopied = 0;
    std::int64_t rowsCaptured = 0;
    std::int64_t rowsApplied = 0;
    std::int64_t heldMs = 0; ///< so long the stream waited for its copy, in this run; version 6
    bool operator==(const TableFigures &) const = default;
};

/// Both write nothing if the fence is somebody else's by now, and are one transaction each that neither waits for the disk
/// nor longer than half a second for a lock. Throw SqlError where rights are missing or somebody's lock is in the way: to
/// be told and forgotten. `version` is the journal's.
void beat(postgres::Connection &target, const Fence &fence, const Heartbeat &heartbeat, int version);
/// Set-wise; tables that the journal does not follow any more are left out. Version 2.
void beatTables(postgres::Connection &target, const Fence &fence, const std::vector<TableFigures> &tables, int version);

struct SeenHeartbeat {
    Heartbeat heartbeat;
    double ageSeconds = 0; ///< on the target's clock
    bool ofThisEngine = false; ///< written since the fence was taken last
};
/// The last one; absent before the first.
std::optional<SeenHeartbeat> readHeartbeat(postgres::Connection &target, const std::string &subscription, int version);
/// By the table's oid; empty in a journal of version 1, and for a role that may not read them.
std::map<std::uint32_t, TableFigures> readTableFigures(postgres::Connection &target, const std::string &subscription,
                                                       int version);

} // namespace tidegate::journal
