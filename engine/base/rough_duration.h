// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace tidegate {

/// "90 s", "40 min", "3 h", for forecasts: at least a second, and no more exact than they are.
std::string roughDuration(double seconds);

} // namespace tidegate
