// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "preflight/inspection.h"

#include <vector>

namespace tidegate::preflight {

/// Runs every check; refusals first, then warnings, then notes. Changes nothing on either server.
/// Throws what the connections throw (ConnectionLostError, Stopped, SqlError of a kind that no check expects).
std::vector<Finding> inspect(const Inspection &inspection);

} // namespace tidegate::preflight
