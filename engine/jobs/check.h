// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "catalog/server_facts.h"
#include "plan/table_map.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::jobs {

struct CheckOptions {
    std::string subscription; ///< may be empty
    std::vector<std::string> publications;
    plan::TableMap tableMap;
    bool copyData = true;
    std::vector<std::string> allowNonempty; ///< target tables, "schema.name"
};

/// What stands in the way of a run, or might surprise.
struct CheckReport {
    struct Table {
        RelationName source;
        RelationName target;
        bool targetExists = false;
        std::int64_t bytes = 0;
        double rows = -1; ///< estimate; -1 unknown
    };
    catalog::ServerFacts source;
    catalog::ServerFacts target;
    std::vector<Table> tables;
    std::vector<Finding> findings; ///< refusals first

    bool refused() const;
};

/// Looks at both servers; changes nothing.
CheckReport checkBoth(postgres::Connection &source, postgres::Connection &target,
                      const CheckOptions &options);

} // namespace tidegate::jobs
