// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tidegate::preflight {

struct RowsThere {
    std::map<RelationName, std::string>
        tables;                       ///< those that are not empty, and how many rows: "17", "about 2000000"
    std::vector<RelationName> unseen; ///< those that our role may not read
};

/// Which of these relations hold rows, partitions and chunks included. Many tables to a round trip. Rows are counted
/// up to 100,000 and estimated beyond.
RowsThere rowsThere(postgres::Connection &connection, const std::set<RelationName> &tables);

} // namespace tidegate::preflight
