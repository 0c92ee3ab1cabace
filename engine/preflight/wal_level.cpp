// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

namespace tidegate::preflight {

Findings checkWalLevel(const Inspection &inspection)
{
    const auto &level = inspection.sourceFacts.walLevel;
    if (level == "logical")
        return {};
    return {{Severity::Refusal, Code::SourceWalLevel, {level}, "ALTER SYSTEM SET wal_level = 'logical'"}};
}

} // namespace tidegate::preflight
