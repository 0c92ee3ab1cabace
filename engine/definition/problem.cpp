// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/problem.h"

namespace tidegate::definition {

namespace {

std::string inOneLine(const std::vector<std::string> &parts)
{
    std::string text;
    for (const auto &part : parts)
        text += (text.empty() ? "" : "; ") + part;
    return text;
}

} // namespace

Problem problem(const RelationName &table, const Comparison &comparison)
{
    Problem problem;
    problem.code = comparison.copyAgain ? Code::RelationRewritten : Code::RelationChanged;
    problem.arguments = {table.display(), inOneLine(comparison.differences), inOneLine(comparison.statements)};
    if (comparison.statements.empty())
        problem.arguments.back() = "SELECT 'nothing to change'";
    return problem;
}

bool isOfDefinition(Code code)
{
    return code == Code::RelationChanged || code == Code::RelationRewritten;
}

} // namespace tidegate::definition
