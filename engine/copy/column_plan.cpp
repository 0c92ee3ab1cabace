// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/column_plan.h"

#include "base/problem.h"
#include "postgres/quoting.h"

namespace tidegate::copy {

namespace {

bool agreeInBinary(const catalog::Column &source, const catalog::Column &target)
{
    return source.binaryIsPortable && target.binaryIsPortable && source.typeOid == target.typeOid
           && (source.typmod == target.typmod || target.typmod == -1);
}

} // namespace

ColumnPlan planColumns(const catalog::Relation &source, const std::vector<std::string> &columns,
                       const catalog::Relation &target)
{
    ColumnPlan plan;
    plan.binary = !columns.empty();
    for (const auto &name : columns) {
        const auto *from = source.column(name);
        const auto *to = target.column(name);
        if (!from || !to)
            throw ProblemError(Code::TargetColumnMissing, {target.name.display(), name});
        plan.columns.push_back(name);
        plan.binary = plan.binary && agreeInBinary(*from, *to);
    }
    return plan;
}

std::string copyInSql(const RelationName &target, const ColumnPlan &plan)
{
    // A relation without columns still has rows; an empty list is not SQL.
    return "COPY " + postgres::quoted(target)
           + (plan.columns.empty() ? std::string() : " (" + postgres::quotedList(plan.columns) + ")")
           + " FROM STDIN" + (plan.binary ? " (FORMAT binary)" : "");
}

} // namespace tidegate::copy
