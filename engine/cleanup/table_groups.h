// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cleanup/filled_tables.h"

namespace tidegate::cleanup {

/// Keeps what other migrations of the journal fill and what a kept partition is below, and numbers the groups of the others:
/// tables of one group refer to each other by foreign keys, or are partitions of one another. Where a group
/// would need too many locks at once, foreign keys join none. Looks; changes nothing.
void joinIntoGroups(postgres::Connection &target, const std::string &subscription, std::vector<FilledTable> &tables);

} // namespace tidegate::cleanup
