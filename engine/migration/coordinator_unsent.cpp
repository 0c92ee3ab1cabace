// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A publication that was missing where the stream reads, or gave other columns of a table than another (exactness.md rule 17).

#include "migration/coordinator.h"

#include "catalog/relation_reader.h"
#include "cutover/publication_drift.h"
#include "journal/range_rows.h"
#include "journal/subscription.h"
#include "migration/unsent.h"
#include "postgres/error.h"
#include "slot/flush_wait.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

constexpr auto lookInterval = std::chrono::milliseconds(200);
/// A look takes at most this part of the time, however many tables there are.
constexpr int lookShare = 50;
/// One that comes and goes makes the stream begin anew no more often than this.
constexpr auto rest = std::chrono::seconds(1);
constexpr auto wordInterval = std::chrono::seconds(5);

std::string whyUnsent(const std::string &publication, const Problem &problem)
{
    if (problem.code == Code::PublicationMissing)
        return "the publication " + publication
            + " was dropped or renamed on the source, perhaps for a moment, before the stream had brought all that was written by"
              " then, and what is missing cannot be sent any more";
    return "the publication " + publication
        + " was left out of the stream, since it and another gave different columns of a table, perhaps for a moment ("
        + problem.serverMessage
        + "), and what was written meanwhile cannot be sent any more; where they still do, give that table the same columns in both"
          " (ALTER PUBLICATION … SET TABLE)";
}

/// The one without which a stream of the others lacks the fewest copied tables. Which two disagreed, the catalog of now need not
/// show: if it was another, the walsender fails again.
std::string narrowest(Unsent &unsent, const std::string &words, const std::vector<journal::RelationRow> &copied,
                      const std::vector<std::string> &named)
{
    auto candidates = unsent.publishersOfNamed(words, named);
    if (candidates.size() < 2)
        candidates = named;
    std::optional<std::size_t> fewest;
    std::string best;
    for (const auto &candidate : candidates) {
        auto others = named;
        std::erase(others, candidate);
        const auto lacking = unsent.of(copied, others).size();
        if (!fewest || lacking < *fewest) {
            fewest = lacking;
            best = candidate;
        }
    }
    return best;
}

} // namespace

std::vector<std::string> Coordinator::namedPublications() const
{
    return m_leftOut ? m_leftOut->publications.others() : m_control.record.publications;
}

std::optional<Coordinator::End> Coordinator::leaveOut(const Problem &problem)
{
    const auto relations = journal::readUnits(*m_control.target, m_fence->subscription()).relations;
    std::set<std::uint32_t> lacking;
    std::vector<journal::RelationRow> followed; // without what the watch stops for reasons of its own
    std::string publication;
    slot::LeftOut leftOut = m_leftOut ? m_leftOut->publications : slot::LeftOut(m_control.record.publications);
    try {
        Unsent unsent(*m_control.source, m_control.record.publications);
        auto copied = relations;
        std::erase_if(copied, [](const auto &row) { return row.stopped || !row.copied; });
        publication = problem.code == Code::PublicationMissing
            ? problem.arguments.front()
            : narrowest(unsent, problem.serverMessage, copied, leftOut.others());
        leftOut.add(publication, problem.code == Code::ColumnListsDiffer);
        lacking = unsent.of(relations, leftOut.others());
        std::copy_if(relations.begin(), relations.end(), std::back_inserter(followed),
                     [&](const auto &row) { return unsent.isOfOthers(row, leftOut.others()); });
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        return afterProblem(error.problem()); // the next session comes to the same place
    }
    // Of what waits for its copy nothing is missing: that goes through barriers anew once the stream has this publication again.
    const auto waiting = withdraw({lacking.begin(), lacking.end()});
    std::vector<cutover::PublicationDrift::Table> unsent;
    for (const auto &row : followed) {
        if (!row.stopped && lacking.count(row.oid) > 0 && std::count(waiting.begin(), waiting.end(), row.oid) == 0)
            unsent.push_back({row.oid, row.source, whyUnsent(publication, problem)});
    }
    if (!unsent.empty())
        stopTables(unsent);
    if (!m_leftOut)
        m_leftOut.emplace(LeftOut{leftOut});
    m_leftOut->publications = std::move(leftOut);
    beginBarriersAnew();
    m_leftOut->nextLook = Clock::now() + rest;
    if (Membership::missing(*m_control.source, {publication}))
        m_lastProblem = Problem{Code::PublicationMissing, {publication}, {}, {}, {}, false};
    m_retryAt = Clock::now();
    return std::nullopt;
}

