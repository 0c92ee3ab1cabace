// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/result.h"

#include <libpq-fe.h>

#include <charconv>

namespace tidegate::postgres {

void Result::clear(pg_result *result)
{
    PQclear(result);
}

int Result::rows() const
{
    return PQntuples(m_result.get());
}

int Result::columns() const
{
    return PQnfields(m_result.get());
}

bool Result::isNull(int row, int column) const
{
    return PQgetisnull(m_result.get(), row, column) != 0;
}

std::string_view Result::view(int row, int column) const
{
    return {PQgetvalue(m_result.get(), row, column),
            static_cast<std::size_t>(PQgetlength(m_result.get(), row, column))};
}

std::optional<std::string> Result::optional(int row, int column) const
{
    if (isNull(row, column))
        return std::nullopt;
    return text(row, column);
}

std::int64_t Result::integer(int row, int column) const
{
    const auto digits = view(row, column);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

Lsn Result::lsn(int row, int column) const
{
    return Lsn::parse(view(row, column)).value_or(Lsn{});
}

std::uint64_t Result::affected() const
{
    const std::string_view digits = PQcmdTuples(m_result.get());
    std::uint64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::string Result::columnName(int column) const
{
    return PQfname(m_result.get(), column);
}

} // namespace tidegate::postgres
