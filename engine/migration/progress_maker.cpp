// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/progress_maker.h"

#include <algorithm>

namespace tidegate::migration {

void ProgressMaker::addLag(progress::ProgressSnapshot &snapshot, std::int64_t lastCommit)
{
    const auto now = progress::Clock::now();
    m_lagClock.sample(now, snapshot.positions.sourceFlush);
    snapshot.lagBytes = lagBytes(snapshot.positions.sourceFlush, snapshot.positions.applied);
    if (!snapshot.lagBytes)
        return;
    if (*snapshot.lagBytes == 0) {
        snapshot.lagSeconds = 0;
    } else if (const auto seen = m_lagClock.secondsBehind(now, snapshot.positions.applied)) {
        snapshot.lagSeconds = seen;
    } else if (lastCommit > 0) { // from before this run: behind by that much, and busy
        const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::system_clock::now().time_since_epoch());
        snapshot.lagSeconds = std::max(0.0, static_cast<double>(wall.count() - lastCommit) / 1e6);
    }
}

namespace {

/// Of a table with key ranges: what is left to be done of it.
units::UnitState stateOf(const units::OwnedRelation &relation, std::map<std::int64_t, units::UnitState> &states)
{
    if (!relation.ranges)
        return states[relation.unit];
    bool begun = false;
    bool copied = true;
    bool ready = true;
    for (const auto &part : relation.ranges->parts()) {
        const auto state = states[part.unit];
        begun = begun || state != units::UnitState::Waiting;
        copied = copied && (state == units::UnitState::Copied || state == units::UnitState::Ready);
        ready = ready && state == units::UnitState::Ready;
    }
    if (ready)
        return units::UnitState::Ready;
    if (copied)
        return units::UnitState::Copied;
    return begun ? units::UnitState::Copying : units::UnitState::Waiting;
}

/// `copiers` share the present rate; while it cannot be told, `before` is that of one.
void addForecasts(progress::ProgressSnapshot &snapshot, int copiers, std::optional<double> before)
{
    auto &rates = snapshot.rates;
    if (std::none_of(snapshot.tables.begin(), snapshot.tables.end(), progress::isToBeCopied))
        return;
    rates.copierBytesPerSecond = copiers > 0 && rates.copiedBytesPerSecond.value_or(0) > 0
        ? std::optional(*rates.copiedBytesPerSecond / copiers)
        : before;
    for (auto &table : snapshot.tables)
        table.forecastSeconds = progress::copySeconds(table, rates.copierBytesPerSecond);
}

} // namespace

progress::ProgressSnapshot ProgressMaker::make(const std::string &subscription, const Shared &shared,
                                               const Facts &facts)
{
    progress::ProgressSnapshot snapshot;
    snapshot.number = ++m_number;
    snapshot.subscription = subscription;
    snapshot.phase = facts.phase;
    std::map<std::int64_t, units::UnitState> states;
    for (const auto &unit : shared.registry.units())
        states[unit.id] = unit.state;
    std::map<RelationName, progress::TableCounts> counts;
    const auto inFlight = shared.inFlight.read([&] {
        for (auto &entry : shared.counters->read())
            counts.emplace(std::move(entry.first), entry.second);
    });
    for (const auto &relation : shared.registry.relations()) {
        progress::TableProgress table;
        table.source = relation.source;
        table.target = relation.target;
        table.state = static_cast<progress::TableState>(stateOf(relation, states));
        const auto &count = counts[relation.source];
        table.rowsCopied = count.rowsCopied;
        table.bytesCopied = count.bytesCopied;
        table.rowsApplied = count.applied();
        table.heldSeconds = static_cast<double>(count.heldMs) / 1000;
        const auto waiting = inFlight.find(relation.oid);
        table.rowsCaptured = table.rowsApplied + (waiting == inFlight.end() ? 0 : waiting->second);
        if (relation.approximateRows >= 0)
            table.approximateRows = static_cast<std::uint64_t>(relation.approximateRows);
        table.approximateBytes = static_cast<std::uint64_t>(relation.approximateBytes);
        if (relation.stopped)
            table.lastError = Problem{Code::TableStopped, {relation.source.display(), "see the journal"}, {}, {}, {}, false};
        if (table.state != progress::TableState::Ready)
            ++snapshot.unfinishedTables;
        snapshot.tables.push_back(std::move(table));
    }
    std::sort(snapshot.tables.begin(), snapshot.tables.end(),
              [](const auto &a, const auto &b) { return a.source < b.source; });
    snapshot.unfinishedUnits = shared.registry.unfinished();
    snapshot.positions.sourceInsert = facts.sourceInsert;
    snapshot.positions.sourceFlush = facts.sourceFlush;
    snapshot.positions.received = shared.positions.received();
    snapshot.positions.applied = shared.positions.stored();
    snapshot.positions.confirmed = shared.positions.confirmed();
    addLag(snapshot, shared.consumer.commitTime());
    m_rates.addTo(snapshot);
    addForecasts(snapshot, facts.copiers, facts.copierBytesPerSecond);
    snapshot.slot = facts.slot;
    snapshot.problem = facts.problem;
    snapshot.retries = facts.retries;
    snapshot.nextRetrySeconds = facts.nextRetrySeconds;
    return snapshot;
}

} // namespace tidegate::migration