std::vector<std::uint32_t> Coordinator::withdraw(const std::vector<std::uint32_t> &relations)
{
    if (relations.empty())
        return {};
    letGoOf(relations);
    journal::FencedTransaction transaction(*m_fence, *m_control.target);
    auto waiting = journal::withdrawAdmission(*m_control.target, *m_fence, relations);
    transaction.commit();
    joinUnitsOf(waiting);
    return waiting;
}

std::vector<std::int64_t> Coordinator::unsentOf(const std::vector<std::int64_t> &units)
{
    if (!m_leftOut)
        return {};
    const auto relations = journal::readUnits(*m_control.target, m_fence->subscription()).relations;
    const auto lacking = Unsent(*m_control.source, m_control.record.publications).of(relations, namedPublications());
    std::set<std::int64_t> held;
    for (const auto &row : relations) {
        if (lacking.count(row.oid) > 0)
            held.insert(row.unit);
    }
    for (const auto &range : journal::readRanges(*m_control.target, m_fence->subscription())) {
        if (lacking.count(range.relation) > 0)
            held.insert(range.unit);
    }
    std::vector<std::int64_t> found;
    std::copy_if(units.begin(), units.end(), std::back_inserter(found), [&held](std::int64_t unit) { return held.count(unit) > 0; });
    return found;
}

bool Coordinator::isOfLeftOut(const Problem &problem)
{
    return problem.code == Code::PublicationMissing || problem.code == Code::ColumnListsDiffer;
}

void Coordinator::takeIn()
{
    if (!m_leftOut || Clock::now() < m_leftOut->nextLook)
        return;
    auto &publications = m_leftOut->publications;
    auto &source = *m_control.source;
    const bool known = publications.from().isValid();
    const auto before = publications.obstacle();
    const auto begun = Clock::now();
    bool passed = false;
    try {
        passed = publications.advance(source);
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
    }
    m_leftOut->nextLook = Clock::now() + std::max<Clock::duration>(lookInterval, lookShare * (Clock::now() - begun));
    if (!m_lastProblem || isOfLeftOut(*m_lastProblem))
        m_lastProblem = publications.obstacle();
    // Of one that is missing the watch tells.
    if (const auto &now = publications.obstacle();
        now && now->code == Code::ColumnListsDiffer && (!before || before->arguments != now->arguments))
        refusal(ProblemError(*now));
    if (!passed) {
        if (Clock::now() >= m_leftOut->nextWord) {
            m_leftOut->nextWord = Clock::now() + wordInterval;
            for (const auto &blocker : publications.blockers(source))
                tell({Event::Kind::Starting, {}, "waiting for transactions on the source that began earlier; " + blocker.display(), {}, {}});
        }
        return;
    }
    if (namedPublications().empty()) {
        // Every table is stopped or waits: nothing before this position is needed by any of them.
        slot::awaitFlushed(source, publications.from(), m_stop);
        journal::FencedTransaction transaction(*m_fence, *m_control.target);
        m_control.target->exec(journal::appendProgressSql(*m_fence, journal::Progress{publications.from(), {}, 0, {}, 0}, 0));
        transaction.commit();
    } else if (m_shared.positions.stored() < publications.from()) {
        if (!known)
            slot::nudge(source);
        if (m_session)
            m_session->wantPosition();
        return;
    }
    endSession();
    tell({Event::Kind::Resumed, {},
          m_control.record.slotName + " at " + publications.from().toString() + ", with the publication "
              + joinedNames({publications.names().begin(), publications.names().end()}) + " again",
          {}, {}});
    m_leftOut.reset();
    beginBarriersAnew();
    m_lastProblem.reset();
    m_retryAt = Clock::now();
}

} // namespace tidegate::migration
