// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <string>
#include <vector>

namespace tidegate::cutover {

/// Sequences of the source whose tables are migrated and that have no counterpart on the target.
std::vector<std::string> missingSequences(postgres::Connection &source, postgres::Connection &target,
                                          const std::vector<journal::RelationRow> &tables);
/// Sets the target's sequences to where the source's are; how many.
int setSequences(postgres::Connection &source, postgres::Connection &target,
                 const std::vector<journal::RelationRow> &tables);

} // namespace tidegate::cutover
