// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/consumer_session.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "journal/range_rows.h"
#include "pgoutput/timestamp.h"
#include "phrases/phrases.h"
#include "postgres/error.h"
#include "slot/identity.h"
#include "slot/marker.h"

#include <algorithm>
#include <utility>

namespace tidegate::apply {

using units::Verdict;

namespace {

/// Large rows seldom come alone.
constexpr auto giveBackAfter = std::chrono::seconds(10);

/// Bounds what a batch holds: larger gains nothing in speed, and memory is bounded whatever a transaction is.
constexpr std::size_t batchBytes = 12 * 1024 * 1024;
constexpr std::size_t batchTransactions = 20'000;
constexpr auto idleStoreInterval = std::chrono::seconds(10);
constexpr auto refreshInterval = std::chrono::milliseconds(300);

} // namespace

Consumer::Session::Session(Consumer &owner)
    : m_owner(owner),
      m_source(owner.m_options.source, {"source", owner.m_options.applicationName}, owner.m_stop),
      m_target(owner.m_options.target,
               {"target", owner.m_options.applicationName, false, owner.m_options.replicaRole}, owner.m_stop),
      m_observer(m_source, m_target, owner.m_options.fence.subscription(), owner.m_registry),
      m_byteTexts(m_source, m_target),
      m_definitions(m_source, m_target, owner.m_options.fence.subscription(), !owner.m_options.copyAgain),
      m_readAhead(m_source, m_target, owner.m_options.fence.subscription(), owner.m_registry),
      m_relations(m_target, m_byteTexts, m_definitions, &m_readAhead, owner.m_options.lenient),
      m_committer(m_target, owner.m_options.fence, m_observer, owner.m_options.parking, m_progress,
                  [this](const TargetTable &table, std::uint64_t rows) {
                      m_owner.m_log->warn("{} rows of {} were not on the target and are counted only", rows,
                                          table.target().display());
                  },
                  [this](const TargetTable &table, const Problem &problem) { return explained(table, problem); }),
      m_parking(owner.m_options.parking, m_target, m_byteTexts, m_definitions, m_observer, m_committer, owner.m_options.lenient),
      m_count(owner.m_counters, owner.m_inFlight),
      m_batchBytes(failpoint::size("apply.batch-bytes", batchBytes))
{
}

void Consumer::Session::run()
{
    // Its snapshots are the proof of what is finished; another server's would be none (rule 14).
    slot::requireSame(slot::identify(m_source), m_owner.m_options.sourceSystem, m_owner.m_options.sourceTimeline);
    // Under the fence: a COMMIT of an earlier session whose outcome nobody knows still holds it, and must be seen.
    const auto &fence = m_owner.m_options.fence;
    fence.begin(m_target);
    m_progress = journal::readProgress(m_target, fence.subscription());
    // Another server has the target's name since its position was read: what lies between the two would never be sent.
    if (m_progress.lsn < m_owner.m_options.from)
        throw postgres::ConnectionLostError({Code::ConnectionLost, {"target"}, {}, {},
                                             "another server answers in its place, whose position is " + m_progress.lsn.toString()
                                                 + " and not " + m_owner.m_options.from.toString(), true});
    if (m_parking.isOn())
        m_target.exec(journal::showRangesReadySql(fence)); // of an engine that did not know of them
    m_target.commit();
    m_owner.m_positions.stored(m_progress.lsn);
    m_owner.m_inFlight.add(m_parking.load(fence.subscription()));
    m_observer.refresh();
    m_lastRefresh = Clock::now();
    for (;;) {
        m_owner.m_stop.throwIfStopped();
        m_block.reset();
        m_block = m_owner.m_queue.pop(50);
        if (!m_block) {
            idle();
            m_owner.m_status.setMayGiveBack(mayGiveBack());
            continue;
        }
        m_owner.m_status.setMayGiveBack(false);
        for (const auto &frame : m_block->frames)
            take(frame);
        const bool isLarge = m_owner.m_queue.isLarge(*m_block);
        if (isLarge || m_owner.m_queue.empty())
            flush();
        if (isLarge) {
            m_lastLarge = Clock::now();
            if (!m_batch.changes.empty())
                flushPiece(); // before the next one is read
        }
        refreshIfDue();
    }
}

bool Consumer::Session::mayGiveBack() const
{
    return m_lastLarge && !m_inTransaction && m_batch.empty() && !m_committer.isOpen() && Clock::now() - *m_lastLarge > giveBackAfter;
}

void Consumer::Session::take(const stream::Frame &frame)
{
    if (frame.keepalive) {
        if (!m_inTransaction)
            m_keepalive = frame.lsn;
        return;
    }
    const auto &message = m_decoder.decode(m_block->payload(frame));
    if (const auto *insert = std::get_if<pgoutput::Insert>(&message))
        change(ChangeKind::Insert, insert->relation, insert->newTuple.size(), frame);
    else if (const auto *update = std::get_if<pgoutput::Update>(&message))
        change(ChangeKind::Update, update->relation, update->newTuple.size(), frame);
    else if (const auto *remove = std::get_if<pgoutput::Delete>(&message))
        change(ChangeKind::Delete, remove->relation, remove->oldTuple.size(), frame);
    else if (const auto *start = std::get_if<pgoutput::Begin>(&message))
        begin(*start);
    else if (const auto *end = std::get_if<pgoutput::Commit>(&message))
        commit(*end);
    else if (const auto *relation = std::get_if<pgoutput::Relation>(&message))
        describe(*relation);
    else if (const auto *all = std::get_if<pgoutput::Truncate>(&message))
        truncate(*all, frame);
    else if (const auto *told = std::get_if<pgoutput::LogicalMessage>(&message))
        logicalMessage(*told);
}

void Consumer::Session::begin(const pgoutput::Begin &message)
{
    makeParked();
    m_inTransaction = true;
    m_seen = {message.xid, message.finalLsn};
    // The stream may begin a little before what the target has (see run()).
    m_appliedBefore = message.finalLsn < m_progress.lsn;
    m_changes = 0;
    m_lastChange = {};
    m_atLastChange = 0;
    m_decisions.clear();
    m_unitVerdicts.clear();
    m_batch.transactions.push_back(
        {message.xid, message.finalLsn, {}, pgoutput::toUnixMicroseconds(message.commitTime), {}});
    failpoint::reach("apply.begin");
}

void Consumer::Session::describe(const pgoutput::Relation &relation)
{
    m_relations.announce(relation);
    m_parking.announced(relation.oid);
    m_rangeColumns.erase(relation.oid);
}

bool Consumer::Session::alreadyDone(Lsn lsn)
{
    if (m_appliedBefore)
        return true;
    const auto &piece = m_progress;
    if (!piece.pieceCommit.isValid() || piece.pieceCommit != m_seen.commit)
        return false;
    // By its place in the WAL, in whose order the changes of a transaction come: it is the same whatever else is sent, and the
    // publications may have been others the first time. Tables that were not sent then are behind barriers since (rules 2, 13).
    if (lsn != piece.pieceLsn) {
        if (lsn > piece.pieceLsn)
            requireWholePiece();
        return lsn < piece.pieceLsn;
    }
    return piece.pieceAtLsn == 0 ? m_changes < piece.pieceChanges : placeAt(lsn) <= piece.pieceAtLsn;
}

/// Of the record where the piece ended as many rows have come as then, or none: else a row filter was another one, and which of
/// them are on the target is not known. Told once: the table may have been copied again when this transaction comes anew.
void Consumer::Session::requireWholePiece()
{
    if (m_progress.pieceCommit != m_seen.commit || m_lastChange != m_progress.pieceLsn || m_atLastChange >= m_progress.pieceAtLsn)
        return;
    const auto owned = m_owner.m_registry.owner(m_lastRelation);
    if (owned && !owned->stopped)
        stopTable(*owned, phrases::coded({Code::RedeliveryDiffers,
                                          {owned->source.display(), std::to_string(m_seen.xid), m_lastChange.toString()},
                                          {}, {}, {}, false}));
    auto known = m_progress;
    known.pieceAtLsn = m_atLastChange;
    m_committer.commit({}, known, 0);
    m_progress = known;
}

void Consumer::Session::changeDone(Lsn lsn)
{
    ++m_changes;
    m_atLastChange = placeAt(lsn);
    m_lastChange = lsn;
    if (m_batch.freeable(m_block) < m_batchBytes)
        return;
    flush();
    if (m_batch.freeable(m_block) >= m_batchBytes)
        flushPiece();
}

void Consumer::Session::change(ChangeKind kind, std::uint32_t relation, std::size_t width,
                               const stream::Frame &frame)
{
    m_relations.requireWidth(relation, width);
    const auto *decision = alreadyDone(frame.lsn) ? nullptr : &decide(relation);
    if (decision && decision->applies() && decision->byRange)
        changeInRange(kind, *decision->owned, frame);
    else if (decision && decision->applies())
        add(kind, *decision->owned, frame);
    else if (decision && decision->parks())
        park(kind, *decision->owned, frame);
    else
        m_count.skipped(relation);
    m_lastRelation = relation;
    changeDone(frame.lsn);
}

void Consumer::Session::commit(const pgoutput::Commit &message)
{
    m_inTransaction = false;
    if (m_appliedBefore) {
        m_batch.transactions.pop_back();
        return;
    }
    requireWholePiece();
    m_batch.transactions.back().end = message.endLsn;
    if (m_committer.isOpen()) {
        const auto batch = m_batch.takeComplete();
        const journal::Progress progress{message.endLsn, {}, 0, {}, 0};
        const auto commitTime = batch.transactions.back().commitTime;
        m_committer.commitOpen(batch, progress, commitTime);
        stored(batch, progress, commitTime);
    } else if (m_batch.transactions.size() >= batchTransactions) {
        flush();
    }
}

void Consumer::Session::logicalMessage(const pgoutput::LogicalMessage &message)
{
    if (message.transactional && message.prefix == slot::markerPrefix && !m_batch.transactions.empty())
        m_batch.transactions.back().markers.emplace_back(message.content);
}

const Consumer::Session::Decision &Consumer::Session::decide(std::uint32_t relation, bool orPark)
{
    const auto known = m_decisions.find(relation);
    if (known != m_decisions.end())
        return known->second;
    auto decided = untilDecided([&] {
        Decision decision{Verdict::Hold, m_owner.m_registry.owner(relation)};
        if (decision.owned && decision.owned->ranges) {
            decision.verdict = Verdict::Apply;
            decision.byRange = !isReady(*decision.owned);
            return decision;
        }
        if (!decision.owned) {
            decision.verdict = m_observer.verdictForUnknown(m_seen);
            return decision;
        }
        decision.verdict = m_observer.verdict(m_seen, decision.owned->unit, false);
        if (decision.verdict == Verdict::Hold && orPark && mayPark(*decision.owned))
            decision.verdict = m_observer.verdict(m_seen, decision.owned->unit, true);
        return decision;
    });
    return m_decisions.emplace(relation, std::move(decided)).first->second;
}

void Consumer::Session::hold(const units::OwnedRelation *owned)
{
    const auto begun = Clock::now();
    // Rule 7: what is complete goes to the target now, and no transaction that has written stays open meanwhile.
    flush();
    if (m_committer.isOpen())
        commitSoFar();
    m_owner.m_stop.throwIfStopped();
    m_owner.m_registry.waitForChange(m_owner.m_registry.version(), 10);
    m_observer.refresh();
    m_lastRefresh = Clock::now();
    if (owned)
        m_count.held(owned->source, m_lastRefresh - begun);
}

Change Consumer::Session::changeOf(ChangeKind kind, std::shared_ptr<TargetTable> table, const stream::Frame &frame) const
{
    return {m_block->payload(frame), std::move(table), frame.lsn, static_cast<std::uint32_t>(m_batch.transactions.size() - 1), kind};
}

void Consumer::Session::add(ChangeKind kind, const units::OwnedRelation &owned, const stream::Frame &frame, bool allAtOnce)
{
    const auto relation = owned.oid; // `owned` may go with its decision
    auto table = tableOf(owned);
    if (!table) {
        m_count.skipped(relation);
        return;
    }
    auto change = changeOf(kind, std::move(table), frame);
    change.allAtOnce = allAtOnce;
    m_batch.add(std::move(change), m_block);
}

journal::Progress Consumer::Session::piece() const
{
    return {m_progress.lsn, m_seen.commit, m_changes, m_lastChange, m_atLastChange};
}

void Consumer::Session::flush()
{
    if (m_count.anySkipped())
        m_count.count({}, m_committer.isOpen());
    if (m_committer.isOpen())
        return; // everything here belongs to the open transaction
    const auto batch = m_batch.takeComplete();
    if (batch.transactions.empty())
        return;
    const auto &last = batch.transactions.back();
    const auto progress = m_progress.upTo(last.end);
    m_committer.commit(batch, progress, last.commitTime);
    stored(batch, progress, last.commitTime);
}

void Consumer::Session::flushPiece()
{
    if (m_committer.isOpen() || m_observer.allReady()) {
        m_committer.writeOpen(m_batch);
    } else {
        m_committer.commit(m_batch, piece(), 0);
        m_progress = piece();
    }
    m_count.count(m_batch, m_committer.isOpen());
    m_batch.clearChanges();
}

void Consumer::Session::stored(const Batch &batch, const journal::Progress &progress, std::int64_t commitTime)
{
    m_progress = progress;
    m_lastStore = Clock::now();
    m_owner.m_positions.stored(progress.lsn);
    if (commitTime != 0)
        m_owner.m_status.setCommitTime(commitTime);
    m_count.keep();
    for (const auto &transaction : batch.transactions) {
        for (const auto &nonce : transaction.markers)
            m_owner.m_status.addMarker(nonce);
    }
    m_count.count(batch);
    if (m_definitions.hasNews() && m_batch.transactions.empty())
        m_definitions.record(m_owner.m_options.fence);
}

void Consumer::Session::refreshIfDue()
{
    const auto now = Clock::now();
    if (now - m_lastRefresh < refreshInterval || m_committer.isOpen())
        return;
    // Units that joined meanwhile are in the registry before the observer has read them.
    if (m_observer.allReady() && m_owner.m_registry.unfinished() == 0)
        return;
    m_lastRefresh = now;
    m_observer.refresh();
}

void Consumer::Session::idle()
{
    flush();
    refreshIfDue();
    if (m_inTransaction)
        return;
    makeParked();
    // A position outside a transaction, with nothing queued or held (rules 10, 11). A unit that was copied at or
    // before what is stored already is synced, but only a commit of ours erases its snapshot: on an idle source the
    // same position is then stored once more.
    const auto position = std::max(m_keepalive, m_progress.lsn);
    const bool syncs = !m_observer.erasable(position).empty();
    if (!syncs && position <= m_progress.lsn)
        return;
    if (!syncs && !m_owner.m_status.positionsWanted() && Clock::now() - m_lastStore < idleStoreInterval)
        return;
    const auto progress = m_progress.upTo(position);
    m_committer.commit({}, progress, 0);
    stored({}, progress, 0);
}

} // namespace tidegate::apply
