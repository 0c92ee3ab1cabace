// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/coordinator.h"

#include "base/failpoint.h"
#include "cutover/publication_drift.h"
#include "journal/definition_rows.h"
#include "journal/skip.h"
#include "migration/command_arguments.h"
#include "phrases/phrases.h"
#include "postgres/error.h"
#include "slot/barrier.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace tidegate::migration {

namespace {

constexpr auto watchInterval = std::chrono::seconds(5);
/// A look takes at most this part of the time, however many tables there are.
constexpr int watchShare = 50;

} // namespace

void Coordinator::watchPublications(bool mustSee)
{
    if (failpoint::ruleOff("17"))
        return;
    const auto begun = Clock::now();
    const auto &publications = m_control.record.publications;
    auto missing = Membership::missing(*m_control.source, publications);
    cutover::PublicationDrift drift;
    try {
        drift = cutover::lookForDrift(*m_control.source, *m_control.target, m_fence->subscription(), publications);
        if (!missing)
            missing = Membership::missing(*m_control.source, publications); // renamed while that was asked
        if (waitsForPublication(missing, mustSee))
            return;
        recordAgreed(drift);
    } catch (const postgres::SqlError &error) {
        if (mustSee || !error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        m_nextWatch = Clock::now() + watchInterval; // somebody's DDL holds one of the tables
        joinForgotten();
        return;
    }
    m_nextWatch = Clock::now() + std::max<Clock::duration>(watchInterval, watchShare * (Clock::now() - begun));
    if (std::exchange(m_refreshPutOff, false))
        enqueue({"refresh-publication", "{}", {}});
    if (!drift.drifted.empty())
        stopTables(drift.drifted);
    if (!drift.waiting.empty())
        joinAgain(drift.waiting);
    joinForgotten();
    if (drift.unfollowed == m_unfollowed)
        return;
    m_unfollowed = drift.unfollowed;
    if (m_unfollowed.empty())
        return;
    tell({Event::Kind::TablesUnfollowed, {},
          "published and not followed yet: " + joinedNames(m_unfollowed) + "; refresh-publication takes them up", {}, {}});
}

bool Coordinator::waitsForPublication(const std::optional<std::string> &missing, bool mustSee)
{
    // Before 18 a walsender fails at a change that was written while there was no such publication: none is missed, and no table has
    // left. From 18 on it goes on without the changes of that publication.
    constexpr int firstThatGoesOn = 180000;
    const bool waits = missing && m_control.source->serverVersion() < firstThatGoesOn;
    const auto told = std::exchange(m_missingPublication, waits ? missing : std::nullopt);
    if (!waits)
        return false;
    m_nextWatch = Clock::now() + watchInterval;
    const ProblemError error(Code::PublicationMissing, {*missing});
    if (mustSee)
        throw error;
    if (told != missing)
        refusal(error);
    return true;
}

void Coordinator::recordAgreed(const cutover::PublicationDrift &drift)
{
    const auto relabelled = broughtNoMore(drift.relabelled);
    if (drift.repartitioned.empty() && relabelled.empty())
        return;
    try {
        // A large transaction of the consumer holds the fence until it ends: the next look finds the same, or stops a table.
        postgres::Transaction transaction(*m_control.target, "BEGIN; SET LOCAL lock_timeout = '500ms'");
        m_fence->check(m_control.target->exec(m_fence->lockSql()));
        for (const auto &table : drift.repartitioned)
            journal::recordTerms(*m_control.target, *m_fence, table.oid, table.terms);
        for (const auto &table : relabelled)
            journal::replaceDefinition(*m_control.target, m_fence->subscription(), table.oid, table.before, table.now);
        transaction.commit();
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::lockNotAvailable))
            throw;
    }
}

std::vector<cutover::PublicationDrift::Relabelled> Coordinator::broughtNoMore(
    const std::vector<cutover::PublicationDrift::Relabelled> &tables)
{
    const auto before = std::exchange(m_relabelled, {});
    std::vector<cutover::PublicationDrift::Relabelled> passed;
    if (tables.empty())
        return passed;
    auto &source = *m_control.source;
    const auto stored = journal::readProgress(*m_control.target, m_fence->subscription()).lsn;
    std::optional<TransactionId> barrier; // of those that this look has found
    for (const auto &table : tables) {
        const auto known = before.find(table.oid);
        const bool foundBefore = known != before.end() && known->second.now == table.now;
        if (!foundBefore && !barrier)
            barrier = slot::takeBarrier(source);
        auto each = foundBefore ? known->second : Relabelled{table.now, *barrier, {}};
        if (!each.written.isValid() && slot::barrierPassed(source, each.barrier))
            each.written = source.exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
        if (each.written.isValid() && stored >= each.written)
            passed.push_back(table);
        else
            m_relabelled.emplace(table.oid, std::move(each));
    }
    return passed;
}

void Coordinator::joinForgotten()
{
    std::vector<std::int64_t> forgotten;
    for (const auto &unit : m_shared.registry.units()) {
        const bool waits = std::any_of(m_joins.begin(), m_joins.end(), [&](const Join &join) {
            return std::count(join.units.begin(), join.units.end(), unit.id) > 0;
        });
        if (!unit.admitted && unit.state == units::UnitState::Waiting && !waits)
            forgotten.push_back(unit.id);
    }
    if (!forgotten.empty())
        join(forgotten, {});
}

