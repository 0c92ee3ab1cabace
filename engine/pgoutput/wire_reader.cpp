// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pgoutput/wire_reader.h"

#include "pgoutput/protocol_error.h"

#include <string>

namespace tidegate::pgoutput {

void WireReader::fail(std::size_t back, std::string_view problem) const
{
    throw ProtocolError(m_begin == m_end ? '\0' : *m_begin, static_cast<std::size_t>(m_at - m_begin) - back,
                        static_cast<std::size_t>(m_end - m_begin), problem);
}

void WireReader::failShort(const char *field, std::size_t size) const
{
    fail(0, std::string(field) + " takes " + std::to_string(size) + " bytes, " + std::to_string(remaining())
                + " are left");
}

void WireReader::failLength(const char *field, std::int32_t length) const
{
    fail(4, std::string(field) + " has the length " + std::to_string(length) + ", "
                + std::to_string(remaining()) + " bytes are left");
}

void WireReader::failOpenText(const char *field) const
{
    fail(0, std::string(field) + " does not end");
}

void WireReader::failTrailing() const
{
    fail(0, std::to_string(remaining()) + " bytes more than the message has");
}

} // namespace tidegate::pgoutput
