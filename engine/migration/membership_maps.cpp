// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where tables are called otherwise, or go elsewhere: what the journal's table map says then.

#include "migration/membership.h"

#include "base/problem.h"
#include "catalog/relation_reader.h"
#include "definition/names.h"
#include "journal/definition_rows.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tidegate::migration {

namespace {

/// It, or nothing where it asks for too many steps of one of these: what is to take its place must not ask it then.
plan::TableMap answering(const plan::TableMap &recorded, const std::vector<plan::SentTable> &tables)
{
    try {
        for (const auto &table : tables)
            static_cast<void>(table.sentBy(recorded));
        return recorded;
    } catch (const ProblemError &) {
        return {};
    }
}

} // namespace

std::optional<Problem> Membership::followNames()
{
    const auto names = definition::Names::read(m_source, m_target, m_fence.subscription());
    const auto moved = names.moved();
    if (moved.empty())
        return std::nullopt;
    auto maps = m_record.tableMap;
    std::optional<Problem> problem;
    try {
        maps = mapsFollowing(names, moved);
    } catch (const ProblemError &error) {
        if (error.problem().code != Code::BadTableMap)
            throw;
        problem = error.problem(); // rows of all tables wait for the names; none goes by the map before somebody gives another
    }
    std::vector<journal::TableNames> recorded;
    for (const auto &table : moved)
        recorded.push_back({table.oid, table.source, table.target});
    journal::FencedTransaction transaction(m_fence, m_target);
    journal::recordNames(m_target, m_fence.subscription(), recorded);
    journal::recordTableMap(m_target, m_fence, maps);
    transaction.commit();
    m_record.tableMap = maps;
    return problem;
}

std::vector<std::string> Membership::mapsFollowing(const definition::Names &names, const std::vector<definition::Followed> &moved)
{
    std::map<std::uint32_t, definition::Followed> journals;
    for (const auto &table : names.followed())
        journals.emplace(table.oid, table);
    // One that waits for its target's name has another's in the journal, perhaps; in the map it is called as it is now.
    std::vector<definition::Followed> followed;
    auto latest = moved;
    for (auto &table : latest) {
        followed.push_back(journals.at(table.oid));
        table.source = names.latest(table);
    }
    const auto recorded = plan::tableMapOf(m_record.tableMap);
    const auto before = sent(followed);
    auto now = sent(latest);
    std::set<std::pair<RelationName, RelationName>> old;
    for (std::size_t i = 0; i < now.size(); ++i) {
        const auto &name = before[i].nameIn(recorded);
        if (name != before[i].name) // what leads there is called as it was
            now[i].name = name, now[i].root.reset();
        old.emplace(name, before[i].target);
        old.emplace(now[i].name, before[i].target);
    }
    return plan::sending(recorded.without(old), now, recorded).texts();
}

bool Membership::namesMoved()
{
    return !definition::Names::read(m_source, m_target, m_fence.subscription()).moved().empty();
}

void Membership::recordMaps(const std::vector<std::string> &maps)
{
    if (maps == m_record.tableMap)
        return;
    journal::FencedTransaction transaction(m_fence, m_target);
    journal::recordTableMap(m_target, m_fence, maps);
    transaction.commit();
    m_record.tableMap = maps;
}

std::vector<plan::SentTable> Membership::sent(const std::vector<definition::Followed> &followed)
{
    std::vector<std::uint32_t> oids;
    for (const auto &table : followed)
        oids.push_back(table.oid);
    std::map<std::uint32_t, catalog::Relation> relations;
    for (auto &relation : catalog::RelationReader(m_source).readByOid(oids))
        relations.emplace(relation.oid, std::move(relation));
    std::vector<plan::SentTable> all;
    for (const auto &table : followed) {
        plan::SentTable each{table.source, {}, table.target};
        if (const auto found = relations.find(table.oid); found != relations.end()) {
            each.name = found->second.chunkOf.value_or(each.name);
            each.root = found->second.partitionOf;
        }
        all.push_back(std::move(each));
    }
    return all;
}

Membership::Maps Membership::mapsBeside(const plan::TableMap &given, bool named)
{
    auto all = sent(followedNow());
    const auto recorded = answering(plan::tableMapOf(m_record.tableMap), all);
    if (named)
        std::erase_if(all, [&](const auto &table) { return given.names(table.name) || given.names(table.nameIn(recorded)); });
    std::set<std::string> kept; // chunks of a hypertable have one name here
    for (const auto &table : all) {
        if (!table.sentBy(given) && (!named || given.target(table.name) != table.name)) // of whom it says nothing, nothing else was asked
            kept.insert(table.name.display() + " into " + table.target.display());
    }
    return {plan::sending(given, all, recorded), {kept.begin(), kept.end()}};
}

std::vector<definition::Followed> Membership::followedNow()
{
    std::vector<definition::Followed> all;
    std::vector<std::uint32_t> oids;
    for (const auto &row : journal::readUnits(m_target, m_fence.subscription()).relations) {
        all.push_back({row.oid, row.source, row.target, 0});
        oids.push_back(row.oid);
    }
    const auto names = definition::readNames(m_source, oids);
    for (auto &table : all) {
        if (const auto now = names.find(table.oid); now != names.end())
            table.source = now->second;
    }
    return all;
}

std::vector<std::string> Membership::mapsAfter(const std::vector<preflight::TablePair> &group, const std::map<std::uint32_t, RelationName> &went,
                                               const plan::TableMap &map, bool asked) const
{
    const auto recorded = plan::tableMapOf(m_record.tableMap);
    std::map<RelationName, RelationName> moved;
    for (const auto &pair : group) {
        const plan::SentTable table{pair.known(), pair.source.partitionOf, pair.targetName};
        if (went.at(pair.source.oid) != pair.targetName || (asked && !table.sentBy(recorded)))
            moved.emplace(table.nameIn(map), pair.targetName);
    }
    return moved.empty() ? m_record.tableMap : recorded.with(moved).texts();
}

} // namespace tidegate::migration
