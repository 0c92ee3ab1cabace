// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "definition/comparison.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::definition {

// Types that somebody has made: enums, domains, composites and ranges. They are known by schema and name on both sides.

/// In an order, and where needed by a new name, what gives an enum with the labels `there` those of `wanted`. What is there
/// beyond these stays. `type` is quoted.
std::vector<std::string> labelStatements(const std::string &type, const std::vector<std::string> &wanted,
                                         const std::vector<std::string> &there);

struct TypeMends {
    std::vector<std::string> differences; ///< for people
    std::vector<std::string> statements;  ///< for the target
};
/// What the target lacks of these types of the source (oids), and of those that they are made of.
TypeMends mendTypes(postgres::Connection &source, postgres::Connection &target, const std::vector<std::uint32_t> &types);
/// RelationChanged, if the target lacks something of the types of this table's columns. `oid` on the source.
std::optional<Problem> typesProblem(postgres::Connection &source, postgres::Connection &target, std::uint32_t oid,
                                    const RelationName &table);

/// Before the other statements of a comparison that does not agree: the types of the columns that these make or alter.
void addTypes(Comparison &comparison, postgres::Connection &source, postgres::Connection &target);

} // namespace tidegate::definition
