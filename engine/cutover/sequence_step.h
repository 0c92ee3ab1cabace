// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <string>
#include <vector>

namespace tidegate::cutover {

/// Sequences that the migration concerns and whose counterparts cannot be set.
struct Unsettable {
    std::vector<std::string> needed; ///< each with the reason: "public.order_id (no counterpart)"
    std::vector<Finding> others;     ///< why: those of extensions that no migrated table needs, which stay as they are
};

/// Looked at before the writes are stopped, since afterwards each of those that are needed would be downtime.
Unsettable unsettableSequences(postgres::Connection &source, postgres::Connection &target,
                                             const std::vector<journal::RelationRow> &tables);

/// Sets the target's sequences to where the source's are; how many. Throws a ProblemError if one that is needed cannot be set.
int setSequences(postgres::Connection &source, postgres::Connection &target,
                 const std::vector<journal::RelationRow> &tables);

} // namespace tidegate::cutover
