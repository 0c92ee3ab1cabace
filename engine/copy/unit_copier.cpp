// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/unit_copier.h"

#include "base/failpoint.h"
#include "base/memory.h"
#include "copy/claims.h"
#include "copy/deadline.h"
#include "copy/row_pump.h"
#include "copy/sliced_copy.h"
#include "copy/targets.h"
#include "definition/problem.h"
#include "journal/definition_rows.h"
#include "journal/range_rows.h"
#include "journal/unit_rows.h"
#include "phrases/phrases.h"
#include "postgres/error.h"
#include "slot/flush_wait.h"
#include "slot/identity.h"

#include <algorithm>
#include <map>

namespace tidegate::copy {

namespace {

/// A connection that has read a larger row is not kept, since its buffer would be (bytes).
constexpr std::size_t keptRow = 8'000'000;

/// Taking a lock or finishing a row failed because the unit is another's now.
struct OwnerLost {
};

std::vector<ReadRequest> requestsFor(const std::vector<units::OwnedRelation> &relations,
                                     const std::optional<units::KeyRange> &range)
{
    std::vector<ReadRequest> requests;
    for (const auto &relation : relations)
        requests.push_back({relation.oid, relation.source, relation.rowFilter, range});
    return requests;
}

bool givesWay(const Problem &problem)
{
    return problem.sqlstate == postgres::sqlstate::lockNotAvailable
           || problem.sqlstate == postgres::sqlstate::queryCanceled
           || problem.sqlstate == postgres::sqlstate::deadlockDetected;
}

} // namespace

struct UnitCopier::Attempt {
    const units::Unit &unit;
    const std::string &owner;
    std::vector<std::uint32_t> all = {}; ///< oids, stopped ones too, sorted
    std::vector<units::OwnedRelation> relations = {};
    bool mayBeClaimed = false;
    std::vector<CopiedRelation> copied = {};
    std::map<std::uint32_t, std::string> definitions = {};
    std::vector<std::unique_ptr<progress::CopyTally>> tallies = {};
    CopyResult result = {};

