// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::units {

/// The rows of one unit of a table that is split by key (exactness.md rule 15): low <= column < high, by the order of the
/// column's type; without low from the beginning, without high to the end. Values as the server writes them.
struct KeyRange {
    std::string column;
    std::string type; ///< as format_type says it: one of those that keyOrder() knows
    std::optional<std::string> low;
    std::optional<std::string> high;
    int number = 0; ///< attnum of the column on the source, which a new name keeps; 0: not known, its name says it

    /// For a WHERE on either server; empty: all rows. In parentheses.
    std::string predicate() const;
    friend bool operator==(const KeyRange &, const KeyRange &) = default;
};

/// The types whose order is the same here as on any server: integers, uuid, date, timestamps, bytea, and text in the order of
/// its bytes (collation "C" and UTF-8, which whoever splits a table has to make sure of).
bool hasKeyOrder(std::string_view type);
/// Less than, equal to or greater than 0. Values as the stream sends them: DateStyle ISO, bytea_output hex, whatever the time
/// zone. Throws ProblemError ProtocolBroken for what is no value of that type.
int compareKeys(std::string_view type, std::string_view a, std::string_view b);

/// All ranges of one table, and the unit of each: every value of the column belongs to exactly one. A value; shared by
/// threads as const.
class KeyRanges
{
public:
    struct Part {
        std::int64_t unit = 0;
        KeyRange range;
    };
    /// Of any order; they must be of one column and leave neither gap nor overlap, else ProblemError ProtocolBroken.
    explicit KeyRanges(std::vector<Part> parts);

    const std::string &column() const { return m_parts.front().range.column; }
    int number() const { return m_parts.front().range.number; } ///< KeyRange::number
    const std::vector<Part> &parts() const { return m_parts; } ///< ascending
    std::int64_t unitOf(std::string_view value) const;

private:
    std::vector<Part> m_parts;
};

} // namespace tidegate::units
