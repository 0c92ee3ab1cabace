// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/watch_commands.h"

#include "copy/deadline.h"
#include "jobs/connect.h"
#include "phrases/phrases.h"
#include "postgres/error.h"

namespace tidegate::migration {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto lookInterval = std::chrono::milliseconds(200);
/// Whoever closes the window waits for this.
constexpr int withdrawMilliseconds = 1500;

/// What an engine does at once is not waited for without end; tables that join, and cutovers, take their time.
std::optional<std::chrono::seconds> limitOf(const std::string &verb)
{
    if (verb == "pause" || verb == "resume" || verb == "stop")
        return std::chrono::seconds(60);
    return std::nullopt;
}

Problem timedOut(const std::string &verb)
{
    return {Code::CommandTimedOut, {verb}, {}, {}, {}, false};
}

/// The engine's words without the code before them.
std::string withoutCode(const std::string &answer)
{
    const auto end = answer.find("] ");
    return answer.rfind('[', 0) == 0 && end != std::string::npos ? answer.substr(end + 2) : answer;
}

} // namespace

WatchCommands::WatchCommands(std::string subscription, std::function<void(const Event &)> tell)
    : m_subscription(std::move(subscription)), m_tell(std::move(tell))
{
}

void WatchCommands::post(const std::string &verb, const std::string &argumentsJson)
{
    const std::lock_guard lock(m_mutex);
    m_posted.push_back({verb, argumentsJson});
}

bool WatchCommands::next(Posted &posted)
{
    const std::lock_guard lock(m_mutex);
    if (m_posted.empty())
        return false;
    posted = std::move(m_posted.front());
    m_posted.pop_front();
    return true;
}

void WatchCommands::serve(postgres::Connection &target)
{
    postAll(target);
    if (m_waiting.empty() || Clock::now() - m_looked < lookInterval)
        return;
    m_looked = Clock::now();
    lookForAnswers(target);
}

void WatchCommands::postAll(postgres::Connection &target)
{
    Posted posted;
    while (next(posted)) {
        try {
            m_waiting.emplace_back(target, m_subscription, posted.verb, posted.arguments, limitOf(posted.verb));
        } catch (const postgres::ConnectionLostError &) {
            // It may have been recorded; a second one could be carried out twice.
            unanswered(posted.verb, timedOut(posted.verb));
            throw;
        } catch (const Stopped &) {
            unanswered(posted.verb, timedOut(posted.verb)); // the same
            throw;
        } catch (const ProblemError &error) {
            unanswered(posted.verb, error.problem());
        }
    }
}

void WatchCommands::lookForAnswers(postgres::Connection &target)
{
    for (auto command = m_waiting.begin(); command != m_waiting.end();) {
        std::optional<journal::Answer> answer;
        try {
            answer = command->answer(target);
        } catch (const postgres::ConnectionLostError &) {
            throw;
        } catch (const ProblemError &error) {
            command->withdraw(target);
            unanswered(command->verb(), error.problem());
            command = m_waiting.erase(command);
            continue;
        }
        if (!answer) {
            ++command;
            continue;
        }
        answered(command->verb(), *answer);
        command = m_waiting.erase(command);
    }
}

void WatchCommands::giveUp(const postgres::ConnectionParameters &target, const std::optional<Problem> &why)
{
    Posted posted;
    while (next(posted))
        unanswered(posted.verb, why.value_or(timedOut(posted.verb)));
    if (m_waiting.empty())
        return;
    for (const auto &command : m_waiting)
        unanswered(command.verb(), why.value_or(timedOut(command.verb())));
    try {
        const copy::Deadline deadline(withdrawMilliseconds);
        auto parameters = target;
        parameters.set("connect_timeout", "2");
        postgres::Connection brief(parameters, {"target", jobs::applicationName}, deadline.token());
        for (const auto &command : m_waiting)
            command.withdraw(brief);
    } catch (const Stopped &) {
    } catch (const ProblemError &) {
        // Unreachable: they stay, and the engine may still carry them out, as was told.
    }
    m_waiting.clear();
}

void WatchCommands::answered(const std::string &verb, const journal::Answer &answer)
{
    if (!answer.ok)
        m_tell({Event::Kind::Problem, {}, {}, Problem{Code::CommandRefused, {verb, withoutCode(answer.text)}, {}, {}, {}, false}, {}});
    m_tell({Event::Kind::CommandDone, {}, verb + ": " + answer.text, {}, {}});
}

void WatchCommands::unanswered(const std::string &verb, const Problem &why)
{
    m_tell({Event::Kind::Problem, {}, {}, why, {}});
    m_tell({Event::Kind::CommandDone, {}, verb + ": " + phrases::coded(why), {}, {}});
}

} // namespace tidegate::migration
