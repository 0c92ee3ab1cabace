// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "script/script.h"

#include <optional>
#include <string>

namespace tidegate::script {

/// The script as a .sql file for psql, with comments: what each statement is for, on which server it belongs,
/// which are done or refused (those stand in comments). With a side, that server's statements only: a file
/// with both cannot be run in one go, and its comments say so.
std::string toSql(const Script &script, std::optional<Side> side = std::nullopt);

} // namespace tidegate::script
