// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <string>
#include <vector>

namespace tidegate::cutover {

/// Sequences that the migration concerns and whose counterparts cannot be set, each with the reason: "public.order_id
/// (no counterpart)". Looked at before the writes are stopped, since afterwards each of them would be downtime.
std::vector<std::string> unsettableSequences(postgres::Connection &source, postgres::Connection &target,
                                             const std::vector<journal::RelationRow> &tables);

/// Sets the target's sequences to where the source's are; how many. Throws a ProblemError if one cannot be set.
int setSequences(postgres::Connection &source, postgres::Connection &target,
                 const std::vector<journal::RelationRow> &tables);

} // namespace tidegate::cutover
