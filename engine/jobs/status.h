// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "cutover/step.h"
#include "journal/fence.h"
#include "journal/skip.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::jobs {

/// What an engine shows of a table besides the journal's row, as far as its last heartbeat knows.
struct TableShown {
    double heldSeconds = 0;                ///< so long the whole stream waited for its copy, in that engine's run
    std::optional<double> forecastSeconds; ///< progress::TableProgress; absent where nobody runs it
};

/// A subscription as anybody can see it from outside: what the journal says, and the live engine's last heartbeat.
/// Times are UTC as the target prints them; ages are seconds on the target's clock.
struct StatusReport {
    std::string subscription;
    std::vector<std::string> publications;
    std::optional<journal::EngineIdentity> engine; ///< absent: nobody runs it
    std::string phase; ///< progress::phaseName() of the last heartbeat; empty before the first
    std::optional<double> heartbeatAge;
    std::optional<cutover::Step> cutoverStep; ///< while one goes on, as far as the last heartbeat knows
    std::string cutoverWords;
    std::string lastError;
    bool copyData = true;
    bool paused = false;
    std::string cutOverAt; ///< empty until then
    std::string cutOverBy;
    std::string slotName;
    bool slotMade = false;

    Lsn sourceFlush; ///< by the source if it was asked, else by the heartbeat
    Lsn replicated;  ///< on the target, committed
    Lsn received;
    Lsn confirmed;
    std::optional<std::uint64_t> lagBytes;
    std::string replicatedTime; ///< when the last replicated transaction was committed on the source

    std::optional<std::uint64_t> walKeptBytes;
    std::int64_t walGrowthPerSecond = 0;
    std::string walStatus; ///< reserved, extended, unreserved, lost; "missing" if the source has no such slot
    std::optional<std::uint64_t> secondsUntilFull;
    std::string
        sourceReadOnly; ///< the statement that undoes it, if the source database is read-only by default

    std::vector<journal::SkippedChange> skipped; ///< left out on the target by somebody's choice
    std::vector<journal::RelationRow> tables;
    std::map<std::uint32_t, TableShown> shown; ///< by the table's oid; without those of which nothing is shown
    std::size_t unfinishedUnits = 0; ///< not yet r: their data is absent or behind, whatever the lag says

    /// Tables in this state ('i', 'd', 'f', 's', 'r').
    std::size_t inState(char state) const;
    std::size_t stopped() const;
    TableShown shownOf(const journal::RelationRow &table) const;
    /// A cutover is going on, whoever began it; as far as the last heartbeat knows.
    bool isCuttingOver() const;
};

/// Reads one subscription. `source` may be null: then the heartbeat's figures are given. Throws ProblemError
/// NoSuchSubscription, JournalNewer.
StatusReport readStatus(postgres::Connection &target, postgres::Connection *source,
                        const std::string &subscription);
/// The names of all subscriptions on this target; empty without a journal.
std::vector<std::string> listSubscriptions(postgres::Connection &target);

} // namespace tidegate::jobs
