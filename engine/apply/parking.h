// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/batch_committer.h"
#include "apply/relation_cache.h"
#include "base/stop_token.h"
#include "progress/in_flight.h"

#include <functional>
#include <set>

namespace tidegate::apply {

/// A change that was put aside is of a definition that the target does not have. What came before it has been made.
struct DefinitionDiffers {
    units::OwnedRelation owned;
    Problem problem;
};

/// A TRUNCATE that was put aside when nobody else fed its target. What came before it waits with it: the table is to be copied again.
struct CannotBeRepeated {
    units::OwnedRelation owned;
};

/// Rule 15: changes of a unit that is being copied are put aside (_tidegate.parked, journal/parked.h), in the target
/// transaction that stores progress beyond them, so that the stream goes on for all other tables; and are made, in their
/// order, once the unit's snapshot is known. What comes for that unit meanwhile is put behind them (decide.h). Exact whatever
/// is killed: making some and taking them out of the journal is one target transaction.
/// Belongs to a session of the consumer, and to its thread.
class Parking
{
public:
    /// `on`: the journal has the table.
    Parking(bool on, postgres::Connection &target, ByteTexts &byteTexts, DefinitionCheck &definitions, UnitObserver &observer, BatchCommitter &committer,
            bool lenient);

    bool isOn() const { return m_on; }
    /// What earlier sessions left aside. Returns the changes of each relation.
    progress::ChangeTally load(const std::string &subscription);
    /// Into the batch, behind its definition if the journal has not got that from this session yet.
    void park(Batch &batch, Change change, const stream::BlockPointer &block, const pgoutput::Relation &definition,
              std::int64_t unit);
    /// The stream has described this relation (anew).
    void announced(std::uint32_t relation) { m_described.erase(relation); }

    /// Told of each batch that is on the target now, and of what was skipped.
    using Made = std::function<void(const Batch &, const progress::ChangeTally &skipped)>;
    /// Makes what can be made. Between two transactions, when all that came before is on the target at `progress`.
    /// Throws what BatchCommitter::commit() does, DefinitionDiffers and CannotBeRepeated; what was not made stays aside.
    void makeDue(const units::UnitRegistry &registry, const journal::Progress &progress, const Made &made,
                 const StopToken &stop);
    bool isDue() const { return m_on && !m_observer.unparkable().empty(); }

private:
    void make(std::int64_t unit, const units::UnitRegistry &registry, const journal::Progress &progress, const Made &made,
              const StopToken &stop);

    const bool m_on;
    postgres::Connection &m_target;
    ByteTexts &m_byteTexts;
    DefinitionCheck &m_definitions;
    UnitObserver &m_observer;
    BatchCommitter &m_committer;
    const bool m_lenient;
    std::set<std::uint32_t> m_described; ///< definitions that stand before what is put aside next
};

} // namespace tidegate::apply
