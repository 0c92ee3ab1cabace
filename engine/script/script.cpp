// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "script/script.h"

#include <algorithm>
#include <stdexcept>

namespace tidegate::script {

const char *sideName(Side side)
{
    return side == Side::Source ? "source" : "target";
}

const char *stateName(State state)
{
    switch (state) {
    case State::Pending:
        return "pending";
    case State::Running:
        return "running";
    case State::Done:
        return "done";
    case State::Failed:
        return "failed";
    case State::Skipped:
        return "skipped";
    }
    return "unknown";
}

void Script::append(const Script &more)
{
    m_statements.insert(m_statements.end(), more.m_statements.begin(), more.m_statements.end());
}

const Problem *Script::problem() const
{
    for (const auto &statement : m_statements) {
        if (statement.problem)
            return &*statement.problem;
    }
    return nullptr;
}

std::size_t Script::count(State state) const
{
    const auto found =
        std::count_if(m_statements.begin(), m_statements.end(),
                      [state](const Statement &statement) { return statement.state == state; });
    return static_cast<std::size_t>(found);
}

bool Script::isFinished() const
{
    return count(State::Done) + count(State::Skipped) == m_statements.size();
}

Statement &Script::changeable(std::size_t index)
{
    auto &statement = m_statements.at(index);
    if (statement.state == State::Done || statement.state == State::Running)
        throw std::logic_error("a statement that is running or done cannot be changed");
    return statement;
}

void Script::edit(std::size_t index, std::string sql, bool destructive)
{
    auto &statement = changeable(index);
    if (!statement.original)
        statement.original = Statement::Original{statement.sql, statement.destructive};
    const bool takenBack = sql == statement.original->sql;
    statement.destructive = takenBack ? statement.original->destructive : destructive;
    if (takenBack)
        statement.original.reset();
    statement.sql = std::move(sql);
    statement.state = State::Pending;
    statement.problem.reset();
}

void Script::remake(std::size_t index, std::string sql, std::string onlyIf)
{
    auto &statement = changeable(index);
    if (statement.original)
        throw std::logic_error("the user's own words are not made anew");
    statement.sql = std::move(sql);
    statement.onlyIf = std::move(onlyIf);
}

void Script::skip(std::size_t index, LeftOut why)
{
    auto &statement = changeable(index);
    statement.state = State::Skipped;
    statement.leftOut = why;
    statement.problem.reset();
}

void Script::restore(std::size_t index)
{
    auto &statement = changeable(index);
    if (statement.state == State::Skipped)
        statement.state = State::Pending;
}

void Script::setState(std::size_t index, State state, std::optional<Problem> problem)
{
    auto &statement = m_statements.at(index);
    statement.state = state;
    statement.problem = std::move(problem);
    if (state == State::Skipped)
        statement.leftOut = LeftOut::NotNeeded;
}

} // namespace tidegate::script
