// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "journal/fence.h"
#include "postgres/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace tidegate::journal {

/// What is durable of one subscription, besides units and progress: the source it reads and its slot.
struct SlotRecord {
    std::vector<std::string> publications;
    std::string sourceSystem;
    std::uint64_t sourceTimeline = 0;
    std::string sourceDatabase;
    std::string slotName; ///< written before the slot is made (exactness.md rule 1)
    bool made = false;    ///< the slot exists and its start has been recorded
    Lsn startLsn;         ///< F1
    bool copyData = true;
    std::vector<std::string> tableMap;
    std::vector<std::string> allowNonempty;
    bool ownPublication = false;
    bool paused = false;
    std::string cutOverAt; ///< empty until the terminal state
    std::string cutOverBy;
};

std::optional<SlotRecord> readSlot(postgres::Connection &target, const std::string &subscription);
/// Each of these is one fenced transaction, but for recordTableMap().
void createSlotRecord(postgres::Connection &target, const Fence &fence, const SlotRecord &record);
void recordSlotName(postgres::Connection &target, const Fence &fence, const std::string &slotName);
/// "Made": the slot is there, streaming starts at `start`, and that is the first progress.
void recordSlotMade(postgres::Connection &target, const Fence &fence, Lsn start);
void recordPublications(postgres::Connection &target, const Fence &fence, const std::vector<std::string> &names,
                        const std::vector<std::string> &tableMap);
/// Inside a fenced transaction.
void recordTableMap(postgres::Connection &target, const Fence &fence, const std::vector<std::string> &tableMap);
void recordPaused(postgres::Connection &target, const Fence &fence, bool paused);
void recordCutOver(postgres::Connection &target, const Fence &fence);
std::vector<std::string> subscriptions(postgres::Connection &target);
struct LeftBehind;
/// Forgets the subscription with all its rows, and has all others remember the targets of `stays`, where rows of it are still.
/// Not fenced: the caller holds the live lock.
void forget(postgres::Connection &target, const std::string &subscription, const std::vector<LeftBehind> &stays);

/// How far the target is. `pieceCommit` is set while a transaction larger than a batch is half applied: of the
/// transaction with that commit LSN what comes up to `pieceLsn` is there, `pieceChanges` changes (rule 7). One record of COPY holds
/// many rows, all with its LSN: `pieceAtLsn` of them are there.
struct Progress {
    Lsn lsn; ///< end LSN of the last transaction applied or skipped: START_REPLICATION begins here
    Lsn pieceCommit;
    std::int64_t pieceChanges = 0;
    Lsn pieceLsn;
    std::int64_t pieceAtLsn = 0; ///< 0: of an older journal

    /// Progress at `end`; what is known of a transaction that is half applied and comes later is kept.
    Progress upTo(Lsn end) const;
};

Progress readProgress(postgres::Connection &target, const std::string &subscription);
/// The INSERT for one step of progress, to run inside the fenced transaction of the changes. `unixMicroseconds`
/// is the source's commit time, 0 for none.
std::string appendProgressSql(const Fence &fence, const Progress &progress, std::int64_t unixMicroseconds);
/// Old rows go now and then; never the newest.
void pruneProgress(postgres::Connection &target, const std::string &subscription);

} // namespace tidegate::journal
