// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/posted_command.h"
#include "migration/run_types.h"
#include "postgres/connection.h"

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>

namespace tidegate::migration {

/// Commands of a window to an engine elsewhere. None vanishes: each is told by an event CommandDone, with the answer or
/// with why there is none. post() is for any thread, the rest for the watcher's.
class WatchCommands
{
public:
    WatchCommands(std::string subscription, std::function<void(const Event &)> tell);

    void post(const std::string &verb, const std::string &argumentsJson);
    /// Posts what has come and looks for answers. Throws ConnectionLostError: what was being posted has been told, what
    /// was not begun or waits for an answer stays for the next connection.
    void serve(postgres::Connection &target);
    /// At once, whenever the last look was.
    void lookForAnswers(postgres::Connection &target);
    /// No more answers, for this reason; absent: nobody waits for them any more. What no engine has taken is withdrawn, if
    /// that can be done at once.
    void giveUp(const postgres::ConnectionParameters &target, const std::optional<Problem> &why);

private:
    struct Posted {
        std::string verb;
        std::string arguments;
    };
    bool next(Posted &posted);
    void postAll(postgres::Connection &target);
    void answered(const std::string &verb, const journal::Answer &answer);
    void unanswered(const std::string &verb, const Problem &why);

    const std::string m_subscription;
    const std::function<void(const Event &)> m_tell;
    std::list<jobs::PostedCommand> m_waiting;
    std::chrono::steady_clock::time_point m_looked{};
    std::mutex m_mutex;
    std::deque<Posted> m_posted;
};

} // namespace tidegate::migration
