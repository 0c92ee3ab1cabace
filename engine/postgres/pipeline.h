// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <functional>
#include <string>
#include <unordered_set>

namespace tidegate::postgres {

/// Prepared statements sent without waiting for each answer (libpq's pipeline mode). Answers are taken every
/// few hundred commands, so that neither side's buffer grows. Lives inside one open transaction.
class Pipeline
{
public:
    /// Called for each answer in order, with its command's index since construction and the rows it touched.
    using Answer = std::function<void(std::size_t index, std::uint64_t affected)>;

    Pipeline(Connection &connection, Answer answer);
    ~Pipeline();
    Pipeline(const Pipeline &) = delete;
    Pipeline &operator=(const Pipeline &) = delete;

    void execute(const std::string &sql, const Parameters &parameters);
    /// Takes every answer that is due. Throws the first error; failedIndex() then says whose it was.
    void finish();
    std::size_t failedIndex() const { return m_answered; }

private:
    void drain();

    Connection &m_connection;
    Answer m_answer;
    std::size_t m_sent = 0;
    std::size_t m_answered = 0;
    std::size_t m_bytes = 0;
    std::string m_lastSql;
};

} // namespace tidegate::postgres
