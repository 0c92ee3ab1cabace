// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "copy/column_plan.h"

#include "base/problem.h"
#include "postgres/quoting.h"

namespace tidegate::copy {

namespace {

/// Types that are portable have the same oid on every server.
bool agreeInBinary(const catalog::Column &source, const definition::Column &target)
{
    return source.binaryIsPortable && source.typeOid == target.typeOid && (source.typmod == target.typmod || target.typmod == -1);
}

} // namespace

ColumnPlan planColumns(const catalog::Relation &source, const std::vector<std::string> &columns,
                       const std::vector<definition::Column> &into)
{
    ColumnPlan plan;
    if (into.size() != columns.size())
        throw ProblemError(Code::Internal, {source.name.display() + ": " + std::to_string(into.size()) + " places for "
                                            + std::to_string(columns.size()) + " columns"});
    plan.columns = columns;
    plan.binary = !columns.empty();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        plan.into.push_back(into[i].name);
        const auto *from = source.column(columns[i]);
        plan.binary = plan.binary && from && agreeInBinary(*from, into[i]);
    }
    return plan;
}

std::string copyInSql(const RelationName &target, const ColumnPlan &plan)
{
    // A relation without columns still has rows; an empty list is not SQL.
    return "COPY " + postgres::quoted(target)
           + (plan.into.empty() ? std::string() : " (" + postgres::quotedList(plan.into) + ")")
           + " FROM STDIN" + (plan.binary ? " (FORMAT binary)" : "");
}

} // namespace tidegate::copy
