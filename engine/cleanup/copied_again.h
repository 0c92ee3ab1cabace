// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "definition/definition.h"
#include "journal/subscription.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <vector>

namespace tidegate::cleanup {

/// The source must be the server and the database that the rows came from: on another there is no slot of ours either, which
/// says nothing. Asked of a walsender, too, since an ordinary session may not know. Gives the timeline that it is on.
/// Throws ProblemError SourceIsAnother or SourceIsStandby, and what a walsender's connection throws.
std::uint64_t requireItsSource(postgres::Connection &source, const journal::SlotRecord &record);

/// By oid those that a new run would copy as this one did, with every row that they have brought: they are there, published
/// by the same memberships, whatever was altered and altered back, and with all operations, no partition of theirs has gone, and their changes were applied to the
/// end. What a source has let go of (a partition or a publication that was dropped, deletes that are not published) may be
/// on the target alone. Each has the columns that it would send by now. Waits half a second for somebody's ALTER TABLE: SqlError lockNotAvailable.
std::map<std::uint32_t, definition::Definition> copiedAgain(postgres::Connection &source, const journal::SlotRecord &record,
                                                            const std::vector<journal::RelationRow> &relations);

} // namespace tidegate::cleanup
