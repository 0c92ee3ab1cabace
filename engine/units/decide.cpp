// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "units/decide.h"

#include "base/failpoint.h"

namespace tidegate::units {

Verdict decide(const TransactionSeen &transaction, const UnitView &unit, Proof proof)
{
    switch (unit.state) {
    case UnitState::Waiting:
        // The unit's snapshot will be taken later than the proof, so it will see T. Without the proof T may
        // have been received and yet still be invisible (it waits for a synchronous standby, say).
        if (proof == Proof::FinishedBefore || failpoint::ruleOff("6"))
            return Verdict::Skip;
        return Verdict::Hold;
    case UnitState::Copying:
        if (failpoint::ruleOff("7"))
            return Verdict::Apply;
        return unit.parks || unit.parked ? Verdict::Park : Verdict::Hold;
    case UnitState::Copied:
        if (unit.parked && !failpoint::ruleOff("15behind"))
            return Verdict::Park;
        // From F_u on the snapshot must not be asked: nothing it could see commits there, and a snapshot kept
        // for ever would one day see ids that came round again.
        if (transaction.commit >= unit.copiedAt && !failpoint::ruleOff("10"))
            return Verdict::Apply;
        return unit.snapshot && unit.snapshot->isVisible(unit.snapshot->widen(transaction.xid)) ? Verdict::Skip
                                                                                                : Verdict::Apply;
    case UnitState::Ready:
        // Its snapshot is there as long as anything is parked, so this does not come about; but never out of order.
        return unit.parked ? Verdict::Park : Verdict::Apply;
    }
    return Verdict::Hold;
}

MoveAction decideMove(Verdict oldUnit, Verdict newUnit, bool newTupleComplete)
{
    if (oldUnit == Verdict::Hold || newUnit == Verdict::Hold || oldUnit == Verdict::Park || newUnit == Verdict::Park)
        return MoveAction::Hold;
    if (oldUnit == Verdict::Apply && newUnit == Verdict::Apply)
        return MoveAction::Update;
    if (oldUnit == Verdict::Apply)
        return MoveAction::DeleteOld;
    if (newUnit == Verdict::Apply)
        return newTupleComplete ? MoveAction::InsertNew : MoveAction::ResetNew;
    return MoveAction::Skip;
}

} // namespace tidegate::units