    void concerns(const units::OwnedRelation &relation) { result.concerned = {relation.oid, relation.source.display()}; }
    void concerns(std::uint32_t oid)
    {
        for (const auto &relation : relations) {
            if (relation.oid == oid)
                concerns(relation);
        }
    }
};

UnitCopier::UnitCopier(std::shared_ptr<const CopyContext> context, std::shared_ptr<SharedByCopiers> shared,
                       StopToken stop)
    : m_context(std::move(context)), m_shared(std::move(shared)), m_stop(std::move(stop))
{
}

UnitCopier::~UnitCopier() = default;

postgres::Connection &UnitCopier::source()
{
    if (!m_source || !m_source->isOpen())
    {
        auto source =
            std::make_unique<postgres::Connection>(m_context->source, m_context->sourceOptions(), m_stop);
        // A name may lead to another server at every connect, and its snapshots say nothing of our stream (rule 14).
        if (m_context->sourceTimeline != 0)
            slot::requireSame(slot::identify(*source), m_context->sourceSystem, m_context->sourceTimeline);
        m_source = std::move(source);
    }
    return *m_source;
}

postgres::Connection &UnitCopier::target()
{
    if (!m_target || !m_target->isOpen())
        m_target =
            std::make_unique<postgres::Connection>(m_context->target, m_context->targetOptions(), m_stop);
    return *m_target;
}

CopyResult UnitCopier::copy(const units::Unit &unit, const std::vector<units::OwnedRelation> &relations,
                            const std::string &owner)
{
    Attempt attempt{unit, owner};
    for (const auto &relation : relations) {
        attempt.all.push_back(relation.oid);
        if (!relation.stopped)
            attempt.relations.push_back(relation);
    }
    std::sort(attempt.all.begin(), attempt.all.end());
    failpoint::reach("copy.taken", [this] { return !m_stop.stopRequested(); });
    try {
        followNames(source(), target(), m_context->fence.subscription(), attempt.relations);
        failpoint::reach("copy.named", [this] { return !m_stop.stopRequested(); });
        // ctid ranges are looked up, not filtered, from 14 on.
        if (unit.sliced && relations.size() == 1 && attempt.relations.size() == 1
            && !attempt.relations.front().shared && source().serverVersion() >= 140000)
            copySliced(attempt);
        else
            copyPlain(attempt);
    } catch (const Stopped &) {
        giveBackAfterStop(attempt);
        throw;
    } catch (const OwnerLost &) {
        attempt.result.outcome = Outcome::LostOwner;
    } catch (const SliceLost &) {
        attempt.result.outcome = Outcome::LostOwner;
    } catch (const TableError &error) {
        attempt.concerns(error.oid());
        noteFailure(attempt, error.problem());
    } catch (const ProblemError &error) {
        noteFailure(attempt, error.problem());
    } catch (const std::exception &error) {
        noteFailure(attempt, Problem{Code::Internal, {error.what()}, {}, {}, {}, false});
    }
    if (m_source && m_source->isOpen())
        m_source->rollback();
    if (m_source && m_source->largestRow() > keptRow) {
        m_source.reset();
        returnFreedMemory();
    }
    if (m_target && m_target->isOpen())
        m_target->rollback();
    return std::move(attempt.result);
}

bool UnitCopier::claimPlain(Attempt &attempt)
{
    attempt.mayBeClaimed = true;
    bool claimed = false;
    if (attempt.unit.sliced && attempt.relations.size() == 1) {
        const auto &relation = attempt.relations.front();
        const auto into = readTargets(target(), attempt.relations);
        claimed = claimSliced(target(), *m_context, attempt.unit.id, attempt.owner, 0, relation,
                              into.at(relation.target));
    } else {
        claimed = journal::claimUnit(target(), attempt.unit.id, attempt.owner, m_context->fence.generation());
        if (claimed && attempt.unit.range)
            journal::showRangesClaimed(target(), attempt.unit.id);
    }
    if (!claimed) {
        attempt.mayBeClaimed = false;
        attempt.result.outcome = Outcome::NotClaimed;
    }
    failpoint::reach("copy.claimed", [this] { return !m_stop.stopRequested(); });
    return claimed;
}

/// A table that left the unit between the list in memory and the claim, or is copied again as a unit of its own, must not
/// be copied here; one that leaves after the claim takes the unit from us (journal::removeRelations).
bool UnitCopier::stillTheSame(Attempt &attempt)
{
    if (journal::relationsOfUnit(target(), attempt.unit.id, attempt.unit.range.has_value()) == attempt.all)
        return true;
    giveBack(attempt, {});
    attempt.result.outcome = Outcome::NotClaimed;
    return false;
}

std::vector<Agreed> UnitCopier::agree(Attempt &attempt, const SnapshotReader &reader)
{
    auto agreed = agreedDefinitions(*m_source, *m_target, m_context->fence.subscription(), attempt.relations, reader.relations(),
                                    attempt.unit.range ? definition::Rows::Copied : definition::Rows::None);
    for (std::size_t i = 0; i < agreed.size(); ++i)
        attempt.definitions.emplace(attempt.relations[i].oid, agreed[i].known);
    return agreed;
}

void UnitCopier::copyPlain(Attempt &attempt)
{
    const bool claimLate = failpoint::ruleOff("4claim");
    if (!claimLate && (!claimPlain(attempt) || !stillTheSame(attempt)))
        return;
    // From here on these two: one that is lost ends the attempt, it is not replaced.
    auto &from = source();
    SnapshotReader reader(from);
    const BackendEntry entry(m_shared->backends, from.backendPid());
    reader.open(requestsFor(attempt.relations, attempt.unit.range), m_context->publications);
    if (claimLate && !claimPlain(attempt))
        return;
    auto &to = target();
    const auto targets = readTargets(to, attempt.relations);
    const auto held = holdTargets(to, targets); // whoever catches rolls back
    const auto agreed = agree(attempt, reader);
    failpoint::reach("copy.held", [this] { return !m_stop.stopRequested(); });
    std::vector<Pumping> pumpings;
    for (std::size_t i = 0; i < attempt.relations.size(); ++i) {
        const auto &relation = attempt.relations[i];
        const auto &read = reader.relations()[i];
        attempt.concerns(relation);
        attempt.tallies.push_back(std::make_unique<progress::CopyTally>(m_context->counters->of(relation.source)));
        pumpings.push_back({read, relation.target, planColumns(read.definition, read.columns, agreed[i].into),
                            *attempt.tallies.back()});
    }
    const auto pumped = pumpRelations(from, to, pumpings, [&](std::size_t i) { attempt.concerns(attempt.relations[i]); });
    for (std::size_t i = 0; i < pumped.size(); ++i)
        attempt.copied.push_back({attempt.relations[i].oid, pumped[i].rows, pumped[i].bytes, reader.relations()[i].partitions});
    held.verify(to);
    finish(attempt, reader, [] { return true; });
}

void UnitCopier::copySliced(Attempt &attempt)
{
    const auto &relation = attempt.relations.front();
    attempt.concerns(relation);
    const auto into = readTargets(target(), attempt.relations).at(relation.target);
    const int slices = attempt.unit.slices > 0 ? attempt.unit.slices : 4 * m_context->sliceWorkers;
    attempt.mayBeClaimed = true;
    if (!claimSliced(target(), *m_context, attempt.unit.id, attempt.owner, slices, relation, into)) {
        attempt.mayBeClaimed = false;
        attempt.result.outcome = Outcome::NotClaimed;
        return;
    }
    failpoint::reach("copy.claimed", [this] { return !m_stop.stopRequested(); });
    if (!stillTheSame(attempt))
        return;
    auto &from = source();
    SnapshotReader reader(from);
    const BackendEntry entry(m_shared->backends, from.backendPid());
    reader.open(requestsFor(attempt.relations, attempt.unit.range), m_context->publications);
    const auto &read = reader.relations().front();
    const auto agreed = agree(attempt, reader).front();
    const auto pages = from.exec("SELECT pg_relation_size($1::oid) / current_setting('block_size')::bigint",
                                 postgres::parameters(std::to_string(relation.oid)))
                           .integer(0, 0);
    const SlicedCopy copy{*m_context,
                          attempt.unit.id,
                          attempt.owner,
                          slices,
                          read,
                          definition::Written(into, agreed.places()),
                          planColumns(read.definition, read.columns, agreed.into),
                          reader.exportSnapshot(),
                          pages,
                          m_context->counters->of(relation.source),
                          m_shared->backends,
                          m_stop};
    const HelperLease helpers(m_shared->freeHelpers, std::min(m_context->sliceWorkers, slices) - 1);
    auto copied = copySlices(copy, reader, from, m_target, helpers.count());
    attempt.copied.push_back({relation.oid, copied.total.rows, copied.total.bytes, read.partitions});
    attempt.tallies = std::move(copied.tallies);
    m_target->exec("BEGIN");
    finish(attempt, reader,
           [&] { return takeFinishedSlices(*m_target, attempt.unit.id, attempt.owner, slices); });
}

/// The target's transaction is open and holds the rows (of a sliced unit: nothing yet).
void UnitCopier::finish(Attempt &attempt, SnapshotReader &reader, const std::function<bool()> &lastWord)
{
    const auto wanted = [this] { return !m_stop.stopRequested(); };
    failpoint::reach("copy.rows", wanted);
    reader.close();
    // On the session that took the snapshot: only its life proves that the source has not crashed since.
    slot::awaitFlushed(*m_source, reader.copiedAt(), m_stop);
    failpoint::reach("copy.flushed", wanted);
    auto &result = attempt.result;
    for (const auto &relation : attempt.copied) {
        result.rows += relation.rows;
        result.bytes += relation.bytes;
    }
    // The unit's row before the slices', as the claim takes them.
    const bool finished =
        journal::finishUnit(*m_target, attempt.unit.id, attempt.owner, reader.snapshot(), reader.copiedAt(),
                            static_cast<std::int64_t>(result.rows), static_cast<std::int64_t>(result.bytes));
    if ((!finished && !failpoint::ruleOff("5owner")) || !lastWord())
        throw OwnerLost{};
    recordCopied(*m_target, m_context->fence.subscription(), attempt.copied);
    // Another range may have been copied under an older definition, in which changes of it still come.
    if (!attempt.unit.range)
        journal::recordDefinitions(*m_target, m_context->fence.subscription(), attempt.definitions);
    failpoint::reach("copy.finished", wanted);
    try {
        m_target->commit();
    } catch (const postgres::CommitInDoubtError &) {
        if (!surelyFinished(attempt))
            throw;
    }
    failpoint::reach("copy.committed", wanted);
    for (auto &tally : attempt.tallies)
        tally->keep();
    result.snapshot = reader.snapshot();
    result.copiedAt = reader.copiedAt();
    result.outcome = Outcome::Copied;
}

bool UnitCopier::surelyFinished(const Attempt &attempt)
{
    for (;;) {
        try {
            return wasFinished(target(), attempt.unit.id, attempt.owner);
        } catch (const postgres::ConnectionLostError &) {
            m_stop.pause(500);
        }
    }
}

void UnitCopier::noteFailure(Attempt &attempt, const Problem &problem)
{
    auto &result = attempt.result;
    result.outcome = givesWay(problem) ? Outcome::GaveWay : Outcome::Failed;
    result.problem = problem;
    if (problem.code == Code::StatementFailed) {
        result.problem->code = Code::UnitFailed;
        result.problem->arguments = {result.concerned.table};
    }
    try {
        if (m_target && m_target->isOpen())
            m_target->rollback();
        if (problem.sqlstate == postgres::sqlstate::invalidText)
            noteTypes(attempt);
        giveBack(attempt, definition::isOfDefinition(result.problem->code) ? phrases::coded(*result.problem)
                     : problem.serverMessage.empty() ? codeName(problem.code) : problem.serverMessage);
        // Whoever has taken over may have ended our sessions: that is no fault to report (rule 12).
        m_context->fence.verify(target());
    } catch (const Stopped &) {
        giveBackAfterStop(attempt);
        throw;
    } catch (const ProblemError &error) {
        if (error.problem().code == Code::TakenOver)
            result.problem = error.problem();
    }
}

/// A value that the target refuses may be one of a type that has changed on the source alone.
void UnitCopier::noteTypes(Attempt &attempt)
{
    source().rollback();
    for (const auto &relation : attempt.relations) {
        if (relation.oid != attempt.result.concerned.oid)
            continue;
        if (auto differs = typesDiffer(source(), target(), m_context->fence.subscription(), relation))
            attempt.result.problem = std::move(differs);
    }
}

void UnitCopier::giveBack(const Attempt &attempt, const std::string &error)
{
    if (!attempt.mayBeClaimed)
        return;
    journal::giveBackUnit(target(), attempt.unit.id, attempt.owner, error);
    if (attempt.unit.range && !error.empty())
        journal::showRangeError(target(), attempt.unit.id, error);
}

void UnitCopier::giveBackAfterStop(const Attempt &attempt) noexcept
{
    m_source.reset();
    m_target.reset();
    if (!attempt.mayBeClaimed)
        return;
    // A stop takes no longer than a second; where the target does not answer, the next start gives it back.
    try {
        const Deadline deadline(600);
        postgres::Connection connection(m_context->target, m_context->targetOptions(), deadline.token());
        journal::giveBackUnit(connection, attempt.unit.id, attempt.owner, {});
    } catch (...) {
    }
}

} // namespace tidegate::copy
