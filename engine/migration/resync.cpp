// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/resync.h"

#include "base/problem.h"
#include "postgres/empty_table.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <set>

namespace tidegate::migration {

namespace {

/// Target relations that share rows: a partition and its root if something is written to the root itself.
RelationName family(const preflight::TablePair &pair, const std::set<RelationName> &targets)
{
    return pair.target && pair.target->partitionOf && targets.count(*pair.target->partitionOf) ? *pair.target->partitionOf
                                                                                               : pair.targetName;
}

} // namespace

Replacements::Replacements(const std::vector<journal::RelationRow> &followed, const std::vector<preflight::TablePair> &published)
{
    std::set<std::uint32_t> there;
    for (const auto &pair : published)
        there.insert(pair.source.oid);
    for (const auto &row : followed) {
        m_rows.emplace(row.oid, &row);
        if (there.count(row.oid) == 0)
            m_gone.insert_or_assign(row.source, &row);
    }
}

const journal::RelationRow *Replacements::replacedBy(const preflight::TablePair &pair) const
{
    const auto gone = m_gone.find(pair.source.name);
    return m_rows.count(pair.source.oid) > 0 || gone == m_gone.end() ? nullptr : gone->second;
}

const journal::RelationRow *Replacements::rowOf(const preflight::TablePair &pair) const
{
    const auto row = m_rows.find(pair.source.oid);
    return row == m_rows.end() ? replacedBy(pair) : row->second;
}

std::vector<preflight::TablePair> resyncGroup(const ResyncOf &wanted,
                                              const std::vector<journal::RelationRow> &followed,
                                              const std::vector<preflight::TablePair> &published,
                                              postgres::Connection &target)
{
    const Replacements rows(followed, published);
    std::set<RelationName> targets;
    for (const auto &pair : published)
        targets.insert(pair.targetName);
    std::set<std::string> names(wanted.names.begin(), wanted.names.end());
    std::set<std::uint32_t> oids(wanted.oids.begin(), wanted.oids.end());
    const auto isWanted = [names, oids](const preflight::TablePair &pair) {
        return oids.count(pair.source.oid) > 0 || names.count(pair.source.name.display()) > 0;
    };
    std::set<RelationName> families;
    std::string first;
    for (const auto &pair : published) {
        if (!isWanted(pair) || !rows.rowOf(pair))
            continue;
        families.insert(family(pair, targets));
        first = first.empty() ? pair.source.name.display() : first;
        names.erase(pair.source.name.display());
        oids.erase(pair.source.oid);
    }
    if (!names.empty() || !oids.empty())
        throw ProblemError(Code::TableNotFollowed, {names.empty() ? std::to_string(*oids.begin()) : *names.begin()});
    std::vector<preflight::TablePair> group;
    std::set<RelationName> toBeEmpty;
    for (const auto &pair : published) {
        if (!families.count(family(pair, targets)))
            continue;
        const auto *row = rows.rowOf(pair);
        if (!row)
            continue; // joins later, and is copied then
        if (!pair.hasTargetTable())
            throw ProblemError(Code::TargetTableMissing, {pair.source.name.display(), pair.targetName.display()});
        if (row->shared && !isWanted(pair))
            throw ProblemError(Code::ResyncOfShared, {first, pair.targetName.display()});
        // Another map than when it joined: the rows of that target are not ours.
        if (row->shared || row->target != pair.targetName)
            toBeEmpty.insert(pair.targetName);
        group.push_back(pair);
    }
    if (const auto filled = firstWithRows(target, toBeEmpty))
        throw ProblemError(Code::ResyncOfShared, {first, filled->display()});
    return group;
}

std::optional<RelationName> firstWithRows(postgres::Connection &target, const std::set<RelationName> &tables)
{
    const std::vector<RelationName> names(tables.begin(), tables.end());
    std::vector<std::string> quoted;
    for (const auto &name : names)
        quoted.push_back(postgres::quoted(name));
    const auto found = postgres::whichHaveRows(target, quoted);
    return found.empty() ? std::nullopt : std::optional(names[*std::min_element(found.begin(), found.end())]);
}

} // namespace tidegate::migration
