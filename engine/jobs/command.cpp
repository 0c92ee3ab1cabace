// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/command.h"

#include "base/problem.h"
#include "jobs/connect.h"
#include "journal/fence.h"
#include "journal/schema.h"
#include "journal/subscription.h"

namespace tidegate::jobs {

namespace {

using Clock = std::chrono::steady_clock;

/// An engine that reconnects to the target has no live lock for a moment; after this it is taken for gone.
constexpr auto absence = std::chrono::seconds(30);
constexpr int pollMilliseconds = 100;

void requireSubscription(postgres::Connection &target, const std::string &subscription)
{
    if (!journal::exists(target) || !journal::readSlot(target, subscription))
        throw ProblemError(Code::NoSuchSubscription, {subscription});
}

class Withdrawal
{
public:
    Withdrawal(postgres::Connection &target, std::int64_t command) : m_target(target), m_command(command) {}
    ~Withdrawal()
    {
        if (m_answered)
            return;
        try {
            // The connection may have been closed by a stop: the row is worth a new one.
            postgres::Connection again(m_target.parameters(), {m_target.server(), applicationName}, {});
            journal::withdrawCommand(again, m_command);
        } catch (...) {
            // Unreachable: it stays, and status shows that somebody asked.
        }
    }
    void answered() { m_answered = true; }

private:
    postgres::Connection &m_target;
    std::int64_t m_command;
    bool m_answered = false;
};

} // namespace

journal::Answer postAndAwait(postgres::Connection &target, const std::string &subscription,
                             const std::string &verb, const std::string &argumentsJson,
                             std::optional<std::chrono::seconds> limit, const StopToken &stop)
{
    requireSubscription(target, subscription);
    if (journal::liveEngine(target, subscription).host.empty())
        throw ProblemError(Code::NoLiveEngine, {subscription});
    const auto id = journal::postCommand(target, subscription, verb, argumentsJson);
    Withdrawal withdrawal(target, id);
    const auto asked = Clock::now();
    auto seen = asked;
    for (;;) {
        if (auto answer = journal::readAnswer(target, id)) {
            withdrawal.answered();
            return *answer;
        }
        const auto now = Clock::now();
        if (!journal::liveEngine(target, subscription).host.empty())
            seen = now;
        else if (const auto record = journal::readSlot(target, subscription); record && !record->cutOverAt.empty()) {
            // No engine comes any more. The last one may have answered before it went.
            if (auto answer = journal::readAnswer(target, id)) {
                withdrawal.answered();
                return *answer;
            }
            throw ProblemError(Code::AlreadyCutOver, {subscription, record->cutOverAt});
        } else if (now - seen > absence)
            throw ProblemError(Code::NoLiveEngine, {subscription});
        if (limit && now - asked > *limit)
            throw ProblemError(Code::CommandTimedOut, {verb});
        stop.pause(pollMilliseconds);
    }
}

journal::Answer setPaused(postgres::Connection &target, const std::string &subscription, bool paused,
                          std::optional<std::chrono::seconds> limit, const StopToken &stop)
{
    requireSubscription(target, subscription);
    if (const auto record = journal::readSlot(target, subscription); !record->cutOverAt.empty())
        throw ProblemError(Code::AlreadyCutOver, {subscription, record->cutOverAt});
    // The lock, not a look at who holds it: a run that starts at this moment must not be fenced off by us.
    if (!journal::tryLiveLock(target, subscription))
        return postAndAwait(target, subscription, paused ? "pause" : "resume", "{}", limit, stop);
    const auto fence = journal::takeFence(target, subscription);
    journal::recordPaused(target, fence, paused);
    target.exec("SELECT pg_advisory_unlock_all()");
    return {true, paused ? "recorded: the next run is paused until it is resumed"
                         : "recorded: the next run goes on"};
}

journal::Answer abortCutover(postgres::Connection &target, const std::string &subscription,
                             std::optional<std::chrono::seconds> limit, const StopToken &stop)
{
    requireSubscription(target, subscription);
    if (const auto record = journal::readSlot(target, subscription); !record->cutOverAt.empty())
        throw ProblemError(Code::AlreadyCutOver, {subscription, record->cutOverAt});
    try {
        return postAndAwait(target, subscription, "abort-cutover", "{}", limit, stop);
    } catch (const ProblemError &error) {
        if (error.problem().code != Code::NoLiveEngine)
            throw;
        throw ProblemError(Code::NoCutover, {subscription});
    }
}

Code codeOfAnswer(const std::string &text)
{
    if (text.empty() || text.front() != '[')
        return Code::Internal;
    const auto name = text.substr(1, text.find(']') == std::string::npos ? 0 : text.find(']') - 1);
#define TIDEGATE_CODE(code)                                                                                  \
    if (name == codeName(Code::code))                                                                        \
        return Code::code;
    TIDEGATE_CODES(TIDEGATE_CODE)
#undef TIDEGATE_CODE
    return Code::Internal;
}

} // namespace tidegate::jobs
