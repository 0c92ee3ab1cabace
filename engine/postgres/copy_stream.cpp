// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/copy_stream.h"

#include "postgres/error.h"
#include "postgres/socket_wait.h"

#include <libpq-fe.h>

namespace tidegate::postgres {

namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

std::string joined(const std::vector<std::string> &commands)
{
    std::string query;
    for (const auto &command : commands)
        query += (query.empty() ? "" : ";\n") + command;
    return query;
}

void sendAll(Connection &connection, const std::vector<std::string> &commands)
{
    connection.stopToken().throwIfStopped();
    if (!connection.isOpen() || !PQsendQuery(connection.raw(), joined(commands).c_str()))
        connection.throwLost(commands.front());
    connection.flush(commands.front());
}

/// The next of the results of a query; an error takes what is left of them, so that the connection may go on.
Result expected(Connection &connection, int status, const std::string &sql)
{
    auto result = connection.nextResult(sql);
    if (result.raw() && PQresultStatus(result.raw()) == status)
        return result;
    if (!result.raw())
        connection.throwLost(sql);
    const auto found = PQresultStatus(result.raw());
    if (found == PGRES_FATAL_ERROR || found == PGRES_BAD_RESPONSE) {
        while (connection.nextResult(sql).raw()) {}
        connection.throwError(result.raw(), sql);
    }
    throw ProblemError(Code::Internal, {"not what was expected of: " + sql});
}

/// Rows of the command that has ended; of the last one the end of the query as well.
std::uint64_t taken(Connection &connection, const std::string &sql, bool isLast)
{
    const auto rows = expected(connection, PGRES_COMMAND_OK, sql).affected();
    if (isLast)
        connection.finishCommand(sql);
    return rows;
}

} // namespace

CopyOut::CopyOut(Connection &connection, std::vector<std::string> commands)
    : m_connection(connection), m_commands(std::move(commands))
{
    sendAll(m_connection, m_commands);
    begin();
}

void CopyOut::begin()
{
    m_over = true; // if this fails
    expected(m_connection, PGRES_COPY_OUT, sql());
    m_over = false;
    m_rows = 0;
    m_ended = false;
}

void CopyOut::following()
{
    ++m_current;
    begin();
}

CopyOut::~CopyOut()
{
    // Left in the middle: the rest would have to be read through, so the connection is not worth keeping.
    if (!m_over && m_connection.isOpen()) {
        m_connection.cancel();
        try {
            while (!m_over) {
                if (m_ended)
                    following();
                while (!m_ended)
                    next();
            }
        } catch (...) {
        }
    }
    PQfreemem(m_buffer); // last: next() gives back the piece before it
}

std::string_view CopyOut::next()
{
    PQfreemem(m_buffer);
    m_buffer = nullptr;
    if (m_ended)
        return {};
    Silence silence;
    for (;;) {
        const int length = PQgetCopyData(m_connection.raw(), &m_buffer, 1);
        if (length > 0) {
            m_connection.tookRow(static_cast<std::size_t>(length));
            return {m_buffer, static_cast<std::size_t>(length)};
        }
        if (length == 0) {
            m_ended = true; // whatever is thrown here
            m_connection.betweenLooks(silence, sql());
            if (waitForSocket(PQsocket(m_connection.raw()), Readiness::Read, 100) != Readiness::None) {
                silence.broken();
                if (!PQconsumeInput(m_connection.raw()))
                    m_connection.throwLost(sql());
            }
            m_ended = false;
            continue;
        }
        m_ended = m_over = true;
        const bool isLast = m_current + 1 == m_commands.size();
        m_rows = taken(m_connection, sql(), isLast);
        m_over = isLast;
        return {};
    }
}

CopyIn::CopyIn(Connection &connection, std::vector<std::string> commands)
    : m_connection(connection), m_commands(std::move(commands))
{
    sendAll(m_connection, m_commands);
    begin();
    m_pending.reserve(pieceBytes);
}

void CopyIn::begin()
{
    m_over = true; // if this fails
    expected(m_connection, PGRES_COPY_IN, sql());
    m_over = false;
    m_ended = false;
}

void CopyIn::following()
{
    ++m_current;
    begin();
}

CopyIn::~CopyIn()
{
    if (m_over || !m_connection.isOpen())
        return;
    try {
        if (m_ended) {
            m_connection.cancel(); // the next one may wait for somebody's lock
            following();
        }
        // A command that is failed takes those behind it with it.
        if (!m_ended && PQputCopyEnd(m_connection.raw(), "given up") >= 0) {
            m_connection.flush(sql());
            m_connection.finishCommand(sql());
        }
    } catch (...) {
    }
}

void CopyIn::write(std::string_view bytes)
{
    if (m_pending.size() + bytes.size() < pieceBytes) {
        m_pending.append(bytes);
        return;
    }
    // A message of the protocol need not be a row: a large one is neither gathered nor held a second time by libpq.
    send(m_pending);
    m_pending.clear();
    while (bytes.size() >= pieceBytes) {
        send(bytes.substr(0, pieceBytes));
        bytes.remove_prefix(pieceBytes);
    }
    m_pending.append(bytes);
}

void CopyIn::send(std::string_view piece)
{
    if (piece.empty())
        return;
    if (!m_connection.isOpen()
        || PQputCopyData(m_connection.raw(), piece.data(), static_cast<int>(piece.size())) != 1) {
        m_ended = m_over = true;
        m_connection.throwLost(sql());
    }
    m_connection.flush(sql());
}

std::uint64_t CopyIn::finish()
{
    send(m_pending);
    m_pending.clear();
    m_ended = m_over = true;
    if (PQputCopyEnd(m_connection.raw(), nullptr) != 1)
        m_connection.throwLost(sql());
    m_connection.flush(sql());
    const bool isLast = m_current + 1 == m_commands.size();
    const auto rows = taken(m_connection, sql(), isLast);
    m_over = isLast;
    return rows;
}

} // namespace tidegate::postgres
