// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "copy/column_plan.h"
#include "copy/reader.h"
#include "postgres/connection.h"
#include "progress/counters.h"

#include <atomic>
#include <cstdint>
#include <optional>

namespace tidegate::copy {

struct Pumped {
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
};

/// Thrown by pumpRows() because `abandon` was set: somebody else's error is the one to report.
struct Abandoned {
};

/// Rows of one relation, or of some of its pages, from an open snapshot on the source into the target's open
/// transaction. Counts in `tally` while it goes. Memory: one row and 256 kB, whatever the size of the table.
Pumped pumpRows(postgres::Connection &source, postgres::Connection &target, const ReadRelation &relation,
                const RelationName &into, const ColumnPlan &plan, const std::optional<PageRange> &pages,
                progress::CopyTally &tally, const std::atomic<bool> *abandon = nullptr);

} // namespace tidegate::copy
