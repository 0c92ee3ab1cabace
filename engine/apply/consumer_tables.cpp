// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Tables at which the stream waits, goes on without them, or empties them.

#include "apply/consumer_session.h"

#include "base/failpoint.h"
#include "base/problem.h"
#include "definition/problem.h"
#include "journal/definition_rows.h"
#include "journal/unit_rows.h"
#include "phrases/phrases.h"
#include "postgres/error.h"

#include <algorithm>

namespace tidegate::apply {

using units::Verdict;

/// What the source's catalog says is asked next, and it must show what this transaction has done to it: a commit that waits
/// for a synchronous standby is in the stream already, and a column that it added would be taken for one that is gone.
void Consumer::Session::awaitFinished()
{
    if (m_readAhead.shows(m_seen.xid))
        return;
    commitSoFar(); // nobody waits for this with the target's locks in hand (rule 7)
    while (!m_readAhead.shows(m_seen.xid))
        m_owner.m_stop.pause(10);
}

std::shared_ptr<TargetTable> Consumer::Session::tableOf(const units::OwnedRelation &owned)
{
    if (!m_relations.hasTable(owned.oid))
        awaitFinished();
    try {
        return m_relations.table(owned, m_seen.xid);
    } catch (const ProblemError &error) {
        if (!definition::isOfDefinition(error.problem().code))
            throw;
        commitSoFar();
        waitOrStop(owned, error);
        return nullptr;
    }
}

void Consumer::Session::waitOrStop(const units::OwnedRelation &owned, const ProblemError &why)
{
    m_owner.m_options.fence.verify(m_target); // a zombie reports no faults (rule 12)
    if (!m_owner.m_options.copyAgain || why.problem().retryable)
        throw why;
    stopTable(owned, phrases::coded(why.problem()), true);
}

std::optional<Problem> Consumer::Session::explained(const TargetTable &table, const Problem &problem)
{
    if (problem.sqlstate != postgres::sqlstate::invalidText)
        return std::nullopt;
    auto differs = m_definitions.typesDiffer(table, problem.serverMessage);
    if (!differs || !m_owner.m_options.copyAgain)
        return differs;
    recordStop(table.oid(), phrases::coded(*differs), true);
    differs->retryable = true;
    return differs;
}

bool Consumer::Session::mayPark(const units::OwnedRelation &owned) const
{
    return m_parking.isOn() && !owned.shared && (owned.apart || m_owner.m_registry.feeders(owned.target).size() == 1);
}

std::vector<std::uint32_t> Consumer::Session::feedersBeside(std::uint32_t relation) const
{
    const auto owned = m_owner.m_registry.owner(relation);
    return owned ? m_owner.m_registry.feeders(owned->target) : std::vector<std::uint32_t>();
}

void Consumer::Session::park(ChangeKind kind, const units::OwnedRelation &owned, const stream::Frame &frame)
{
    m_parking.park(m_batch, changeOf(kind, m_relations.aside(owned), frame), m_block, m_relations.definition(owned.oid), owned.unit);
    failpoint::reach("apply.parked", [this] { return !m_owner.m_stop.stopRequested(); });
}

void Consumer::Session::makeParked()
{
    if (!m_parking.isDue())
        return;
    flush();
    const auto made = [this](const Batch &batch, const progress::ChangeTally &skipped) {
        m_count.skipped(skipped);
        m_count.count(batch);
        const auto isLarge = [this](const auto &block) { return m_owner.m_queue.isLarge(*block); };
        if (std::any_of(batch.blocks.begin(), batch.blocks.end(), isLarge))
            m_lastLarge = Clock::now();
        if (m_definitions.hasNews())
            m_definitions.record(m_owner.m_options.fence);
    };
    try {
        m_parking.makeDue(m_owner.m_registry, m_progress, made, m_owner.m_stop);
    } catch (const DefinitionDiffers &differs) {
        waitOrStop(differs.owned, ProblemError(differs.problem)); // what came before it has been made
    } catch (const CannotBeRepeated &change) {
        stopTruncated(change.owned);
    }
}

void Consumer::Session::stopTable(const units::OwnedRelation &owned, const std::string &why, bool copyAgain)
{
    flush();
    const auto oid = owned.oid; // `owned` may be the decision's own
    recordStop(oid, why, copyAgain);
    m_decisions.erase(oid);
}

void Consumer::Session::stopTruncated(const units::OwnedRelation &owned)
{
    stopTable(owned, "TRUNCATE of " + owned.source.display() + " cannot be repeated on " + owned.target.display()
                         + ", which holds rows of others; resync it");
}

void Consumer::Session::recordStop(std::uint32_t relation, const std::string &why, bool copyAgain)
{
    const auto &fence = m_owner.m_options.fence;
    if (!m_committer.isOpen())
        fence.begin(m_target);
    if (copyAgain)
        journal::stopToCopyAgain(m_target, fence, relation, why);
    else
        journal::stopRelation(m_target, fence, relation, why);
    if (!m_committer.isOpen())
        m_target.commit();
    m_definitions.forget(relation);
    m_owner.m_registry.markStopped(relation);
    m_owner.m_log->error("{}", why);
}

void Consumer::Session::commitSoFar()
{
    flush();
    if (m_batch.changes.empty() && !m_committer.isOpen())
        return;
    const auto done = piece();
    if (m_committer.isOpen())
        m_committer.commitOpen(m_batch, done, 0);
    else
        m_committer.commit(m_batch, done, 0);
    m_progress = done;
    m_count.keep();
    m_count.count(m_batch);
    m_batch.clearChanges();
}

void Consumer::Session::truncate(const pgoutput::Truncate &message, const stream::Frame &frame)
{
    const auto relations = message.relations; // hold() may decode nothing, but the message is not ours to keep
    if (!alreadyDone(frame.lsn)) {
        for (const auto relation : relations) {
            // No DELETE without a predicate where rows of others may stand (rule 9): then it is neither put aside, nor behind
            // what is.
            const auto feeders = feedersBeside(relation);
            const bool alone = feeders.size() < 2; // then a range of its own that is copied later keeps its rows
            const auto &decision = decide(relation, alone);
            const bool isBehindAside = decision.parks() && !alone;
            if (decision.parks() && alone)
                park(ChangeKind::Truncate, *decision.owned, frame);
            if (!decision.applies() && !isBehindAside)
                continue;
            const auto &owned = *decision.owned;
            const bool all = std::all_of(feeders.begin(), feeders.end(), [&](std::uint32_t feeder) {
                return std::count(relations.begin(), relations.end(), feeder) > 0
                    && (alone ? decide(feeder).applies() : appliesWholly(decide(feeder, false)));
            });
            if ((owned.shared || !all) && !failpoint::ruleOff("9")) {
                stopTruncated(owned);
                continue;
            }
            const bool finished = std::all_of(feeders.begin(), feeders.end(), [&](std::uint32_t feeder) {
                const auto &owner = decide(feeder).owned;
                return owner && isReady(*owner);
            });
            m_definitions.emptied(relation, m_seen.xid);
            if (decision.byRange)
                truncateRanges(owned, frame);
            else
                add(ChangeKind::Truncate, owned, frame, all && finished);
        }
    }
    changeDone(frame.lsn);
}

} // namespace tidegate::apply
