// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "plan/geometry.h"
#include "preflight/inspection.h"

#include <set>
#include <vector>

namespace tidegate::preflight {

/// What plan::planUnits() goes by, but for a pace that was measured. Tests set sizes.
plan::GeometryOptions geometryOptions();

/// What the geometry needs to know of these tables of an inspection, in their order. `shared`: see sharedTargets().
/// `ranges`: large ones may be copied in ranges of their keys (rule 15); costs some round trips for each of these.
std::vector<plan::SizedTable> unitSizes(const Inspection &inspection, const std::vector<TablePair> &pairs,
                                        const std::set<RelationName> &shared, const plan::GeometryOptions &options, bool ranges);

} // namespace tidegate::preflight
