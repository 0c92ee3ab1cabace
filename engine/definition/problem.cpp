// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/problem.h"

#include "base/joined.h"

namespace tidegate::definition {

Problem problem(const RelationName &table, const Comparison &comparison)
{
    Problem problem;
    problem.code = comparison.copyAgain ? Code::RelationRewritten : Code::RelationChanged;
    problem.arguments = {table.display(), joined(comparison.differences, "; "), joined(comparison.statements, "; ")};
    return problem;
}

Problem renamed(const RelationName &table, const std::string &what)
{
    return {Code::RelationChanged, {table.display(), what, {}}, {}, {}, {}, true};
}

bool isOfDefinition(Code code)
{
    return code == Code::RelationChanged || code == Code::RelationRewritten;
}

} // namespace tidegate::definition
