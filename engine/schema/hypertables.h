// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "catalog/relation.h"
#include "plan/plan.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::schema {

/// The extension in a target database: its functions are called by their schema.
struct TimescaleExtension {
    std::string version; ///< "2.19.3"
    std::string schema;
};
std::optional<TimescaleExtension> readTimescale(postgres::Connection &target);

/// What stands in the way of a hypertable, read from the source: a unique index or exclusion constraint must hold the
/// time column (TimescaleDB docs, "Enforce constraints with unique indexes on hypertables"), and a table that foreign
/// keys refer to cannot become one everywhere.
struct HypertableObstacles {
    struct Key {
        std::string name;
        bool primary = false;
        std::vector<std::string> columns;
    };
    std::vector<Key> keysWithoutTime;
    std::vector<std::string> referredBy; ///< "schema.table" of foreign keys
};

/// By source table, for those with a time column. One round trip.
std::map<RelationName, HypertableObstacles> readObstacles(postgres::Connection &source,
                                                          const std::vector<plan::SelectedTable> &tables);

/// Findings for each table that cannot be converted as it is; each names the ways out.
std::vector<Finding> hypertableFindings(const std::map<RelationName, HypertableObstacles> &obstacles,
                                        const std::vector<plan::SelectedTable> &tables);

/// create_hypertable() for each table with a time column, by the interface that the target's version has, with a chunk
/// interval of its own or seven days. `sources`: the tables' definitions.
script::Script hypertableScript(const std::vector<plan::SelectedTable> &tables,
                                const std::vector<catalog::Relation> &sources, const TimescaleExtension &timescale);

} // namespace tidegate::schema
