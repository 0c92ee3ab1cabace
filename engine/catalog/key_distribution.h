// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidegate::catalog {

/// Of a type as format_type says it.
inline bool isInteger(std::string_view type)
{
    return type == "smallint" || type == "integer" || type == "bigint";
}

/// How the rows of a table are spread over a column of its key, by the statistics of ANALYZE.
struct KeyDistribution {
    struct Value {
        std::string text;    ///< as the server writes it; timestamps with time zone in UTC
        double weight = 0.0; ///< of the rows from this value up to the next, as a part of all
    };
    std::string column;
    std::string type; ///< format_type
    std::vector<Value> values; ///< ascending by the type's order, each once
};

} // namespace tidegate::catalog
