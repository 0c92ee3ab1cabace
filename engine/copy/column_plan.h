// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "definition/definition.h"

#include <string>
#include <vector>

namespace tidegate::copy {

/// How rows go from one relation to another.
struct ColumnPlan {
    std::vector<std::string> columns; ///< names on the source, in its order
    std::vector<std::string> into;    ///< names of the same on the target
    bool binary = false;              ///< both ends agree on the wire format of every column
};

/// `into`: for each column that is read of the source, the one of the target to which it goes.
ColumnPlan planColumns(const catalog::Relation &source, const std::vector<std::string> &columns,
                       const std::vector<definition::Column> &into);

/// COPY "schema"."table" (columns) FROM STDIN.
std::string copyInSql(const RelationName &target, const ColumnPlan &plan);

} // namespace tidegate::copy
