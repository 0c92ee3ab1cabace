// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "slot/barrier.h"

#include "base/failpoint.h"

#include <algorithm>
#include <chrono>

namespace tidegate::slot {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

} // namespace

std::string Blocker::display() const
{
    const auto where = database.empty() ? std::string() : " in " + database;
    const auto since = seconds < 0 ? std::string() : ", for " + std::to_string(static_cast<long long>(seconds)) + " s";
    if (pid == 0)
        return "prepared transaction '" + preparedName + "'" + where + since;
    auto who = role;
    if (!application.empty())
        who += (who.empty() ? "" : ", ") + application;
    return "pid " + std::to_string(pid) + (who.empty() ? "" : " (" + who + ")") + where + since;
}

TransactionId takeBarrier(postgres::Connection &source)
{
    // Rolled back, since a commit could wait for a synchronous standby, and would itself be the barrier then.
    const auto taken = source.exec("BEGIN; SELECT pg_current_xact_id()::text::bigint");
    const TransactionId barrier{static_cast<std::uint64_t>(taken.integer(0, 0))};
    source.exec("ROLLBACK");
    return barrier;
}

bool barrierPassed(postgres::Connection &source, TransactionId barrier)
{
    const auto xmin = source.exec("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").integer(0, 0);
    return static_cast<std::uint64_t>(xmin) >= barrier.value;
}

std::vector<Blocker> barrierBlockers(postgres::Connection &source, TransactionId barrier)
{
    // Whoever has an xid holds a lock on it until it has left ProcArray; unlike pg_stat_activity, pg_locks shows
    // that to everybody. A prepared transaction has no pid there.
    const auto rows = source.exec(
        "SELECT l.pid, l.transactionid::text::bigint, p.gid, coalesce(a.datname, p.database),"
        " coalesce(a.usename, p.owner), a.application_name,"
        " extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared))::bigint"
        " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
        " LEFT JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = l.transactionid"
        " WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted"
        " AND (l.pid IS NOT NULL OR p.gid IS NOT NULL) ORDER BY 7 DESC NULLS LAST, 2");
    std::vector<Blocker> blockers;
    for (int row = 0; row < rows.rows(); ++row) {
        const auto distance = static_cast<std::int32_t>(static_cast<std::uint32_t>(rows.integer(row, 1))
                                                        - static_cast<std::uint32_t>(barrier.value));
        const auto pid = static_cast<int>(rows.integer(row, 0));
        const auto known = [&](const Blocker &blocker) { return pid != 0 && blocker.pid == pid; };
        if (distance >= 0 || std::any_of(blockers.begin(), blockers.end(), known))
            continue;
        blockers.push_back({pid, rows.text(row, 2), rows.text(row, 3), rows.text(row, 4), rows.text(row, 5),
                            rows.isNull(row, 6) ? -1.0 : static_cast<double>(rows.integer(row, 6))});
    }
    return blockers;
}

void awaitBarrier(postgres::Connection &source, TransactionId barrier, const WaitingCallback &onWaiting,
                  const StopToken &stop)
{
    const auto start = Clock::now();
    auto told = start;
    int wait = 20;
    while (!barrierPassed(source, barrier)) {
        if (onWaiting && Clock::now() - told >= std::chrono::seconds(1)) {
            told = Clock::now();
            onWaiting(secondsSince(start), barrierBlockers(source, barrier));
        }
        failpoint::reach("slot.barrier.waits", [&] { return !stop.stopRequested(); });
        stop.pause(wait);
        wait = std::min(200, wait + wait / 2);
    }
}

void passBarrier(postgres::Connection &source, const WaitingCallback &onWaiting, const StopToken &stop)
{
    awaitBarrier(source, takeBarrier(source), onWaiting, stop);
}

} // namespace tidegate::slot
