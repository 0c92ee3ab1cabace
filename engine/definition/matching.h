// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "definition/comparison.h"

#include <vector>

namespace tidegate::definition {

using Matches = std::vector<const KnownColumn *>;

/// For each column of `sides.seen` the remembered one that it is; null: another than any of these.
Matches matched(const Sides &sides);

} // namespace tidegate::definition
