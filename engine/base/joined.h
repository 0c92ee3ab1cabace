// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace tidegate {

/// "a, b, c"
std::string joined(const std::vector<std::string> &words, const char *between = ", ");

} // namespace tidegate
