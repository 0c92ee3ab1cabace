// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"

#include <string>
#include <vector>

namespace tidegate::copy {

/// How rows go from one relation to another.
struct ColumnPlan {
    std::vector<std::string> columns; ///< by name, the same on both sides, in the source's order
    bool binary = false;              ///< both ends agree on the wire format of every column
};

/// `columns` are those to be read of the source. Throws ProblemError TargetColumnMissing.
ColumnPlan planColumns(const catalog::Relation &source, const std::vector<std::string> &columns,
                       const catalog::Relation &target);

/// COPY "schema"."table" (columns) FROM STDIN.
std::string copyInSql(const RelationName &target, const ColumnPlan &plan);

} // namespace tidegate::copy
