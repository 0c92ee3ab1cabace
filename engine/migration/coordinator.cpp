// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/coordinator.h"

#include "base/failpoint.h"
#include "base/memory.h"
#include "journal/parked.h"
#include "postgres/error.h"
#include "preflight/standby_names.h"
#include "slot/flush_wait.h"
#include "slot/slot_facts.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

constexpr int stepMs = 50;
constexpr auto tickInterval = std::chrono::milliseconds(500);
constexpr auto giveWayInterval = std::chrono::seconds(2);

/// What no repetition mends: the run ends.
bool endsTheRun(Code code)
{
    switch (code) {
    case Code::TakenOver:
    case Code::SlotMissing:
    case Code::SlotLost:
    case Code::SlotAhead:
    case Code::SlotLetGo:
    case Code::TimelineChanged:
    case Code::SourceIsAnother:
    case Code::JournalNewer:
    case Code::BadTableMap:
        return true;
    default:
        return false;
    }
}

} // namespace

Coordinator::Coordinator(RunOptions options, Callbacks callbacks, StopToken stop)
    : m_options(std::move(options)), m_callbacks(std::move(callbacks)), m_stop(std::move(stop)),
      m_shared(m_options.confirmDelaySeconds)
{
    if (!m_options.log)
        m_options.log = makeSilentLog();
}

Coordinator::~Coordinator() = default;

void Coordinator::post(const std::string &verb, const std::string &arguments)
{
    enqueue({verb, arguments, byHandle});
}

void Coordinator::enqueue(Posted posted)
{
    const std::lock_guard lock(m_postMutex);
    m_posted.push_back(std::move(posted));
}

Coordinator::End Coordinator::run()
{
    End end;
    bool wasThere = false;
    for (;;) {
        std::optional<Problem> problem;
        try {
            end = serve();
            break;
        } catch (const Refused &refused) {
            // After a doubtful COMMIT of ours: it was recorded.
            m_cutOver = m_recordBegun && refused.problem.code == Code::AlreadyCutOver;
            end = {refused.outcome, refused.problem};
            break;
        } catch (...) {
            problem = currentProblem();
        }
        if (m_cutOver)
            break;
        endSession();
        m_copiers.reset();
        if (!problem)
            break; // stopped
        // Nothing could be begun yet, and it is not our place to wait for a server that never answered. One that went away
        // in the middle of it, even of a COMMIT, is another thing.
        wasThere = wasThere || problem->code == Code::ConnectionLost || problem->code == Code::CommitInDoubt;
        if (!m_fence && !(wasThere && (problem->retryable || problem->code == Code::CommitInDoubt))) {
            end = {Outcome::Failed, explained(*problem)};
            break;
        }
        if (auto over = afterProblem(*problem)) {
            end = *over;
            break;
        }
        beatBriefly();
        m_control = {}; // its sessions hold the live lock and would be found there at the reconnect
        try {
            while (Clock::now() < m_retryAt) {
                m_stop.pause(stepMs);
                show(false);
            }
        } catch (const Stopped &) {
            break;
        }
    }
    endSession();
    m_copiers.reset();
    if (m_cutOver)
        end = {Outcome::CutOver, {}};
    m_endPhase = end.outcome == Outcome::CutOver ? progress::Phase::CutOver
        : end.problem                            ? progress::Phase::Failed
                                                 : progress::Phase::Stopped;
    if (end.problem)
        m_lastProblem = end.problem;
    show(true);
    beatBriefly();
    // Here: closing speaks to a server, and an ssh is waited for, and who destroys us may be the thread of a window; and
    // whoever hears of the end may start anew at once.
    m_control = {};
    m_sourceRoute = {};
    m_targetRoute = {};
    return end;
}

Coordinator::End Coordinator::serve()
{
    openRoutes();
    m_control = {};
    m_barriersLost = m_barriersLost || !m_joins.empty();
    m_joins.clear(); // their barriers belonged to the session that is gone: they are taken anew (rule 3)
    m_relabelled.clear();
    m_leftOut.reset(); // the stream comes to the same place again
    const bool goesOn = m_fence.has_value();
    Preparation preparation(m_options, [this](const Event &event) { tell(event); }, m_stop);
    m_control = preparation.prepare(m_fence);
    m_fence = m_control.fence;
    m_options.tableMap = {}; // the journal's from here on, which resync and refresh change
    m_journalVersion = m_control.journalVersion;
    if (!goesOn)
        m_earlierPace = earlierPace();
    m_tableBeat.reset(); // the target may have been rewound
    m_paused = m_control.record.paused;
    m_guard = std::make_unique<slot::SourceGuard>(
        m_control.record.slotName,
        m_options.walLimitBytes ? std::optional(m_options.walLimitBytes) : std::nullopt);
    // A source that shuts down waits for our walsender, which goes on confirming while we wait for a target that hangs.
    m_control.target->listenFor(m_control.source.get());
    m_control.target->exec(std::string("LISTEN ") + journal::commandChannel);
    journal::answerOrphans(*m_control.target, *m_fence, !goesOn);
    {
        const std::lock_guard lock(m_postMutex); // those rows are answered now
        std::erase_if(m_posted, [](const Posted &posted) { return posted.command != byHandle; });
    }
    tick();
    if (!m_paused && !m_isStandby)
        startSession();
    enqueue({"refresh-publication", "{}", {}});
    std::optional<End> end;
    while (!end)
        end = follow();
    // Whoever has taken over has answered already.
    if (end->outcome != Outcome::TakenOver)
        forsakeJoins();
    return *end;
}

