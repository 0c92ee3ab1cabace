// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "look/tone.h"

namespace tidegate::widgets {

/// What stands in the way is red, what is to be minded amber.
inline look::Tone toneOf(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return look::Tone::Idle;
    case Severity::Warning:
        return look::Tone::Attention;
    case Severity::Refusal:
        return look::Tone::Failed;
    }
    return look::Tone::Idle;
}

} // namespace tidegate::widgets
