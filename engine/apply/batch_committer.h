// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/batch.h"
#include "apply/unit_observer.h"
#include "apply/writer.h"
#include "definition/held_tables.h"
#include "journal/fence.h"
#include "journal/subscription.h"
#include "postgres/connection.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace tidegate::apply {

/// Brings a batch and the progress that speaks of it to the target in one fenced transaction: set-wise, and if that
/// meets any surprise, once more change by change, which also names the row at fault. What comes before a change that
/// cannot be made is committed. A change that somebody chose to skip (journal/skip.h) is left out where it fails, and only
/// there. Belongs to the consumer's thread.
class BatchCommitter
{
public:
    /// Asked about a change that the target refuses, with no transaction open: why, if more is known of it than the server said.
    using Explain = std::function<std::optional<Problem>(const TargetTable &, const Problem &)>;

    /// `stored`: what the target remembers, kept by the consumer.
    BatchCommitter(postgres::Connection &target, journal::Fence fence, UnitObserver &observer, bool parking,
                   const journal::Progress &stored, Missed missed, Explain explain);

    /// Throws ProblemError ChangeFailed or RowCountUnexpected (the stream waits there), TakenOver, connection errors.
    void commit(const Batch &batch, const journal::Progress &progress, std::int64_t commitTime);

    /// A batch of what was put aside, and in the same transaction `forgetSql`, which takes it out of the journal. As a whole or
    /// not at all; throws as commit() does. The stream is where it was, at `progress`.
    void commitParked(const Batch &batch, const journal::Progress &progress, const std::string &forgetSql);

    // A transaction larger than a batch, after the sync point: it stays one transaction on the target.
    bool isOpen() const { return m_open; }
    void writeOpen(const Batch &piece);
    void commitOpen(const Batch &last, const journal::Progress &progress, std::int64_t commitTime);
    void rollbackOpen();

private:
    /// With the tables of the batch held by their names, which they may have exchanged since they were looked up.
    void begin(const Batch &batch);
    /// False: somebody has one of them. With SET CONSTRAINTS ALL DEFERRED.
    bool holds(const std::vector<const definition::Written *> &tables);
    void beginFenced();
    void finish(const journal::Progress &progress, std::int64_t commitTime);
    /// Constraints that are deferred are checked here, while it is known whose change it was, and not by COMMIT.
    void writeInOrder(const Batch &batch, const LeftOut &leftOut);
    void checkDeferred(const Batch &batch, std::uint32_t transaction, std::size_t change);
    /// Somebody chose that this change be left out: then it is in `leftOut` now. Not within a transaction that has failed.
    bool mayLeaveOut(const Batch &batch, const OrderedFailure &failure, LeftOut &leftOut);
    /// Of those before `end`, in the transaction that lacks them.
    void recordSkipped(const LeftOut &leftOut, std::size_t end);
    /// What comes before the transaction of the change at fault.
    void commitBefore(const Batch &batch, const OrderedFailure &failure, const LeftOut &leftOut);
    void commitInOrder(const Batch &batch, const journal::Progress &progress, std::int64_t commitTime);
    Problem named(const Batch &batch, const OrderedFailure &failure);
    [[noreturn]] void report(const Batch &batch, const OrderedFailure &failure);

    postgres::Connection &m_target;
    journal::Fence m_fence;
    UnitObserver &m_observer;
    const journal::Progress &m_stored;
    const Explain m_explain;
    SetWriter m_setWriter;
    OrderedWriter m_orderedWriter;
    bool m_open = false;
    definition::HeldTables m_held; ///< of the transaction that is open
    int m_commits = 0;
    const bool m_parking;    ///< the journal has _tidegate.parked
    std::string m_forgetSql; ///< during commitParked()
};

} // namespace tidegate::apply
