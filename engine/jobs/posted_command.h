// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/command.h"
#include "postgres/connection.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tidegate::jobs {

/// Throws ProblemError NoSuchSubscription.
void requireSubscription(postgres::Connection &target, const std::string &subscription);

/// A command for the live engine, from its row to the answer. A connection is given to each call: who waits for long may
/// have another one by then. One thread.
class PostedCommand
{
public:
    /// Writes it. `limit`: how long an answer is waited for; absent: as long as an engine is live. Throws ProblemError
    /// NoSuchSubscription, NoLiveEngine, and what the statement does; after a ConnectionLostError it may be recorded.
    PostedCommand(postgres::Connection &target, std::string subscription, std::string verb,
                  const std::string &argumentsJson, std::optional<std::chrono::seconds> limit);

    const std::string &verb() const { return m_verb; }
    /// The answer, once it is there. Throws ProblemError when none will come: NoLiveEngine (it went away for good),
    /// AlreadyCutOver (that is how it went), CommandTimedOut.
    std::optional<journal::Answer> answer(postgres::Connection &target);
    /// Nobody waits any more: an engine that has not taken it yet never does. True if it was not taken.
    bool withdraw(postgres::Connection &target) const;

private:
    using Clock = std::chrono::steady_clock;

    std::string m_subscription;
    std::string m_verb;
    std::optional<std::chrono::seconds> m_limit;
    std::int64_t m_id = 0;
    Clock::time_point m_asked;
    Clock::time_point m_seen; ///< an engine, live
};

} // namespace tidegate::jobs
