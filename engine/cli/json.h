// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "base/problem.h"
#include "jobs/status.h"
#include "migration/migration.h"
#include "progress/progress_snapshot.h"

#include <QJsonObject>

namespace tidegate::cli {

/// The values as --json shows them. Names are stable; absent figures are left out, never guessed. LSNs are text,
/// byte counts and rows numbers, times UTC text.
QJsonObject toJson(const Problem &problem);
QJsonObject toJson(const Finding &finding);
QJsonObject toJson(const jobs::StatusReport &report);
QJsonObject toJson(const journal::SkippedChange &change);
QJsonObject toJson(const progress::ProgressSnapshot &snapshot);
QJsonObject toJson(const migration::Event &event);

/// "slot-made", "table-copied", …: also the second word of a line of `run`.
const char *eventName(migration::Event::Kind kind);
/// "stopped", "cut-over", …
const char *outcomeName(migration::Outcome outcome);

} // namespace tidegate::cli
