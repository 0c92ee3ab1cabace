// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkOperations(const Inspection &inspection)
{
    Findings findings;
    for (const auto &publication : inspection.publications) {
        const auto look = [&](bool published, const char *operation) {
            if (!published)
                findings.push_back({Severity::Warning,
                                    Code::OperationNotPublished,
                                    {publication.name, operation},
                                    "ALTER PUBLICATION " + postgres::quoted(publication.name)
                                        + " SET (publish = 'insert, update, delete, truncate')"});
        };
        look(publication.inserts, "INSERT");
        look(publication.updates, "UPDATE");
        look(publication.deletes, "DELETE");
        look(publication.truncates, "TRUNCATE");
    }
    return findings;
}

} // namespace tidegate::preflight
