// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/code.h"
#include "look/tone.h"
#include "progress/progress_snapshot.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <string>
#include <vector>

/// A run's figures in words. Pure.
namespace tidegate::pages {

/// "a, b"
QString joinedNames(const std::vector<std::string> &names);

/// PostgreSQL's letter and what it means: "d copying".
QString stateText(const progress::TableProgress &table);
look::Tone stateTone(const progress::TableProgress &table, bool hasProblem);

/// 0 to 1, 1 only when nothing is left to copy; absent while there is no estimate to measure against.
std::optional<double> copyShare(const progress::TableProgress &table);
std::optional<double> copyShare(const progress::ProgressSnapshot &snapshot);
/// "43 %"
QString shareText(double share);

/// How long the source can go on keeping WAL for us.
struct SlotRisk {
    look::Tone tone = look::Tone::Idle;
    QString word;
    QString advice; ///< empty if nothing need be done
};
SlotRisk slotRisk(const progress::SlotGuard &slot);
/// It was there, and keeps nothing any more.
bool isGone(const progress::SlotGuard &slot);
/// What is known of the slot of a run that ended by this, see needsFreshStart(): nothing but, perhaps, that it is gone.
progress::SlotGuard slotEndedBy(Code code);
/// "in about 2 h 5 min", or why nobody can say.
QString untilFullText(const progress::SlotGuard &slot);
/// What the source pays while nothing is received, paused or stopped: a sentence or two.
QString pauseCost(const progress::SlotGuard &slot);

/// After the phase's word: since when, how far behind, how much longer, when it tries again.
QString phaseFigures(const progress::ProgressSnapshot &snapshot, const QDateTime &inSyncSince);

} // namespace tidegate::pages
