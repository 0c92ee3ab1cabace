// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/membership.h"

#include "base/failpoint.h"
#include "base/joined.h"
#include "base/problem.h"
#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "definition/held_tables.h"
#include "definition/label_memory.h"
#include "definition/memory.h"
#include "definition/names.h"
#include "journal/definition_rows.h"
#include "journal/range_rows.h"
#include "migration/feeders.h"
#include "plan/geometry.h"
#include "postgres/empty_table.h"
#include "postgres/quoting.h"
#include "preflight/copy_pace.h"
#include "preflight/preflight.h"
#include "preflight/shared_targets.h"
#include "preflight/unit_sizes.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::migration {

namespace {

/// Would a copy of this table bring rows again that the other one left on the target? Itself and another of its name;
/// a root those of its leaves, and a leaf those of its root. A new partition brings none of a dropped one's.
bool bringsAgain(const preflight::TablePair &pair, const journal::LeftBehind &left)
{
    const auto isLeft = [&left](const catalog::Relation &relation) {
        return relation.oid == left.oid || relation.name == left.source;
    };
    return isLeft(pair.source) || (pair.sourceRoot && isLeft(*pair.sourceRoot))
        || std::any_of(pair.leaves.begin(), pair.leaves.end(), isLeft);
}

} // namespace

Membership::Membership(postgres::Connection &source, postgres::Connection &target, const journal::Fence &fence,
                       journal::SlotRecord &record, LetGo letGo)
    : m_source(source), m_target(target), m_fence(fence), m_record(record), m_letGo(std::move(letGo))
{
}

std::vector<catalog::PublishedTable> Membership::published(const std::vector<std::string> &publications)
{
    return catalog::RelationReader(m_source).publishedTables(publications);
}

preflight::Inspection Membership::gather(const std::vector<std::string> &publications, const plan::TableMap &map)
{
    preflight::Request request;
    request.subscription = m_fence.subscription();
    request.publications = publications;
    request.tableMap = map;
    request.copyData = m_record.copyData;
    const postgres::Transaction transaction(m_source, catalog::beginBriefLook);
    const auto requireAll = [&] {
        if (const auto absent = missing(m_source, publications))
            throw ProblemError(Code::PublicationMissing, {*absent});
    };
    requireAll();
    auto inspection = preflight::gather(m_source, m_target, request);
    requireAll(); // also while that was asked
    return inspection;
}

