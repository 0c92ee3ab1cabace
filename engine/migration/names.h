// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace tidegate::migration {

/// "a, b, c", cut to the first few.
std::string joinedNames(const std::vector<std::string> &names);

} // namespace tidegate::migration
