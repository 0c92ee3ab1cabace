// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

#include <set>

namespace tidegate::preflight {

Findings checkTargetTables(const Inspection &inspection)
{
    Findings findings;
    std::set<std::pair<RelationName, RelationName>> said;
    for (const auto &pair : inspection.tables) {
        if (!pair.hasTargetTable() && said.insert({pair.known(), pair.targetName}).second)
            findings.push_back({Severity::Refusal,
                                Code::TargetTableMissing,
                                {pair.known().display(), pair.targetName.display()},
                                {}});
    }
    return findings;
}

} // namespace tidegate::preflight
