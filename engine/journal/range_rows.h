// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "journal/unit_rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::journal {

/// A row of _tidegate.copy_range: the key range of a unit of kind range. The subscription_rel of such a table names no unit,
/// and its state is that of all of them together.
struct RangeRow {
    std::int64_t unit = 0;
    std::uint32_t relation = 0; ///< oid on the source
    std::string column;
    std::string type;
    std::optional<std::string> low;
    std::optional<std::string> high;
};

/// Whether the journal has the table (version 4).
bool hasRanges(postgres::Connection &target);
std::vector<RangeRow> readRanges(postgres::Connection &target, const std::string &subscription);

/// Adds a table as units of kind range, state i; `ranges` without their unit. Inside a fenced transaction.
void insertRangeUnits(postgres::Connection &target, const Fence &fence, const RelationRow &relation,
                      const std::vector<RangeRow> &ranges);
/// As removeRelations(), of tables with ranges.
void removeRangeUnits(postgres::Connection &target, const Fence &fence, const std::vector<std::uint32_t> &oids);

/// What subscription_rel shows of tables with ranges, once their units have changed: "d" as soon as one was claimed, without what
/// stood in its way before; "r" when all are.
void showRangesClaimed(postgres::Connection &target, std::int64_t unit);
std::string showRangesReadySql(const Fence &fence);

/// Why the copy of this unit of kind range did not succeed: on its table's account.
void showRangeError(postgres::Connection &target, std::int64_t unit, const std::string &error);
/// The columns of a table have other names; `from` and `to` in the same order. In the transaction that records its definition.
void renameRangeColumn(postgres::Connection &target, const std::string &subscription, std::uint32_t oid,
                       const std::vector<std::string> &from, const std::vector<std::string> &to);

} // namespace tidegate::journal
