// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/read_ahead.h"

#include "apply/definition_check.h"
#include "catalog/relation_reader.h"
#include "definition/comparison.h"
#include "postgres/error.h"

#include <algorithm>

namespace tidegate::apply {

namespace {

constexpr std::size_t heldAtMost = 1000; ///< a few kB each

/// The message, with the types' names that the catalog adds; none if they differ.
std::optional<definition::Definition> described(const pgoutput::Relation &seen, const definition::Definition &now)
{
    auto same = describedBy(seen);
    if (same.name != now.name || same.replicaIdentity != now.replicaIdentity)
        return std::nullopt;
    int before = 0;
    for (auto &column : same.columns) {
        const auto *there = now.named(column.name);
        // A message has them in the order of their numbers: names that columns have exchanged since are not in it.
        if (!there || there->number <= before || there->typeOid != column.typeOid || there->typmod != column.typmod)
            return std::nullopt;
        before = there->number;
        column.type = there->type;
    }
    return same;
}

} // namespace

bool ReadAhead::Held::serves(std::uint32_t xid) const
{
    return finished->isVisible(finished->widen(xid));
}

ReadAhead::ReadAhead(postgres::Connection &source, postgres::Connection &target, std::string subscription,
                     const units::UnitRegistry &registry)
    : m_source(source), m_target(target), m_subscription(std::move(subscription)), m_registry(registry)
{
}

bool ReadAhead::shows(std::uint32_t xid)
{
    const auto shown = [&] { return m_finished && m_finished->isVisible(m_finished->widen(xid)); };
    if (!shown())
        m_finished = std::make_shared<const Snapshot>(Snapshot::parse(m_source.exec("SELECT pg_current_snapshot()").view(0, 0)));
    return shown();
}

std::optional<ReadAhead::Agreed> ReadAhead::agreed(const pgoutput::Relation &seen, const units::OwnedRelation &owned, bool exact,
                                                   std::uint32_t xid)
{
    if (RelationName{seen.schema, seen.name} != owned.source || m_inVain.erase(owned.oid) > 0 || !shows(xid))
        return std::nullopt;
    auto held = m_held.extract(owned.oid);
    if (held.empty() || !held.mapped().serves(xid)) {
        // Read before this transaction was finished, as the others were: the stream is too close behind the source for
        // reading ahead. If that makes it fall back, it is not any more.
        m_ahead = held.empty() ? std::min(m_ahead * 4, relationsALook) : 1;
        if (!held.empty())
            m_held.clear();
        try {
            look(owned);
        } catch (const postgres::SqlError &) {
            // Of another table, perhaps: one that is dropped about now. What is wrong with this one DefinitionCheck says.
            if (m_target.inTransaction())
                throw;
            return std::nullopt;
        }
        held = m_held.extract(owned.oid);
    }
    if (held.empty() || held.mapped().target.name != owned.target)
        return std::nullopt;
    auto &sides = held.mapped();
    if (sides.target.oid != sides.known.target || sides.relation.oid != sides.target.oid)
        return std::nullopt;
    const auto same = described(seen, sides.source);
    if (!same)
        return std::nullopt;
    auto comparison = definition::compare({*same, &sides.known, &sides.source, sides.target,
                                           exact ? definition::Rows::Copied : definition::Rows::Whatever});
    const auto &places = comparison.places;
    if (!comparison.agrees() || comparison.changed
        || std::any_of(places.begin(), places.end(), [](const auto &place) { return place.name.empty(); }))
        return std::nullopt;
    return Agreed{std::move(comparison.places), std::move(sides.relation)};
}

void ReadAhead::look(const units::OwnedRelation &owned)
{
    if (m_held.size() > heldAtMost)
        m_held.clear();
    auto relations = m_registry.relationsFrom(owned.oid, m_ahead);
    std::erase_if(relations, [this](const auto &relation) { return relation.stopped || m_held.count(relation.oid) > 0; });
    std::vector<std::uint32_t> oids;
    std::vector<RelationName> names;
    for (const auto &relation : relations) {
        oids.push_back(relation.oid);
        names.push_back(relation.target);
    }
    auto sources = definition::read(m_source, oids);
    const auto targets = definition::read(m_target, names);
    auto known = definition::readKnown(m_target, m_subscription, oids);
    std::unordered_map<RelationName, catalog::Relation> details;
    for (auto &relation : catalog::RelationReader(m_target).readByName(names))
        details.emplace(relation.name, std::move(relation));
    for (const auto &relation : relations) {
        const auto from = sources.find(relation.oid);
        const auto to = targets.find(relation.target);
        const auto memory = known.find(relation.oid);
        const auto detail = details.find(relation.target);
        if (from != sources.end() && to != targets.end() && memory != known.end() && detail != details.end())
            m_held.emplace(relation.oid, Held{std::move(from->second), to->second, std::move(memory->second), detail->second, m_finished});
        else
            m_inVain.insert(relation.oid);
    }
}

} // namespace tidegate::apply
