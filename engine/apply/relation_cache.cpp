// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/relation_cache.h"

#include "base/problem.h"
#include "catalog/relation_reader.h"

namespace tidegate::apply {

void RelationCache::announce(const pgoutput::Relation &relation)
{
    m_entries[relation.oid] = Entry{relation, nullptr};
}

void RelationCache::requireWidth(std::uint32_t relation, std::size_t width) const
{
    const auto found = m_entries.find(relation);
    if (found == m_entries.end() || found->second.relation.columns.size() != width)
        throw ProblemError(Code::ProtocolBroken,
                           {"a row of relation " + std::to_string(relation) + " does not fit its description"});
}

std::shared_ptr<TargetTable> RelationCache::table(const units::OwnedRelation &owned)
{
    const auto found = m_entries.find(owned.oid);
    if (found == m_entries.end())
        throw ProblemError(Code::ProtocolBroken, {"a change of relation " + std::to_string(owned.oid)
                                                  + " came before its description"});
    auto &entry = found->second;
    if (!entry.table) {
        const auto target = catalog::RelationReader(m_target).read(owned.target);
        if (!target)
            throw ProblemError(Code::TargetTableMissing, {owned.source.display(), owned.target.display()});
        entry.table = std::make_shared<TargetTable>(entry.relation, owned, *target, m_lenient || owned.shared);
    }
    return entry.table;
}

} // namespace tidegate::apply
