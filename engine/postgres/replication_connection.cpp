// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/replication_connection.h"

#include "postgres/error.h"
#include "postgres/quoting.h"

#include <libpq-fe.h>

#include <utility>

namespace tidegate::postgres {

namespace {

SessionOptions asReplication(SessionOptions options)
{
    options.replication = true;
    return options;
}

} // namespace

ReplicationConnection::ReplicationConnection(const ConnectionParameters &parameters, SessionOptions options,
                                             StopToken stop)
    : m_connection(parameters, asReplication(std::move(options)), std::move(stop))
{
}

ReplicationConnection::~ReplicationConnection()
{
    PQfreemem(m_buffer);
}

Lsn ReplicationConnection::createSlot(const std::string &slot)
{
    const auto result =
        m_connection.exec("CREATE_REPLICATION_SLOT " + postgres::quoted(slot) + " LOGICAL pgoutput NOEXPORT_SNAPSHOT");
    return result.lsn(0, 1);
}

void ReplicationConnection::startReplication(const std::string &slot, Lsn from,
                                             const std::vector<std::string> &publications, bool messages)
{
    // publication_names is a list of SQL identifiers inside a string literal; the replication grammar knows
    // '' as its only escape.
    std::string names;
    for (const char c : quotedList(publications)) {
        if (c == '\'')
            names += c;
        names += c;
    }
    std::string sql = "START_REPLICATION SLOT " + postgres::quoted(slot) + " LOGICAL " + from.toString()
        + " (proto_version '1', publication_names '" + names + "'";
    if (messages)
        sql += ", messages 'true'";
    sql += ")";
    const auto result = m_connection.exec(sql);
    if (PQresultStatus(result.raw()) != PGRES_COPY_BOTH)
        throw ProblemError(Code::ProtocolBroken, {"START_REPLICATION did not start a stream"});
}

std::string_view ReplicationConnection::receive(int milliseconds)
{
    PQfreemem(m_buffer);
    m_buffer = nullptr;
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (!m_connection.isOpen())
            m_connection.throwLost("START_REPLICATION");
        const int length = PQgetCopyData(m_connection.raw(), &m_buffer, 1);
        if (length > 0)
            return {m_buffer, static_cast<std::size_t>(length)};
        if (length < 0) {
            m_connection.finishCommand("START_REPLICATION"); // throws what the server said
            m_connection.throwLost("START_REPLICATION");
        }
        if (attempt == 0 && m_connection.waitForInput(milliseconds) && !PQconsumeInput(m_connection.raw()))
            m_connection.throwLost("START_REPLICATION");
    }
    return {};
}

std::shared_ptr<const char> ReplicationConnection::keepBuffer()
{
    return {std::exchange(m_buffer, nullptr), [](const char *buffer) { PQfreemem(const_cast<char *>(buffer)); }};
}

void ReplicationConnection::send(std::string_view payload)
{
    if (!m_connection.isOpen()
        || PQputCopyData(m_connection.raw(), payload.data(), static_cast<int>(payload.size())) != 1)
        m_connection.throwLost("standby status update");
    m_connection.flush("standby status update");
}

} // namespace tidegate::postgres
