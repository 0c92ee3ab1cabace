// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/status.h"

#include "base/problem.h"
#include "cutover/stop_writes.h"
#include "journal/heartbeat.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "postgres/quoting.h"
#include "progress/progress_snapshot.h"
#include "slot/slot_facts.h"

#include <algorithm>

namespace tidegate::jobs {

namespace {

std::optional<std::uint64_t> unsignedOrNone(const postgres::Result &row, int column)
{
    if (row.isNull(0, column) || row.integer(0, column) < 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(row.integer(0, column));
}

/// The view is the journal's public face: the same that a DBA's monitoring queries read.
void readView(postgres::Connection &target, StatusReport &report)
{
    const auto row = target.exec(
        "SELECT publications, phase, extract(epoch FROM now() - updated_at)::float8, last_error, copy_data, "
        "paused,"
        " cut_over_at::timestamptz(0) AT TIME ZONE 'UTC', cut_over_by, slot_name, source_flush_lsn,"
        " last_replicated_lsn, received_lsn, confirmed_lsn,"
        " last_replicated_txn_time::timestamptz(0) AT TIME ZONE 'UTC', wal_kept, wal_growth, wal_status,"
        " seconds_until_full FROM _tidegate.subscription WHERE subname = $1",
        postgres::parameters(report.subscription));
    if (row.rows() == 0)
        throw ProblemError(Code::NoSuchSubscription, {report.subscription});
    report.publications = postgres::parseTextArray(row.view(0, 0));
    report.phase = row.text(0, 1);
    if (!row.isNull(0, 2))
        report.heartbeatAge = std::stod(row.text(0, 2));
    report.lastError = row.text(0, 3);
    report.copyData = row.boolean(0, 4);
    report.paused = row.boolean(0, 5);
    report.cutOverAt = row.text(0, 6);
    report.cutOverBy = row.text(0, 7);
    report.slotName = row.text(0, 8);
    report.sourceFlush = row.lsn(0, 9);
    report.replicated = row.lsn(0, 10);
    report.received = row.lsn(0, 11);
    report.confirmed = row.lsn(0, 12);
    report.replicatedTime = row.text(0, 13);
    report.walKeptBytes = unsignedOrNone(row, 14);
    report.walGrowthPerSecond = row.integer(0, 15);
    report.walStatus = row.text(0, 16);
    report.secondsUntilFull = unsignedOrNone(row, 17);
}

void askSource(postgres::Connection &source, StatusReport &report)
{
    report.sourceFlush = source.exec("SELECT pg_current_wal_flush_lsn()").lsn(0, 0);
    report.sourceReadOnly = cutover::undoReadOnlySql(source);
    if (report.slotName.empty())
        return;
    const auto slot = slot::readSlot(source, report.slotName);
    report.walStatus = slot.exists ? slot.walStatus : "missing";
    report.walKeptBytes.reset();
    if (!slot.exists)
        return;
    report.confirmed = slot.confirmedFlush;
    if (slot.restart.isValid() && report.sourceFlush >= slot.restart)
        report.walKeptBytes = report.sourceFlush.value - slot.restart.value;
}

/// The journal has a copy's rows when they are committed; what is shown is what was read.
void addShown(StatusReport &report, std::optional<double> copierBytesPerSecond,
              const std::map<std::uint32_t, journal::TableFigures> &figures)
{
    for (const auto &row : report.tables) {
        progress::TableProgress table;
        table.state = static_cast<progress::TableState>(row.state);
        table.approximateBytes = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.approximateBytes));
        if (row.approximateRows >= 0)
            table.approximateRows = static_cast<std::uint64_t>(row.approximateRows);
        if (const auto found = figures.find(row.oid); found != figures.end()) {
            table.rowsCopied = static_cast<std::uint64_t>(found->second.rowsCopied);
            table.bytesCopied = static_cast<std::uint64_t>(found->second.bytesCopied);
            table.heldSeconds = static_cast<double>(found->second.heldMs) / 1000;
        }
        const TableShown shown{table.heldSeconds, progress::copySeconds(table, copierBytesPerSecond)};
        if (shown.heldSeconds > 0 || shown.forecastSeconds)
            report.shown.emplace(row.oid, shown);
    }
}

} // namespace

std::size_t StatusReport::inState(char state) const
{
    return static_cast<std::size_t>(std::count_if(
        tables.begin(), tables.end(), [state](const auto &table) { return table.state == state; }));
}

std::size_t StatusReport::stopped() const
{
    return static_cast<std::size_t>(
        std::count_if(tables.begin(), tables.end(), [](const auto &table) { return table.stopped; }));
}

bool StatusReport::isCuttingOver() const
{
    return engine && cutOverAt.empty() && phase == progress::phaseName(progress::Phase::Draining);
}

TableShown StatusReport::shownOf(const journal::RelationRow &table) const
{
    const auto found = shown.find(table.oid);
    return found == shown.end() ? TableShown() : found->second;
}

StatusReport readStatus(postgres::Connection &target, postgres::Connection *source,
                        const std::string &subscription)
{
    StatusReport report;
    report.subscription = subscription;
    if (!journal::exists(target))
        throw ProblemError(Code::NoSuchSubscription, {subscription});
    const auto version = journal::requireKnown(target);
    readView(target, report);
    const auto engine = journal::liveEngine(target, subscription);
    if (!engine.host.empty())
        report.engine = engine;
    if (const auto record = journal::readSlot(target, subscription))
        report.slotMade = record->made;
    report.skipped = journal::readSkipped(target, subscription);
    const auto units = journal::readUnits(target, subscription);
    report.tables = units.relations;
    report.unfinishedUnits = units.unfinished();
    const auto seen = journal::readHeartbeat(target, subscription, version);
    if (report.engine && !(seen && seen->ofThisEngine))
        report.lastError.clear(); // an earlier engine's
    if (seen && report.isCuttingOver()) {
        report.cutoverStep = cutover::stepNamed(seen->heartbeat.cutoverStep);
        report.cutoverWords = seen->heartbeat.cutoverWords;
    }
    addShown(report, seen && report.engine && seen->ofThisEngine ? seen->heartbeat.copierBytesPerSecond : std::nullopt,
             journal::readTableFigures(target, subscription, version));
    if (source)
        askSource(*source, report);
    if (report.sourceFlush.isValid() && report.replicated.isValid())
        report.lagBytes =
            report.sourceFlush > report.replicated ? report.sourceFlush.value - report.replicated.value : 0;
    return report;
}

std::vector<std::string> listSubscriptions(postgres::Connection &target)
{
    if (!journal::exists(target))
        return {};
    return journal::subscriptions(target);
}

} // namespace tidegate::jobs
