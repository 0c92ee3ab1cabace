// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "definition/held_tables.h"
#include "postgres/connection.h"
#include "units/unit_registry.h"

#include <map>
#include <vector>

namespace tidegate::copy {

/// Where the rows of these go. Throws TableError TargetTableMissing.
std::map<RelationName, catalog::Relation> readTargets(postgres::Connection &target,
                                                      const std::vector<units::OwnedRelation> &relations);
/// Begins a transaction, until whose end nobody exchanges their names, or those of their columns. Waits for tables that somebody
/// holds; none is held meanwhile, and who has one of them gets the others, too.
definition::HeldTables holdTargets(postgres::Connection &target, const std::map<RelationName, catalog::Relation> &relations);

} // namespace tidegate::copy
