// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/table_findings.h"

#include <algorithm>

namespace tidegate::preflight {

Findings checkTargetColumns(const Inspection &inspection)
{
    TableFindings findings;
    for (const auto &pair : inspection.tables) {
        if (!pair.target)
            continue;
        const auto &listed = pair.published.columns;
        for (const auto &column : pair.source.columns) {
            const bool sent = listed.empty() || std::find(listed.begin(), listed.end(), column.name) != listed.end();
            const auto *there = pair.target->column(column.name);
            const auto find = [&](Severity severity, Code code) {
                findings.add({severity, code, {pair.targetName.display(), column.name}, {}}, pair);
            };
            // A column that the target computes cannot take the source's value.
            if (sent && !column.generated && (!there || there->generated))
                find(Severity::Refusal, Code::TargetColumnMissing);
            else if (sent && column.generated && there && !there->generated)
                find(Severity::Warning, Code::GeneratedNotCarried);
        }
    }
    return findings.take();
}

} // namespace tidegate::preflight
