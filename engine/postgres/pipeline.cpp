// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/pipeline.h"

#include "postgres/error.h"

#include <libpq-fe.h>

namespace tidegate::postgres {

namespace {

constexpr std::size_t commandsInFlight = 256;
constexpr std::size_t bytesInFlight = 128 * 1024;

} // namespace

Pipeline::Pipeline(Connection &connection, Answer answer) : m_connection(connection), m_answer(std::move(answer))
{
    if (!PQenterPipelineMode(m_connection.raw()))
        throw ProblemError(Code::Internal, {"the connection is busy, no pipeline"});
}

Pipeline::~Pipeline()
{
    if (!m_connection.isOpen())
        return;
    try {
        // After an error the rest of the answers must be taken before the mode can be left.
        if (m_answered < m_sent) {
            PQpipelineSync(m_connection.raw());
            m_connection.flush(m_lastSql);
        }
        while (!PQexitPipelineMode(m_connection.raw())) {
            m_connection.waitUntilNotBusy(m_lastSql);
            PQclear(PQgetResult(m_connection.raw()));
            if (!m_connection.isOpen())
                return;
        }
    } catch (...) {
    }
}

void Pipeline::execute(const std::string &sql, const Parameters &parameters)
{
    m_lastSql = sql;
    if (!m_connection.isOpen() || !parameters.send(m_connection.raw(), sql))
        m_connection.throwLost(sql);
    ++m_sent;
    m_bytes += parameters.bytes() + sql.size();
    if (m_sent - m_answered >= commandsInFlight || m_bytes >= bytesInFlight)
        drain();
}

void Pipeline::finish()
{
    if (m_answered < m_sent)
        drain();
}

void Pipeline::drain()
{
    if (!PQpipelineSync(m_connection.raw()))
        m_connection.throwLost(m_lastSql);
    m_connection.flush(m_lastSql);
    m_bytes = 0;
    while (m_answered < m_sent) {
        auto result = m_connection.nextResult(m_lastSql);
        if (!result.raw())
            continue; // the end of one command's results
        const auto status = PQresultStatus(result.raw());
        if (status == PGRES_FATAL_ERROR || status == PGRES_PIPELINE_ABORTED)
            m_connection.throwError(result.raw(), m_lastSql);
        m_answer(m_answered, result.affected());
        ++m_answered;
    }
    for (;;) {
        auto result = m_connection.nextResult(m_lastSql);
        if (result.raw() && PQresultStatus(result.raw()) == PGRES_PIPELINE_SYNC)
            return;
        if (!m_connection.isOpen() || PQstatus(m_connection.raw()) == CONNECTION_BAD)
            m_connection.throwLost(m_lastSql);
    }
}

} // namespace tidegate::postgres
