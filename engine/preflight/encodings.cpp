// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkEncodings(const Inspection &inspection)
{
    const auto &from = inspection.sourceFacts.encoding;
    const auto &to = inspection.targetFacts.encoding;
    if (from == to)
        return {};
    // All goes through UTF8. What comes from nowhere is taken for that, and what goes to nowhere stays that: in any other case
    // bytes would become other ones, and nobody could tell whether the text is the same.
    if (from == "SQL_ASCII")
        return {{to == "UTF8" ? Severity::Warning : Severity::Refusal, Code::EncodingUnchecked, {to}, {}}};
    if (to == "SQL_ASCII" && from == "UTF8")
        return {};
    if (to != "UTF8")
        return {{to == "SQL_ASCII" ? Severity::Refusal : Severity::Warning, Code::EncodingNarrower, {from, to}, {}}};
    return {};
}

} // namespace tidegate::preflight
