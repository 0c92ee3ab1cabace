// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/late_definitions.h"

#include "catalog/relation_reader.h"
#include "definition/names.h"
#include "jobs/status.h"
#include "journal/subscription.h"
#include "postgres/replica_role.h"
#include "schema/preparation.h"

#include <algorithm>
#include <map>

namespace tidegate::jobs {

namespace {

/// Of the tables' trees, what the target has and `goes` does not know yet.
void addTrees(postgres::Connection &source, postgres::Connection &target, const plan::TableMap &map,
              std::map<RelationName, RelationName> &goes)
{
    catalog::RelationReader reader(source);
    std::vector<RelationName> names;
    for (const auto &entry : goes)
        names.push_back(entry.first);
    std::vector<RelationName> roots;
    for (const auto &relation : reader.readByName(names)) {
        if (relation.kind == catalog::RelationKind::Partitioned)
            roots.push_back(relation.name);
        if (relation.partitionOf)
            roots.push_back(*relation.partitionOf);
    }
    std::vector<std::uint32_t> oids;
    for (const auto &relation : reader.readByName(roots))
        oids.push_back(relation.oid);
    std::map<RelationName, RelationName> more;
    for (const auto &root : roots)
        more.emplace(root, map.target(root));
    for (const auto &[root, partitions] : reader.partitionsOf(oids)) {
        for (const auto &partition : partitions)
            more.emplace(partition.name, map.target(partition.name));
    }
    std::vector<RelationName> wanted;
    for (const auto &entry : more)
        wanted.push_back(entry.second);
    for (const auto &relation : catalog::RelationReader(target).readByName(wanted)) {
        for (const auto &[from, to] : more) {
            if (to == relation.name)
                goes.emplace(from, to);
        }
    }
}

std::string tooEarly(const script::Statement &statement, const Late &late)
{
    if (statement.purpose == "create-trigger")
        return late.hasCutOver ? std::string() : "it acts on rows, and is made after the cutover";
    if (schema::isForeignKey(statement) && late.keysAct && !late.hasCutOver)
        return "it would act on what the stream brings (this role may not set session_replication_role), and is made after the cutover";
    if (late.unfinished.empty())
        return {};
    if (late.unfinished.count(statement.table) > 0)
        return "the copy of " + statement.table + " is not finished";
    // A partition's rows come with those of its root, or the other way round.
    if (late.finished.count(statement.table) > 0 && !schema::isForeignKey(statement))
        return {};
    return "the copy of " + *late.unfinished.begin() + " is not finished";
}

} // namespace

Late lookForLate(postgres::Connection &source, postgres::Connection &target, const std::string &subscription)
{
    const auto report = readStatus(target, nullptr, subscription);
    plan::TableMap map;
    if (const auto record = journal::readSlot(target, subscription))
        map = plan::tableMapOf(record->tableMap);
    Late late;
    late.hasCutOver = !report.cutOverAt.empty();
    late.keysAct = !postgres::mayBeReplica(target);
    // By its name of now: while the target's waits for that, the journal may have another one of the same name.
    std::vector<std::uint32_t> oids;
    for (const auto &row : report.tables)
        oids.push_back(row.oid);
    const auto names = definition::readNames(source, oids);
    std::map<RelationName, RelationName> goes;
    for (const auto &row : report.tables) {
        if (const auto now = names.find(row.oid); now != names.end())
            goes.emplace(now->second, row.target);
    }
    for (const auto &row : report.tables) {
        if (names.count(row.oid) == 0)
            goes.emplace(row.source, row.target);
        if (row.stopped || (row.state != 's' && row.state != 'r'))
            late.unfinished.insert(row.target.display());
        else
            late.finished.insert(row.target.display());
    }
    addTrees(source, target, map, goes);
    late.plan.subscription = subscription;
    late.plan.publications = report.publications;
    for (const auto &[from, to] : goes)
        late.plan.tables.push_back({from, to, {}, {}});
    return late;
}

std::vector<HeldBack> holdBack(script::Script &after, const Late &late)
{
    std::vector<HeldBack> held;
    for (std::size_t at = 0; at < after.size(); ++at) {
        if (after.at(at).state == script::State::Skipped)
            continue;
        const auto why = tooEarly(after.at(at), late);
        if (why.empty())
            continue;
        after.skip(at);
        held.push_back({at, why});
    }
    return held;
}

} // namespace tidegate::jobs
