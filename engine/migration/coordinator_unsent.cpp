// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A publication that was missing where the stream reads (exactness.md rule 17).

#include "migration/coordinator.h"

#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "cutover/publication_drift.h"
#include "journal/subscription.h"
#include "postgres/error.h"
#include "slot/flush_wait.h"

#include <algorithm>
#include <map>

namespace tidegate::migration {

namespace {

constexpr auto lookInterval = std::chrono::milliseconds(200);
/// One that comes and goes makes the stream begin anew no more often than this.
constexpr auto rest = std::chrono::seconds(1);
constexpr auto wordInterval = std::chrono::seconds(5);

} // namespace

std::vector<std::string> Coordinator::namedPublications() const
{
    return m_leftOut ? m_leftOut->publications.othersOf(m_control.record.publications) : m_control.record.publications;
}

/// All that is followed by anything but these terms, or by this publication, will lack changes. Of what waits for its copy nothing is
/// missing: that will have them.
std::vector<cutover::PublicationDrift::Table> Coordinator::sentBy(const std::string &publication)
{
    std::map<std::uint32_t, catalog::PublishedTable> published;
    {
        const postgres::Transaction look(*m_control.source, catalog::beginBriefLook);
        for (auto &table : catalog::RelationReader(*m_control.source).publishedTables(m_control.record.publications))
            published.emplace(table.oid, std::move(table));
    }
    const auto needsIt = [&](const journal::RelationRow &row) {
        const auto found = published.find(row.oid);
        if (found == published.end() || !catalog::sameTerms(row.terms, found->second))
            return true;
        const auto &all = found->second.publications;
        return std::count(all.begin(), all.end(), publication) > 0;
    };
    std::vector<cutover::PublicationDrift::Table> tables;
    for (const auto &row : journal::readUnits(*m_control.target, m_fence->subscription()).relations) {
        if (!row.stopped && row.state != 'i' && needsIt(row))
            tables.push_back({row.oid, row.source,
                              "the publication " + publication
                                  + " was dropped or renamed on the source, perhaps for a moment, before the stream had brought all that"
                                    " was written by then, and what is missing cannot be sent any more"});
    }
    return tables;
}

std::optional<Coordinator::End> Coordinator::leaveOut(const Problem &problem)
{
    const auto &publication = problem.arguments.front();
    // What waits to be copied goes through barriers anew once the stream has this publication again. Copiers hold such units.
    m_copiers.reset();
    {
        journal::FencedTransaction transaction(*m_fence, *m_control.target);
        journal::withdrawAdmission(*m_control.target, *m_fence);
        transaction.commit();
    }
    std::vector<cutover::PublicationDrift::Table> unsent;
    try {
        unsent = sentBy(publication);
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        return afterProblem(error.problem()); // the next session comes to the same place
    }
    if (!unsent.empty())
        stopTables(unsent);
    if (!m_leftOut)
        m_leftOut.emplace();
    m_leftOut->publications.add(publication);
    m_leftOut->nextLook = Clock::now() + rest;
    if (Membership::missing(*m_control.source, {publication}))
        m_lastProblem = Problem{Code::PublicationMissing, {publication}, {}, {}, {}, false};
    m_retryAt = Clock::now();
    return std::nullopt;
}

void Coordinator::takeIn()
{
    if (!m_leftOut || Clock::now() < m_leftOut->nextLook)
        return;
    m_leftOut->nextLook = Clock::now() + lookInterval;
    auto &publications = m_leftOut->publications;
    auto &source = *m_control.source;
    const bool known = publications.from().isValid();
    const bool passed = publications.advance(source);
    const auto &missing = publications.missing();
    if (missing && (!m_lastProblem || m_lastProblem->code == Code::PublicationMissing))
        m_lastProblem = Problem{Code::PublicationMissing, {*missing}, {}, {}, {}, false};
    else if (!missing && m_lastProblem && m_lastProblem->code == Code::PublicationMissing)
        m_lastProblem.reset();
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
    for (auto &join : m_joins)
        join.barriers = slot::JoinBarriers(m_control.record.publications);
    tell({Event::Kind::Resumed, {},
          m_control.record.slotName + " at " + publications.from().toString() + ", with the publication "
              + joinedNames({publications.names().begin(), publications.names().end()}) + " again",
          {}, {}});
    m_leftOut.reset();
    m_lastProblem.reset();
    m_retryAt = Clock::now();
}

} // namespace tidegate::migration
