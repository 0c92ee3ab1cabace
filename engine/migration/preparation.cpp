// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/preparation.h"

#include "journal/schema.h"
#include "migration/membership.h"
#include "migration/names.h"
#include "postgres/error.h"
#include "postgres/replica_role.h"
#include "preflight/copy_pace.h"
#include "preflight/preflight.h"
#include "slot/identity.h"
#include "slot/publication.h"
#include "slot/slot_facts.h"
#include "slot/slot_start.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

constexpr int takeOverTries = 100; // of 100 ms
/// A server misses an engine that was killed only when the session comes to read from it again.
constexpr int deadEngineTries = 30;

std::string seconds(double value)
{
    return std::to_string(static_cast<long long>(value)) + " s";
}

/// At the start there is nothing yet that must go on meanwhile.
Membership::Change reconcilePatiently(Membership &membership, const std::vector<std::string> &publications, const StopToken &stop)
{
    for (;;) {
        try {
            return membership.reconcile(publications);
        } catch (const postgres::SqlError &error) {
            if (!error.is(postgres::sqlstate::lockNotAvailable))
                throw;
        }
        stop.pause(500);
    }
}

/// A run that comes back to a migration that is gone must not begin it anew, which was nobody's wish.
void requireNotDropped(postgres::Connection &target, const std::string &subscription)
{
    if (!journal::exists(target)
        || target.exec("SELECT FROM _tidegate.fence WHERE subname = $1", postgres::parameters(subscription)).rows() == 0)
        throw ProblemError(Code::TakenOver, {"somebody who dropped the subscription " + subscription});
}

} // namespace

Preparation::Preparation(const RunOptions &options, Tell tell, StopToken stop)
    : m_options(options), m_tell(std::move(tell)), m_stop(std::move(stop))
{
}

Control Preparation::prepare(const std::optional<journal::Fence> &previous)
{
    Control control;
    connect(control);
    if (previous)
        requireNotDropped(*control.target, m_options.subscription);
    journal::ensure(*control.target);
    takeLiveLock(control, previous);
    control.journalVersion = journal::upgrade(*control.target);
    if (const auto record = journal::readSlot(*control.target, m_options.subscription);
        record && !record->cutOverAt.empty())
        throw Refused{Outcome::Refused, {Code::AlreadyCutOver, {m_options.subscription, record->cutOverAt}, {}, {}, {}, false}};
    checkSource(control);
    checkGuards(control);
    takeGeneration(control, previous);
    startOrResume(control);
    return control;
}

void Preparation::connect(Control &control)
{
    // The name of all our sessions has in it which target this is; until that is asked, one that nobody ends.
    control.target = std::make_unique<postgres::Connection>(m_options.target.parameters(),
                                                            postgres::SessionOptions{"target", "tidegate"}, m_stop);
    m_applicationName = journal::applicationName(m_options.subscription, *control.target);
    control.target->exec("SELECT set_config('application_name', $1, false)", postgres::parameters(m_applicationName));
    control.source = std::make_unique<postgres::Connection>(
        m_options.source.parameters(), postgres::SessionOptions{"source", m_applicationName}, m_stop);
    control.replicaRole = postgres::mayBeReplica(*control.target);
}

void Preparation::takeLiveLock(Control &control, const std::optional<journal::Fence> &previous)
{
    if (journal::tryLiveLock(*control.target, m_options.subscription))
        return;
    // A run that reconnects has either been taken over, which the fence tells and which ends it whatever it was
    // started with, or finds a session of its own that the server has not missed yet.
    if (previous)
        previous->verify(*control.target);
    for (int attempt = 0; attempt < deadEngineTries && !m_options.takeOver && !previous; ++attempt) {
        m_stop.pause(100);
        if (journal::tryLiveLock(*control.target, m_options.subscription))
            return;
    }
    const auto other = journal::liveEngine(*control.target, m_options.subscription);
    if (!m_options.takeOver && !previous)
        throw Refused{Outcome::AlreadyRunning,
                      {Code::AlreadyRunning, {other.host, other.role, other.since}, {}, {}, {}, false}};
    // The fence first, so that the other can commit nothing more; then its backends, its lock among them. Who sleeps in a
    // transaction holds the fence, and lets go of it with its backend.
    bool fenced = previous.has_value();
    for (int attempt = 0; attempt < takeOverTries; ++attempt) {
        fenced = fenced || tryFence(*control.target);
        endOwnSessions(control);
        journal::endLiveEngine(*control.target, m_options.subscription); // whatever it is named
        if (fenced && journal::tryLiveLock(*control.target, m_options.subscription))
            return;
        m_stop.pause(100);
    }
    throw Refused{Outcome::AlreadyRunning, {Code::AlreadyRunning, {other.host, other.role, other.since}, {}, {}, {}, false}};
}