Membership::Change Membership::reconcile(const std::vector<std::string> &publications, const std::vector<std::string> &given)
{
    const auto beside = given.empty() ? Maps() : mapsBeside(plan::tableMapOf(given), true);
    const auto maps = given.empty() ? m_record.tableMap : beside.map.texts();
    const auto map = plan::tableMapOf(maps);
    auto inspection = gather(publications, map);
    const auto known = journal::readUnits(m_target, m_fence.subscription()).relations;
    auto leftBehind = journal::readLeftBehind(m_target, m_fence.subscription());
    std::vector<journal::LeftBehind> leaving;
    const Feeders feeders(known, inspection.tables);
    Change change;
    change.elsewhere = feeders.elsewhere();
    change.kept = beside.kept;
    std::set<std::uint32_t> knownOids;
    std::vector<std::uint32_t> gone;
    for (const auto &relation : known) {
        knownOids.insert(relation.oid);
        if (feeders.isFollowed(relation.oid))
            continue;
        gone.push_back(relation.oid);
        change.left.push_back(relation.source.display());
        change.leftOids.push_back(relation.oid);
        leaving.push_back({relation.oid, relation.source, relation.target});
    }
    const auto remembered = definition::readKnown(m_target, m_fence.subscription(), gone);
    for (auto &left : leaving) {
        if (const auto found = remembered.find(left.oid); found != remembered.end())
            left.there = found->second.target;
    }
    const auto haveRows = targetsWithRows(inspection.tables, knownOids, leftBehind.empty() ? feeders.targets() : std::set<RelationName>());
    goOnWhereTheyWent(inspection.tables, known);
    std::vector<preflight::TablePair> fresh;
    std::set<RelationName> occupied;
    for (const auto &pair : inspection.tables) {
        if (knownOids.count(pair.source.oid))
            continue;
        if (!pair.hasTargetTable()) {
            change.refused.push_back(pair.source.name.display() + ": the target has no table "
                                     + pair.targetName.display());
            continue;
        }
        if (const auto objection = feeders.objection(pair, map)) {
            change.refused.push_back(pair.source.name.display() + ": " + *objection);
            continue;
        }
        const bool hasRows = haveRows.count(pair.targetName) > 0;
        const auto again = [&pair](const journal::LeftBehind &left) { return bringsAgain(pair, left); };
        // What the other one's copier commits at this moment cannot be seen yet: not in one pass with its leaving.
        const bool leftNow = std::any_of(leaving.begin(), leaving.end(), again);
        const bool leftEarlier = std::any_of(leftBehind.begin(), leftBehind.end(), again);
        // Whoever else fills the target, and whatever was allowed to stand there before the other one left.
        if (m_record.copyData && (leftNow || (leftEarlier && hasRows))) {
            change.refused.push_back(pair.source.name.display() + ": rows stand in " + pair.targetName.display()
                                     + " that it left there when it left the publication; empty that table, then refresh"
                                       " the publication again");
            continue;
        }
        // Rows in a target that we fill already are ours; in any other they stood there (rule 9).
        if (!feeders.targets().count(pair.targetName) && hasRows) {
            const auto &allowed = m_record.allowNonempty;
            if (m_record.copyData && !std::count(allowed.begin(), allowed.end(), pair.targetName.display())) {
                change.refused.push_back(pair.source.name.display() + ": rows stand in " + pair.targetName.display()
                                         + " already; empty it, or run again with --allow-nonempty");
                continue;
            }
            occupied.insert(pair.targetName);
        }
        fresh.push_back(pair);
    }
    keepAcceptable(inspection, fresh, change);
    if (gone.empty() && fresh.empty()) {
        recordMaps(maps);
        return change;
    }
    const auto shared = preflight::sharedTargets(inspection.tables, occupied);
    if (m_letGo && !gone.empty())
        m_letGo(gone);
    journal::FencedTransaction transaction(m_fence, m_target);
    if (!gone.empty())
        journal::removeRelations(m_target, m_fence, gone);
    journal::markShared(m_target, m_fence, {shared.begin(), shared.end()});
    insertUnits(inspection, fresh, shared, change);
    for (const auto &left : leaving)
        journal::addLeftBehind(m_target, m_fence, left);
    std::map<RelationName, std::uint32_t> filledAgain;
    for (const auto &pair : fresh) {
        // It may join, so those that it could bring again have none there; but perhaps elsewhere.
        if (std::any_of(leftBehind.begin(), leftBehind.end(), [&pair](const auto &left) { return bringsAgain(pair, left); }))
            filledAgain.emplace(pair.targetName, pair.target->oid);
    }
    journal::forgetLeftBehind(m_target, m_fence, filledAgain);
    journal::recordTableMap(m_target, m_fence, maps);
    transaction.commit();
    m_record.tableMap = maps;
    return change;
}

