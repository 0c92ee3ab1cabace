// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace tidegate::catalog {

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
