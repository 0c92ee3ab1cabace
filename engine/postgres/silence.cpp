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

Silence::Silence() : m_limit(std::chrono::milliseconds(failpoint::size("postgres.silence-ms", 30'000)))
{
}

bool Connection::closedByServer()
{
    return !isOpen()
        || (waitForSocket(PQsocket(m_connection.get()), Readiness::Read, 0) != Readiness::None
            && !PQconsumeInput(m_connection.get()));
}

bool Connection::serverStillWorks()
{
    if (!m_options.asksAgain)
        return false;
    SessionOptions options = m_options;
    options.asksAgain = false;
    options.replication = options.replicaRole = false;
    try {
        Connection other(m_parameters, options, m_stop);
        // Without track_activities every session is "disabled".
        return other
            .exec("SELECT count(*) > 0 FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND usename = current_user"
                  " AND state NOT LIKE 'idle%'",
                  postgres::parameters(backendPid()))
            .boolean(0, 0);
    } catch (const SqlError &) {
        return true;
    } catch (const ConnectionLostError &) {
        // A server that has no session left, or no longer lets us in, has answered, and said nothing of this one.
        const auto login = attemptLogin(m_parameters, false, m_stop);
        return !login.sqlstate.empty() && login.sqlstate.compare(0, 2, "57") != 0;
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
    const auto seconds = std::to_string(static_cast<int>(silence.seconds()));
    bool works = false;
    try {
        works = serverStillWorks();
    } catch (const Stopped &) {
        cancelAndClose();
        throw;
    }
    // What was on its way meanwhile is here by now.
    if (!works && waitForSocket(PQsocket(m_connection.get()), Readiness::Read, 0) == Readiness::None)
        throwLost(statement, "nothing was heard for " + seconds + " s, and the server does not work on it any more");
    silence.broken();
}

} // namespace tidegate::postgres
