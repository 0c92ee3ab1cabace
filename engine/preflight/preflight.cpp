// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/preflight.h"

#include "preflight/checks.h"

#include <algorithm>

namespace tidegate::preflight {

namespace {

struct Check {
    Findings (*look)(const Inspection &);
    Side mendSide; ///< where the statements that mend what it finds belong
    bool ofTables = false; ///< looks at each table, also at one that joins midway
};

constexpr Check checks[] = {
    {checkSameDatabase, Side::Target},
    {checkSourceIsPrimary, Side::Source},
    {checkSourceVersion, Side::Source},
    {checkWalLevel, Side::Source},
    {checkSynchronousStandby, Side::Source},
    {checkTargetRestoring, Side::Target},
    {checkDirection, Side::Target},
    {checkEncodings, Side::Target},
    {checkPublications, Side::Source},
    {checkColumnLists, Side::Source, true},
    {checkOperations, Side::Source},
    {checkViaRoot, Side::Source, true},
    {checkReplicaIdentity, Side::Source, true},
    {checkFilters, Side::Source, true},
    {checkTargetTables, Side::Target, true},
    {checkTargetColumns, Side::Target, true},
    {checkTargetRows, Side::Target},
    {checkExtensionRows, Side::Target},
    {checkFedByAnother, Side::Target, true},
    {checkMerges, Side::Target, true},
    {checkLongCopies, Side::Source, true},
    {checkSourceRights, Side::Source, true},
    {checkTargetRights, Side::Target, true},
    {checkReplicaRole, Side::Target, true},
    {checkTriggers, Side::Target, true},
};

template <typename Wanted>
Findings runAll(const Inspection &inspection, bool ofTablesOnly, Wanted wanted)
{
    Findings all;
    for (const auto &check : checks) {
        if (ofTablesOnly && !check.ofTables)
            continue;
        for (auto &finding : check.look(inspection)) {
            finding.mendSide = check.mendSide;
            if (wanted(finding))
                all.push_back(std::move(finding));
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    return all;
}

/// What is written to together: a target, and with a root its partitions.
const RelationName &targetTree(const TablePair &pair)
{
    return pair.target && pair.target->partitionOf ? *pair.target->partitionOf : pair.targetName;
}

} // namespace

std::vector<Finding> inspect(const Inspection &inspection)
{
    return runAll(inspection, false, [](const Finding &) { return true; });
}

std::vector<Finding> inspectTables(const Inspection &inspection, const std::set<std::uint32_t> &tables)
{
    std::set<RelationName> trees;
    for (const auto &pair : inspection.tables) {
        if (tables.count(pair.source.oid) > 0)
            trees.insert(targetTree(pair));
    }
    // What else goes where they go decides with them; of all others nothing is asked.
    auto related = inspection;
    std::erase_if(related.tables, [&](const TablePair &pair) { return trees.count(targetTree(pair)) == 0; });
    return runAll(related, true, [&tables](const Finding &finding) {
        const auto &in = finding.tables;
        return in.empty() ? finding.severity == Severity::Refusal
                          : std::any_of(in.begin(), in.end(), [&](std::uint32_t oid) { return tables.count(oid) > 0; });
    });
}

} // namespace tidegate::preflight
