// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/batch_committer.h"

#include "base/failpoint.h"
#include "base/joined.h"
#include "journal/range_rows.h"
#include "postgres/error.h"

#include <QScopeGuard>

#include <algorithm>
#include <set>
#include <unordered_set>

namespace tidegate::apply {

namespace {

std::string tablesOf(const Batch &batch, std::uint32_t transaction)
{
    std::set<std::string> tables;
    for (const auto &change : batch.changes) {
        if (change.transaction == transaction)
            tables.insert(change.table->source().display());
    }
    return tables.empty() ? "the tables of its last changes" : joined({tables.begin(), tables.end()});
}

/// What COMMIT refuses is of none, and a transaction's last piece may have none.
bool isOfAChange(const Batch &batch, const OrderedFailure &failure)
{
    return failure.change < batch.changes.size();
}

std::vector<const definition::Written *> writtenBy(const Batch &batch)
{
    std::vector<const definition::Written *> tables;
    std::unordered_set<const TargetTable *> seen;
    for (const auto &change : batch.changes) {
        if (change.parkedFor == 0 && seen.insert(change.table.get()).second && change.table->written().oid() != 0)
            tables.push_back(&change.table->written());
    }
    return tables;
}

} // namespace

BatchCommitter::BatchCommitter(postgres::Connection &target, journal::Fence fence, UnitObserver &observer,
                               bool parking, const journal::Progress &stored, Missed missed, Explain explain)
    : m_target(target), m_fence(std::move(fence)), m_observer(observer), m_stored(stored), m_explain(std::move(explain)), m_setWriter(target, missed),
      m_orderedWriter(target, missed), m_parking(parking)
{
}

void BatchCommitter::beginFenced()
{
    failpoint::reach("apply.before-begin");
    m_fence.begin(m_target);
    m_held.clear();
}

void BatchCommitter::begin(const Batch &batch)
{
    const auto tables = writtenBy(batch);
    if (!tables.empty())
        failpoint::reach("apply.before-hold");
    for (beginFenced(); !holds(tables); beginFenced()) {
        // Somebody has one of them: without the others he gets what he may want next.
        m_target.rollback();
        m_target.stopToken().pause(50);
    }
    if (!tables.empty())
        failpoint::reach("apply.held");
}

bool BatchCommitter::holds(const std::vector<const definition::Written *> &tables)
{
    const std::string defer = "SET CONSTRAINTS ALL DEFERRED";
    try {
        if (!m_held.hold(m_target, tables, definition::HeldTables::Wait::ForFirst, defer + "; "))
            m_target.exec(defer);
        return true;
    } catch (const postgres::SqlError &error) {
        if (error.is(postgres::sqlstate::lockNotAvailable))
            return false;
        if (error.problem().retryable)
            throw;
    }
    // Writing will meet the same, and then it is known whose change it was.
    m_target.rollback();
    beginFenced();
    m_target.exec(defer);
    m_held.holdWhatCanBe(m_target, tables);
    return true;
}

void BatchCommitter::finish(const journal::Progress &progress, std::int64_t commitTime)
{
    failpoint::reach("apply.before-progress");
    std::string sql;
    // Without rule 11 progress would be a transaction of its own, and a crash between the two applies twice.
    if (failpoint::ruleOff("11")) {
        m_target.commit();
        failpoint::reach("apply.between-commit-and-progress");
        m_fence.begin(m_target);
    }
    if (!m_forgetSql.empty())
        m_target.exec(m_forgetSql);
    const auto question = m_held.lastQuestion();
    definition::HeldTables::verify(
        m_target.exec(journal::appendProgressSql(m_fence, progress, commitTime) + (question.empty() ? "" : "; " + question)));
    std::vector<std::int64_t> erased;
    // Without the second half of rule 10 a snapshot goes before the progress that makes it needless is stored.
    const auto passed = failpoint::ruleOff("10erase") ? Lsn{~0ull} : progress.lsn;
    if (const auto erasable = m_observer.erasable(passed); !erasable.empty()) {
        const auto rows = m_target.exec(journal::eraseSnapshotsSql(m_fence, passed, erasable));
        for (int row = 0; row < rows.rows(); ++row)
            erased.push_back(rows.integer(row, 0));
        if (m_parking)
            m_target.exec(journal::showRangesReadySql(m_fence));
    }
    failpoint::reach("apply.before-commit");
    m_target.commit();
    failpoint::reach("apply.after-commit");
    if (!erased.empty())
        m_observer.markReady(erased);
    if (++m_commits % 200 == 0)
        journal::pruneProgress(m_target, m_fence.subscription());
}

void BatchCommitter::commit(const Batch &batch, const journal::Progress &progress, std::int64_t commitTime)
{
    begin(batch);
    try {
        m_setWriter.write(batch);
    } catch (const NotSetWise &) {
        m_target.rollback();
        commitInOrder(batch, progress, commitTime);
        return;
    } catch (const postgres::ConnectionLostError &) {
        throw;
    } catch (const ProblemError &error) {
        m_target.rollback();
        if (error.problem().retryable)
            throw;
        commitInOrder(batch, progress, commitTime);
        return;
    } catch (...) {
        m_target.rollback();
        throw;
    }
    try {
        finish(progress, commitTime);
    } catch (const postgres::SqlError &) {
        // A deferred constraint speaks at COMMIT.
        m_target.rollback();
        commitInOrder(batch, progress, commitTime);
    }
}

void BatchCommitter::commitParked(const Batch &batch, const journal::Progress &progress, const std::string &forgetSql)
{
    m_forgetSql = forgetSql;
    const auto over = qScopeGuard([this] { m_forgetSql.clear(); });
    commit(batch, progress, 0);
}

void BatchCommitter::checkDeferred(const Batch &batch, std::uint32_t index, std::size_t change)
{
    const auto &transaction = batch.transactions[index];
    try {
        m_target.exec("SET CONSTRAINTS ALL IMMEDIATE");
    } catch (const postgres::SqlError &error) {
        auto problem = error.problem();
        if (problem.retryable)
            throw;
        problem.code = Code::ChangeFailed;
        const auto key = problem.serverMessage.find("(Key ");
        problem.arguments = {error.relation().name.empty() ? tablesOf(batch, index) : error.relation().display(), "COMMIT",
                             std::to_string(transaction.xid), transaction.commit.toString(),
                             key == std::string::npos ? std::string("as the server says") : problem.serverMessage.substr(key + 1)};
        throw OrderedFailure{change, problem};
    }
}

void BatchCommitter::writeInOrder(const Batch &batch, const LeftOut &leftOut)
{
    m_orderedWriter.write(batch, 0, batch.changes.size(), leftOut);
    if (batch.changes.empty())
        return;
    try {
        checkDeferred(batch, batch.changes.back().transaction, 0);
        return;
    } catch (const OrderedFailure &) {
        if (batch.changes.front().transaction == batch.changes.back().transaction)
            throw;
    }
    m_target.rollback();
    begin(batch);
    for (std::size_t first = 0, last = 0; first < batch.changes.size(); first = last) {
        const auto transaction = batch.changes[first].transaction;
        while (last < batch.changes.size() && batch.changes[last].transaction == transaction)
            ++last;
        m_orderedWriter.write(batch, first, last, leftOut);
        checkDeferred(batch, transaction, first);
        m_target.exec("SET CONSTRAINTS ALL DEFERRED");
    }
}

bool BatchCommitter::mayLeaveOut(const Batch &batch, const OrderedFailure &failure, LeftOut &leftOut)
{
    const auto change = journal::skippable(named(batch, failure));
    if (!change)
        return false;
    std::vector<std::int64_t> allowed;
    try {
        allowed = journal::allowedSkips(m_target, m_fence.subscription(), *change);
    } catch (const postgres::SqlError &error) {
        // Whatever the journal does not take must not stand before the change that is to be told.
        if (error.problem().retryable)
            throw;
        return false;
    }
    for (const auto skip : allowed) {
        const bool used = std::any_of(leftOut.begin(), leftOut.end(), [&](const auto &other) { return other.second.skip == skip; });
        if (used)
            continue;
        leftOut[failure.change] = {skip, *change};
        return true;
    }
    return false;
}

void BatchCommitter::recordSkipped(const LeftOut &leftOut, std::size_t end)
{
    for (const auto &[change, left] : leftOut) {
        if (change < end)
            journal::recordSkipped(m_target, left.skip, left.change);
    }
}

void BatchCommitter::commitBefore(const Batch &batch, const OrderedFailure &failure, const LeftOut &leftOut)
{
    const auto culprit = batch.changes[failure.change].transaction;
    if (culprit == 0)
        return;
    std::size_t last = failure.change;
    while (last > 0 && batch.changes[last - 1].transaction == culprit)
        --last;
    const auto &before = batch.transactions[culprit - 1];
    begin(batch);
    try {
        m_orderedWriter.write(batch, 0, last, leftOut);
        recordSkipped(leftOut, last);
    } catch (const OrderedFailure &earlier) {
        m_target.rollback();
        report(batch, earlier);
    }
    finish(m_stored.upTo(before.end), before.commitTime);
}

void BatchCommitter::commitInOrder(const Batch &batch, const journal::Progress &progress, std::int64_t commitTime)
{
    for (LeftOut leftOut;;) {
        begin(batch);
        try {
            writeInOrder(batch, leftOut);
            recordSkipped(leftOut, batch.changes.size());
            finish(progress, commitTime);
            return;
        } catch (const OrderedFailure &failure) {
            m_target.rollback();
            if (mayLeaveOut(batch, failure, leftOut))
                continue;
            if (m_forgetSql.empty())
                commitBefore(batch, failure, leftOut);
            report(batch, failure);
        } catch (...) {
            m_target.rollback();
            throw;
        }
    }
}

Problem BatchCommitter::named(const Batch &batch, const OrderedFailure &failure)
{
    auto problem = failure.problem;
    if (!isOfAChange(batch, failure))
        return problem;
    const auto &change = batch.changes[failure.change];
    // What could not be put aside is the journal's trouble: left out, its change would be lost.
    if (problem.code == Code::StatementFailed && !problem.retryable && change.parkedFor == 0) {
        problem.code = Code::ChangeFailed;
        problem.arguments = {change.table->source().display(), operationName(change.kind),
                             std::to_string(batch.transactions[change.transaction].xid), change.lsn.toString(),
                             m_orderedWriter.describe(change)};
    }
    return problem;
}

void BatchCommitter::report(const Batch &batch, const OrderedFailure &failure)
{
    m_fence.verify(m_target); // a zombie reports no faults (rule 12)
    const auto problem = named(batch, failure);
    const auto why = problem.code == Code::ChangeFailed && isOfAChange(batch, failure) ? m_explain(*batch.changes[failure.change].table, problem) : std::nullopt;
    throw ProblemError(why.value_or(problem));
}

void BatchCommitter::writeOpen(const Batch &piece)
{
    if (m_open)
        m_held.holdWhatCanBe(m_target, writtenBy(piece));
    else
        begin(piece);
    m_open = true;
    m_target.exec("SAVEPOINT piece");
    bool inOrder = false;
    try {
        m_setWriter.write(piece);
    } catch (const NotSetWise &) {
        inOrder = true;
    } catch (const postgres::SqlError &) {
        inOrder = true;
    }
    for (LeftOut leftOut; inOrder;) {
        m_target.exec("ROLLBACK TO SAVEPOINT piece");
        try {
            m_orderedWriter.write(piece, 0, piece.changes.size(), leftOut);
            recordSkipped(leftOut, piece.changes.size());
            inOrder = false;
        } catch (const OrderedFailure &failure) {
            m_target.exec("ROLLBACK TO SAVEPOINT piece");
            if (mayLeaveOut(piece, failure, leftOut))
                continue;
            rollbackOpen();
            report(piece, failure);
        }
    }
    m_target.exec("RELEASE SAVEPOINT piece");
}

void BatchCommitter::commitOpen(const Batch &last, const journal::Progress &progress, std::int64_t commitTime)
{
    if (!last.changes.empty())
        writeOpen(last);
    try {
        checkDeferred(last, static_cast<std::uint32_t>(last.transactions.size() - 1), 0);
    } catch (const OrderedFailure &failure) {
        rollbackOpen();
        report(last, failure);
    }
    m_open = false;
    finish(progress, commitTime);
}

void BatchCommitter::rollbackOpen()
{
    m_open = false;
    m_target.rollback();
}

} // namespace tidegate::apply
