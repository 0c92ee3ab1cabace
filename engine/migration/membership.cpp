// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/membership.h"

#include "apply/unit_observer.h"
#include "base/failpoint.h"
#include "catalog/relation_reader.h"
#include "plan/geometry.h"
#include "postgres/quoting.h"
#include "slot/touch.h"

#include <map>
#include <set>

namespace tidegate::migration {

Membership::Membership(postgres::Connection &source, postgres::Connection &target, const journal::Fence &fence,
                       const plan::TableMap &map, bool copyData)
    : m_source(source), m_target(target), m_fence(fence), m_map(map), m_copyData(copyData)
{
}

std::vector<catalog::PublishedTable> Membership::published(const std::vector<std::string> &publications)
{
    return catalog::RelationReader(m_source).publishedTables(publications);
}

Membership::Change Membership::reconcile(const std::vector<catalog::PublishedTable> &published)
{
    Change change;
    std::set<std::uint32_t> wanted;
    for (const auto &table : published)
        wanted.insert(table.oid);
    const auto known = journal::readUnits(m_target, m_fence.subscription()).relations;
    std::set<std::uint32_t> knownOids;
    std::vector<std::uint32_t> gone;
    for (const auto &relation : known) {
        knownOids.insert(relation.oid);
        if (!wanted.count(relation.oid)) {
            gone.push_back(relation.oid);
            change.left.push_back(relation.source.display());
        }
    }
    std::vector<catalog::PublishedTable> fresh;
    for (const auto &table : published) {
        if (!knownOids.count(table.oid))
            fresh.push_back(table);
    }
    if (gone.empty() && fresh.empty())
        return change;
    m_fence.begin(m_target);
    try {
        if (!gone.empty())
            journal::removeRelations(m_target, m_fence, gone);
        insertUnits(fresh, known, change);
        m_target.commit();
    } catch (...) {
        m_target.rollback();
        throw;
    }
    return change;
}

void Membership::insertUnits(const std::vector<catalog::PublishedTable> &tables,
                             const std::vector<journal::RelationRow> &known, Change &change)
{
    std::vector<std::uint32_t> oids;
    std::map<std::uint32_t, std::string> publicationOf;
    for (const auto &table : tables) {
        oids.push_back(table.oid);
        publicationOf[table.oid] = table.publications.empty() ? std::string() : table.publications.front();
    }
    const auto relations = catalog::RelationReader(m_source).readByOid(oids);
    std::vector<RelationName> targets;
    for (const auto &relation : relations)
        targets.push_back(m_map.target(relation.name));
    std::set<RelationName> present;
    for (const auto &target : catalog::RelationReader(m_target).readByName(targets))
        present.insert(target.name);

    // Who feeds a target: several roots, or rows that stood there, make it shared (rule 9).
    std::map<RelationName, std::set<RelationName>> feeders;
    const auto root = [](const catalog::Relation &relation) { return relation.partitionOf.value_or(relation.name); };
    for (const auto &relation : relations)
        feeders[m_map.target(relation.name)].insert(root(relation));
    for (const auto &relation : known)
        feeders[relation.target].insert(relation.source);

    std::vector<plan::SizedTable> sizes;
    std::map<std::uint32_t, journal::RelationRow> rows;
    for (const auto &relation : relations) {
        journal::RelationRow row;
        row.oid = relation.oid;
        row.source = relation.name;
        row.target = m_map.target(relation.name);
        row.publication = publicationOf[relation.oid];
        row.approximateRows = static_cast<std::int64_t>(relation.estimatedRows);
        row.approximateBytes = relation.totalBytes;
        if (!present.count(row.target)) {
            change.refused.push_back(relation.name.display() + ": the target has no table " + row.target.display());
            continue;
        }
        const bool occupied =
            m_target.exec("SELECT EXISTS (SELECT FROM " + postgres::quoted(row.target) + ")").boolean(0, 0);
        row.shared = occupied || feeders[row.target].size() > 1;
        change.joined.push_back(relation.name.display());
        rows.emplace(row.oid, row);
        sizes.push_back(plan::sized(relation, row.shared));
    }
    for (const auto &unit : plan::planUnits(std::move(sizes), {})) {
        journal::UnitRow unitRow;
        unitRow.state = m_copyData ? 'i' : 'r';
        unitRow.admitted = !m_copyData;
        unitRow.kind = plan::kindName(unit.kind);
        unitRow.slices = unit.slices;
        std::vector<journal::RelationRow> members;
        for (const auto oid : unit.relations)
            members.push_back(rows.at(oid));
        journal::insertUnit(m_target, m_fence, unitRow, members);
    }
}

void Membership::admit(const std::vector<std::uint32_t> &alreadyPublished,
                       const std::vector<std::string> &publications, const slot::WaitingCallback &onWaiting,
                       const StopToken &stop)
{
    const std::set<std::uint32_t> early(alreadyPublished.begin(), alreadyPublished.end());
    const auto all = journal::readUnits(m_target, m_fence.subscription());
    std::set<std::int64_t> late;
    for (const auto &relation : all.relations) {
        if (!early.count(relation.oid))
            late.insert(relation.unit);
    }
    std::vector<std::int64_t> now;
    std::vector<std::int64_t> later;
    for (const auto &unit : all.units) {
        if (!unit.admitted)
            (late.count(unit.id) ? later : now).push_back(unit.id);
    }
    const auto write = [this](const std::vector<std::int64_t> &units) {
        if (units.empty())
            return;
        m_fence.begin(m_target);
        journal::admitUnits(m_target, units);
        m_target.commit();
    };
    write(now);
    if (later.empty())
        return;
    if (!failpoint::ruleOff("2")) {
        slot::passBarrier(m_source, onWaiting, stop);
        slot::touch(m_source);
        if (slot::needsPublicationTouch(m_source.serverVersion())) {
            for (const auto &publication : publications)
                slot::touchPublication(m_source, publication);
        }
        slot::passBarrier(m_source, onWaiting, stop);
    }
    write(later);
}

void Membership::load(units::UnitRegistry &registry, bool anew)
{
    const auto all = journal::readUnits(m_target, m_fence.subscription());
    auto units = apply::unitsFromRows(all.units);
    std::vector<units::OwnedRelation> relations;
    std::map<std::int64_t, units::Unit *> byId;
    for (auto &unit : units)
        byId[unit.id] = &unit;
    for (const auto &row : all.relations) {
        units::OwnedRelation relation;
        relation.oid = row.oid;
        relation.source = row.source;
        relation.target = row.target;
        relation.unit = row.unit;
        relation.shared = row.shared;
        relation.stopped = row.stopped;
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
