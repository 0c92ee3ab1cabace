// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "copy/column_plan.h"
#include "copy/reader.h"
#include "postgres/copy_stream.h"
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
/// Without `in` there must be none: an empty relation costs the target no round trip.
Pumped pumpRows(postgres::CopyOut &out, postgres::CopyIn *in, const ReadRelation &relation, bool binary,
                progress::CopyTally &tally, const std::atomic<bool> *abandon = nullptr);

/// One relation of a list on its way.
struct Pumping {
    const ReadRelation &relation;
    const RelationName &into;
    ColumnPlan plan;
    progress::CopyTally &tally;
};

/// The same for a list, in its order: one query on each side, so that a relation costs a round trip on the target, and none
/// if it is empty (10,000 tables and 40 ms: minutes or hours). `at` is told which comes now, for whoever catches.
std::vector<Pumped> pumpRelations(postgres::Connection &source, postgres::Connection &target, const std::vector<Pumping> &list,
                                  const std::function<void(std::size_t)> &at);

} // namespace tidegate::copy
