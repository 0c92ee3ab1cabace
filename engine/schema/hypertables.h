// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "catalog/time_columns.h"
#include "plan/plan.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tidegate::schema {

/// The extension in a target database: its functions are called by their schema.
struct TimescaleExtension {
    std::string version; ///< "2.19.3"
    std::string schema;
};
std::optional<TimescaleExtension> readTimescale(postgres::Connection &target);

/// What is known of each source table's chosen time column, as far as it is one that would be suggested.
using ChosenTimes = std::map<RelationName, catalog::TimeColumn>;
/// One round trip.
ChosenTimes readChosenTimes(postgres::Connection &source, const std::vector<plan::SelectedTable> &tables,
                            const std::vector<catalog::Relation> &sources);

/// The id of the statement that makes it one.
std::string hypertableId(const RelationName &source);

/// create_hypertable() for each table with a time column, by the interface that the target's version has, with a chunk
/// interval of its own or catalog::usualChunkInterval(). `sources`: the tables' definitions; `hypertables`: those that
/// the target has already, which stand there as skipped.
script::Script hypertableScript(const std::vector<plan::SelectedTable> &tables,
                                const std::vector<catalog::Relation> &sources, const ChosenTimes &times,
                                const TimescaleExtension &timescale, const std::set<RelationName> &hypertables);

} // namespace tidegate::schema
