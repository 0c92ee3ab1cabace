// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/stop_token.h"
#include "postgres/connection_parameters.h"
#include "postgres/parameters.h"
#include "postgres/result.h"
#include "postgres/silence.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;

namespace tidegate::postgres {

/// How a connection introduces itself and behaves.
struct SessionOptions {
    std::string server;          ///< "source" or "target", as errors name it
    std::string applicationName; ///< take-over finds our backends by it (exactness.md rule 12)
    bool replication = false;    ///< a walsender (replication=database)
    bool replicaRole = false;    ///< session_replication_role=replica: keys and triggers do not act (rule 16)
    std::shared_ptr<const void> way = {}; ///< what it goes through (a tunnel) is kept as long as the connection
    bool asksAgain = true; ///< after a long silence asks over another connection; else it is lost then
};

/// One libpq connection with the session settings of exactness.md rule 0 (no timeouts, row_security off, ISO
/// dates, exact floats, keepalives). Belongs to one thread. Every wait looks at the StopToken at least every
/// 100 ms: when asked to stop it sends a cancel request and throws Stopped, and the connection is then closed.
/// A wait in which nothing was heard for half a minute asks the server over another connection whether it still works on
/// this one (somebody's lock may last for hours). It is lost if the server does not know it or does not answer, and if it
/// waits for us as well, as often as it is asked for two minutes.
/// Errors: SqlError (server said no), ConnectionLostError, CommitInDoubtError.
class Connection
{
public:
    Connection(const ConnectionParameters &parameters, SessionOptions options, StopToken stop);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// One statement (or, without parameters, several: the last result is given).
    Result exec(const std::string &sql);
    Result exec(const std::string &sql, const Parameters &parameters);
    /// COMMIT; a connection lost meanwhile becomes CommitInDoubtError.
    void commit();
    /// ROLLBACK that never throws for a transaction that is already gone.
    void rollback() noexcept;
    /// Asks the server to give up what it does now; does not wait longer than 300 ms for that to be sent.
    void cancel() noexcept;
    bool inTransaction() const;
    bool isOpen() const;

    int serverVersion() const; ///< 150020 for 15.20
    int backendPid() const;
    /// libpq keeps the buffer that its largest row needed until the connection is closed: of COPY, in bytes.
    std::size_t largestRow() const { return m_largestRow; }
    const std::string &server() const { return m_options.server; }
    const StopToken &stopToken() const { return m_stop; }
    const ConnectionParameters &parameters() const { return m_parameters; }

    /// While this one waits, another of the same thread is looked at: one that its server has closed ends the wait as
    /// its own loss, but for a COMMIT. `other` must live as long as this is used.
    void listenFor(Connection *other) { m_other = other; }
    /// Asks the server over another connection.
    SessionState stateOnServer();

    /// Channels notified since the last call (LISTEN).
    std::vector<std::string> takeNotifications();
    /// Waits for input, at most `milliseconds`; true if something came.
    bool waitForInput(int milliseconds);

    // For this room's other classes (copy, pipeline, replication).
    void tookRow(std::size_t bytes) { m_largestRow = std::max(m_largestRow, bytes); }
    pg_conn *raw() const { return m_connection.get(); }
    /// What every wait does between two looks at its socket; throws Stopped, ConnectionLostError.
    void betweenLooks(Silence &silence, const std::string &statement);
    /// Waits until libpq has a whole result; throws Stopped, ConnectionLostError.
    void waitUntilNotBusy(const std::string &statement);
    void flush(const std::string &statement);
    Result nextResult(const std::string &statement); ///< empty result object at the end
    /// `why`: instead of libpq's words.
    [[noreturn]] void throwLost(const std::string &statement, const std::string &why = {});
    [[noreturn]] void throwError(pg_result *result, const std::string &statement);
    /// Takes what is left of a command's results, so that the next can be sent.
    Result finishCommand(const std::string &statement);

private:
    void open();
    void applySessionSettings();
    void cancelAndClose() noexcept;
    bool closedByServer();

    ConnectionParameters m_parameters;
    SessionOptions m_options;
    StopToken m_stop;
    std::unique_ptr<pg_conn, void (*)(pg_conn *)> m_connection;
    Connection *m_other = nullptr;
    std::size_t m_largestRow = 0;
};

/// Ends the transaction by ROLLBACK unless commit() was reached.
class Transaction
{
public:
    explicit Transaction(Connection &connection, const char *begin = "BEGIN");
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    void commit();

private:
    Connection &m_connection;
    bool m_open = true;
};

} // namespace tidegate::postgres
