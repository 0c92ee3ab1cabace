// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/session.h"

namespace tidegate::support {

namespace {

struct Clear {
    void operator()(PGresult *result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

[[noreturn]] void fail(PGconn *connection, const PGresult *result, const std::string &sql)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    std::string message = result ? PQresultErrorMessage(result) : PQerrorMessage(connection);
    if (message.empty())
        message = PQerrorMessage(connection);
    throw SessionError(message + " in: " + sql.substr(0, 500), state ? state : "");
}

Rows rowsOf(const PGresult *result)
{
    Rows rows(static_cast<std::size_t>(PQntuples(result)));
    for (int i = 0; i < PQntuples(result); ++i) {
        Row &row = rows[static_cast<std::size_t>(i)];
        for (int k = 0; k < PQnfields(result); ++k) {
            if (PQgetisnull(result, i, k))
                row.emplace_back(std::nullopt);
            else
                row.emplace_back(std::in_place, PQgetvalue(result, i, k),
                                 static_cast<std::size_t>(PQgetlength(result, i, k)));
        }
    }
    return rows;
}

Rows checked(PGconn *connection, const Result &result, const std::string &sql)
{
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        fail(connection, result.get(), sql);
    return rowsOf(result.get());
}

} // namespace

Session::Session(const std::string &conninfo) : m_connection(PQconnectdb(conninfo.c_str()))
{
    if (!isUsable())
        throw SessionError(PQerrorMessage(raw()), {});
    PQsetNoticeProcessor(
        raw(), [](void *, const char *) {}, nullptr);
}

Rows Session::exec(const std::string &sql)
{
    return checked(raw(), Result(PQexec(raw(), sql.c_str())), sql);
}

Rows Session::exec(const std::string &sql, const std::vector<Field> &parameters)
{
    std::vector<const char *> values;
    for (const auto &parameter : parameters)
        values.push_back(parameter ? parameter->c_str() : nullptr);
    return checked(raw(),
                   Result(PQexecParams(raw(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                                       values.data(), nullptr, nullptr, 0)),
                   sql);
}

std::string Session::value(const std::string &sql)
{
    const auto rows = exec(sql);
    if (rows.empty() || rows.front().empty())
        throw SessionError("no row from: " + sql, {});
    return rows.front().front().value_or(std::string());
}

void Session::copyIn(const std::string &copyStatement, std::string_view data)
{
    const Result started(PQexec(raw(), copyStatement.c_str()));
    if (PQresultStatus(started.get()) != PGRES_COPY_IN)
        fail(raw(), started.get(), copyStatement);
    if (PQputCopyData(raw(), data.data(), static_cast<int>(data.size())) != 1
        || PQputCopyEnd(raw(), nullptr) != 1)
        fail(raw(), nullptr, copyStatement);
    while (const Result result{PQgetResult(raw())})
        checked(raw(), result, copyStatement);
}

void Session::startCopyOut(const std::string &copyStatement)
{
    const Result started(PQexec(raw(), copyStatement.c_str()));
    if (PQresultStatus(started.get()) != PGRES_COPY_OUT)
        fail(raw(), started.get(), copyStatement);
}

std::optional<std::string> Session::copyLine()
{
    char *buffer = nullptr;
    const int length = PQgetCopyData(raw(), &buffer, 0);
    if (length > 0) {
        std::string line(buffer, static_cast<std::size_t>(length));
        PQfreemem(buffer);
        return line;
    }
    if (length == -2)
        fail(raw(), nullptr, "COPY");
    while (const Result result{PQgetResult(raw())})
        checked(raw(), result, "COPY");
    return std::nullopt;
}

std::string quotedName(std::string_view identifier)
{
    std::string text = "\"";
    for (const char c : identifier) {
        text += c;
        if (c == '"')
            text += c;
    }
    return text + '"';
}

} // namespace tidegate::support
