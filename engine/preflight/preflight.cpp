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
    {checkOperations, Side::Source},
    {checkViaRoot, Side::Source},
    {checkReplicaIdentity, Side::Source},
    {checkFilters, Side::Source},
    {checkTargetTables, Side::Target},
    {checkTargetColumns, Side::Target},
    {checkTargetRows, Side::Target},
    {checkFedByAnother, Side::Target},
    {checkMerges, Side::Target},
    {checkLongCopies, Side::Source},
    {checkSourceRights, Side::Source},
    {checkTargetRights, Side::Target},
    {checkReplicaRole, Side::Target},
    {checkTriggers, Side::Target},
};

} // namespace

std::vector<Finding> inspect(const Inspection &inspection)
{
    Findings all;
    for (const auto &check : checks) {
        for (auto &finding : check.look(inspection)) {
            finding.mendSide = check.mendSide;
            all.push_back(std::move(finding));
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    return all;
}

} // namespace tidegate::preflight