void Coordinator::stopTables(const std::vector<cutover::PublicationDrift::Table> &tables)
{
    endSession(); // its open transaction holds the fence; the next one finds the tables stopped
    m_retryAt = Clock::now();
    journal::FencedTransaction transaction(*m_fence, *m_control.target);
    std::map<std::uint32_t, std::string> whys;
    for (const auto &table : tables)
        whys.emplace(table.oid, table.why);
    journal::stopRelations(*m_control.target, *m_fence, whys);
    transaction.commit();
    for (const auto &table : tables) {
        m_shared.registry.markStopped(table.oid);
        Event event;
        event.kind = Event::Kind::Problem;
        event.table = table.source.display();
        event.problem = Problem{Code::TableStopped, {table.source.display(), table.why}, {}, {}, {}, false};
        tell(event);
    }
}

Membership Coordinator::membership()
{
    Membership membership(*m_control.source, *m_control.target, *m_fence, m_control.record,
                          [this](const auto &relations) { letGoOf(relations); });
    membership.expectPace(copierPace(enoughForPace));
    return membership;
}

void Coordinator::letGoOf(const std::vector<std::uint32_t> &relations)
{
    // What it decided of them is of units that go, and so are the changes that it has in hand: should one come back, its copy
    // has these.
    endSession();
    m_retryAt = Clock::now();
    // What memory says of a unit may be older than a copier's claim, so a waiting one counts too.
    const bool sliced = std::any_of(relations.begin(), relations.end(), [this](std::uint32_t oid) {
        const auto owned = m_shared.registry.owner(oid);
        const auto unit = owned ? m_shared.registry.unit(owned->unit) : std::nullopt;
        return unit && unit->sliced && unit->state != units::UnitState::Copied && unit->state != units::UnitState::Ready;
    });
    if (sliced)
        m_copiers.reset(); // the next session starts them again
}

std::optional<journal::Answer> Coordinator::resync(const std::string &arguments, std::optional<std::int64_t> command)
{
    ResyncOf wanted;
    const auto json = argumentsOf(arguments);
    wanted.names = textsOf(json[QStringLiteral("tables")]);
    for (const auto &value : json[QStringLiteral("oids")].toArray())
        wanted.oids.push_back(static_cast<std::uint32_t>(value.toDouble()));
    if (wanted.names.empty() && wanted.oids.empty())
        throw ProblemError(Code::BadUsage, {"resync needs the names of tables"});
    const auto maps = textsOf(json[QStringLiteral("table-map")]);
    // Rule 13: between two transactions of the consumer, which is when there is none.
    endSession();
    m_retryAt = Clock::now();
    const auto before = journal::readUnits(*m_control.target, m_fence->subscription()).relations;
    const auto change = membership().resync(wanted, m_control.replicaRole, json[QStringLiteral("whole")].toBool(), maps);
    forgetProblemOf(change.joined);
    tellFindings(change.findings);
    m_shared.registry.remove(change.leftOids);
    for (const auto oid : change.leftOids)
        m_toldAside.erase(oid);
    m_tableBeat.reset(); // their figures went with them
    for (const auto &name : change.joinedNames) {
        auto counters = m_shared.counters->of(name);
        auto counts = counters->read();
        counts.rowsCopied = counts.bytesCopied = 0;
        counters->restart(counts);
    }
    m_toldCopied = false;
    return refreshPublication("{}", command, joinedNames(change.joined) + " (" + forecast(before, change.leftOids) + ")");
}

void Coordinator::forgetProblemOf(const std::vector<std::string> &tables)
{
    if (!m_lastProblem || m_lastProblem->arguments.empty() || std::count(tables.begin(), tables.end(), m_lastProblem->arguments.front()) == 0)
        return;
    m_lastProblem.reset();
    m_retries = 0;
}

journal::Answer Coordinator::skip(const std::string &arguments, std::optional<std::int64_t> command)
{
    const auto lsn = Lsn::parse(argumentsOf(arguments)[QStringLiteral("lsn")].toString().toStdString());
    const auto waitsAt = m_lastProblem ? journal::skippable(*m_lastProblem) : std::nullopt;
    const auto refuse = [](const std::string &why) { throw ProblemError(Code::CommandRefused, {"skip", why}); };
    if (journal::isOfCommit(m_lastProblem))
        refuse("what only COMMIT refuses is no single change. On the target, drop the deferred constraint or trigger that refuses"
               " it, and all of it is made; or make that immediate, and the change is named and can be skipped.");
    if (!waitsAt)
        refuse("it does not wait at a change that could be skipped by itself.");
    if (lsn != waitsAt->lsn)
        refuse("it waits at another change, " + waitsAt->display() + ".");
    if (m_journalVersion < 3)
        refuse("the journal is of an older version and could not be upgraded.");
    endSession(); // its open transaction holds the fence
    journal::askSkip(*m_control.target, *m_fence, *waitsAt, command.value_or(byHandle));
    m_retryAt = Clock::now();
    return {true, "to be left out on the target, and recorded: " + waitsAt->display()};
}

} // namespace tidegate::migration
