// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/unit_observer.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "journal/unit_rows.h"

namespace tidegate::apply {

using units::Proof;
using units::UnitState;
using units::Verdict;

std::vector<units::Unit> unitsFromRows(const std::vector<journal::UnitRow> &rows)
{
    std::vector<units::Unit> all;
    for (const auto &row : rows) {
        units::Unit unit;
        unit.id = row.id;
        unit.state = static_cast<UnitState>(row.state);
        unit.sliced = row.kind == "sliced";
        unit.alone = unit.sliced || row.kind == "relation";
        unit.slices = row.slices;
        unit.admitted = row.admitted;
        if (row.snapshot)
            unit.snapshot = std::make_shared<const Snapshot>(*row.snapshot);
        unit.copiedAt = row.lsn;
        all.push_back(std::move(unit));
    }
    return all;
}

UnitObserver::UnitObserver(postgres::Connection &source, postgres::Connection &target, std::string subscription,
                           units::UnitRegistry &registry)
    : m_source(source), m_target(target), m_subscription(std::move(subscription)), m_registry(registry)
{
}

void UnitObserver::refresh()
{
    const auto readStates = [this] {
        const auto all = unitsFromRows(journal::readUnitStates(m_target, m_subscription));
        m_units.clear();
        for (const auto &unit : all)
            m_units.emplace(unit.id, unit);
        m_registry.merge(all);
    };
    // The order is the rule: a claim that falls between the two is then seen as one.
    if (failpoint::ruleOff("6order")) {
        readStates();
        failpoint::reach("apply.between-state-and-proof");
    }
    const auto looked = m_source.exec("SELECT pg_current_snapshot(), pg_is_in_recovery()");
    // On a standby running transactions look finished (rule 0); a name may lead to another server at a reconnect.
    if (looked.boolean(0, 1))
        throw ProblemError(Code::SourceIsStandby, {m_source.parameters().display()});
    m_snapshot = Snapshot::parse(looked.view(0, 0));
    failpoint::reach("apply.between-proof-and-state");
    if (!failpoint::ruleOff("6order"))
        readStates();
}

Proof UnitObserver::proof(const units::TransactionSeen &transaction) const
{
    return m_snapshot && m_snapshot->isVisible(m_snapshot->widen(transaction.xid)) ? Proof::FinishedBefore
                                                                                  : Proof::None;
}

Verdict UnitObserver::verdict(const units::TransactionSeen &transaction, std::int64_t unit, bool mayPark) const
{
    const auto found = m_units.find(unit);
    // Not in the journal when it was read after the proof: it has left, or joins later and will be copied later.
    if (found == m_units.end())
        return verdictForUnknown(transaction);
    auto view = found->second.view();
    view.parks = mayPark && found->second.alone;
    view.parked = m_parked.count(unit) > 0;
    return units::decide(transaction, view, proof(transaction));
}

Verdict UnitObserver::verdictForParked(const units::TransactionSeen &transaction, std::int64_t unit) const
{
    const auto found = m_units.find(unit);
    // What its table's next copy reads is taken after all of this, so it is skipped then.
    return found == m_units.end() ? Verdict::Skip : units::decide(transaction, found->second.view(), Proof::None);
}

void UnitObserver::setParked(std::int64_t unit, bool parked)
{
    if (parked)
        m_parked.insert(unit);
    else
        m_parked.erase(unit);
}

std::vector<std::int64_t> UnitObserver::unparkable() const
{
    std::vector<std::int64_t> all;
    for (const auto unit : m_parked) {
        const auto found = m_units.find(unit);
        if (found != m_units.end() && found->second.state == UnitState::Copied)
            all.push_back(unit);
    }
    return all;
}

Verdict UnitObserver::verdictForUnknown(const units::TransactionSeen &transaction) const
{
    return units::decide(transaction, {}, proof(transaction));
}

void UnitObserver::markReady(const std::vector<std::int64_t> &units)
{
    for (const auto id : units) {
        const auto found = m_units.find(id);
        if (found == m_units.end())
            continue;
        found->second.state = UnitState::Ready;
        found->second.snapshot.reset();
    }
    m_registry.merge([this] {
        std::vector<units::Unit> all;
        for (const auto &[id, unit] : m_units)
            all.push_back(unit);
        return all;
    }());
}

bool UnitObserver::allReady() const
{
    for (const auto &[id, unit] : m_units) {
        if (unit.state != UnitState::Ready)
            return false;
    }
    return true;
}

bool UnitObserver::isReady(std::int64_t unit) const
{
    const auto found = m_units.find(unit);
    return found != m_units.end() && found->second.state == UnitState::Ready;
}

std::vector<std::int64_t> UnitObserver::erasable(Lsn passed) const
{
    std::vector<std::int64_t> all;
    for (const auto &[id, unit] : m_units) {
        // Parked changes are decided by the snapshot, so it stays until they are made.
        if (unit.state == UnitState::Copied && m_parked.count(id) == 0 && unit.copiedAt <= passed)
            all.push_back(id);
    }
    return all;
}

} // namespace tidegate::apply
