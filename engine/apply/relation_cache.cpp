// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/relation_cache.h"

#include "base/problem.h"
#include "catalog/relation_reader.h"
#include "definition/problem.h"

namespace tidegate::apply {

void RelationCache::announce(const pgoutput::Relation &relation)
{
    m_entries[relation.oid] = Entry{relation, nullptr, nullptr};
}

void RelationCache::requireWidth(std::uint32_t relation, std::size_t width) const
{
    const auto found = m_entries.find(relation);
    if (found == m_entries.end() || found->second.relation.columns.size() != width)
        throw ProblemError(Code::ProtocolBroken,
                           {"a row of relation " + std::to_string(relation) + " does not fit its description"});
}

std::shared_ptr<TargetTable> RelationCache::aside(const units::OwnedRelation &owned)
{
    auto &aside = m_entries.at(owned.oid).aside;
    if (!aside)
        aside = std::make_shared<TargetTable>(owned);
    return aside;
}

std::shared_ptr<TargetTable> RelationCache::table(const units::OwnedRelation &owned, std::uint32_t xid)
{
    const auto found = m_entries.find(owned.oid);
    if (found == m_entries.end())
        throw ProblemError(Code::ProtocolBroken, {"a change of relation " + std::to_string(owned.oid)
                                                  + " came before its description"});
    auto &entry = found->second;
    if (!entry.table) {
        const bool lenient = m_lenient || owned.shared;
        // News are not in the journal yet.
        const bool mayAgree = m_readAhead && !m_definitions.hasNews();
        if (const auto agreed = mayAgree ? m_readAhead->agreed(entry.relation, owned, !lenient, xid) : std::nullopt) {
            entry.table = std::make_shared<TargetTable>(entry.relation, agreed->places, owned, agreed->target, m_byteTexts, lenient);
            return entry.table;
        }
        const auto places = m_definitions.places(entry.relation, owned, !lenient);
        const auto target = catalog::RelationReader(m_target).read(owned.target);
        if (!target)
            throw ProblemError(Code::TargetTableMissing, {owned.source.display(), owned.target.display()});
        if (target->oid != places.table)
            throw ProblemError(definition::renamed(owned.target, "another table of the target has that name now"));
        entry.table = std::make_shared<TargetTable>(entry.relation, places.columns, owned, *target, m_byteTexts, lenient);
    }
    return entry.table;
}

} // namespace tidegate::apply
