// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sequences/matching.h"

#include <algorithm>

namespace tidegate::sequences {

namespace {

/// Several sequences of one column: the one of the same name, else none rather than a wrong one.
const SequenceFacts *onlyOrNamesake(const std::vector<const SequenceFacts *> &found, const std::string &name)
{
    if (found.size() == 1)
        return found.front();
    const auto namesake = std::find_if(found.begin(), found.end(), [&name](const SequenceFacts *candidate) {
        return candidate->name.name == name;
    });
    return namesake == found.end() ? nullptr : *namesake;
}

} // namespace

Matching::Matching(std::set<RelationName> tables, const std::vector<TablePair> &pairs, NameMap map,
                   const std::vector<SequenceFacts> &targets)
    : m_tables(std::move(tables)), m_map(std::move(map))
{
    for (const auto &pair : pairs)
        m_pairs.emplace(pair.source, pair.target);
    for (const auto &target : targets) {
        m_byName.emplace(target.name, &target);
        if (!target.extension.empty())
            m_byExtension.emplace(std::pair(target.extension, target.name.name), &target);
        if (target.owner)
            m_byOwner[*target.owner].push_back(&target);
        for (const auto &user : target.users)
            m_byUser[user].push_back(&target);
    }
}

bool Matching::isNeeded(const SequenceFacts &source) const
{
    const auto migrated = [this](const ColumnName &column) { return m_tables.count(column.table) > 0; };
    return (source.owner && migrated(*source.owner)) || std::any_of(source.users.begin(), source.users.end(), migrated);
}

bool Matching::concerns(const SequenceFacts &source) const
{
    return isNeeded(source) || !source.extension.empty() || (!source.owner && source.users.empty());
}

RelationName Matching::targetOf(const RelationName &table) const
{
    const auto found = m_pairs.find(table);
    return found != m_pairs.end() ? found->second : m_map(table);
}

RelationName Matching::expectedName(const SequenceFacts &source) const
{
    // A rule's table pattern is meant for tables; of what it says only the schema holds for a sequence. One
    // that belongs to a table goes where the table goes.
    if (source.owner && m_tables.count(source.owner->table) > 0)
        return {targetOf(source.owner->table).schema, source.name.name};
    return {m_map(source.name).schema, source.name.name};
}

const SequenceFacts *Matching::byColumn(const SequenceFacts &source, const ColumnName &column) const
{
    if (m_tables.count(column.table) == 0)
        return nullptr;
    const ColumnName there{targetOf(column.table), column.column};
    for (const auto *columns : {&m_byOwner, &m_byUser}) {
        const auto found = columns->find(there);
        if (found == columns->end())
            continue;
        if (const auto *target = onlyOrNamesake(found->second, source.name.name))
            return target;
    }
    return nullptr;
}

const SequenceFacts *Matching::counterpart(const SequenceFacts &source) const
{
    if (source.owner) {
        if (const auto *target = byColumn(source, *source.owner))
            return target;
    }
    for (const auto &user : source.users) {
        if (const auto *target = byColumn(source, user))
            return target;
    }
    const auto namesake = m_byName.find(expectedName(source));
    const auto *named = namesake == m_byName.end() ? nullptr : namesake->second;
    if (source.extension.empty() || (named && named->extension == source.extension))
        return named;
    const auto found = m_byExtension.find({source.extension, source.name.name});
    if (found != m_byExtension.end())
        return found->second;
    return isNeeded(source) ? named : nullptr; // without a table that says so, it is somebody else's
}

} // namespace tidegate::sequences
