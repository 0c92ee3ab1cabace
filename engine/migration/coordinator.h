// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "copy/copier_pool.h"
#include "copy/give_way.h"
#include "cutover/publication_drift.h"
#include "cutover/reopen.h"
#include "endpoint/route.h"
#include "journal/command.h"
#include "journal/heartbeat.h"
#include "migration/held_notes.h"
#include "migration/membership.h"
#include "migration/names.h"
#include "migration/preparation.h"
#include "migration/progress_maker.h"
#include "migration/session.h"
#include "migration/table_beat.h"
#include "slot/guard.h"
#include "slot/join_barriers.h"
#include "slot/left_out.h"

#include <chrono>
#include <deque>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
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
    /// Tunnels live as long as the run.
    void openRoutes();
    /// A connection that failed, told by the tunnel that broke if that is why. Any thread.
    Problem explained(const Problem &problem) const;
    /// `quietly`: the one before ended without trouble, on the same target.
    void startSession(bool quietly = false);
    void giveBackIfDue();
    void startCopiers();
    void endSession();
    /// A session's end: to be tried again after a while, or the end of the run.
    std::optional<End> sessionEnded();
    std::optional<End> afterProblem(const Problem &problem);
    /// The walsender fails for good with a publication, or with two of them (Receiver): the stream goes on without it, or without
    /// one of these, and the tables of which it then lacks anything are stopped.
    std::optional<End> leaveOut(const Problem &problem);
    /// … and with it again, as soon as that is exact.
    void takeIn();
    static bool isOfLeftOut(const Problem &problem);
    /// Units of these tables that wait for their copy, or are being copied, wait for barriers again. Gives the tables of which
    /// no unit is copied.
    std::vector<std::uint32_t> withdraw(const std::vector<std::uint32_t> &relations);
    /// Of these units, those with a table of which the stream brings not everything just now: what is written until it does is
    /// to be in their copies.
    std::vector<std::int64_t> unsentOf(const std::vector<std::int64_t> &units);
    /// Those that the stream is asked for; none: there can be no stream just now.
    std::vector<std::string> namedPublications() const;

    /// As a command's number: given through the handle, which is answered by the event alone.
    static constexpr std::int64_t byHandle = 0;

    /// Who waits for tables that join: a command's row, the handle, or nobody (our own look at the start).
    struct Asked {
        std::optional<std::int64_t> command;
        journal::Answer answer; ///< once their barriers have passed
        bool changed = false;
    };
    /// Units that may not be copied before their barriers have passed. The loop looks at them, so that sessions begin
    /// anew and commands are heard however long that takes.
    struct Join {
        slot::JoinBarriers barriers;
        std::vector<std::int64_t> units;
        std::vector<Asked> asked;
        Clock::time_point looked;
        Clock::time_point nextWord;
    };
    void join(const std::vector<std::int64_t> &units, Asked asked);
    void advanceJoins();
    /// Tables that are published otherwise while they wait for their copy: behind new barriers. Where somebody's lock hides them, at
    /// the next look.
    void joinAgain(const std::vector<cutover::PublicationDrift::Table> &tables);
    void joinUnitsOf(const std::vector<std::uint32_t> &relations);
    /// Of the publications that the stream is asked for; what lacks others waits until they are taken in (unsentOf()).
    void beginBarriersAnew();
    void admit(const std::vector<std::int64_t> &units);
    void tellWaiting(Join &join);
    void passed(const Asked &asked, const std::optional<journal::Answer> &failure);
    /// The run ends: whoever waits is told.
    void forsakeJoins();

    struct Posted {
        std::string verb;
        std::string arguments;
        std::optional<std::int64_t> command; ///< byHandle, or nobody asked
    };
    void enqueue(Posted posted);
    /// Rows of the journal join the queue.
    void takeCommands();
    void takeFrom(postgres::Connection &target);
    std::optional<Posted> nextPosted();

    std::optional<End> follow();
    std::optional<End> commands();
    /// `command`: its row, if it came from the journal. Without an answer it is answered later.
    std::optional<End> carryOut(const std::string &verb, const std::string &arguments,
                                std::optional<std::int64_t> command, std::optional<journal::Answer> &answer);
    void sendAnswer(std::int64_t command, const std::string &verb, const journal::Answer &answer);
    journal::Answer refusal(const ProblemError &error);
    void tellFindings(const std::vector<Finding> &findings);
    /// `again`: what a resync has reset and this takes up, for its answer.
    std::optional<journal::Answer> refreshPublication(const std::string &arguments,
                                                      std::optional<std::int64_t> command,
                                                      const std::string &again = {});
    /// Rule 17: a table that the publications no longer send as it was copied is stopped. Where somebody's lock hides
    /// them the next look is waited for, or, if it `mustSee`, SqlError is thrown.
    void watchPublications(bool mustSee = false);
    /// Has the watch just to wait, since a publication is missing? That is told once; who `mustSee` is refused.
    bool waitsForPublication(const std::optional<std::string> &missing, bool mustSee);
    /// A join that failed has left its units waiting: its barriers are begun again.
    void joinForgotten();
    /// What has changed there and needs no stop.
    void recordAgreed(const cutover::PublicationDrift &drift);
    /// Of these, those whose labels of before the stream brings no more.
    std::vector<cutover::PublicationDrift::Relabelled> broughtNoMore(const std::vector<cutover::PublicationDrift::Relabelled> &tables);
    void stopTables(const std::vector<cutover::PublicationDrift::Table> &tables);
    /// Membership::LetGo: ends the session, and the copiers if one of them is in the middle of such a table's slices.
    void letGoOf(const std::vector<std::uint32_t> &relations);
    /// For changing it.
    Membership membership();
    std::optional<journal::Answer> resync(const std::string &arguments, std::optional<std::int64_t> command);
    /// What the stream waited for at one of these is no matter any more.
    void forgetProblemOf(const std::vector<std::string> &tables);
    /// A copier's thread.
    void copyFailed(const Problem &problem, const copy::Concerned &concerned);
    /// A table whose copy waits for somebody: the others that are copied with it go on without it. Or it is to be stopped.
    void setAside(std::uint32_t table, const std::string &why, bool stop);
    /// Those that were set aside, once their target fits.
    void copyChangedAgain();
    void copyAgain(const journal::RelationRow &table);
    void tellAside(const journal::RelationRow &row, const std::string &takes);
    /// Of tables that wait for their target: what that lacks now.
    void sayAnew(const std::vector<journal::RelationRow> &all, const std::map<std::uint32_t, std::string> &whys);
    /// What it takes to copy those of `tables` again.
    std::string forecast(std::vector<journal::RelationRow> tables, const std::vector<std::uint32_t> &oids) const;
    /// The change that the stream waits at is to be left out (journal/skip.h).
    journal::Answer skip(const std::string &arguments, std::optional<std::int64_t> command);
    std::optional<End> cutOver(const std::string &arguments, journal::Answer &answer);
    static constexpr char setAsideVerb[] = "set-aside"; ///< our own: setAsideArguments()
    static constexpr char abortVerb[] = "abort-cutover";
    static bool isAbort(const Posted &posted) { return posted.verb == abortVerb; }
    bool abortAsked();
    /// A cutover has ended without success: whoever asked for that is answered, after every cutover was refused that had
    /// been asked for before and would begin now.
    void settleAborts(const cutover::Reopening &reopening);
    /// Recorded: nobody will hear what waits in the queue.
    void refuseQueued();
    /// What a cutover that failed owes the source, once a server that was lost is back.
    void openSource();
    void tellStep(cutover::Step step, const std::string &words);

    void tick();
    /// Rule 0, while we run: commits on the source must never wait for us.
    void standAside(const std::string &synchronousStandbyNames);
    /// Bytes a second of one copier: of this run, once it has copied that much, else as an earlier one has shown it.
    std::optional<double> copierPace(std::uint64_t atLeast = 1) const;
    std::optional<double> earlierPace();
    journal::Heartbeat heartbeat() const;
    void beatOn(postgres::Connection &target);
    /// Into the journal, for display: never throws for what the server says of it, and not within a transaction of ours.
    void beat();
    void beatIfDue();
    /// On a connection of its own, for what it is worth: when those of the run are gone or told to stop.
    void beatBriefly();
    void show(bool force);
    void announceMilestones();
    progress::Phase currentPhase() const;
    void tell(Event event);
    bool endReached() const;
    std::optional<double> nextRetrySeconds() const;

    endpoint::Route m_sourceRoute;
    endpoint::Route m_targetRoute;
    RunOptions m_options; ///< once the routes are open, its endpoints are theirs
    Callbacks m_callbacks;
    StopToken m_stop;
    Shared m_shared;
    ProgressMaker m_maker;
    int m_journalVersion = 0;
    std::optional<double> m_earlierPace; ///< of a run before this one, if that has copied enough
    TableBeat m_tableBeat;
    std::string m_beatTrouble; ///< as last logged
    progress::ProgressSnapshot m_shown; ///< the last
    HeldNotes m_heldNotes;
    std::optional<journal::Fence> m_fence;
    Control m_control;
    /// Lives as long as the control connections: a change that cannot be made must not starve the copy.
    std::unique_ptr<copy::CopierPool> m_copiers;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<slot::SourceGuard> m_guard;
    copy::GiveWay m_giveWay;

    std::optional<progress::Phase> m_endPhase;
    bool m_paused = false;
    bool m_barriersLost = false; ///< with a session of the source, while tables waited for them
    std::list<Join> m_joins;
    struct LeftOut {
        slot::LeftOut publications;
        Clock::time_point nextLook{};
        Clock::time_point nextWord{};
    };
    std::optional<LeftOut> m_leftOut; ///< what the stream lacks for it does not join meanwhile
    std::optional<cutover::Step> m_step; ///< of a cutover that goes on
    std::string m_stepWords;
    bool m_recordBegun = false; ///< the COMMIT that says "cut over" may have been sent
    std::optional<cutover::Closing> m_owed; ///< closed by us, and to be opened
    Clock::time_point m_nextOpening{};
    bool m_cutOver = false; ///< recorded: whatever happens now, that is how the run ended
    bool m_isStandby = false; ///< a stream of ours would be a synchronous standby: there must be none
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
    Clock::time_point m_nextGiveBack{};
    Clock::time_point m_nextDefinitionLook{};
    /// Labels that both sides agree upon, and that the journal does not remember while rows with those of before may come.
    struct Relabelled {
        std::string now;
        TransactionId barrier; ///< once it has passed, all of them have been written
        Lsn written;           ///< none may come after this
    };
    std::map<std::uint32_t, Relabelled> m_relabelled;
    std::map<std::uint32_t, std::string> m_toldAside; ///< and what was found to lack at the last look
    std::set<std::uint32_t> m_notCopiedAgain; ///< refused; that has been told
    std::vector<std::string> m_unfollowed; ///< as last told
    bool m_refreshPutOff = false; ///< our own, behind somebody's lock or a missing publication: until a look finds that gone
    std::optional<std::string> m_missingPublication; ///< as last told
    Lsn m_sourceInsert;
    Lsn m_sourceFlush;
    Lsn m_beatStored;

    std::mutex m_postMutex;
    std::deque<Posted> m_posted;
};

} // namespace tidegate::migration
