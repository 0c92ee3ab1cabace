// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "preflight/inspection.h"

#include <optional>

namespace tidegate::preflight {

/// Below it a copier is not planned for, so that units do not become trifles; bytes a second.
inline constexpr double slowestCopier = 2e6;

/// For Inspection::copyPace: what geometryOptions() assume of servers, or less where the largest of the tables cannot be read from
/// here so fast by all copiers at once. Reads a MB of it, and a few more where that took no second; on a very slow line it takes
/// up to 20 s. Absent where no table is so large that its units depend on it, and where nothing could be read (no right, no
/// rows, somebody's lock), which others tell. The source's connection must be idle. For whoever begins; a run that has
/// copied knows better.
std::optional<double> measureCopyPace(const Inspection &inspection);

} // namespace tidegate::preflight