std::optional<Coordinator::End> Coordinator::follow()
{
    m_stop.throwIfStopped();
    if (m_session && m_session->ended()) {
        if (auto end = sessionEnded())
            return end;
    }
    takeIn();
    if (!m_session && !m_paused && !m_isStandby && Clock::now() >= m_retryAt)
        startSession();
    if (auto end = commands())
        return end;
    advanceJoins();
    if (Clock::now() - m_lastTick >= tickInterval)
        tick();
    if (Clock::now() >= m_nextWatch)
        watchPublications();
    giveBackIfDue();
    if (Clock::now() >= m_nextDefinitionLook)
        copyChangedAgain();
    announceMilestones();
    show(false);
    if (endReached())
        return End{Outcome::ReachedEnd, {}};
    m_control.target->waitForInput(stepMs);
    return std::nullopt;
}

void Coordinator::openRoutes()
{
    if (m_options.source.ssh()) {
        m_sourceRoute = endpoint::Route(m_options.source, m_stop);
        m_options.source = m_sourceRoute.endpoint(); // which everything that connects is given
    }
    if (m_options.target.ssh()) {
        m_targetRoute = endpoint::Route(m_options.target, m_stop);
        m_options.target = m_targetRoute.endpoint();
    }
}

Problem Coordinator::explained(const Problem &problem) const
{
    return m_targetRoute.explained(m_sourceRoute.explained(problem));
}

/// Seldom, since a session that begins makes the source decode anew from the slot's restart_lsn.
void Coordinator::giveBackIfDue()
{
    const auto interval = std::chrono::seconds(failpoint::size("migration.give-back-s", 600));
    if (!m_session || !m_shared.consumer.mayGiveBack() || Clock::now() < m_nextGiveBack)
        return;
    m_nextGiveBack = Clock::now() + std::max<Clock::duration>(interval, 5 * std::chrono::seconds(m_options.confirmDelaySeconds));
    endSession();
    returnFreedMemory();
    startSession(true);
}