Membership::Change Membership::resync(const ResyncOf &tables, bool replicaRole, bool whole, const std::vector<std::string> &given)
{
    if (!m_record.copyData)
        throw ProblemError(Code::BadUsage, {"this subscription copies nothing (--copy-data false), so no table can be copied again"});
    followNames();
    const auto map = plan::tableMapOf(plan::inFront(given, m_record.tableMap));
    auto inspection = gather(m_record.publications, map);
    const auto known = journal::readUnits(m_target, m_fence.subscription()).relations;
    // Which map is meant, only people can say.
    if (whole || !tables.oids.empty())
        goOnWhereTheyWent(inspection.tables, known);
    const auto group = resyncGroup(tables, known, inspection.tables, m_target);
    const Replacements rows(known, inspection.tables);
    std::map<RelationName, const catalog::Relation *> targets;
    std::set<std::uint32_t> oids;
    std::set<RelationName> ours; // filled by what is copied again
    std::map<std::uint32_t, RelationName> went;
    Change change;
    for (const auto &pair : group) {
        const auto *row = rows.rowOf(pair);
        targets.emplace(pair.targetName, &*pair.target);
        oids.insert(pair.source.oid);
        change.leftOids.push_back(row->oid);
        ours.insert(row->target);
        went.emplace(pair.source.oid, row->target);
    }
    auto others = known;
    std::erase_if(others, [&oids](const auto &row) { return oids.count(row.oid) > 0; });
    goOnWhereTheyWent(inspection.tables, others);
    change.findings = preflight::inspectTables(inspection, oids);
    // Its copy waits for that and shows what mends it, while the others go on: that is what it may be copied again for.
    std::erase_if(change.findings, [](const Finding &finding) { return finding.code == Code::TargetColumnMissing; });
    if (!change.findings.empty() && change.findings.front().severity == Severity::Refusal) {
        const auto &first = change.findings.front();
        throw ProblemError(Problem{first.code, first.arguments, {}, first.mend, {}, false});
    }
    const auto maps = mapsAfter(group, went, map, !given.empty());
    if (m_letGo)
        m_letGo(change.leftOids);
    journal::FencedTransaction transaction(m_fence, m_target);
    if (replicaRole)
        m_target.exec("SET LOCAL session_replication_role = replica");
    // What the target still has to follow is not forgotten; of another target by now nothing is remembered, least of all where
    // rows went before.
    auto definitions = definition::readKnown(m_target, m_fence.subscription(), change.leftOids);
    for (const auto &relation : known) {
        if (targets.count(relation.target) == 0)
            definitions.erase(relation.oid);
    }
    // Ranges of a column go by the name that is remembered of it, and are compared with what is remembered.
    const auto sources = definition::read(m_source, change.leftOids);
    for (const auto &pair : group) {
        const auto before = definitions.find(pair.source.oid);
        const auto now = sources.find(pair.source.oid);
        if (before == definitions.end() || now == sources.end())
            continue;
        whole = whole || !hasSameColumns(before->second, definition::sent(now->second, pair.published.columns));
        definition::renewTraces(before->second, now->second);
    }
    // The units first: what a copier commits at this moment is then among the rows that go.
    journal::removeRelations(m_target, m_fence, change.leftOids);
    emptyForCopies(targets, ours);
    insertUnits(inspection, group, preflight::sharedTargets(inspection.tables, {}), change, whole);
    recordDefinitions(std::move(definitions));
    journal::recordTableMap(m_target, m_fence, maps);
    failpoint::reach("resync.written");
    transaction.commit();
    failpoint::reach("resync.committed");
    m_record.tableMap = maps;
    return change;
}

void Membership::emptyForCopies(const std::map<RelationName, const catalog::Relation *> &targets, const std::set<RelationName> &ours)
{
    std::vector<definition::Written> written;
    std::map<RelationName, std::uint32_t> oids;
    std::vector<std::string> filled; // by us
    std::vector<std::string> others;
    std::set<RelationName> toBeEmpty;
    for (const auto &[name, relation] : targets) {
        written.emplace_back(*relation);
        oids.emplace(name, relation->oid);
        if (ours.count(name) > 0) {
            filled.push_back(relation->ownRows());
            continue;
        }
        others.push_back(postgres::quoted(name));
        toBeEmpty.insert(name);
    }
    const definition::HeldTables held(m_target, written); // and none that has taken its name since
    // All at once, if that can be; else each by itself.
    if (filled.size() == 1 || (!filled.empty() && postgres::truncateBriefly(m_target, joined(filled)))) {
        for (const auto &table : filled)
            postgres::emptyTable(m_target, table);
    }
    // Another map: it was empty when it was looked at, and rows that came since are not ours.
    if (!others.empty())
        m_target.exec("LOCK TABLE " + joined(others) + " IN SHARE ROW EXCLUSIVE MODE NOWAIT");
    if (const auto name = firstWithRows(m_target, toBeEmpty))
        throw ProblemError(Code::ResyncOfShared, {name->display(), name->display()});
    held.verify(m_target);
    journal::forgetLeftBehind(m_target, m_fence, oids);
}

