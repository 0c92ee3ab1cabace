// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

#include <algorithm>
#include <map>
#include <set>

namespace tidegate::preflight {

namespace {

using catalog::Key;
using catalog::Relation;

bool isSubset(const std::vector<std::string> &some, const std::vector<std::string> &all)
{
    return std::all_of(some.begin(), some.end(), [&](const std::string &each) {
        return std::find(all.begin(), all.end(), each) != all.end();
    });
}

/// True if a key of this relation keeps rows apart that agree in `columns`.
bool keepsApart(const Relation &relation, const std::vector<std::string> &columns)
{
    return std::any_of(relation.keys.begin(), relation.keys.end(),
                       [&](const Key &key) { return key.columnsNotNull && isSubset(key.columns, columns); });
}

/// Can an UPDATE or DELETE of this table, sent with its old key, hit a row of another one that feeds the target?
/// Not if the target itself refuses two rows of that key, nor if its own root does and all come from that root. With
/// FULL the rows that agree are equal in every column, so that any of them will do.
bool namesOneRow(const TablePair &pair, bool oneRoot)
{
    if (pair.source.replicaIdentity == catalog::ReplicaIdentity::Full)
        return true;
    const auto *identity = pair.source.identityKey();
    if (!identity)
        return true; // the source itself refuses to change its rows
    if (pair.target && keepsApart(*pair.target, identity->columns))
        return true;
    return oneRoot && pair.sourceRoot && keepsApart(*pair.sourceRoot, identity->columns);
}

} // namespace

Findings checkMerges(const Inspection &inspection)
{
    std::map<RelationName, std::vector<const TablePair *>> byTarget;
    for (const auto &pair : inspection.tables)
        byTarget[pair.targetName].push_back(&pair);
    Findings findings;
    for (const auto &[target, pairs] : byTarget) {
        std::set<RelationName> roots;
        std::set<RelationName> sources;
        for (const auto *pair : pairs) {
            roots.insert(pair->root());
            sources.insert(pair->known());
        }
        const bool unsafe = std::any_of(pairs.begin(), pairs.end(), [&](const TablePair *pair) {
            const bool changes = inspection.publishesUpdates(*pair) || inspection.publishesDeletes(*pair);
            return changes && !namesOneRow(*pair, roots.size() == 1);
        });
        if (pairs.size() < 2 || !unsafe)
            continue;
        std::string names;
        for (const auto &source : sources)
            names += (names.empty() ? "" : ", ") + source.display();
        Finding finding{Severity::Refusal, Code::MergeNeedsUniqueIdentity, {target.display(), names}, {}};
        for (const auto *pair : pairs)
            finding.tables.push_back(pair->source.oid);
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace tidegate::preflight
