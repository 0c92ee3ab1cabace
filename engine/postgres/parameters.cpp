// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/parameters.h"

namespace tidegate::postgres {

namespace {

/// Those behind the last large one are as by default.
template <typename Value>
const Value *all(std::vector<Value> &values, std::size_t count)
{
    if (values.empty())
        return nullptr;
    values.resize(count);
    return values.data();
}

} // namespace

Parameters &Parameters::add(std::string_view value)
{
    m_offsets.push_back(m_buffer.size());
    m_buffer.append(value);
    m_buffer.push_back('\0');
    m_bytes += value.size() + 1;
    return *this;
}

Parameters &Parameters::addLarge(std::string_view value)
{
    constexpr unsigned textOid = 25; // pg_type.dat; the only type whose binary form is its text
    const auto place = m_offsets.size();
    m_offsets.push_back(m_buffer.size());
    for (auto *each : {&m_lengths, &m_formats})
        each->resize(place + 1);
    m_types.resize(place + 1);
    m_large.resize(place + 1);
    m_types[place] = textOid;
    m_lengths[place] = static_cast<int>(value.size());
    m_formats[place] = 1;
    m_large[place] = value;
    m_bytes += value.size();
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
    *this = {};
}

const char *const *Parameters::values() const
{
    m_pointers.clear();
    for (std::size_t i = 0; i < m_offsets.size(); ++i) {
        if (i < m_large.size() && m_large[i].data())
            m_pointers.push_back(m_large[i].data());
        else
            m_pointers.push_back(m_offsets[i] == nullOffset ? nullptr : m_buffer.data() + m_offsets[i]);
    }
    return m_pointers.data();
}

const unsigned *Parameters::types() const
{
    return all(m_types, m_offsets.size());
}

const int *Parameters::lengths() const
{
    return all(m_lengths, m_offsets.size());
}

const int *Parameters::formats() const
{
    return all(m_formats, m_offsets.size());
}

} // namespace tidegate::postgres
