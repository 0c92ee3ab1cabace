// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/progress_maker.h"

#include <algorithm>

namespace tidegate::migration {

std::optional<std::uint64_t> lagBytes(Lsn sourceFlush, Lsn stored)
{
    if (!sourceFlush.isValid() || !stored.isValid())
        return std::nullopt;
    return sourceFlush > stored ? sourceFlush.value - stored.value : 0;
}

void ProgressMaker::Watched::sample(progress::Clock::time_point now, std::uint64_t next)
{
    const auto value = static_cast<std::int64_t>(next);
    if (value < level)
        rate.restart();
    level = value;
    rate.sample(now, value);
}

void ProgressMaker::addRates(progress::ProgressSnapshot &snapshot)
{
    const auto now = progress::Clock::now();
    const auto sums = progress::totals(snapshot);
    m_copiedRows.sample(now, sums.rowsCopied);
    m_copiedBytes.sample(now, sums.bytesCopied);
    m_appliedRows.sample(now, sums.rowsApplied);
    auto &rates = snapshot.rates;
    rates.copiedRowsPerSecond = m_copiedRows.rate.perSecond();
    rates.copiedBytesPerSecond = m_copiedBytes.rate.perSecond();
    rates.appliedRowsPerSecond = m_appliedRows.rate.perSecond();
    // Rows, not bytes: a relation's size has indexes and dead rows in it, which COPY does not move.
    if (snapshot.phase == progress::Phase::Copying && sums.approximateRows && *sums.approximateRows > sums.rowsCopied)
        rates.copySecondsLeft =
            m_copiedRows.rate.secondsUntil(static_cast<std::int64_t>(*sums.approximateRows - sums.rowsCopied));
    if (!snapshot.lagBytes)
        return;
    m_caughtUp.sample(now, -static_cast<std::int64_t>(*snapshot.lagBytes));
    if (snapshot.phase == progress::Phase::CatchingUp)
        rates.catchUpSecondsLeft = m_caughtUp.secondsUntil(static_cast<std::int64_t>(*snapshot.lagBytes));
}

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
        table.state = static_cast<progress::TableState>(states[relation.unit]);
        const auto &count = counts[relation.source];
        table.rowsCopied = count.rowsCopied;
        table.bytesCopied = count.bytesCopied;
        table.rowsApplied = count.applied();
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
    addRates(snapshot);
    snapshot.slot = facts.slot;
    snapshot.problem = facts.problem;
    snapshot.retries = facts.retries;
    snapshot.nextRetrySeconds = facts.nextRetrySeconds;
    return snapshot;
}

} // namespace tidegate::migration
