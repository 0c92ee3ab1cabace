// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "catalog/relation.h"
#include "plan/plan.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::schema {

/// What stands in the way of a hypertable: a unique index or exclusion constraint must hold the time column
/// (TimescaleDB docs, "Enforce constraints with unique indexes on hypertables"), and a table that foreign keys refer to
/// cannot become one everywhere.
struct HypertableObstacles {
    struct Key {
        std::string name;
        bool primary = false;
        std::vector<std::string> columns;
    };
    std::vector<Key> keysWithoutTime;
    std::vector<std::string> referredBy; ///< "schema.table" of foreign keys
};

/// By table, for those with a time column; they are looked for under their source names. One round trip.
std::map<RelationName, HypertableObstacles> readObstacles(postgres::Connection &connection,
                                                          const std::vector<plan::SelectedTable> &tables);
/// As far as the catalog's definition shows them: no partial indexes, no expressions, no foreign keys.
HypertableObstacles obstaclesOf(const catalog::Relation &relation, const std::string &timeColumn);

/// What is to be said before this table, which has a time column, becomes a hypertable.
std::vector<Finding> hypertableFindings(const plan::SelectedTable &table, bool columnIsThere,
                                        const HypertableObstacles &obstacles, bool targetHasTimescale);

/// Where a finding about a hypertable is decided in the script that makes it: the key in its way, and the conversion.
struct Decisive {
    std::optional<std::size_t> key;
    std::optional<std::size_t> hypertable;
};
Decisive decisive(const Finding &finding, const script::Script &before, const std::vector<plan::SelectedTable> &tables);
/// Those that the script and the tables, as they are now, do not answer: the key in the way is neither refused nor written
/// anew, the table's conversion is not refused, and it is still to become a hypertable.
std::vector<Finding> unanswered(const std::vector<Finding> &findings, const script::Script &before,
                                const std::vector<plan::SelectedTable> &tables);
/// A key's or unique index's definition with one more column; nullopt if the text has no list of a key's columns.
std::optional<std::string> widenedKey(const std::string &sql, const std::string &column);

} // namespace tidegate::schema
