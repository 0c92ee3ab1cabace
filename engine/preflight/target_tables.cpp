// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/table_findings.h"

namespace tidegate::preflight {

Findings checkTargetTables(const Inspection &inspection)
{
    TableFindings findings;
    for (const auto &pair : inspection.tables) {
        if (!pair.hasTargetTable())
            findings.add({Severity::Refusal, Code::TargetTableMissing, {pair.known().display(), pair.targetName.display()}, {}},
                         pair);
    }
    return findings.take();
}

} // namespace tidegate::preflight
