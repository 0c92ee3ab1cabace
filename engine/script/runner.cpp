// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "script/runner.h"

namespace tidegate::script {

Runner::Runner(postgres::Connection *source, postgres::Connection *target, Report report)
    : m_source(source), m_target(target), m_report(std::move(report))
{
}

bool Runner::run(Script &script)
{
    for (std::size_t index = 0; index < script.size(); ++index) {
        const auto state = script.at(index).state;
        if (state == State::Done || state == State::Skipped)
            continue;
        set(script, index, State::Running);
        try {
            execute(script.at(index));
        } catch (const ProblemError &error) {
            set(script, index, State::Failed, error.problem());
            return false;
        } catch (const Stopped &) {
            if (script.at(index).transactional) {
                set(script, index, State::Pending);
            } else {
                Problem problem{Code::StatementFailed, {sideName(script.at(index).side)}, {}, {}, {}, true};
                problem.statement = script.at(index).sql;
                problem.serverMessage = "stopped by request while it ran outside of a transaction; "
                                        "look for what it left behind, such as an invalid index";
                set(script, index, State::Failed, problem);
            }
            throw;
        }
        set(script, index, State::Done);
    }
    return true;
}

postgres::Connection &Runner::connectionOf(const Statement &statement) const
{
    auto *connection = statement.side == Side::Source ? m_source : m_target;
    if (!connection)
        throw ProblemError(Code::Internal,
                           {std::string("a script without a connection to the ") + sideName(statement.side)});
    return *connection;
}

void Runner::execute(const Statement &statement) const
{
    auto &connection = connectionOf(statement);
    if (!statement.transactional) {
        connection.exec(statement.sql);
        return;
    }
    postgres::Transaction transaction(connection);
    connection.exec(statement.sql);
    transaction.commit();
}

void Runner::set(Script &script, std::size_t index, State state, std::optional<Problem> problem)
{
    script.setState(index, state, std::move(problem));
    if (m_report)
        m_report(index, script.at(index));
}

} // namespace tidegate::script
