// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace tidegate::definition {

/// Does a column of type `wide` take every value of type `narrow` and give back the same text? Both as format_type()
/// writes them. Only what is sure.
bool holds(const std::string &wide, const std::string &narrow);

} // namespace tidegate::definition
