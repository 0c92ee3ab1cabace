// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cleanup/filled_tables.h"
#include "journal/fence.h"

namespace tidegate::cleanup {

/// "TRUNCATE ONLY a, ONLY b" of the tables of one group.
std::string emptyingSql(const std::vector<FilledTable> &group);

enum class Emptying { Truncate, TruncateOrDelete };

/// Takes the tables of whole groups out of the journal and their rows out of the target, in one fenced transaction: whatever
/// dies on the way, no table that was emptied counts as copied. Everything that they hold is locked first, children too, and
/// looked at again under the lock, beside `all` that filledTables() gave. By TRUNCATE; where a foreign key or a missing right
/// refuses that perhaps by DELETE, but only as replica, so that neither foreign keys nor triggers act. Somebody's lock is
/// waited for briefly, and where it may be DELETE several times. Without an answer it is done; else nothing was, and the answer
/// says what keeps one of them by now. The caller holds the live lock. Throws AlreadyCutOver, TakenOver, RelationChanged if
/// another table has one of the names, SqlError.
std::optional<Kept> emptyTables(postgres::Connection &target, const journal::Fence &fence, const std::vector<FilledTable> &tables,
                                const std::vector<FilledTable> &all, Emptying how);

} // namespace tidegate::cleanup
