// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/preflight.h"

#include "preflight/checks.h"

#include <algorithm>
#include <iterator>

namespace tidegate::preflight {

std::vector<Finding> inspect(const Inspection &inspection)
{
    Findings all;
    for (const auto check : {checkSameDatabase,
                             checkSourceIsPrimary,
                             checkSourceVersion,
                             checkWalLevel,
                             checkSynchronousStandby,
                             checkTargetRestoring,
                             checkDirection,
                             checkPublications,
                             checkOperations,
                             checkViaRoot,
                             checkReplicaIdentity,
                             checkFilters,
                             checkTargetTables,
                             checkTargetColumns,
                             checkTargetRows,
                             checkFedByAnother,
                             checkMerges,
                             checkSourceRights,
                             checkTargetRights,
                             checkReplicaRole,
                             checkTriggers}) {
        auto found = check(inspection);
        std::move(found.begin(), found.end(), std::back_inserter(all));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    return all;
}

} // namespace tidegate::preflight
