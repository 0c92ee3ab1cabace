// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

#include <algorithm>

namespace tidegate::preflight {

Findings checkPublications(const Inspection &inspection)
{
    Findings findings;
    for (const auto &name : inspection.publicationNames) {
        const bool exists = std::any_of(inspection.publications.begin(), inspection.publications.end(),
                                        [&](const catalog::Publication &each) { return each.name == name; });
        if (!exists) {
            findings.push_back({Severity::Refusal, Code::PublicationMissing, {name}, {}});
            continue;
        }
        const bool used =
            std::any_of(inspection.tables.begin(), inspection.tables.end(), [&](const TablePair &pair) {
                const auto &all = pair.published.publications;
                return std::find(all.begin(), all.end(), name) != all.end();
            });
        // No refusal: tables may be added while it runs.
        if (!used)
            findings.push_back({Severity::Warning, Code::PublicationEmpty, {name}, {}});
    }
    return findings;
}

} // namespace tidegate::preflight
