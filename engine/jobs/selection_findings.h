// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "jobs/source_tables.h"
#include "plan/plan.h"

#include <vector>

namespace tidegate::jobs {

/// What stands out about chosen tables, by what is known already: no look at a server. Refusals first. The schema's
/// preparation asks more (unique indexes over expressions, foreign keys).
std::vector<Finding> selectionFindings(const SourceTables &source, const std::vector<plan::SelectedTable> &chosen);

} // namespace tidegate::jobs
