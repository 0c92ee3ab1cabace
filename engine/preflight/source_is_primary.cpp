// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkSourceIsPrimary(const Inspection &inspection)
{
    if (!inspection.sourceFacts.inRecovery)
        return {};
    return {{Severity::Refusal, Code::SourceIsStandby, {inspection.source->parameters().display()}, {}}};
}

} // namespace tidegate::preflight
