// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::catalog {

enum class TimeType { Timestamptz, Timestamp, Date, Integer };

/// What the ranking looks at. A value, filled by readTimeColumns().
struct TimeColumnFacts {
    std::string name;
    TimeType type = TimeType::Timestamptz;
    bool notNull = false;
    bool leadsIndex = false;            ///< first column of some index
    bool indexed = false;               ///< in some index
    bool inKey = false;                 ///< in the primary key, or else in the replica identity's index
    bool aloneUnique = false;           ///< a unique index on this column alone: a number, not a time
    std::optional<double> nullFraction; ///< pg_stats; none without ANALYZE or without SELECT on the column
    std::optional<double> correlation;  ///< pg_stats: 1 if rows lie on disk in this column's order
    std::optional<double> low;          ///< smallest and largest value in the histogram, for integers
    std::optional<double> high;
};

/// Why a column is suggested, or is not the first suggestion. The window has a sentence for each.
enum class TimeReason {
    TypeTimestamptz,
    TypeTimestamp,
    TypeDate,
    TypeEpoch,
    NotNull,
    Nullable,
    LeadsIndex,
    Indexed,
    InKey,
    GoodName,
    ChangesLater,
    AppendMostly,
    Scattered
};
enum class EpochUnit { None, Seconds, Milliseconds, Microseconds, Nanoseconds };

/// A column that can be a hypertable's time dimension.
struct TimeColumn {
    std::string name;
    TimeType type = TimeType::Timestamptz;
    EpochUnit unit = EpochUnit::None; ///< for integers
    int score = 0;                    ///< for comparison within one table only
    std::vector<TimeReason> reasons;
};

/// The candidates, best first; empty where there is none. Columns that hold NULLs are none: a hypertable refuses them.
std::vector<TimeColumn> rankTimeColumns(const std::vector<TimeColumnFacts> &columns);

/// Seven days as a chunk interval, for who chose none: "7 days", or a number in the integer column's unit, which is
/// seconds where its values do not tell.
std::string usualChunkInterval(const TimeColumn &column);

/// Facts of the timestamp, date and integer columns of these relations, by oid, in one round trip.
std::map<std::uint32_t, std::vector<TimeColumnFacts>> readTimeColumns(postgres::Connection &connection,
                                                                      const std::vector<std::uint32_t> &oids);

} // namespace tidegate::catalog
