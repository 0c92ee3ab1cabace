// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/unit_rows.h"

#include <optional>
#include <string>
#include <vector>

namespace tidegate::migration {

/// What it takes to copy these tables again, for people: "about 1,200,000 rows, 120.0 MB, 40 s at 3.0 MB a second". As
/// they were copied the last time, else by the source's estimates. `bytesPerSecond`: of one copier; absent: not measured.
std::string copyForecast(const std::vector<journal::RelationRow> &tables, std::optional<double> bytesPerSecond);

} // namespace tidegate::migration
