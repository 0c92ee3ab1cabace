// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "cutover/still_wanted.h"
#include "postgres/connection.h"
#include "slot/barrier.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::cutover {

/// The last thing that the stream brings: whatever committed before it on the source comes before it.
struct Marker {
    std::string
        nonce; ///< content of the logical message; empty where none can be had (13, or no right to emit it)
    Lsn lsn;   ///< of the message; without one the position that must have been applied
};

enum class DrainStep { Barrier, Prepared, Marker, Applying };

struct Drain {
    postgres::Connection &source; ///< not in a transaction
    /// Has the consumer applied everything up to the marker, and is that committed on the target? Asked about every
    /// 10 ms in the calling thread; may throw.
    std::function<bool(const Marker &)> applied;
    std::function<void(DrainStep)> onStep; ///< may be empty
    slot::WaitingCallback onWaiting;       ///< who holds up the barrier, about once a second; may be empty
    std::optional<std::chrono::seconds> limit; ///< for all of it; absent: as long as it takes
    StillWanted wanted;
};

/// exactness.md rule 18, for a source whose writers have stopped: barrier passed, no prepared transaction left,
/// marker, applied. Without the barrier a transaction that was open at the stop could commit behind the marker and
/// be lost. Throws ProblemError PreparedTransactions, BarrierWaits or NotReadyForCutover (the limit is over),
/// and what StillWanted::require() does.
Marker drain(const Drain &drain);

/// The step that sets the marker, alone.
Marker emitMarker(postgres::Connection &source);

/// Prepared transactions of the connection's database, "'gid' (owner, since)" each.
std::vector<std::string> preparedTransactions(postgres::Connection &source);

} // namespace tidegate::cutover
