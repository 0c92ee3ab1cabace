// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/byte_count.h"
#include "jobs/status.h"
#include "migration/migration.h"
#include "progress/progress_snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::cli {

/// Figures as people read them. Pure functions.

/// "12 s", "3 min 20 s", "5 h 12 min", "4 d 3 h"
std::string duration(double seconds);
/// How long a table's copy still takes, and how long the stream was held by it; empty where it is not known or nothing.
std::string leftWords(std::optional<double> forecastSeconds);
std::string heldWords(double heldSeconds);
/// What a state's letter means: "copying".
const char *stateWords(char state);

/// "slot-made  tidegate_shop_x1y2z3a4", "table-copied  public.orders  12,345 rows"
std::string eventLine(const migration::Event &event);
/// "copying  3 of 12 tables ready, 1.2 GB copied, 250,000 rows/s, 5 min left; lag 3.1 MB; WAL kept 80 MB"
std::string figuresLine(const progress::ProgressSnapshot &snapshot);

/// Columns padded to equal width in characters (UTF-8); `right` names the columns that are set to the right.
std::vector<std::string> columns(const std::vector<std::vector<std::string>> &rows,
                                 const std::vector<bool> &right);
/// At most `width` characters, "…" at the end where something is missing.
std::string cut(const std::string &text, std::size_t width);

/// The report of `status`.
std::vector<std::string> statusLines(const jobs::StatusReport &report);

} // namespace tidegate::cli
