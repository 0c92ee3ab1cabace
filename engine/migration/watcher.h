// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "endpoint/route.h"
#include "migration/held_notes.h"
#include "migration/progress_rates.h"
#include "migration/watch.h"
#include "migration/watch_commands.h"
#include "migration/watched_run.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace tidegate::migration {

/// Watch on its own thread: look, tell, carry commands; connect again. All on one thread except post().
class Watcher
{
public:
    struct Callbacks {
        std::function<void(const progress::ProgressSnapshot &)> progressed;
        std::function<void(const Event &)> happened;
        std::function<void(const WatchedEngine &)> engineSeen;
    };
    struct End {
        Outcome outcome = Outcome::Stopped;
        std::optional<Problem> problem;
    };

    Watcher(WatchOptions options, Callbacks callbacks, StopToken stop);

    /// Never throws.
    End run();
    /// Any thread.
    void post(const std::string &verb, const std::string &argumentsJson) { m_commands.post(verb, argumentsJson); }

private:
    using Clock = std::chrono::steady_clock;

    End watch();
    /// On one connection, until the run ends or the connection does.
    End follow(postgres::Connection &target);
    std::optional<End> look(postgres::Connection &target);
    /// What the lock and the heartbeat say of the engine: the end, or what is wrong with it.
    std::optional<End> judge(WatchedRun &run);
    void show(progress::ProgressSnapshot snapshot);
    void lost(const Problem &problem);

    WatchOptions m_options;
    Callbacks m_callbacks;
    StopToken m_stop;
    endpoint::Route m_route;
    WatchCommands m_commands;
    ProgressRates m_rates;
    HeldNotes m_heldNotes;
    std::optional<WatchedRun> m_last;
    std::optional<Clock::time_point> m_absentSince; ///< nobody holds the live lock
    int m_retries = 0;
    std::uint64_t m_number = 0;
};

} // namespace tidegate::migration