bool Preparation::tryFence(postgres::Connection &target) const
{
    try {
        postgres::Transaction transaction(target, "BEGIN; SET LOCAL lock_timeout = '500ms'");
        journal::takeFence(target, m_options.subscription);
        transaction.commit();
        return true;
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        return false;
    }
}

void Preparation::endOwnSessions(const Control &control) const
{
    journal::endOwnBackends(*control.target, m_applicationName);
    journal::endOwnBackends(*control.source, m_applicationName);
}

void Preparation::takeGeneration(Control &control, const std::optional<journal::Fence> &previous)
{
    const auto found = control.target->exec("SELECT generation, token FROM _tidegate.fence WHERE subname = $1",
                                            postgres::parameters(m_options.subscription));
    if (previous) {
        // After a reconnect of the same run the fence is still ours, unless somebody took over meanwhile, or the
        // target was rewound to a time before ours.
        if (found.rows() == 1 && found.integer(0, 0) == previous->generation() && found.view(0, 1) == previous->token()) {
            control.fence = *previous;
            endOwnSessions(control);
            return;
        }
        // Without one it has been dropped just now.
        if (found.rows() == 0 || found.integer(0, 0) >= previous->generation())
            previous->verify(*control.target); // throws, and says who it was
    }
    // A dead engine may have left backends that still hold rows or the slot (rule 12): before and after.
    const bool leftovers = found.rows() > 0;
    if (leftovers)
        endOwnSessions(control);
    control.fence = journal::takeFence(*control.target, m_options.subscription);
    if (leftovers)
        endOwnSessions(control);
}

void Preparation::checkSource(Control &control)
{
    postgres::ReplicationConnection walsender(
        m_options.source.parameters(), {"source", m_applicationName}, m_stop);
    const auto identity = slot::identify(walsender);
    if (const auto record = journal::readSlot(*control.target, m_options.subscription)) {
        slot::requireSame(identity, record->sourceSystem, record->sourceTimeline);
        // The barriers are asked of another connection, and a name may lead elsewhere at each.
        slot::requireSame(slot::identify(*control.source), record->sourceSystem, record->sourceTimeline);
        control.record = *record;
        return;
    }
    if (m_options.publications.empty())
        throw Refused{Outcome::Refused, {Code::NoSuchSubscription, {m_options.subscription}, {}, {}, {}, false}};
    control.record.publications = m_options.publications;
    control.record.sourceSystem = identity.systemIdentifier;
    control.record.sourceTimeline = identity.timeline;
    control.record.sourceDatabase = identity.database;
    control.record.copyData = m_options.copyData;
    control.record.tableMap = m_options.tableMap.texts();
    control.record.allowNonempty = m_options.allowNonempty;
    // The window has made it, then cleanup removes it.
    const auto &names = control.record.publications;
    control.record.ownPublication =
        std::count(names.begin(), names.end(), slot::ownPublicationName(m_options.subscription)) > 0
        && slot::ownPublicationExists(*control.source, m_options.subscription);
}

void Preparation::checkGuards(Control &control)
{
    // Once the slot is there the rows on the target are ours, and what the guards look for has been decided; but a right
    // that was taken away lets triggers and foreign keys of the target act upon what the source has done (rule 16).
    if (control.record.made && control.replicaRole)
        return;
    preflight::Request request;
    request.subscription = m_options.subscription;
    request.applicationName = m_applicationName;
    request.publications = control.record.publications;
    request.tableMap = plan::tableMapOf(control.record.tableMap);
    request.copyData = control.record.copyData;
    request.allowNonempty = m_options.allowNonempty.empty() ? control.record.allowNonempty : m_options.allowNonempty;
    auto inspection = preflight::gather(*control.source, *control.target, request);
    if (!control.record.made)
        inspection.copyPace = m_copyPace = preflight::measureCopyPace(inspection);
    auto findings = preflight::inspect(inspection);
    if (control.record.made) {
        std::erase_if(findings, [](const Finding &finding) {
            return finding.code != Code::ReplicaRoleDenied && finding.code != Code::ForeignKeysActive;
        });
        if (!findings.empty() && findings.front().severity == Severity::Refusal) {
            const auto &first = findings.front();
            throw ProblemError(Problem{first.code, first.arguments, postgres::sqlstate::insufficientPrivilege, first.mend, {}, false});
        }
    }
    for (const auto &finding : findings)
        m_tell({Event::Kind::Finding, {}, {}, {}, finding});
    if (!findings.empty() && findings.front().severity == Severity::Refusal)
        throw Refused{Outcome::Refused, {findings.front().code, findings.front().arguments, {}, findings.front().mend, {}, false}};
}

