// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "preflight/checks.h"
#include "preflight/table_findings.h"

namespace tidegate::preflight {

Findings checkTriggers(const Inspection &inspection)
{
    // A warning: somebody has chosen ALWAYS or REPLICA, which is not what a dump makes. ENABLE without a word turns
    // either into an ordinary one, which sleeps while we write as replica.
    TableFindings findings;
    for (const auto &pair : inspection.tables) {
        if (!pair.target)
            continue;
        // Under a root the trigger may be one of a partition's own, which cannot be named there.
        const bool own = pair.target->kind != catalog::RelationKind::Partitioned && !pair.target->hypertable;
        const auto say = [&](const std::string &name, const char *enable) {
            findings.add({Severity::Warning,
                          Code::AlwaysTrigger,
                          {pair.targetName.display(), name},
                          own ? "ALTER TABLE " + postgres::quoted(pair.targetName) + enable + postgres::quoted(name)
                              : std::string()},
                         pair);
        };
        for (const auto &trigger : pair.target->actingTriggers)
            say(trigger, " ENABLE TRIGGER ");
        for (const auto &rule : pair.target->actingRules)
            say(rule, " ENABLE RULE ");
    }
    return findings.take();
}

} // namespace tidegate::preflight
