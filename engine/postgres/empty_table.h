// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "postgres/connection.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::postgres {

// In both, `table` is quoted, with ONLY where the rows of its children are not meant.

bool hasRows(Connection &connection, const std::string &table);
/// Indexes of those that have rows; one statement for a hundred tables. One that may not be read goes into `unseen`, or is an
/// error without.
std::vector<std::size_t> whichHaveRows(Connection &connection, const std::vector<std::string> &tables,
                                       std::vector<std::size_t> *unseen = nullptr);

/// TRUNCATE of these, separated by commas, inside the caller's transaction; nothing is done, and why is said, where that is
/// not allowed or somebody is in the way for half a second.
std::optional<Problem> truncateBriefly(Connection &connection, const std::string &tables);

/// Takes every row out, inside the caller's transaction: by TRUNCATE where that is allowed and nobody is in the way for
/// half a second (a report that reads the table must not hold up who waits for us), else by DELETE, which waits for
/// nobody's reads.
void emptyTable(Connection &connection, const std::string &table);

} // namespace tidegate::postgres
