// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/command.h"

#include "base/problem.h"
#include "jobs/connect.h"
#include "jobs/posted_command.h"
#include "journal/fence.h"
#include "journal/subscription.h"

namespace tidegate::jobs {

namespace {

constexpr int pollMilliseconds = 100;

class Withdrawal
{
public:
    Withdrawal(postgres::Connection &target, const PostedCommand &command) : m_target(target), m_command(command) {}
    ~Withdrawal()
    {
        if (m_answered)
            return;
        try {
            // The connection may have been closed by a stop: the row is worth a new one.
            postgres::Connection again(m_target.parameters(), {m_target.server(), applicationName}, {});
            m_command.withdraw(again);
        } catch (...) {
            // Unreachable: it stays, and status shows that somebody asked.
        }
    }
    void answered() { m_answered = true; }

private:
    postgres::Connection &m_target;
    const PostedCommand &m_command;
    bool m_answered = false;
};

void requireNotCutOver(postgres::Connection &target, const std::string &subscription)
{
    requireSubscription(target, subscription);
    if (const auto record = journal::readSlot(target, subscription); !record->cutOverAt.empty())
        throw ProblemError(Code::AlreadyCutOver, {subscription, record->cutOverAt});
}

} // namespace

journal::Answer postAndAwait(postgres::Connection &target, const std::string &subscription,
                             const std::string &verb, const std::string &argumentsJson,
                             std::optional<std::chrono::seconds> limit, const StopToken &stop)
{
    PostedCommand command(target, subscription, verb, argumentsJson, limit);
    Withdrawal withdrawal(target, command);
    for (;;) {
        if (auto answer = command.answer(target)) {
            withdrawal.answered();
            return *answer;
        }
        stop.pause(pollMilliseconds);
    }
}

journal::Answer setPaused(postgres::Connection &target, const std::string &subscription, bool paused,
                          std::optional<std::chrono::seconds> limit, const StopToken &stop)
{
    requireNotCutOver(target, subscription);
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
    requireNotCutOver(target, subscription);
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
    return codeNamed(name).value_or(Code::Internal);
}

} // namespace tidegate::jobs
