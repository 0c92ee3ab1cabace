// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/coordinator.h"

#include "base/failpoint.h"
#include "cutover/publication_drift.h"
#include "journal/command.h"
#include "postgres/error.h"

#include <algorithm>
#include <set>

namespace tidegate::migration {

namespace {

constexpr auto lookInterval = std::chrono::milliseconds(100);
constexpr auto heldInterval = std::chrono::seconds(1);
constexpr auto firstWord = std::chrono::seconds(1);
constexpr auto nextWord = std::chrono::seconds(5);

} // namespace

void Coordinator::join(const std::vector<std::int64_t> &units, Asked asked)
{
    // Units that wait already have been published before this was asked: their barriers do for both. Others do not wait for them,
    // which may take longer (unsentOf()).
    auto fresh = units;
    for (const auto &join : m_joins)
        std::erase_if(fresh, [&join](std::int64_t unit) { return std::count(join.units.begin(), join.units.end(), unit) > 0; });
    if (fresh.empty() && !m_joins.empty()) {
        m_joins.back().asked.push_back(std::move(asked));
        return;
    }
    Join join{slot::JoinBarriers(namedPublications()), std::move(fresh), {}, {}, Clock::now() + firstWord};
    join.asked.push_back(std::move(asked));
    m_joins.push_back(std::move(join));
}

void Coordinator::advanceJoins()
{
    for (auto join = m_joins.begin(); join != m_joins.end();) {
        if (Clock::now() - join->looked < lookInterval) {
            ++join;
            continue;
        }
        join->looked = Clock::now();
        std::optional<journal::Answer> failure;
        try {
            const bool taken = m_barriersLost && failpoint::ruleOff("3"); // for passed, since they were once begun
            if (!taken && !join->barriers.advance(*m_control.source)) {
                tellWaiting(*join);
                ++join;
                continue;
            }
            // Those that have to wait for more have their barriers begun anew then (takeIn()).
            const auto held = unsentOf(join->units);
            std::erase_if(join->units, [&held](std::int64_t unit) { return std::count(held.begin(), held.end(), unit) > 0; });
            if (!join->units.empty())
                admit(join->units);
            if (!held.empty()) {
                join->units = held;
                join->looked = Clock::now() + heldInterval;
                ++join;
                continue;
            }
        } catch (const postgres::ConnectionLostError &) {
            throw;
        } catch (const ProblemError &error) {
            if (error.problem().code == Code::TakenOver)
                throw;
            if (error.problem().sqlstate == postgres::sqlstate::lockNotAvailable) {
                ++join;
                continue;
            }
            failure = refusal(error); // the next refresh tries again
        }
        const auto all = std::move(join->asked);
        join = m_joins.erase(join);
        for (const auto &asked : all)
            passed(asked, failure);
    }
}

void Coordinator::beginBarriersAnew()
{
    for (auto &join : m_joins)
        join.barriers = slot::JoinBarriers(namedPublications());
}

void Coordinator::joinUnitsOf(const std::vector<std::uint32_t> &relations)
{
    std::set<std::int64_t> units;
    for (const auto oid : relations) {
        const auto owned = m_shared.registry.owner(oid);
        if (owned && owned->ranges) {
            for (const auto &part : owned->ranges->parts())
                units.insert(part.unit);
        } else if (owned) {
            units.insert(owned->unit);
        }
    }
    if (!units.empty())
        join({units.begin(), units.end()}, {}); // at once: whoever asks for others next does not wait for these
}

void Coordinator::joinAgain(const std::vector<cutover::PublicationDrift::Table> &tables)
{
    std::vector<std::uint32_t> oids;
    for (const auto &table : tables)
        oids.push_back(table.oid);
    auto membership = this->membership();
    Membership::PublishedAnew anew;
    try {
        anew = membership.noteTerms(oids);
    } catch (const postgres::ConnectionLostError &) {
        throw;
    } catch (const ProblemError &error) {
        const auto code = error.problem().code;
        const bool later = error.problem().sqlstate == postgres::sqlstate::lockNotAvailable || code == Code::PublicationMissing || code == Code::BadTableMap;
        if (!later)
            throw;
        return;
    }
    beginBarriersAnew(); // what was noted may be newer than they are
    joinUnitsOf(anew.noted);
    std::vector<std::string> noted;
    std::vector<cutover::PublicationDrift::Table> refused;
    for (const auto &table : tables) {
        if (const auto why = anew.refused.find(table.oid); why != anew.refused.end())
            refused.push_back({table.oid, table.source, why->second});
        else if (std::count(anew.noted.begin(), anew.noted.end(), table.oid) > 0)
            noted.push_back(table.source.display());
    }
    if (!noted.empty())
        tell({Event::Kind::TablesAdded, {}, "published otherwise before they were copied, and copied as they are published now: " + joinedNames(noted), {}, {}});
    if (!refused.empty())
        stopTables(refused);
}

void Coordinator::admit(const std::vector<std::int64_t> &units)
{
    Membership membership(*m_control.source, *m_control.target, *m_fence, m_control.record);
    membership.admitUnits(units);
    membership.load(m_shared.registry, m_control.record.publications, false);
}

void Coordinator::tellWaiting(Join &join)
{
    if (Clock::now() < join.nextWord)
        return;
    join.nextWord = Clock::now() + nextWord;
    Event event;
    event.kind = Event::Kind::TablesAdded;
    event.text = "waiting for transactions on the source, for "
        + std::to_string(static_cast<long long>(join.barriers.seconds())) + " s";
    for (const auto &blocker : join.barriers.blockers(*m_control.source))
        event.text += "; " + blocker.display();
    tell(event);
}

void Coordinator::passed(const Asked &asked, const std::optional<journal::Answer> &failure)
{
    if (!failure && asked.changed)
        tell({Event::Kind::TablesAdded, {}, asked.answer.text, {}, {}});
    if (asked.command)
        sendAnswer(*asked.command, "refresh-publication", failure.value_or(asked.answer));
}

void Coordinator::forsakeJoins()
{
    for (const auto &join : m_joins) {
        for (const auto &asked : join.asked) {
            if (asked.command)
                sendAnswer(*asked.command, "refresh-publication",
                       {false, "[NoLiveEngine] the engine ended before it answered; ask again"});
        }
    }
    m_joins.clear();
}

} // namespace tidegate::migration
