// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/readiness.h"

#include "base/byte_count.h"
#include "base/joined.h"
#include "base/problem.h"
#include "catalog/extension_rows.h"
#include "cutover/differing_definitions.h"
#include "cutover/drain.h"
#include "cutover/publication_drift.h"
#include "cutover/sequence_step.h"
#include "journal/fence.h"
#include "journal/parked.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tidegate::cutover {

namespace {

constexpr std::size_t namesShown = 5;

class Blockers
{
public:
    explicit Blockers(std::vector<Blocker> &blockers) : m_blockers(blockers) {}

    void add(BlockerKind kind, std::uint64_t count = 1, std::vector<std::string> names = {})
    {
        if (count > 0)
            m_blockers.push_back({kind, count, std::move(names)});
    }
    void add(BlockerKind kind, const std::vector<std::string> &names)
    {
        const auto shown = std::min(names.size(), namesShown);
        add(kind, names.size(), {names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)});
    }

private:
    std::vector<Blocker> &m_blockers;
};

std::string plural(std::uint64_t count, const char *one, const char *many)
{
    return count == 1 ? std::string("1 ") + one : std::to_string(count) + " " + many;
}

} // namespace

std::vector<Blocker> tableBlockers(const journal::UnitsOfSubscription &units, const std::vector<std::string> &unfollowed)
{
    std::set<std::int64_t> unfinished;
    for (const auto &unit : units.units) {
        if (unit.state != 'r')
            unfinished.insert(unit.id);
    }
    std::vector<std::string> notReady;
    std::vector<std::string> stopped;
    for (const auto &table : units.relations) {
        if (table.stopped)
            stopped.push_back(table.source.display());
        else if (table.state != 'r' || unfinished.count(table.unit) > 0)
            notReady.push_back(table.source.display());
    }
    std::vector<Blocker> found;
    Blockers blockers(found);
    blockers.add(BlockerKind::TablesNotReady, notReady);
    blockers.add(BlockerKind::TablesStopped, stopped);
    blockers.add(BlockerKind::TablesUnfollowed, unfollowed);
    return found;
}

std::string Blocker::display() const
{
    std::string text;
    switch (kind) {
    case BlockerKind::AlreadyCutOver:
        text = "it was cut over before";
        break;
    case BlockerKind::EngineNotLive:
        text = "nobody runs it";
        break;
    case BlockerKind::Paused:
        text = "it is paused";
        break;
    case BlockerKind::TablesNotReady:
        text = plural(count, "table is not ready", "tables are not ready");
        break;
    case BlockerKind::TablesStopped:
        text = plural(count, "table is no longer followed", "tables are no longer followed");
        break;
    case BlockerKind::TablesUnfollowed:
        text = plural(count, "published table is not followed", "published tables are not followed");
        break;
    case BlockerKind::DefinitionsDiffer:
        text = plural(count, "definition differs on the target", "definitions differ on the target");
        break;
    case BlockerKind::LagTooLarge:
        text = "the target is " + displayBytes(count) + " behind";
        break;
    case BlockerKind::PreparedTransactions:
        text = plural(count, "prepared transaction is open", "prepared transactions are open");
        break;
    case BlockerKind::SequencesUnsettable:
        text = plural(count, "sequence cannot be set", "sequences cannot be set");
        break;
    }
    auto list = joined(names);
    if (names.size() < count && !names.empty() && kind != BlockerKind::AlreadyCutOver)
        list += ", …";
    return list.empty() ? text : text + " (" + list + ")";
}

std::vector<Finding> Readiness::told() const
{
    auto all = findings;
    all.insert(all.end(), sequencesLeft.begin(), sequencesLeft.end());
    return all;
}

std::string Readiness::display() const
{
    std::string text;
    for (const auto &blocker : blockers)
        text += (text.empty() ? "" : "; ") + blocker.display();
    return text;
}

Readiness readReadiness(postgres::Connection &source, postgres::Connection &target,
                        const std::string &subscription, const ReadinessOptions &options)
{
    const auto record = journal::exists(target) ? journal::readSlot(target, subscription) : std::nullopt;
    if (!record)
        throw ProblemError(Code::NoSuchSubscription, {subscription});
    Readiness readiness;
    Blockers blockers(readiness.blockers);
    if (!record->cutOverAt.empty()) {
        blockers.add(BlockerKind::AlreadyCutOver, 1, {record->cutOverAt});
        return readiness;
    }
    if (journal::liveEngine(target, subscription).host.empty())
        blockers.add(BlockerKind::EngineNotLive);
    if (record->paused)
        blockers.add(BlockerKind::Paused);
    auto units = journal::readUnits(target, subscription);
    // A unit is not ready before what was put aside of it is made: nothing in the engine says otherwise, and if anything ever does,
    // this is the last moment at which no row is lost by it.
    if (journal::requireKnown(target) >= journal::parkingSince) {
        const auto aside = journal::readyWithParked(target, subscription);
        for (auto &unit : units.units) {
            if (aside.count(unit.id) > 0)
                unit.state = 'f';
        }
    }
    // Those that drifted are stopped by the live engine, which looks for them just before it asks this.
    const auto drift = lookForDrift(source, target, subscription, record->publications);
    for (auto &blocker : tableBlockers(units, drift.unfollowed))
        readiness.blockers.push_back(std::move(blocker));
    blockers.add(BlockerKind::DefinitionsDiffer,
                 differingDefinitions(source, target, subscription, units.relations, drift.published, record->copyData));
    const auto replicated = journal::readProgress(target, subscription).lsn;
    const auto flushed = source.exec("SELECT pg_current_wal_flush_lsn()").lsn(0, 0);
    if (replicated.isValid()) {
        readiness.lagBytes = flushed > replicated ? flushed.value - replicated.value : 0;
        if (*readiness.lagBytes > options.lagLimitBytes)
            blockers.add(BlockerKind::LagTooLarge, *readiness.lagBytes);
    }
    blockers.add(BlockerKind::PreparedTransactions, preparedTransactions(source));
    if (options.sequences) {
        auto unsettable = unsettableSequences(source, target, units.relations);
        blockers.add(BlockerKind::SequencesUnsettable, unsettable.needed);
        readiness.sequencesLeft = std::move(unsettable.others);
    }
    if (!options.extensionRows)
        return readiness;
    std::vector<std::uint32_t> followed;
    for (const auto &table : units.relations)
        followed.push_back(table.oid);
    readiness.findings = catalog::extensionRows(source, target, record->publications, followed);
    return readiness;
}

} // namespace tidegate::cutover
