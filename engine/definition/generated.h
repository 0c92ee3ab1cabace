// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "definition/comparison.h"
#include "definition/definition.h"
#include "definition/memory.h"
#include "postgres/connection.h"

namespace tidegate::definition {

/// Adds to what differs the generated columns that the source has gained since `known` and that the target does not compute: the
/// stream tells of none, so it is asked before a cutover. One that the source had when the table joined, and the target had not,
/// is what somebody wanted there. Changes nothing; where there is something to be added, the source's table is locked for the
/// expressions as by a SELECT: throws SqlError lockNotAvailable if somebody holds it for half a second.
void addGenerated(Comparison &comparison, const Known &known, const Definition &onSource, const Definition &onTarget,
                  postgres::Connection &source, postgres::Connection &target);

} // namespace tidegate::definition
