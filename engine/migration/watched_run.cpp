// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/watched_run.h"

#include "journal/heartbeat.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "migration/names.h"
#include "migration/progress_rates.h"

#include <algorithm>
#include <map>

namespace tidegate::migration {

namespace {

using progress::Phase;

progress::TableProgress tableOf(const journal::RelationRow &row,
                                const std::map<std::uint32_t, journal::TableFigures> &figures)
{
    progress::TableProgress table;
    table.source = row.source;
    table.target = row.target;
    table.state = static_cast<progress::TableState>(row.state);
    table.rowsCopied = static_cast<std::uint64_t>(row.rowsCopied);
    table.bytesCopied = static_cast<std::uint64_t>(row.bytesCopied);
    if (row.approximateRows >= 0)
        table.approximateRows = static_cast<std::uint64_t>(row.approximateRows);
    table.approximateBytes = static_cast<std::uint64_t>(row.approximateBytes);
    if (row.stopped)
        table.lastError = Problem{Code::TableStopped, {row.source.display(), row.lastError}, {}, {}, {}, false};
    const auto shown = figures.find(row.oid);
    if (shown == figures.end())
        return table;
    table.rowsCaptured = static_cast<std::uint64_t>(shown->second.rowsCaptured);
    table.rowsApplied = static_cast<std::uint64_t>(shown->second.rowsApplied);
    table.heldSeconds = static_cast<double>(shown->second.heldMs) / 1000;
    // What is copied was recorded with the rows; until then there is only what is shown.
    if (progress::isToBeCopied(table)) {
        table.rowsCopied = static_cast<std::uint64_t>(shown->second.rowsCopied);
        table.bytesCopied = static_cast<std::uint64_t>(shown->second.bytesCopied);
    }
    return table;
}

void addTables(postgres::Connection &target, progress::ProgressSnapshot &snapshot, int version)
{
    const auto units = journal::readUnits(target, snapshot.subscription);
    const auto figures = journal::readTableFigures(target, snapshot.subscription, version);
    for (const auto &row : units.relations)
        snapshot.tables.push_back(tableOf(row, figures));
    for (auto &table : snapshot.tables)
        table.forecastSeconds = progress::copySeconds(table, snapshot.rates.copierBytesPerSecond);
    std::sort(snapshot.tables.begin(), snapshot.tables.end(),
              [](const auto &a, const auto &b) { return a.source < b.source; });
    snapshot.unfinishedTables = static_cast<std::uint64_t>(
        std::count_if(snapshot.tables.begin(), snapshot.tables.end(),
                      [](const auto &table) { return table.state != progress::TableState::Ready; }));
    snapshot.unfinishedUnits = units.unfinished();
}

void addHeartbeat(const journal::Heartbeat &heartbeat, progress::ProgressSnapshot &snapshot)
{
    snapshot.phase = progress::phaseNamed(heartbeat.phase).value_or(Phase::Starting);
    snapshot.positions.sourceInsert = heartbeat.sourceInsert;
    snapshot.positions.sourceFlush = heartbeat.sourceFlush;
    snapshot.positions.received = heartbeat.received;
    snapshot.positions.confirmed = heartbeat.confirmed;
    snapshot.lagBytes = lagBytes(heartbeat.sourceFlush, snapshot.positions.applied);
    if (snapshot.lagBytes)
        snapshot.lagSeconds = *snapshot.lagBytes == 0 ? std::optional(0.0) : heartbeat.lagSeconds;
    auto &slot = snapshot.slot;
    slot.walStatus = heartbeat.walStatus;
    if (heartbeat.walKept >= 0) {
        slot.walKeptBytes = static_cast<std::uint64_t>(heartbeat.walKept);
        slot.growthBytesPerSecond = static_cast<double>(heartbeat.walGrowthPerSecond);
    }
    if (heartbeat.secondsUntilFull >= 0)
        slot.secondsUntilFull = static_cast<double>(heartbeat.secondsUntilFull);
    if (heartbeat.walLimit >= 0)
        slot.limitBytes = static_cast<std::uint64_t>(heartbeat.walLimit);
    snapshot.rates.copierBytesPerSecond = heartbeat.copierBytesPerSecond;
    snapshot.retries = heartbeat.retries;
    if (heartbeat.nextRetrySeconds && *heartbeat.nextRetrySeconds > 0)
        snapshot.nextRetrySeconds = heartbeat.nextRetrySeconds;
    snapshot.problem = heartbeat.problem;
    if (!snapshot.problem && !heartbeat.lastError.empty())
        snapshot.problem = Problem{Code::EngineReports, {heartbeat.lastError}, {}, {}, {}, true};
}

bool isCopying(const progress::ProgressSnapshot &snapshot)
{
    return std::any_of(snapshot.tables.begin(), snapshot.tables.end(), progress::isToBeCopied);
}

std::map<RelationName, bool> stoppedByName(const progress::ProgressSnapshot &snapshot)
{
    std::map<RelationName, bool> all;
    for (const auto &table : snapshot.tables)
        all.emplace(table.source, table.lastError.has_value());
    return all;
}

Event made(Event::Kind kind, std::string text = {})
{
    Event event;
    event.kind = kind;
    event.text = std::move(text);
    return event;
}

Event made(const Problem &problem, std::string table = {})
{
    Event event;
    event.kind = Event::Kind::Problem;
    event.table = std::move(table);
    event.problem = problem;
    return event;
}

/// For how long an engine is silent makes no other problem.
bool isSame(const Problem &a, const Problem &b)
{
    return a.code == b.code && (a.code == Code::EngineSilent || a.arguments == b.arguments);
}

void addTableEvents(const progress::ProgressSnapshot &before, const progress::ProgressSnapshot &now,
                    std::vector<Event> &events)
{
    const auto then = stoppedByName(before);
    const auto current = stoppedByName(now);
    std::vector<std::string> joined;
    std::vector<std::string> left;
    for (const auto &table : now.tables) {
        const auto known = then.find(table.source);
        if (known == then.end())
            joined.push_back(table.source.display());
        if (table.lastError && (known == then.end() || !known->second))
            events.push_back(made(*table.lastError, table.source.display()));
    }
    for (const auto &[name, stopped] : then) {
        if (!current.count(name))
            left.push_back(name.display());
    }
    if (joined.empty() && left.empty())
        return;
    auto text = "added: " + (joined.empty() ? std::string("none") : joinedNames(joined));
    if (!left.empty())
        text += "; left: " + joinedNames(left);
    events.push_back(made(Event::Kind::TablesAdded, text));
}

} // namespace

WatchedRun lookAt(postgres::Connection &target, const std::string &subscription)
{
    if (!journal::exists(target))
        throw ProblemError(Code::NoSuchSubscription, {subscription});
    const auto version = journal::requireKnown(target);
    const auto fence = target.exec("SELECT coalesce(host, 'unknown host'), role, since::timestamptz(0) FROM _tidegate.fence"
                                   " WHERE subname = $1",
                                   postgres::parameters(subscription));
    if (fence.rows() == 0)
        throw ProblemError(Code::NoSuchSubscription, {subscription});
    WatchedRun run;
    run.engine = {fence.text(0, 0), fence.text(0, 1), fence.text(0, 2), 0};
    // The lock before the heartbeat: an engine writes its last word before it lets go of the lock.
    run.isLive = journal::liveEngine(target, subscription).pid != 0;
    run.snapshot.subscription = subscription;
    run.snapshot.positions.applied = journal::readProgress(target, subscription).lsn;
    if (const auto seen = journal::readHeartbeat(target, subscription, version); seen && seen->ofThisEngine) {
        run.heartbeatAge = seen->ageSeconds;
        run.engine.processId = seen->heartbeat.processId;
        addHeartbeat(seen->heartbeat, run.snapshot);
        run.step = cutover::stepNamed(seen->heartbeat.cutoverStep);
        run.stepWords = seen->heartbeat.cutoverWords;
    }
    addTables(target, run.snapshot, version);
    if (const auto record = journal::readSlot(target, subscription); record && !record->cutOverAt.empty()) {
        run.cutOver = record->cutOverAt + ", " + record->cutOverBy;
        run.snapshot.phase = Phase::CutOver;
    }
    return run;
}

std::vector<Event> eventsBetween(const WatchedRun &before, const WatchedRun &now)
{
    std::vector<Event> events;
    const auto &was = before.snapshot;
    const auto &is = now.snapshot;
    if (before.engine.since != now.engine.since || before.engine.host != now.engine.host)
        events.push_back(made(Event::Kind::Starting, "run by " + now.engine.role + " on " + now.engine.host));
    addTableEvents(was, is, events);
    if (isCopying(was) && !isCopying(is))
        events.push_back(made(Event::Kind::AllCopied));
    if (is.problem && (!was.problem || !isSame(*was.problem, *is.problem)))
        events.push_back(made(*is.problem));
    if (now.step && (now.step != before.step || now.stepWords != before.stepWords)) {
        events.push_back(made(Event::Kind::Draining, cutover::stepText(*now.step, now.stepWords)));
        events.back().step = now.step;
    }
    if (was.phase == is.phase)
        return events;
    if (was.phase == Phase::Paused)
        events.push_back(made(Event::Kind::Unpaused));
    if (is.phase == Phase::InSync)
        events.push_back(made(Event::Kind::InSync));
    else if (is.phase == Phase::Paused)
        events.push_back(made(Event::Kind::Paused));
    else if (is.phase == Phase::Draining && !now.step)
        events.push_back(made(Event::Kind::Draining));
    else if (is.phase == Phase::CutOver)
        events.push_back(made(Event::Kind::CutOver, now.cutOver.value_or(std::string())));
    return events;
}

} // namespace tidegate::migration
