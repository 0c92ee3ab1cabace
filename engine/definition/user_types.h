// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "definition/comparison.h"
#include "definition/labels.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::definition {

// Types that somebody has made: enums, domains, composites and ranges. They are known by schema and name on both sides.

struct TypeMend {
    std::string difference;              ///< for people
    std::vector<std::string> statements; ///< for the target; none where those of another one bring it, too
    bool isThere = false;                ///< the target has the type, but not with these labels
};
/// What the target lacks of these types of the source (oids), and of those that they are made of, in the order in which it can
/// be made. `known`: what tables remember of labels, each by itself, since their rows may have gone to different ones.
std::vector<TypeMend> mendTypes(postgres::Connection &source, postgres::Connection &target, const std::vector<std::uint32_t> &types,
                                const std::vector<std::vector<KnownLabel>> &known);
/// RelationChanged, if the target lacks something of the types of this table's columns. `oid` on the source.
std::optional<Problem> typesProblem(postgres::Connection &source, postgres::Connection &target, std::uint32_t oid,
                                    const RelationName &table, const Known *known);

/// Before the other statements of a comparison that does not agree: the types of the columns that these make or alter.
void addTypes(Comparison &comparison, postgres::Connection &source, postgres::Connection &target);

/// An enum of which columns are made, and its labels in their orders.
struct Enum {
    RelationName name;
    std::vector<Label> source;
    std::vector<Label> target; ///< none if it is not there
};
/// By the columns' types: oids on the source, of enums and of what is made of them.
std::multimap<std::uint32_t, Enum> readEnums(postgres::Connection &source, postgres::Connection &target,
                                             const std::vector<std::uint32_t> &types);

} // namespace tidegate::definition
