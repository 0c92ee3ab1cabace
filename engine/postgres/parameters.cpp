// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/parameters.h"

namespace tidegate::postgres {

Parameters &Parameters::add(std::string_view value)
{
    m_offsets.push_back(m_buffer.size());
    m_buffer.append(value);
    m_buffer.push_back('\0');
    return *this;
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
    m_buffer.clear();
    m_offsets.clear();
}

const std::vector<const char *> &Parameters::pointers() const
{
    m_pointers.clear();
    for (const auto offset : m_offsets)
        m_pointers.push_back(offset == nullOffset ? nullptr : m_buffer.data() + offset);
    return m_pointers;
}

} // namespace tidegate::postgres
