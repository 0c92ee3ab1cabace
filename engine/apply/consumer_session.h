// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/change_count.h"
#include "apply/consumer.h"
#include "apply/parking.h"
#include "apply/relation_cache.h"

namespace tidegate::apply {

/// One session of the consumer: from the progress that the target remembers, until stopped or an error.
class Consumer::Session
{
public:
    explicit Session(Consumer &owner);
    void run();

private:
    using Clock = std::chrono::steady_clock;

    /// About one relation, for the whole of one transaction.
    struct Decision {
        units::Verdict verdict;
        std::optional<units::OwnedRelation> owned;
        bool byRange = false; ///< each change asks for its own unit (range_route.h)

        bool applies() const { return verdict == units::Verdict::Apply && owned && !owned->stopped; }
        bool parks() const { return verdict == units::Verdict::Park && owned && !owned->stopped; }
    };

    void take(const stream::Frame &frame);
    void begin(const pgoutput::Begin &message);
    void describe(const pgoutput::Relation &relation);
    void change(ChangeKind kind, std::uint32_t relation, std::size_t width, const stream::Frame &frame);
    void truncate(const pgoutput::Truncate &message, const stream::Frame &frame);
    void commit(const pgoutput::Commit &message);
    void logicalMessage(const pgoutput::LogicalMessage &message);

    /// True if the change was applied before a restart, as part of a piece.
    bool alreadyDone(Lsn lsn);
    void requireWholePiece(); ///< stops the table of which it is not
    void changeDone(Lsn lsn);
    /// Of a relation with key ranges, until all of them are ready: Apply, and byRange. `orPark`: else it is waited for, unless
    /// changes of it are aside already.
    const Decision &decide(std::uint32_t relation, bool orPark = true);
    /// No row of anybody else in its target stands in the way of what is put aside.
    bool mayPark(const units::OwnedRelation &owned) const;
    std::vector<std::uint32_t> feedersBeside(std::uint32_t relation) const; ///< what feeds its target, itself among them
    units::Verdict unitVerdict(const units::OwnedRelation &owned, std::int64_t unit);
    void changeInRange(ChangeKind kind, const units::OwnedRelation &owned, const stream::Frame &frame);
    /// Of its rows as they are described now.
    std::optional<std::size_t> rangeColumn(const units::OwnedRelation &owned);
    void truncateRanges(const units::OwnedRelation &owned, const stream::Frame &frame);
    /// Has the table copied again as a whole, and waits for the end of this session.
    [[noreturn]] void copyAgain(const units::OwnedRelation &owned, const std::string &why);
    bool isReady(const units::OwnedRelation &owned);
    bool appliesWholly(const Decision &decision); ///< all of its ranges, too
    /// Asks until the answer is not Hold: after a new look at both servers, and then with all that is complete on the target.
    template <typename Ask>
    auto untilDecided(const Ask &ask);
    /// On the account of this relation, if one is known.
    void hold(const units::OwnedRelation *owned);
    void add(ChangeKind kind, const units::OwnedRelation &owned, const stream::Frame &frame, bool allAtOnce = false);
    Change changeOf(ChangeKind kind, std::shared_ptr<TargetTable> table, const stream::Frame &frame) const;
    void park(ChangeKind kind, const units::OwnedRelation &owned, const stream::Frame &frame);
    /// What was put aside and can be made now. Between two transactions.
    void makeParked();
    /// The table as the target has it; none if it was stopped, since it is defined otherwise there. Throws if it is waited
    /// for: what came before is on the target then.
    std::shared_ptr<TargetTable> tableOf(const units::OwnedRelation &owned);
    void awaitFinished();
    /// Its definition differs, and nothing is under way: stops it if that was chosen, else throws `why`.
    void waitOrStop(const units::OwnedRelation &owned, const ProblemError &why);
    /// BatchCommitter::Explain; a table of another definition is stopped if that was chosen, and the session begins anew.
    std::optional<Problem> explained(const TargetTable &table, const Problem &problem);
    void stopTable(const units::OwnedRelation &owned, const std::string &why, bool copyAgain = false);
    void stopTruncated(const units::OwnedRelation &owned); ///< where rows of others may stand (rule 9)
    /// In the target transaction that is open, or in one of its own.
    void recordStop(std::uint32_t relation, const std::string &why, bool copyAgain);

    /// Commits what is complete.
    void flush();
    /// Of a transaction larger than a batch: what is there of it.
    void flushPiece();
    /// All that is there, also of a transaction that goes on: no target transaction is open after it.
    void commitSoFar();
    void idle();
    bool mayGiveBack() const;
    void stored(const Batch &batch, const journal::Progress &progress, std::int64_t commitTime);
    journal::Progress piece() const;
    void refreshIfDue();

    Consumer &m_owner;
    postgres::Connection m_source;
    postgres::Connection m_target;
    UnitObserver m_observer;
    ByteTexts m_byteTexts;
    DefinitionCheck m_definitions;
    ReadAhead m_readAhead;
    RelationCache m_relations;
    journal::Progress m_progress; // as stored
    BatchCommitter m_committer;
    Parking m_parking;
    pgoutput::Decoder m_decoder;
    stream::BlockPointer m_block;

    Lsn m_keepalive;              // the server's position outside a transaction, everything before it taken
    Batch m_batch;
    ChangeCount m_count;
    const std::size_t m_batchBytes;
    Clock::time_point m_lastStore{};
    std::optional<Clock::time_point> m_lastLarge; ///< when a block was written that a queue has no room for
    Clock::time_point m_lastRefresh{};

    bool m_inTransaction = false;
    units::TransactionSeen m_seen;
    bool m_appliedBefore = false; // whole, by the stored progress
    std::int64_t m_changes = 0; // of the transaction, in stream order, skipped ones too
    Lsn m_lastChange;
    std::int64_t m_atLastChange = 0; // how many of them have that LSN
    std::uint32_t m_lastRelation = 0; // of the last that was no TRUNCATE, which is a record by itself
    /// The how manieth of that LSN the next change is.
    std::int64_t placeAt(Lsn lsn) const { return lsn == m_lastChange ? m_atLastChange + 1 : 1; }
    std::unordered_map<std::uint32_t, Decision> m_decisions; // of the transaction, by relation
    std::unordered_map<std::int64_t, units::Verdict> m_unitVerdicts; // of the transaction, by key range
    std::unordered_map<std::uint32_t, std::optional<std::size_t>> m_rangeColumns; // by relation, as described last
    std::set<std::uint32_t> m_readyInRanges; // relations all of whose ranges are ready: none goes back in a session
};

template <typename Ask>
auto Consumer::Session::untilDecided(const Ask &ask)
{
    auto decision = ask();
    if (decision.verdict == units::Verdict::Hold) {
        m_observer.refresh();
        decision = ask();
    }
    while (decision.verdict == units::Verdict::Hold) {
        hold(decision.owned ? &*decision.owned : nullptr);
        decision = ask();
    }
    return decision;
}

} // namespace tidegate::apply