void Membership::insertUnits(const preflight::Inspection &inspection, const std::vector<preflight::TablePair> &pairs, const std::set<RelationName> &shared,
                             Change &change, bool whole)
{
    auto geometry = preflight::geometryOptions();
    // Far from any disk's or network's it was measured of trifles.
    if (m_pace)
        geometry.bytesPerSecond = std::clamp(*m_pace, preflight::slowestCopier, 200e6);
    std::map<std::uint32_t, journal::RelationRow> rows;
    for (const auto &pair : pairs) {
        journal::RelationRow row;
        row.oid = pair.source.oid;
        row.source = pair.source.name;
        row.target = pair.targetName;
        row.publication = pair.published.publications.empty() ? std::string() : pair.published.publications.front();
        row.approximateRows = static_cast<std::int64_t>(pair.source.estimatedRows);
        row.approximateBytes = pair.source.totalBytes;
        row.terms = catalog::recordedTerms(pair.published);
        row.shared = shared.count(row.target) > 0;
        change.joined.push_back(row.source.display());
        change.joinedNames.push_back(row.source);
        rows.emplace(row.oid, row);
    }
    const bool mayHaveRanges = !whole && m_record.copyData && journal::hasRanges(m_target);
    auto sizes = preflight::unitSizes(inspection, pairs, shared, geometry, mayHaveRanges);
    std::map<std::uint32_t, catalog::KeyDistribution> distributions;
    for (const auto &size : sizes) {
        if (size.keys)
            distributions.emplace(size.oid, *size.keys);
    }
    std::map<std::uint32_t, std::vector<journal::RangeRow>> ranges;
    for (const auto &unit : plan::planUnits(std::move(sizes), geometry)) {
        if (unit.kind == plan::PlannedUnit::Kind::Range) {
            const auto &keys = distributions.at(unit.relations.front());
            ranges[unit.relations.front()].push_back({0, unit.relations.front(), keys.column, keys.type, unit.low, unit.high});
            continue;
        }
        journal::UnitRow unitRow;
        unitRow.state = m_record.copyData ? 'i' : 'r';
        unitRow.admitted = !m_record.copyData;
        unitRow.kind = plan::kindName(unit.kind);
        unitRow.slices = unit.slices;
        std::vector<journal::RelationRow> members;
        for (const auto oid : unit.relations)
            members.push_back(rows.at(oid));
        journal::insertUnit(m_target, m_fence, unitRow, members);
    }
    for (const auto &[oid, parts] : ranges)
        journal::insertRangeUnits(m_target, m_fence, rows.at(oid), parts);
    rememberDefinitions(pairs);
}

void Membership::rememberDefinitions(const std::vector<preflight::TablePair> &pairs)
{
    std::vector<std::uint32_t> oids;
    std::vector<RelationName> names;
    for (const auto &pair : pairs) {
        oids.push_back(pair.source.oid);
        names.push_back(pair.targetName);
    }
    const auto sources = definition::read(m_source, oids);
    const auto targets = definition::read(m_target, names);
    std::map<std::uint32_t, definition::Known> all;
    for (const auto &pair : pairs) {
        const auto from = sources.find(pair.source.oid);
        const auto to = targets.find(pair.targetName);
        if (from == sources.end() || to == targets.end())
            continue;
        all.emplace(pair.source.oid, definition::known(definition::sent(from->second, pair.published.columns), to->second));
    }
    recordDefinitions(std::move(all));
}

/// With labels of enums by the names that a copy finds.
void Membership::recordDefinitions(std::map<std::uint32_t, definition::Known> tables)
{
    definition::rememberLabels(m_source, m_target, tables);
    std::map<std::uint32_t, std::string> texts;
    for (const auto &[oid, known] : tables)
        texts.emplace(oid, known.toText());
    journal::recordDefinitions(m_target, m_fence.subscription(), texts);
}

std::vector<std::int64_t> Membership::admit(const std::vector<std::uint32_t> &alreadyPublished)
{
    const std::set<std::uint32_t> early(alreadyPublished.begin(), alreadyPublished.end());
    const auto all = journal::readUnits(m_target, m_fence.subscription());
    std::set<std::int64_t> late;
    for (const auto &relation : all.relations) {
        if (!early.count(relation.oid))
            late.insert(relation.unit);
    }
    for (const auto &range : journal::readRanges(m_target, m_fence.subscription())) {
        if (!early.count(range.relation))
            late.insert(range.unit);
    }
    std::vector<std::int64_t> now;
    std::vector<std::int64_t> later;
    for (const auto &unit : all.units) {
        if (!unit.admitted)
            (late.count(unit.id) ? later : now).push_back(unit.id);
    }
    if (!now.empty())
        admitUnits(now);
    return later;
}

void Membership::admitUnits(const std::vector<std::int64_t> &units)
{
    journal::FencedTransaction transaction(m_fence, m_target);
    journal::admitUnits(m_target, units);
    transaction.commit();
}

} // namespace tidegate::migration
