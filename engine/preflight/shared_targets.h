// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "preflight/inspection.h"

#include <map>
#include <set>
#include <vector>

namespace tidegate::preflight {

/// For each target relation the source roots whose rows go there. Partitions or chunks of one root count once. A
/// target partition and its root, both written to, have the sources of each other.
std::map<RelationName, std::set<RelationName>> sourcesOfTargets(const std::vector<TablePair> &pairs);

/// Target relations on which no range DELETE and no TRUNCATE ever runs (exactness.md rule 9): fed by several source
/// roots, or not empty at the start.
std::set<RelationName> sharedTargets(const std::vector<TablePair> &pairs,
                                     const std::set<RelationName> &nonEmpty);

} // namespace tidegate::preflight
