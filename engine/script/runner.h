// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"
#include "script/script.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::script {

/// Runs a script, statement by statement, on the thread that owns the connections.
class Runner
{
public:
    /// Called whenever a statement's state has changed.
    using Report = std::function<void(std::size_t index, const Statement &statement)>;

    /// A side that the script does not use may be null.
    Runner(postgres::Connection *source, postgres::Connection *target, Report report = {});

    /// Runs what is pending or failed, or was not needed, in order, up to the first failure; true if nothing is left.
    /// Calling it again goes on at the statement that failed. A transactional statement is one transaction, however many
    /// commands its text has: it leaves all or nothing.
    /// One that gives way is tried until it has its locks, or until asked to stop.
    /// Asked to stop it throws Stopped: the statement under way is pending again, or Failed with a word of
    /// warning where it could not be rolled back as a whole.
    bool run(Script &script);

private:
    postgres::Connection &connectionOf(const Statement &statement) const;
    bool isNeeded(const Statement &statement) const;
    void execute(const Statement &statement) const;
    std::optional<int> tryOnce(const Statement &statement, std::vector<std::string> &locks) const;
    void set(Script &script, std::size_t index, State state, std::optional<Problem> problem = std::nullopt);

    postgres::Connection *m_source;
    postgres::Connection *m_target;
    Report m_report;
};

} // namespace tidegate::script
