// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/cutover_outlook.h"
#include "look/tone.h"

#include <QString>

#include <vector>

namespace tidegate::pages {

/// One thing that must be so before a cutover, and whether it is.
struct CheckRow {
    look::Tone tone = look::Tone::Done;
    QString text;
};

/// All of them, in the order of the engine's own checks. `sequences`: whether they will be set.
std::vector<CheckRow> checklist(const jobs::CutoverOutlook &outlook, bool sequences);

} // namespace tidegate::pages
