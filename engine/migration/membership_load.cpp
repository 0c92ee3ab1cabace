// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// From the journal into memory, before a session begins.

#include "migration/membership.h"

#include "apply/unit_observer.h"
#include "catalog/leaves_apart.h"
#include "catalog/relation_reader.h"
#include "definition/memory.h"
#include "journal/range_rows.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::migration {

void Membership::load(units::UnitRegistry &registry, const std::vector<std::string> &publications, bool anew)
{
    const auto all = journal::readUnits(m_target, m_fence.subscription());
    const bool copies = std::any_of(all.units.begin(), all.units.end(),
                                    [](const auto &unit) { return unit.state == 'i' || unit.state == 'd'; });
    std::map<std::uint32_t, std::string> filters;
    if (copies && catalog::RelationReader(m_source).anyRowFilter(publications)) {
        const postgres::Transaction transaction(m_source, catalog::beginBriefLook);
        for (const auto &table : published(publications))
            filters[table.oid] = table.rowFilter.value_or(std::string());
    }
    auto units = apply::unitsFromRows(all.units);
    std::vector<units::OwnedRelation> relations;
    std::map<std::int64_t, units::Unit *> byId;
    for (auto &unit : units)
        byId[unit.id] = &unit;
    std::map<std::uint32_t, std::vector<units::KeyRanges::Part>> parts;
    const auto ranges = journal::readRanges(m_target, m_fence.subscription());
    std::set<std::uint32_t> ranged;
    for (const auto &row : ranges)
        ranged.insert(row.relation);
    const auto known = definition::readKnown(m_target, m_fence.subscription(), {ranged.begin(), ranged.end()});
    const auto numberOf = [&known](const journal::RangeRow &row) {
        const auto before = known.find(row.relation);
        const auto *column = before == known.end() ? nullptr : before->second.named(row.column);
        return column ? column->number : 0;
    };
    for (const auto &row : ranges) {
        const auto found = byId.find(row.unit);
        if (found == byId.end())
            continue; // it joined between the two looks, and is loaded with that
        found->second->range = units::KeyRange{row.column, row.type, row.low, row.high, numberOf(row)};
        found->second->relations.push_back(row.relation);
        parts[row.relation].push_back({row.unit, *found->second->range});
    }
    catalog::Feeders feeders;
    for (const auto &row : all.relations) {
        if (copies && !row.shared)
            feeders[row.target].push_back(row.oid);
    }
    const auto apart = catalog::fedApart(m_source, m_target, feeders);
    for (const auto &row : all.relations) {
        units::OwnedRelation relation;
        relation.oid = row.oid;
        relation.source = row.source;
        relation.target = row.target;
        relation.unit = row.unit;
        if (auto found = parts.find(row.oid); found != parts.end())
            relation.ranges = std::make_shared<const units::KeyRanges>(std::move(found->second));
        relation.shared = row.shared;
        relation.apart = apart.count(row.target) > 0;
        relation.stopped = row.stopped;
        relation.rowFilter = filters[row.oid];
        relation.approximateRows = row.approximateRows;
        relation.approximateBytes = row.approximateBytes;
        if (const auto found = byId.find(row.unit); found != byId.end())
            found->second->relations.push_back(row.oid);
        relations.push_back(std::move(relation));
    }
    if (anew)
        registry.load(std::move(units), std::move(relations));
    else
        registry.add(std::move(units), std::move(relations));
}

} // namespace tidegate::migration
