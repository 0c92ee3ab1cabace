// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/resync.h"

#include "base/problem.h"
#include "postgres/empty_table.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <map>
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

bool ResyncOf::has(const catalog::Relation &table) const
{
    return std::count(names.begin(), names.end(), table.name.display()) > 0 || std::count(oids.begin(), oids.end(), table.oid) > 0;
}

const journal::RelationRow *replacedBy(const preflight::TablePair &pair, const std::vector<journal::RelationRow> &followed,
                                       const std::vector<preflight::TablePair> &published)
{
    const journal::RelationRow *before = nullptr;
    for (const auto &row : followed) {
        if (row.oid == pair.source.oid)
            return nullptr;
        const bool gone = std::none_of(published.begin(), published.end(), [&](const auto &each) { return each.source.oid == row.oid; });
        if (gone && row.source == pair.source.name)
            before = &row;
    }
    return before;
}

std::vector<preflight::TablePair> resyncGroup(const ResyncOf &wanted,
                                              const std::vector<journal::RelationRow> &followed,
                                              const std::vector<preflight::TablePair> &published,
                                              postgres::Connection &target)
{
    std::map<std::uint32_t, const journal::RelationRow *> rows;
    for (const auto &row : followed)
        rows.emplace(row.oid, &row);
    std::set<RelationName> targets;
    for (const auto &pair : published)
        targets.insert(pair.targetName);
    std::set<RelationName> families;
    const auto isFollowed = [&](const preflight::TablePair &pair) {
        return rows.count(pair.source.oid) > 0 || replacedBy(pair, followed, published);
    };
    std::string first;
    for (const auto &pair : published) {
        if (!wanted.has(pair.source) || !isFollowed(pair))
            continue;
        families.insert(family(pair, targets));
        first = first.empty() ? pair.source.name.display() : first;
    }
    const auto require = [&](const ResyncOf &one, const std::string &name) {
        if (std::none_of(published.begin(), published.end(), [&](const auto &pair) { return one.has(pair.source) && isFollowed(pair); }))
            throw ProblemError(Code::TableNotFollowed, {name});
    };
    for (const auto &name : wanted.names)
        require({{name}, {}}, name);
    for (const auto oid : wanted.oids)
        require({{}, {oid}}, std::to_string(oid));
    std::vector<preflight::TablePair> group;
    for (const auto &pair : published) {
        if (!families.count(family(pair, targets)))
            continue;
        const auto *before = replacedBy(pair, followed, published);
        const auto row = rows.find(before ? before->oid : pair.source.oid);
        if (row == rows.end())
            continue; // joins later, and is copied then
        if (!pair.hasTargetTable())
            throw ProblemError(Code::TargetTableMissing, {pair.source.name.display(), pair.targetName.display()});
        // Another map than when it joined: the rows of that target are not ours.
        if (row->second->target != pair.targetName && postgres::hasRows(target, postgres::quoted(pair.targetName)))
            throw ProblemError(Code::ResyncOfShared, {first, pair.targetName.display()});
        if (row->second->shared && (!wanted.has(pair.source) || postgres::hasRows(target, postgres::quoted(pair.targetName))))
            throw ProblemError(Code::ResyncOfShared, {first, pair.targetName.display()});
        group.push_back(pair);
    }
    return group;
}

} // namespace tidegate::migration
