// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <string>
#include <vector>

namespace tidegate::cutover {

/// Where the source defines a table, a column or an enum in another way than the target, and nothing in the stream has said so
/// since: it is told with the first row that follows, and before a cutover none may. For people, each with the SQL that mends
/// the target. Tables that are stopped are not asked about. `published`: as just read. Changes nothing,
/// and takes a lock only where definition::addGenerated() does.
std::vector<std::string> differingDefinitions(postgres::Connection &source, postgres::Connection &target, const std::string &subscription,
                                              const std::vector<journal::RelationRow> &tables,
                                              const std::vector<catalog::PublishedTable> &published, bool copyData);

} // namespace tidegate::cutover
