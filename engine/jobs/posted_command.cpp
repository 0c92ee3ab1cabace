// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/posted_command.h"

#include "base/problem.h"
#include "journal/fence.h"
#include "journal/schema.h"
#include "journal/subscription.h"

namespace tidegate::jobs {

namespace {

/// An engine that reconnects to the target has no live lock for a moment; after this it is taken for gone.
constexpr auto absence = std::chrono::seconds(30);

} // namespace

void requireSubscription(postgres::Connection &target, const std::string &subscription)
{
    if (!journal::exists(target) || !journal::readSlot(target, subscription))
        throw ProblemError(Code::NoSuchSubscription, {subscription});
}

PostedCommand::PostedCommand(postgres::Connection &target, std::string subscription, std::string verb,
                             const std::string &argumentsJson, std::optional<std::chrono::seconds> limit)
    : m_subscription(std::move(subscription)), m_verb(std::move(verb)), m_limit(limit)
{
    requireSubscription(target, m_subscription);
    if (journal::liveEngine(target, m_subscription).host.empty())
        throw ProblemError(Code::NoLiveEngine, {m_subscription});
    m_id = journal::postCommand(target, m_subscription, m_verb, argumentsJson);
    m_asked = m_seen = Clock::now();
}

std::optional<journal::Answer> PostedCommand::answer(postgres::Connection &target)
{
    if (auto answer = journal::readAnswer(target, m_id))
        return answer;
    const auto now = Clock::now();
    if (!journal::liveEngine(target, m_subscription).host.empty()) {
        m_seen = now;
    } else if (const auto record = journal::readSlot(target, m_subscription); record && !record->cutOverAt.empty()) {
        // No engine comes any more. The last one may have answered before it went.
        if (auto answer = journal::readAnswer(target, m_id))
            return answer;
        throw ProblemError(Code::AlreadyCutOver, {m_subscription, record->cutOverAt});
    } else if (now - m_seen > absence) {
        throw ProblemError(Code::NoLiveEngine, {m_subscription});
    }
    if (m_limit && now - m_asked > *m_limit)
        throw ProblemError(Code::CommandTimedOut, {m_verb});
    return std::nullopt;
}

bool PostedCommand::withdraw(postgres::Connection &target) const
{
    return journal::withdrawCommand(target, m_id);
}

} // namespace tidegate::jobs
