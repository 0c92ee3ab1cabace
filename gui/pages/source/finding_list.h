// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "look/tone.h"

#include <QString>

#include <vector>

namespace tidegate::pages {

/// A finding as the list shows it. Tables that the target does not have yet are one line, however many they are: they
/// are made by the schema page, and are no fault.
struct FindingRow {
    look::Tone tone = look::Tone::Idle;
    QString text;    ///< what happened and what to do
    QString details; ///< all of it, for the clipboard
    Finding finding;
};

std::vector<FindingRow> findingRows(const std::vector<Finding> &findings);
QString severityWord(Severity severity);

} // namespace tidegate::pages
