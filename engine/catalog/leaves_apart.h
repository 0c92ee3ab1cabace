// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace tidegate::catalog {

/// By target, the source's tables (oids) whose rows go there.
using Feeders = std::map<RelationName, std::vector<std::uint32_t>>;

/// Those of these targets that several tables feed of which no row ever stands in the way of another's: they are partitions of one
/// tree, which differ in the columns that it is divided by, and every unique index of the target holds all of these. What
/// happens to two such tables may be made in any order. One round trip on each side, none where each target is fed by one.
std::set<RelationName> fedApart(postgres::Connection &source, postgres::Connection &target, const Feeders &feeders);

} // namespace tidegate::catalog
