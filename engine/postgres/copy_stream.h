// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tidegate::postgres {

/// COPY … TO STDOUT, one row (text) or one piece (binary: header, row, trailer) at a time.
class CopyOut
{
public:
    CopyOut(Connection &connection, std::string sql);
    ~CopyOut();
    CopyOut(const CopyOut &) = delete;
    CopyOut &operator=(const CopyOut &) = delete;

    /// The next piece, valid until the next call; an empty view at the end, when the command has succeeded.
    /// Throws what the server or the connection says, and Stopped.
    std::string_view next();
    /// Rows that the server counted; known after the end.
    std::uint64_t rows() const { return m_rows; }

private:
    Connection &m_connection;
    std::string m_sql;
    char *m_buffer = nullptr;
    std::uint64_t m_rows = 0;
    bool m_ended = false;
};

/// COPY … FROM STDIN. Gathers about 256 kB before it writes, and never lets libpq's own buffer grow past that
/// (libpq moves its whole backlog at each partial send). Without finish() the command is failed by us.
class CopyIn
{
public:
    CopyIn(Connection &connection, std::string sql);
    ~CopyIn();
    CopyIn(const CopyIn &) = delete;
    CopyIn &operator=(const CopyIn &) = delete;

    void write(std::string_view bytes);
    /// Ends the command; the number of rows that the server took.
    std::uint64_t finish();

private:
    void send();

    Connection &m_connection;
    std::string m_sql;
    std::string m_pending;
    bool m_ended = false;
};

} // namespace tidegate::postgres
