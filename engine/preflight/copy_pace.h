// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "plan/geometry.h"
#include "preflight/inspection.h"

#include <optional>
#include <vector>

namespace tidegate::preflight {

/// Below it a copier is not expected to be, so that units do not become trifles; bytes a second.
inline constexpr double slowestCopier = 2e6;

/// What a copier can be expected to copy, in bytes of the source's disk a second: what `options` assume of servers, or less
/// where the largest of these tables cannot be read from here so fast by `options.workers` at once. Reads a MB of it, and a few
/// more where that took no second. Absent where no table is so large that its units depend on it, and where nothing
/// could be read (no right, no rows, somebody's lock), which others tell. The source's connection must be idle.
std::optional<double> copyPace(const Inspection &inspection, const std::vector<TablePair> &pairs, const plan::GeometryOptions &options);

} // namespace tidegate::preflight
