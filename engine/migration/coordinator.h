// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "copy/copier_pool.h"
#include "copy/give_way.h"
#include "cutover/publication_drift.h"
#include "journal/command.h"
#include "migration/membership.h"
#include "migration/preparation.h"
#include "migration/progress_maker.h"
#include "migration/session.h"
#include "slot/guard.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace tidegate::migration {

/// The run on its own thread: prepare, then sessions until told to end; between and beside them commands, heartbeat,
/// source guard and progress. Everything here happens on one thread except post() and requestStop().
class Coordinator
{
public:
    struct Callbacks {
        std::function<void(const progress::ProgressSnapshot &)> progressed;
        std::function<void(const Event &)> happened;
    };
    struct End {
        Outcome outcome = Outcome::Stopped;
        std::optional<Problem> problem;
    };

    Coordinator(RunOptions options, Callbacks callbacks, StopToken stop);
    ~Coordinator();

    End run();
    /// Any thread.
    void post(const std::string &verb, const std::string &arguments);

private:
    using Clock = std::chrono::steady_clock;

    /// One life of the control connections; returns when the run is over, throws when it has to begin again.
    End serve();
    void startSession();
    void startCopiers();
    void endSession();
    /// A session's end: to be tried again after a while, or the end of the run.
    std::optional<End> sessionEnded();
    std::optional<End> afterProblem(const Problem &problem);

    std::optional<End> commands();
    std::optional<End> carryOut(const std::string &verb, const std::string &arguments, journal::Answer &answer);
    void refreshPublication(const std::string &arguments, journal::Answer &answer);
    /// Rule 17: a table that the publications no longer send as it was copied is stopped.
    void watchPublications();
    void stopTables(const std::vector<cutover::PublicationDrift::Table> &tables);
    void resync(const std::string &arguments, journal::Answer &answer);
    std::optional<End> cutOver(const std::string &arguments, journal::Answer &answer);

    void tick();
    void beat();
    void show(bool force);
    void announceMilestones();
    progress::Phase currentPhase() const;
    void tell(Event event);
    bool endReached() const;

    RunOptions m_options;
    Callbacks m_callbacks;
    StopToken m_stop;
    Shared m_shared;
    ProgressMaker m_maker;
    std::optional<journal::Fence> m_fence;
    Control m_control;
    /// Lives as long as the control connections: a change that cannot be made must not starve the copy.
    std::unique_ptr<copy::CopierPool> m_copiers;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<slot::SourceGuard> m_guard;
    copy::GiveWay m_giveWay;

    std::optional<progress::Phase> m_endPhase;
    bool m_paused = false;
    bool m_draining = false;
    bool m_toldCopied = false;
    bool m_toldInSync = false;
    std::optional<Problem> m_lastProblem;
    int m_retries = 0;
    Clock::time_point m_retryAt{};
    Clock::time_point m_lastTick{};
    Clock::time_point m_lastBeat{};
    Clock::time_point m_lastGiveWay{};
    Clock::time_point m_lastShow{};
    Clock::time_point m_lastCommandLook{};
    Clock::time_point m_nextWatch{};
    std::vector<std::string> m_unfollowed; ///< as last told
    Lsn m_sourceInsert;
    Lsn m_sourceFlush;
    Lsn m_beatStored;

    std::mutex m_postMutex;
    std::deque<std::pair<std::string, std::string>> m_posted;
};

/// "a, b, c", cut to the first few.
std::string joinedNames(const std::vector<std::string> &names);

} // namespace tidegate::migration
