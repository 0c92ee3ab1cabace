// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::postgres {

/// COPY … TO STDOUT, one row (text) or one piece (binary: header, row, trailer) at a time. Several are sent as one query, and
/// none but the first costs a round trip.
class CopyOut
{
public:
    CopyOut(Connection &connection, std::string sql) : CopyOut(connection, std::vector{std::move(sql)}) {}
    /// One or more. Each is read to its end, then following() leads to the next.
    CopyOut(Connection &connection, std::vector<std::string> commands);
    ~CopyOut();
    CopyOut(const CopyOut &) = delete;
    CopyOut &operator=(const CopyOut &) = delete;

    /// The next piece, valid until the next call; an empty view at the end, when the command has succeeded.
    /// Throws what the server or the connection says, and Stopped.
    std::string_view next();
    /// Rows that the server counted; known after the end.
    std::uint64_t rows() const { return m_rows; }
    void following();

private:
    const std::string &sql() const { return m_commands[m_current]; }
    void begin();

    Connection &m_connection;
    std::vector<std::string> m_commands;
    std::size_t m_current = 0;
    char *m_buffer = nullptr;
    std::uint64_t m_rows = 0;
    bool m_ended = true; ///< no command gives rows at this moment
    bool m_over = false; ///< the query is, or has failed
};

/// COPY … FROM STDIN. Gathers about 256 kB before it writes, and never lets libpq's own buffer grow past that
/// (libpq moves its whole backlog at each partial send). Without finish() the command is failed by us. Several are sent as
/// one query, and each but the first costs one round trip and not two.
class CopyIn
{
public:
    CopyIn(Connection &connection, std::string sql) : CopyIn(connection, std::vector{std::move(sql)}) {}
    /// One or more. Each is finished, then following() leads to the next.
    CopyIn(Connection &connection, std::vector<std::string> commands);
    ~CopyIn();
    CopyIn(const CopyIn &) = delete;
    CopyIn &operator=(const CopyIn &) = delete;

    void write(std::string_view bytes);
    /// Ends the command; the number of rows that the server took.
    std::uint64_t finish();
    void following();

private:
    const std::string &sql() const { return m_commands[m_current]; }
    void begin();
    void send(std::string_view piece);

    Connection &m_connection;
    std::vector<std::string> m_commands;
    std::size_t m_current = 0;
    std::string m_pending;
    bool m_ended = true; ///< no command takes rows at this moment
    bool m_over = false; ///< the query is, or has failed
};

} // namespace tidegate::postgres
