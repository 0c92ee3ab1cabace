// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/login_problem.h"

#include <QString>

namespace tidegate::endpoint {

namespace {

std::string firstOf(const std::string &value, const char *variable, const std::string &otherwise)
{
    if (!value.empty())
        return value;
    const auto set = qEnvironmentVariable(variable).toStdString();
    return set.empty() ? otherwise : set;
}

bool mentions(const std::string &message, const char *words)
{
    return message.find(words) != std::string::npos;
}

} // namespace

std::string userOf(const Endpoint &endpoint)
{
    return firstOf(endpoint.value("user"), "PGUSER", "the default user");
}

std::string databaseOf(const Endpoint &endpoint)
{
    return firstOf(endpoint.value("dbname"), "PGDATABASE", userOf(endpoint));
}

Problem loginProblem(const postgres::LoginAttempt &attempt, const Endpoint &endpoint)
{
    Problem problem{
        Code::ConnectionFailed, {"server", endpoint.display()}, attempt.sqlstate, {}, attempt.message, false};
    const auto say = [&problem](Code code, std::vector<std::string> arguments) {
        problem.code = code;
        problem.arguments = std::move(arguments);
    };
    const auto user = userOf(endpoint);
    const auto &state = attempt.sqlstate;
    const auto host = firstOf(endpoint.value("host"), "PGHOST", "the server");
    if (attempt.timedOut) {
        say(Code::PortSilent, {host, firstOf(endpoint.value("port"), "PGPORT", "5432")});
        problem.retryable = true;
    } else if (state == "28P01" || attempt.needsPassword) {
        say(Code::LoginRefused, {user});
    } else if (state == "28000") {
        // The file's name stands in the message in every language.
        if (mentions(attempt.message, "pg_hba.conf"))
            say(Code::AccessRuleMissing, {user, databaseOf(endpoint)});
        else
            say(Code::LoginRefused, {user});
    } else if (state == "3D000") {
        say(Code::DatabaseMissing, {databaseOf(endpoint)});
    } else if (state == "53300") {
        say(Code::TooManyConnections, {attempt.message});
    } else if (state == "57P03") {
        say(Code::ServerStarting, {});
        problem.retryable = true;
    } else if (state == "42501") {
        say(Code::RightMissing, {user, attempt.message});
    } else if (state.empty() && attempt.reached == postgres::LoginStep::Encryption) {
        if (mentions(attempt.message, "does not support SSL"))
            say(Code::TlsNotOffered, {host});
        else
            say(Code::TlsFailed, {attempt.message});
    } else if (state.empty() && attempt.reached == postgres::LoginStep::Authentication) {
        say(Code::LoginRefused, {user}); // libpq itself refused: channel binding, a method it does not know
    }
    return problem;
}

} // namespace tidegate::endpoint
