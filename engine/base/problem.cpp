// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"

namespace tidegate {

ProblemError::ProblemError(Problem problem) : m_problem(std::move(problem))
{
    m_what = codeName(m_problem.code);
    for (const auto &argument : m_problem.arguments)
        m_what += " [" + argument + "]";
    if (!m_problem.sqlstate.empty())
        m_what += " SQLSTATE " + m_problem.sqlstate;
    if (!m_problem.serverMessage.empty())
        m_what += ": " + m_problem.serverMessage;
}

ProblemError::ProblemError(Code code, std::vector<std::string> arguments)
    : ProblemError(Problem{code, std::move(arguments), {}, {}, {}, false})
{
}

} // namespace tidegate
