// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/stop_token.h"
#include "journal/fence.h"
#include "postgres/connection.h"
#include "slot/barrier.h"

#include <functional>

namespace tidegate::slot {

/// What the start of a slot is doing.
enum class StartStep { Creating, FirstBarrier, SecondBarrier, Proving };

struct SlotStart {
    postgres::Connection &source; ///< control connection, not in a transaction
    postgres::Connection &target; ///< journal; createSlotRecord() has been called
    const journal::Fence &fence;
    StopToken stop;
    /// About once a second while waiting for others' transactions; may be empty.
    std::function<void(StartStep step, double seconds, const std::vector<Blocker> &blockers)> onWaiting;
};

/// Rule 1, whole: when it returns the slot is there, the journal says so, and units without a barrier of
/// their own may be admitted. Returns where streaming begins at first: F1, or what was recorded if the slot
/// was made before. A name recorded for a slot that was not finished is dropped (that name only) and a new
/// one made; the same after a crash or a stop anywhere in here. Throws Stopped, TakenOver, and what the
/// servers say.
Lsn startSlot(const SlotStart &start);

} // namespace tidegate::slot
