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
    const auto xmin =
        source.exec("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").integer(0, 0);
    return static_cast<std::uint64_t>(xmin) >= barrier.value;
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
            onWaiting(secondsSince(start), catalog::readBlockers(source, barrier).list);
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
