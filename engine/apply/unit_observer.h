// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace tidegate::apply {

/// What the consumer decides by (exactness.md rule 6): a snapshot of the source and, read after it, the state of every
/// unit. Proof first, state second; the other order loses rows. Made anew at every reconnect, since after a crash of
/// the source an id may be used again (H2). Belongs to the consumer's thread.
class UnitObserver
{
public:
    UnitObserver(postgres::Connection &source, postgres::Connection &target, std::string subscription,
                 units::UnitRegistry &registry);

    /// Verdict for one transaction and the unit that owns a relation, by what refresh() last read. `mayPark`: changes of
    /// this relation can be put aside, where its unit can.
    units::Verdict verdict(const units::TransactionSeen &transaction, std::int64_t unit, bool mayPark) const;
    /// The same for one of its changes that was parked. Hold: the unit is not copied, ask again later.
    units::Verdict verdictForParked(const units::TransactionSeen &transaction, std::int64_t unit) const;
    /// The same for a relation that no unit owns: it will be copied later, or is not wanted.
    units::Verdict verdictForUnknown(const units::TransactionSeen &transaction) const;
    void refresh();

    /// Changes of this unit are put aside, on the target or in a batch on its way there; or no longer.
    void setParked(std::int64_t unit, bool parked);
    /// Units whose parked changes can be made.
    std::vector<std::int64_t> unparkable() const;

    /// The snapshots of these units have been erased.
    void markReady(const std::vector<std::int64_t> &units);
    /// No unit needs the decision any more.
    bool allReady() const;
    bool isReady(std::int64_t unit) const;
    /// Units that are copied at or before `passed` and whose snapshot decides nothing any more: none of their changes is
    /// parked, on the target or in a batch on its way there.
    std::vector<std::int64_t> erasable(Lsn passed) const;

private:
    units::Proof proof(const units::TransactionSeen &transaction) const;

    postgres::Connection &m_source;
    postgres::Connection &m_target;
    std::string m_subscription;
    units::UnitRegistry &m_registry;
    std::optional<Snapshot> m_snapshot;
    std::map<std::int64_t, units::Unit> m_units;
    std::set<std::int64_t> m_parked;
};

/// Rows of the journal as units in memory.
std::vector<units::Unit> unitsFromRows(const std::vector<journal::UnitRow> &rows);

} // namespace tidegate::apply
