// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/drain.h"

#include "base/failpoint.h"
#include "base/joined.h"
#include "base/problem.h"
#include "journal/fence.h"
#include "postgres/error.h"
#include "slot/flush_wait.h"
#include "slot/marker.h"

namespace tidegate::cutover {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int pollMilliseconds = 10;

class Deadline
{
public:
    explicit Deadline(std::optional<std::chrono::seconds> limit)
    {
        if (limit)
            m_end = Clock::now() + *limit;
    }
    bool over() const { return m_end && Clock::now() > *m_end; }

private:
    std::optional<Clock::time_point> m_end;
};

void passBarrier(const Drain &drain, const Deadline &deadline)
{
    const auto barrier = slot::takeBarrier(drain.source);
    const auto waiting = [&](double seconds, const std::vector<slot::Blocker> &blockers) {
        drain.wanted.require();
        if (drain.onWaiting)
            drain.onWaiting(seconds, blockers);
        if (!deadline.over())
            return;
        std::vector<std::string> names;
        for (const auto &blocker : blockers)
            names.push_back(blocker.display());
        throw ProblemError(Code::BarrierWaits, {std::to_string(barrier.value), joined(names)});
    };
    slot::awaitBarrier(drain.source, barrier, waiting, drain.wanted.stop());
}

Marker emitMessage(postgres::Connection &source)
{
    Marker marker;
    marker.nonce = journal::randomToken(24);
    // Flushed by our own commit, since asynchronous commits are decoded late on an idle server; but without waiting
    // for a standby that may hang, which adds nothing here.
    postgres::Transaction transaction(source);
    source.exec("SET LOCAL synchronous_commit = local");
    marker.lsn = source
                     .exec("SELECT pg_logical_emit_message(true, $1, $2)",
                           postgres::parameters(slot::markerPrefix, marker.nonce))
                     .lsn(0, 0);
    failpoint::reach("cutover.marker.commit");
    transaction.commit();
    return marker;
}

void requireNothingPrepared(postgres::Connection &source)
{
    const auto prepared = preparedTransactions(source);
    if (!prepared.empty())
        throw ProblemError(Code::PreparedTransactions, {joined(prepared)});
}

} // namespace

std::vector<std::string> preparedTransactions(postgres::Connection &source)
{
    std::vector<std::string> names;
    const auto rows =
        source.exec("SELECT gid, owner, to_char(prepared, 'YYYY-MM-DD HH24:MI:SS')"
                    " FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared");
    for (int row = 0; row < rows.rows(); ++row)
        names.push_back("'" + rows.text(row, 0) + "' (" + rows.text(row, 1) + ", " + rows.text(row, 2) + ")");
    return names;
}

Marker emitMarker(postgres::Connection &source)
{
    if (source.serverVersion() >= 140000) {
        try {
            return emitMessage(source);
        } catch (const postgres::SqlError &error) {
            if (!error.is(postgres::sqlstate::insufficientPrivilege))
                throw;
        }
    }
    // pgoutput of 13 sends no messages. The writers have stopped and the barrier is behind us, so every change is
    // before this position; the nudge makes the decoder pass it on an idle server too.
    Marker marker;
    marker.lsn = source.exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
    slot::nudge(source);
    return marker;
}

Marker drain(const Drain &drain)
{
    const Deadline deadline(drain.limit);
    const auto step = [&drain](DrainStep now) {
        drain.wanted.require();
        if (drain.onStep)
            drain.onStep(now);
    };
    if (!failpoint::ruleOff("18")) {
        // Asked before the barrier too: it would wait for these, with the writers stopped, until somebody notices.
        requireNothingPrepared(drain.source);
        step(DrainStep::Barrier);
        passBarrier(drain, deadline);
        step(DrainStep::Prepared);
        requireNothingPrepared(drain.source);
    }
    step(DrainStep::Marker);
    failpoint::reach("cutover.marker", drain.wanted);
    const auto marker = emitMarker(drain.source);
    step(DrainStep::Applying);
    while (!drain.applied(marker)) {
        if (deadline.over())
            throw ProblemError(Code::NotReadyForCutover,
                               {"the last changes were not applied within the time given"});
        drain.wanted.pause(pollMilliseconds);
    }
    return marker;
}

} // namespace tidegate::cutover
