// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where tables are called otherwise, or go elsewhere: what the journal's table map says then.

#include "migration/membership.h"

#include "catalog/relation_reader.h"
#include "definition/names.h"
#include "journal/definition_rows.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::migration {

void Membership::followNames()
{
    const auto names = definition::Names::read(m_source, m_target, m_fence.subscription());
    const auto moved = names.moved();
    if (moved.empty())
        return;
    std::set<std::uint32_t> oids;
    for (const auto &table : moved)
        oids.insert(table.oid);
    auto followed = names.followed();
    std::erase_if(followed, [&oids](const auto &table) { return oids.count(table.oid) == 0; });
    const auto recorded = plan::tableMapOf(m_record.tableMap);
    const auto before = sent(followed);
    auto now = sent(moved);
    std::map<RelationName, RelationName> old;
    for (std::size_t i = 0; i < moved.size(); ++i) {
        const auto &name = before[i].nameIn(recorded);
        old.emplace(name, before[i].target);
        if (name != before[i].name) // what leads there is called as it was
            now[i].name = name, now[i].root.reset();
    }
    const auto maps = plan::sending(recorded.without(old), now, recorded).texts();
    journal::FencedTransaction transaction(m_fence, m_target);
    for (const auto &table : moved)
        journal::recordNames(m_target, m_fence.subscription(), table.oid, table.source, table.target);
    journal::recordTableMap(m_target, m_fence, maps);
    transaction.commit();
    m_record.tableMap = maps;
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

std::vector<std::string> Membership::besideFollowed(const std::vector<std::string> &maps)
{
    const auto recorded = plan::tableMapOf(m_record.tableMap);
    std::set<RelationName> names;
    for (const auto &table : sent(followedNow())) {
        if (table.sentBy(recorded))
            names.insert(table.nameIn(recorded));
    }
    return plan::inFront(maps, recorded.exactOf(names));
}

Membership::Maps Membership::mapsBeside(const plan::TableMap &given)
{
    followNames();
    const auto recorded = plan::tableMapOf(m_record.tableMap);
    const auto all = sent(followedNow());
    std::set<std::string> kept; // chunks of a hypertable have one name here
    for (const auto &table : all) {
        if (!table.sentBy(given))
            kept.insert(table.name.display() + " into " + table.target.display());
    }
    return {plan::sending(given, all, recorded), {kept.begin(), kept.end()}};
}

std::vector<definition::Followed> Membership::followedNow()
{
    std::vector<definition::Followed> all;
    for (const auto &row : journal::readUnits(m_target, m_fence.subscription()).relations)
        all.push_back({row.oid, row.source, row.target, 0});
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
