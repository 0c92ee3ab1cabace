// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/shared_targets.h"

namespace tidegate::preflight {

std::map<RelationName, std::set<RelationName>> sourcesOfTargets(const std::vector<TablePair> &pairs)
{
    std::map<RelationName, std::set<RelationName>> sources;
    for (const auto &pair : pairs)
        sources[pair.targetName].insert(pair.root());
    // Downwards after upwards, so that partitions of one root see each other's sources through it.
    for (const auto &pair : pairs) {
        if (pair.target && pair.target->partitionOf && sources.count(*pair.target->partitionOf))
            sources[*pair.target->partitionOf].insert(pair.root());
    }
    for (const auto &pair : pairs) {
        if (!pair.target || !pair.target->partitionOf)
            continue;
        if (const auto root = sources.find(*pair.target->partitionOf); root != sources.end())
            sources[pair.targetName].insert(root->second.begin(), root->second.end());
    }
    return sources;
}

std::set<RelationName> sharedTargets(const std::vector<TablePair> &pairs,
                                     const std::set<RelationName> &nonEmpty)
{
    std::set<RelationName> shared;
    for (const auto &[target, roots] : sourcesOfTargets(pairs)) {
        if (roots.size() > 1 || nonEmpty.count(target))
            shared.insert(target);
    }
    return shared;
}

} // namespace tidegate::preflight
