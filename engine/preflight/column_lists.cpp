// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/table_findings.h"

namespace tidegate::preflight {

Findings checkColumnLists(const Inspection &inspection)
{
    // From 15 on, when there are such lists, the walsender fails at the first change of such a table, and at that one each time.
    TableFindings findings;
    for (const auto &pair : inspection.tables) {
        const auto &two = pair.published.disagreeing;
        if (!two.empty())
            findings.add({Severity::Refusal, Code::ColumnListsDiffer, {pair.source.name.display(), two.front(), two.back()}, {}}, pair);
    }
    return findings.take();
}

} // namespace tidegate::preflight
