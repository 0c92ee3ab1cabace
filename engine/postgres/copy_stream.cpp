// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/copy_stream.h"

#include "postgres/error.h"
#include "postgres/socket_wait.h"

#include <libpq-fe.h>

namespace tidegate::postgres {

namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

} // namespace

CopyOut::CopyOut(Connection &connection, std::string sql) : m_connection(connection), m_sql(std::move(sql))
{
    const auto result = m_connection.exec(m_sql);
    if (PQresultStatus(result.raw()) != PGRES_COPY_OUT)
        throw ProblemError(Code::Internal, {"not a COPY TO STDOUT: " + m_sql});
}

CopyOut::~CopyOut()
{
    // Left in the middle: the rest would have to be read through, so the connection is not worth keeping.
    if (!m_ended && m_connection.isOpen()) {
        m_connection.cancel();
        try {
            while (!m_ended)
                next();
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
        if (length > 0)
            return {m_buffer, static_cast<std::size_t>(length)};
        if (length == 0) {
            m_ended = true; // whatever is thrown here
            m_connection.betweenLooks(silence, m_sql);
            if (waitForSocket(PQsocket(m_connection.raw()), Readiness::Read, 100) != Readiness::None) {
                silence.broken();
                if (!PQconsumeInput(m_connection.raw()))
                    m_connection.throwLost(m_sql);
            }
            m_ended = false;
            continue;
        }
        m_ended = true;
        m_rows = m_connection.finishCommand(m_sql).affected();
        return {};
    }
}

CopyIn::CopyIn(Connection &connection, std::string sql) : m_connection(connection), m_sql(std::move(sql))
{
    const auto result = m_connection.exec(m_sql);
    if (PQresultStatus(result.raw()) != PGRES_COPY_IN)
        throw ProblemError(Code::Internal, {"not a COPY FROM STDIN: " + m_sql});
    m_pending.reserve(pieceBytes + 64 * 1024);
}

CopyIn::~CopyIn()
{
    if (m_ended || !m_connection.isOpen())
        return;
    try {
        if (PQputCopyEnd(m_connection.raw(), "given up") >= 0) {
            m_connection.flush(m_sql);
            m_connection.finishCommand(m_sql);
        }
    } catch (...) {
    }
}

void CopyIn::write(std::string_view bytes)
{
    m_pending.append(bytes);
    if (m_pending.size() >= pieceBytes)
        send();
}

void CopyIn::send()
{
    if (m_pending.empty())
        return;
    if (!m_connection.isOpen()
        || PQputCopyData(m_connection.raw(), m_pending.data(), static_cast<int>(m_pending.size())) != 1) {
        m_ended = true;
        m_connection.throwLost(m_sql);
    }
    m_pending.clear();
    if (m_pending.capacity() > 4 * pieceBytes)
        std::string().swap(m_pending);
    m_connection.flush(m_sql);
}

std::uint64_t CopyIn::finish()
{
    send();
    m_ended = true;
    if (PQputCopyEnd(m_connection.raw(), nullptr) != 1)
        m_connection.throwLost(m_sql);
    m_connection.flush(m_sql);
    return m_connection.finishCommand(m_sql).affected();
}

} // namespace tidegate::postgres
