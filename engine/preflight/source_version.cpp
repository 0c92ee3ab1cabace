// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkSourceVersion(const Inspection &inspection)
{
    const int version = inspection.sourceFacts.version;
    if (version >= 130000)
        return {};
    const auto text = std::to_string(version / 10000) + "." + std::to_string(version % 10000);
    return {{Severity::Refusal, Code::SourceTooOld, {text}, {}}};
}

} // namespace tidegate::preflight
