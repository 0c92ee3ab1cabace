// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/parameters.h"

#include <libpq-fe.h>

namespace tidegate::postgres {

Parameters &Parameters::add(std::string_view value)
{
    m_offsets.push_back(m_buffer.size());
    m_buffer.append(value);
    m_buffer.push_back('\0');
    return *this;
}

Parameters &Parameters::addLarge(std::string_view value)
{
    m_large.emplace_back(m_offsets.size(), value);
    return addNull();
}

Parameters &Parameters::add(const std::optional<std::string> &value)
{
    return value ? add(std::string_view(*value)) : addNull();
}

Parameters &Parameters::addNull()
{
    m_offsets.push_back(nullOffset);
    return *this;
}

void Parameters::clear()
{
    *this = {};
}

std::size_t Parameters::bytes() const
{
    auto bytes = m_buffer.size();
    for (const auto &large : m_large)
        bytes += large.second.size();
    return bytes;
}

bool Parameters::send(pg_conn *connection, const std::string &sql) const
{
    constexpr Oid text = 25; // pg_type.dat; the only type whose binary form is its text
    constexpr int binary = 1;
    const auto count = m_offsets.size();
    std::vector<const char *> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = m_offsets[i] == nullOffset ? nullptr : m_buffer.data() + m_offsets[i];
    // As by default they are of the type that the statement gives them, and text.
    const auto special = m_large.empty() ? 0 : count;
    std::vector<Oid> types(special);
    std::vector<int> lengths(special);
    std::vector<int> formats(special);
    for (const auto &[place, value] : m_large) {
        values[place] = value.data();
        types[place] = text;
        lengths[place] = static_cast<int>(value.size());
        formats[place] = binary;
    }
    return PQsendQueryParams(connection, sql.c_str(), static_cast<int>(count), special ? types.data() : nullptr, values.data(),
                             special ? lengths.data() : nullptr, special ? formats.data() : nullptr, 0)
        != 0;
}

} // namespace tidegate::postgres
