// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/snapshot.h"

#include <cstdint>

namespace tidegate::units {

/// exactness.md §3. Letters as in _tidegate.copy_unit.
enum class UnitState : char { Waiting = 'i', Copying = 'd', Copied = 'f', Ready = 'r' };

/// One unit as the consumer knows it. `snapshot` and `copiedAt` (F_u) count in state Copied only.
struct UnitView {
    UnitState state = UnitState::Waiting;
    const Snapshot *snapshot = nullptr;
    Lsn copiedAt;
    bool parks = false;  ///< its changes may be put aside while it is copied (rule 15)
    bool parked = false; ///< some of them are, and are not made yet: whatever comes next waits behind them
};

/// A committed transaction of the stream: pgoutput's Begin.
struct TransactionSeen {
    std::uint32_t xid = 0; ///< top-level, 32 bits
    Lsn commit;            ///< c(T)
};

/// What is known about T having left the source's ProcArray.
enum class Proof {
    None,           ///< nothing
    FinishedBefore, ///< T is visible in a snapshot of the source, and the unit's state was read after that snapshot
};

enum class Verdict { Skip, Apply, Hold, Park };

/// THE decision: does the copy of this unit already hold, or will it hold, what T did to it?
/// Pure; rules 6, 7, 10 and 15 of exactness.md. Hold means: ask again with a later proof or state. What was parked is
/// decided once more when its unit is copied, with parked false.
Verdict decide(const TransactionSeen &transaction, const UnitView &unit, Proof proof);

/// An UPDATE that takes a row from one unit to another (rule 8).
enum class MoveAction { Skip, Update, DeleteOld, InsertNew, ResetNew, Hold };
MoveAction decideMove(Verdict oldUnit, Verdict newUnit, bool newTupleComplete);

} // namespace tidegate::units