slot::WaitingCallback Preparation::waiting() const
{
    return [this](double since, const std::vector<slot::Blocker> &blockers) {
        Event event;
        event.kind = Event::Kind::Starting;
        event.text = "waiting for transactions on the source that began earlier, for " + seconds(since);
        for (const auto &blocker : blockers)
            event.text += "; " + blocker.display();
        m_tell(event);
    };
}

void Preparation::recordAsked(Control &control, Membership &membership)
{
    auto &record = control.record;
    const auto publications = m_options.publications.empty() ? record.publications : m_options.publications;
    auto maps = record.tableMap;
    if (!m_options.tableMap.empty()) {
        membership.followNames(); // what the recorded map cannot be asked, nobody asks any more
        const auto beside = membership.mapsBeside(m_options.tableMap);
        maps = beside.map.texts();
        if (!beside.kept.empty())
            m_tell({Event::Kind::Resumed, {}, "the table map that was given has other targets for tables that are followed already; still going "
                                                  + joinedNames(beside.kept) + " (resync with a table map copies a table into another target)", {}, {}});
    }
    if (publications == record.publications && maps == record.tableMap)
        return;
    journal::recordPublications(*control.target, control.fence, publications, maps);
    record.publications = publications;
    record.tableMap = maps;
}

void Preparation::startOrResume(Control &control)
{
    // Anew: whoever was taken over may have changed it until then.
    const auto recorded = journal::readSlot(*control.target, m_options.subscription);
    const bool isNew = !recorded;
    control.record = recorded.value_or(control.record);
    if (isNew)
        journal::createSlotRecord(*control.target, control.fence, control.record);
    if (!m_options.allowNonempty.empty())
        control.record.allowNonempty = m_options.allowNonempty; // for tables that join during this run
    Membership membership(*control.source, *control.target, control.fence, control.record);
    membership.expectPace(m_copyPace);
    if (!isNew)
        recordAsked(control, membership);
    // What is published before the slot exists needs no barriers of its own (rule 1), what joins later does (rule 2).
    std::vector<std::uint32_t> early;
    if (!control.record.made) {
        for (const auto &table : membership.published(control.record.publications))
            early.push_back(table.oid);
        slot::startSlot({*control.source, *control.target, control.fence, m_stop,
                         [this](slot::StartStep, double since, const std::vector<slot::Blocker> &blockers) {
                             waiting()(since, blockers);
                         }});
        const auto allowNonempty = control.record.allowNonempty;
        control.record = journal::readSlot(*control.target, m_options.subscription).value();
        control.record.allowNonempty = allowNonempty;
        m_tell({Event::Kind::SlotMade, {}, control.record.slotName + " at " + control.record.startLsn.toString(), {}, {}});
    } else {
        const auto stored = journal::readProgress(*control.target, m_options.subscription).lsn;
        slot::requireUsable(slot::readSlot(*control.source, control.record.slotName), control.record.slotName, stored);
        m_tell({Event::Kind::Resumed, {}, control.record.slotName + " at " + stored.toString(), {}, {}});
    }
    // A run that goes on takes up new tables once it streams, like refresh-publication.
    if (early.empty())
        return;
    const auto change = reconcilePatiently(membership, control.record.publications, m_stop);
    if (!change.refused.empty())
        throw Refused{Outcome::Refused, {Code::CommandRefused, {"run", joinedNames(change.refused)}, {}, {}, {}, false}};
    // What was published meanwhile waits for barriers of its own, beside the stream.
    membership.admit(early);
}

} // namespace tidegate::migration
