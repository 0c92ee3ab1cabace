// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "script/runner.h"

#include "postgres/error.h"

#include <utility>

namespace tidegate::script {

namespace {

constexpr int passMilliseconds = 2000;

/// Longer than it takes until the server makes an autovacuum worker give way to us and until it finds a circle in which we
/// are; not so long that it finds one in which others began to wait after us, and ends them.
constexpr char shortWaits[] = "SELECT pg_catalog.set_config('lock_timeout', (setting::int * 3 / 2)::text, true)"
                              " FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'";

} // namespace

Runner::Runner(postgres::Connection *source, postgres::Connection *target, Report report)
    : m_source(source), m_target(target), m_report(std::move(report))
{
}

bool Runner::run(Script &script)
{
    for (std::size_t index = 0; index < script.size(); ++index) {
        const auto state = script.at(index).state;
        const bool isLeftOut = state == State::Skipped && script.at(index).leftOut != LeftOut::NotNeeded;
        if (state == State::Done || isLeftOut)
            continue;
        set(script, index, State::Running);
        bool hasBegun = false;
        try {
            if (!isNeeded(script.at(index))) {
                set(script, index, State::Skipped);
                continue;
            }
            hasBegun = true;
            execute(script.at(index));
        } catch (const ProblemError &error) {
            set(script, index, State::Failed, error.problem());
            return false;
        } catch (const Stopped &) {
            if (script.at(index).transactional || !hasBegun) {
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

bool Runner::isNeeded(const Statement &statement) const
{
    if (!statement.asksFirst())
        return true;
    // Twice, since what it says of locks is later than what it says of rows: the second answer knows what whoever had a
    // lock until the first has committed.
    for (int time = 0; time < 2; ++time) {
        const auto answer = connectionOf(statement).exec(statement.onlyIf);
        if (answer.rows() != 1 || !answer.boolean(0, 0))
            return false;
    }
    return true;
}

void Runner::execute(const Statement &statement) const
{
    auto &connection = connectionOf(statement);
    if (!statement.transactional) {
        connection.exec(statement.sql);
        return;
    }
    if (statement.givesWay) {
        auto locks = statement.locks;
        while (const auto pause = tryOnce(statement, locks))
            connection.stopToken().pause(*pause);
        return;
    }
    postgres::Transaction transaction(connection);
    connection.exec(statement.sql);
    transaction.commit();
}

/// How long others are to pass before the next try; nullopt: it is done. `locks` becomes what that try is to lock first.
std::optional<int> Runner::tryOnce(const Statement &statement, std::vector<std::string> &locks) const
{
    auto &connection = connectionOf(statement);
    postgres::Transaction transaction(connection);
    std::size_t at = 0;
    try {
        connection.exec(shortWaits);
        for (; at < locks.size(); ++at)
            connection.exec("LOCK TABLE ONLY " + locks[at] + " IN SHARE ROW EXCLUSIVE MODE" + (at > 0 ? " NOWAIT" : ""));
        connection.exec(statement.sql);
    } catch (const postgres::SqlError &error) {
        if (at < locks.size() && error.is(postgres::sqlstate::insufficientPrivilege)) {
            locks.clear(); // what it needs of that table is less than LOCK does
            return 0;
        }
        if (!error.is(postgres::sqlstate::lockNotAvailable) && !error.is(postgres::sqlstate::deadlockDetected))
            throw;
        if (at == 0 || at >= locks.size())
            return passMilliseconds;
        std::swap(locks[0], locks[at]); // waited for at once, while nothing is held
        return 0;
    }
    transaction.commit();
    return std::nullopt;
}

void Runner::set(Script &script, std::size_t index, State state, std::optional<Problem> problem)
{
    script.setState(index, state, std::move(problem));
    if (m_report)
        m_report(index, script.at(index));
}

} // namespace tidegate::script
