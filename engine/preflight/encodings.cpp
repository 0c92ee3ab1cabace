// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkEncodings(const Inspection &inspection)
{
    const auto &from = inspection.sourceFacts.encoding;
    const auto &to = inspection.targetFacts.encoding;
    // A target without an encoding takes all bytes as they are.
    if (from == to || to == "SQL_ASCII")
        return {};
    if (from == "SQL_ASCII")
        return {{Severity::Warning, Code::EncodingUnchecked, {to}, {}}};
    if (to != "UTF8")
        return {{Severity::Warning, Code::EncodingNarrower, {from, to}, {}}};
    return {};
}

} // namespace tidegate::preflight
