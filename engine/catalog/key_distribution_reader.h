// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/key_distribution.h"
#include "catalog/relation.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>

namespace tidegate::catalog {

/// By which column the table can be read in ranges (exactness.md rule 15): it belongs to the primary key, which is its replica
/// identity; its order is the same on every machine (text in collation "C" of a UTF8 database); an index leads with it; and
/// rows lie on the disk about in its order (|correlation| >= 0.9). None: no such column, or nobody has analyzed the table.
std::optional<KeyDistribution> readKeyDistribution(postgres::Connection &source, const Relation &table);

/// Whether that column still has such an order; false if it is not there.
bool isOrderedEverywhere(postgres::Connection &connection, std::uint32_t table, int number);

/// Whether rows of that range can be found and deleted on the target by the same predicate, and none of its unique or exclusion
/// constraints reaches from one range into another: the column is of that type and order and is in each of them.
bool holdsKeyRanges(postgres::Connection &target, const Relation &table, const KeyDistribution &distribution);

} // namespace tidegate::catalog
