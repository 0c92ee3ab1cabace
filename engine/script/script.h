// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "script/statement.h"

#include <cstddef>
#include <vector>

namespace tidegate::script {

/// Statements in the order in which they run. A value: shown, edited and refused in the window, run by
/// Runner. What is done cannot be changed any more; such calls, and indexes out of range, throw
/// std::logic_error.
class Script
{
public:
    void add(Statement statement) { m_statements.push_back(std::move(statement)); }
    void append(const Script &more);

    const std::vector<Statement> &statements() const { return m_statements; }
    const Statement &at(std::size_t index) const { return m_statements.at(index); }
    bool empty() const { return m_statements.empty(); }
    std::size_t size() const { return m_statements.size(); }
    std::size_t count(State state) const;
    /// Every statement is done or skipped.
    bool isFinished() const;
    /// Why it stands, which is at the first that failed; null if none did. Valid until the next change.
    const Problem *problem() const;

    /// The user's own words instead of ours; the statement is pending again. Our own words again take the edit back.
    void edit(std::size_t index, std::string sql, bool destructive = false);
    void skip(std::size_t index, LeftOut why = LeftOut::Refused);
    /// Other words of ours, since what it is about was edited. Not of the user's own.
    void remake(std::size_t index, std::string sql, std::string onlyIf);
    /// Takes skip() back.
    void restore(std::size_t index);

    // For Runner. Skipped: not needed.
    void setState(std::size_t index, State state, std::optional<Problem> problem = std::nullopt);

private:
    Statement &changeable(std::size_t index);

    std::vector<Statement> m_statements;
};

} // namespace tidegate::script
