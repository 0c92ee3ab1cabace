// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/coordinator.h"

#include "base/failpoint.h"
#include "journal/command.h"
#include "postgres/error.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

constexpr auto lookInterval = std::chrono::milliseconds(100);
constexpr auto firstWord = std::chrono::seconds(1);
constexpr auto nextWord = std::chrono::seconds(5);

} // namespace

void Coordinator::join(const std::vector<std::int64_t> &units, Asked asked)
{
    // Units that wait already have been published before this was asked: their barriers do for both.
    if (!m_joins.empty()) {
        auto &last = m_joins.back();
        const bool known = std::all_of(units.begin(), units.end(), [&](std::int64_t unit) {
            return std::count(last.units.begin(), last.units.end(), unit) > 0;
        });
        if (known) {
            last.asked.push_back(std::move(asked));
            return;
        }
    }
    Join join{slot::JoinBarriers(m_control.record.publications), units, {}, {}, Clock::now() + firstWord};
    join.asked.push_back(std::move(asked));
    m_joins.push_back(std::move(join));
}

void Coordinator::advanceJoins()
{
    if (m_leftOut)
        return; // what is written until the stream has every publication again is to be in their copies
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
            const auto map = tableMap();
            Membership membership(*m_control.source, *m_control.target, *m_fence, map, m_control.record);
            membership.admitUnits(join->units);
            membership.load(m_shared.registry, m_control.record.publications, false);
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
