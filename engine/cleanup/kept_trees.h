// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cleanup/filled_tables.h"
#include "journal/unit_rows.h"

namespace tidegate::cleanup {

/// Keeps what others fill, or filled before they were dropped: another migration of this journal, or a subscription of
/// PostgreSQL's own; and whole trees of which anything has rows that need not be from this migration: a foreign table, a table that is kept (if only by its
/// name), one that was attached later than the journal was made and not created as a partition. What is below a root that is
/// kept is kept, since rows of the root are in it. In the caller's transaction, if there is one. Looks; changes nothing.
void keepTrees(postgres::Connection &target, const std::string &subscription, std::vector<FilledTable> &tables);

/// The targets in which rows of the migration are, for the others to know once it is forgotten.
std::vector<journal::LeftBehind> whatStays(postgres::Connection &target, const std::string &subscription);

} // namespace tidegate::cleanup
