// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"
#include "preflight/table_findings.h"

#include <algorithm>

namespace tidegate::preflight {

Findings checkViaRoot(const Inspection &inspection)
{
    // RelationReader gives the root alone, named by every publication that sends rows of it, also by those that
    // name only partitions. Nothing is copied twice; it is said because the other publication's filters and column
    // lists do not hold.
    TableFindings findings;
    for (const auto &pair : inspection.tables) {
        if (!pair.published.viaRoot)
            continue;
        const auto &names = pair.published.publications;
        const auto of = [&](bool viaRoot) {
            return std::find_if(inspection.publications.begin(), inspection.publications.end(),
                                [&](const catalog::Publication &each) {
                                    return each.viaRoot == viaRoot
                                           && std::find(names.begin(), names.end(), each.name) != names.end();
                                });
        };
        const auto throughRoot = of(true);
        if (throughRoot != inspection.publications.end() && throughRoot->truncates)
            findings.add({Severity::Note, Code::TruncateNotSent, {throughRoot->name, pair.source.name.display()}, {}}, pair);
        if (throughRoot != inspection.publications.end() && of(false) != inspection.publications.end())
            findings.add({Severity::Warning, Code::ViaRootWithLeaves, {throughRoot->name, pair.source.name.display()}, {}}, pair);
    }
    return findings.take();
}

} // namespace tidegate::preflight