void Coordinator::startSession(bool quietly)
{
    const auto publications = namedPublications();
    if (publications.empty())
        return;
    failpoint::reach("migration.session");
    try {
        Membership membership(*m_control.source, *m_control.target, *m_fence, m_control.record);
        if (const auto notAsked = membership.followNames())
            refusal(ProblemError(*notAsked));
        membership.load(m_shared.registry, m_control.record.publications, !m_copiers);
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        afterProblem(error.problem()); // the copiers that there are go on
        return;
    }
    if (!m_copiers)
        startCopiers();
    const auto stored = journal::readProgress(*m_control.target, m_fence->subscription()).lsn;
    failpoint::reach("migration.stored");
    quietly ? m_shared.positions.goOn(stored) : m_shared.positions.restart(stored);
    m_shared.consumer.setMayGiveBack(false);
    slot::awaitInactive(*m_control.source, m_control.record.slotName, 10'000);
    slot::requireUsable(slot::readSlot(*m_control.source, m_control.record.slotName), m_control.record.slotName,
                        stored);
    m_shared.consumer.wantPositions(m_options.endLsn.has_value());
    const auto &record = m_control.record;
    m_session = std::make_unique<Session>(
        Session::Options{m_options, *m_fence, record.slotName, record.sourceSystem, record.sourceTimeline, publications, stored,
                         m_control.replicaRole, record.copyData, m_journalVersion >= journal::parkingSince},
        m_shared);
    failpoint::reach("migration.begun");
}

void Coordinator::startCopiers()
{
    for (const auto &relation : journal::readUnits(*m_control.target, m_fence->subscription()).relations) {
        progress::TableCounts counts = {};
        counts.rowsCopied = static_cast<std::uint64_t>(relation.rowsCopied);
        counts.bytesCopied = static_cast<std::uint64_t>(relation.bytesCopied);
        const auto counters = m_shared.counters->of(relation.source);
        const auto before = counters->read();
        counts.inserts = before.inserts;
        counts.updates = before.updates;
        counts.deletes = before.deletes;
        counters->restart(counts);
    }
    copy::CopyContext context;
    context.fence = *m_fence;
    context.source = m_options.source.parameters();
    context.target = m_options.target.parameters();
    context.publications = m_control.record.publications;
    context.sourceSystem = m_control.record.sourceSystem;
    context.sourceTimeline = m_control.record.sourceTimeline;
    context.replicaRole = m_control.replicaRole;
    context.sliceWorkers = std::max(2, m_options.tableSyncWorkers);
    context.counters = m_shared.counters;
    m_copiers = std::make_unique<copy::CopierPool>(std::move(context), m_shared.registry,
                                                   [this](const Problem &problem, const copy::Concerned &concerned) { copyFailed(problem, concerned); });
    m_copiers->start(std::max(1, m_options.tableSyncWorkers));
}

void Coordinator::endSession()
{
    m_session.reset();
}

std::optional<Coordinator::End> Coordinator::sessionEnded()
{
    const auto problem = m_session->problem();
    endSession();
    if (!problem)
        return std::nullopt; // stopped with us, or about to be
    return isOfLeftOut(*problem) ? leaveOut(*problem) : afterProblem(*problem);
}

std::optional<Coordinator::End> Coordinator::afterProblem(const Problem &found)
{
    const auto problem = explained(found);
    // A zombie reports no faults but its own end (rule 12).
    if (problem.code == Code::TakenOver)
        return End{Outcome::TakenOver, problem};
    Event event;
    event.kind = Event::Kind::Problem;
    event.problem = problem;
    tell(event);
    if (endsTheRun(problem.code))
        return End{Outcome::Failed, problem};
    m_lastProblem = problem;
    m_retries = std::min(m_retries + 1, 1000);
    const auto retryMs = static_cast<int>(failpoint::size("migration.retry-ms", 5'000));
    const auto wait = std::min(30'000, problem.retryable ? 250 << std::min(m_retries - 1, 7) : retryMs);
    m_retryAt = Clock::now() + std::chrono::milliseconds(wait);
    show(true);
    return std::nullopt;
}

void Coordinator::tick()
{
    m_lastTick = Clock::now();
    if (m_session)
        failpoint::reach("migration.tick");
    const auto row = m_control.source->exec("SELECT pg_current_wal_insert_lsn(), pg_current_wal_flush_lsn(),"
                                            " current_setting('synchronous_standby_names')");
    standAside(row.text(0, 2));
    m_sourceInsert = row.lsn(0, 0);
    m_sourceFlush = row.lsn(0, 1);
    m_guard->read(*m_control.source);
    if (m_guard->overLimit()) {
        endSession();
        slot::awaitInactive(*m_control.source, m_control.record.slotName, 10'000);
        slot::dropSlot(*m_control.source, m_control.record.slotName);
        throw ProblemError(Code::SlotLetGo, {m_control.record.slotName, std::to_string(m_guard->last().walKeptBytes),
                                             std::to_string(m_options.walLimitBytes)});
    }
    if (m_session) {
        if (m_shared.registry.unfinished() > 0 || m_step || m_options.endLsn) {
            // An idle source does not get past F_u by itself (rule 10).
            bool copied = false;
            for (const auto &unit : m_shared.registry.units())
                copied = copied || (unit.state == units::UnitState::Copied && unit.copiedAt > m_shared.positions.stored());
            const bool endWaits = m_options.endLsn && m_sourceInsert >= *m_options.endLsn
                && m_shared.positions.stored() < *m_options.endLsn;
            if ((copied || endWaits) && m_shared.positions.stored() == m_beatStored)
                slot::nudge(*m_control.source);
            m_session->wantPosition();
        }
        m_beatStored = m_shared.positions.stored();
        if (Clock::now() - m_lastGiveWay >= giveWayInterval) {
            m_lastGiveWay = Clock::now();
            m_giveWay.run(*m_control.source, m_copiers->sourceBackends());
        }
        const bool lacksPublication = m_leftOut && m_lastProblem && isOfLeftOut(*m_lastProblem); // takeIn() looks
        if (m_lastProblem && !lacksPublication && !m_session->ended() && Clock::now() - m_retryAt > std::chrono::seconds(5)) {
            m_lastProblem.reset();
            m_retries = 0;
        }
    }
    openSource();
    beatIfDue();
}

void Coordinator::standAside(const std::string &synchronousStandbyNames)
{
    const auto &name = m_fence->applicationName();
    const bool named = preflight::namesStandby(synchronousStandbyNames, name);
    if (named == m_isStandby || failpoint::ruleOff("0"))
        return;
    m_isStandby = named;
    if (!named) {
        m_retryAt = Clock::now();
        return;
    }
    endSession();
    // Commits that wait for us are let go at the next word of another standby, up to 10 s later if it has nothing new.
    slot::awaitInactive(*m_control.source, m_control.record.slotName, 5'000);
    slot::nudge(*m_control.source);
    afterProblem({Code::SynchronousStandbyIsUs, {name}, {}, {}, {}, true});
}

bool Coordinator::endReached() const
{
    return m_options.endLsn && m_shared.registry.unfinished() == 0 && m_shared.positions.stored() >= *m_options.endLsn;
}

} // namespace tidegate::migration
