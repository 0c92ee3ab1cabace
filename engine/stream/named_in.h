// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::stream {

/// Which of these (publications; tables, as "schema.table") a server's words name, in whatever language: the whole name between
/// quotation marks. Pure.
std::optional<std::string> namedIn(std::string_view words, const std::vector<std::string> &names);

} // namespace tidegate::stream
