// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkTargetRestoring(const Inspection &inspection)
{
    const auto &facts = inspection.targetFacts;
    if (!facts.timescaleRestoring)
        return {};
    return {
        {Severity::Refusal, Code::TargetRestoring, {facts.database}, "SELECT timescaledb_post_restore()"}};
}

} // namespace tidegate::preflight
