// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "preflight/inspection.h"

#include <cstdint>
#include <set>
#include <vector>

namespace tidegate::preflight {

/// Runs every check; refusals first, then warnings, then notes. Changes nothing on either server.
/// Throws what the connections throw (ConnectionLostError, Stopped, SqlError of a kind that no check expects).
std::vector<Finding> inspect(const Inspection &inspection);

/// For tables that join midway, or are copied again: what a start would say of them (`tables`, oids on the source), and of the
/// two servers only what it would refuse. Costs as many round trips for many as for one, but for large ones, and waits for
/// nobody's lock. Whether rows stand in their targets is not asked: whose these are the caller knows.
std::vector<Finding> inspectTables(const Inspection &inspection, const std::set<std::uint32_t> &tables);

} // namespace tidegate::preflight
