// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::support {

using Field = std::optional<std::string>; ///< text format; nullopt is NULL
using Row = std::vector<Field>;
using Rows = std::vector<Row>;

/// What the server (or libpq) said; sqlstate is empty if the server said nothing.
class SessionError : public std::runtime_error
{
public:
    SessionError(const std::string &message, std::string sqlstate)
        : std::runtime_error(message), m_sqlstate(std::move(sqlstate))
    {
    }
    const std::string &sqlstate() const { return m_sqlstate; }

private:
    std::string m_sqlstate;
};

/// One plain libpq connection, independent of the engine so that tests do not trust what they test.
/// Use from one thread at a time. Every failure throws SessionError.
class Session
{
public:
    explicit Session(const std::string &conninfo);

    /// Runs one or several statements; the rows of the last one.
    Rows exec(const std::string &sql);
    /// One statement with $1, $2, … as text.
    Rows exec(const std::string &sql, const std::vector<Field> &parameters);
    /// The first field of the first row; empty for NULL, throws if there is no row.
    std::string value(const std::string &sql);
    long long number(const std::string &sql) { return std::stoll(value(sql)); }

    /// COPY … FROM STDIN with the given data.
    void copyIn(const std::string &copyStatement, std::string_view data);
    /// Runs COPY … TO STDOUT up to its first line; then copyLine() gives the lines, nullopt at the end.
    void startCopyOut(const std::string &copyStatement);
    std::optional<std::string> copyLine();

    int backendPid() const { return PQbackendPID(m_connection.get()); }
    bool isUsable() const { return PQstatus(m_connection.get()) == CONNECTION_OK; }
    PGconn *raw() const { return m_connection.get(); }

private:
    struct Finish {
        void operator()(PGconn *connection) const { PQfinish(connection); }
    };
    std::unique_ptr<PGconn, Finish> m_connection;
};

/// An SQL identifier, always quoted.
std::string quotedName(std::string_view identifier);

} // namespace tidegate::support
