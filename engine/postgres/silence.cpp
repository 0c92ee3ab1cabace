// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/silence.h"

#include "base/failpoint.h"
#include "postgres/connection.h"
#include "postgres/error.h"
#include "postgres/login_probe.h"
#include "postgres/socket_wait.h"

#include <libpq-fe.h>

namespace tidegate::postgres {

namespace {

/// The rest of a large statement may be on its way for long: 12 MB (a batch) take 96 s at a Mbit/s.
constexpr int waitsForUs = 4;

} // namespace

Silence::Silence() : m_limit(std::chrono::milliseconds(failpoint::size("postgres.silence-ms", 30'000)))
{
}

bool Connection::closedByServer()
{
    return !isOpen()
        || (waitForSocket(PQsocket(m_connection.get()), Readiness::Read, 0) != Readiness::None
            && !PQconsumeInput(m_connection.get()));
}

SessionState Connection::stateOnServer()
{
    if (!m_options.asksAgain)
        return SessionState::Gone;
    SessionOptions options = m_options;
    options.asksAgain = false;
    options.replication = options.replicaRole = false;
    try {
        Connection other(m_parameters, options, m_stop);
        // Without track_activities every session is "disabled".
        const auto row = other.exec("SELECT state LIKE 'idle%' FROM pg_catalog.pg_stat_activity"
                                    " WHERE pid = $1 AND usename = current_user",
                                    postgres::parameters(backendPid()));
        if (row.rows() == 0)
            return SessionState::Gone;
        return row.boolean(0, 0) ? SessionState::Waits : SessionState::Works;
    } catch (const SqlError &) {
        return SessionState::Works;
    } catch (const ConnectionLostError &) {
        // A server that has no session left, or no longer lets us in, has answered, and said nothing of this one.
        const auto login = attemptLogin(m_parameters, false, m_stop);
        return !login.sqlstate.empty() && login.sqlstate.compare(0, 2, "57") != 0 ? SessionState::Works : SessionState::Gone;
    }
}

void Connection::betweenLooks(Silence &silence, const std::string &statement)
{
    if (m_stop.stopRequested()) {
        cancelAndClose();
        throw Stopped{};
    }
    if (m_other && m_other->closedByServer()) {
        cancelAndClose();
        m_other->throwLost(statement);
    }
    if (!silence.isLong())
        return;
    auto state = SessionState::Gone;
    try {
        state = stateOnServer();
    } catch (const Stopped &) {
        cancelAndClose();
        throw;
    }
    // What was on its way meanwhile is here by now.
    if (waitForSocket(PQsocket(m_connection.get()), Readiness::Read, 0) != Readiness::None)
        return;
    if (state == SessionState::Gone)
        throwLost(statement, "nothing was heard for a while, and when asked the server did not know this session any more");
    if (state == SessionState::Works) {
        silence.broken();
        return;
    }
    silence.goesOn();
    if (silence.waits() >= waitsForUs)
        throwLost(statement, "nothing was heard for a while, and the server waits for a statement on this session");
}

} // namespace tidegate::postgres
