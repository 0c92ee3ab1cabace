// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cleanup/filled_tables.h"

namespace tidegate::cleanup {

/// Numbers the groups of those that are not kept: tables of one group refer to each other by foreign keys, or are partitions
/// of one another. Where a group would need too many locks at once, foreign keys join none. In the caller's transaction, if
/// there is one. Looks; changes nothing.
void joinIntoGroups(postgres::Connection &target, std::vector<FilledTable> &tables);

} // namespace tidegate::cleanup
