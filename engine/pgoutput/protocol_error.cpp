// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pgoutput/protocol_error.h"

#include <cstdio>
#include <string>

namespace tidegate::pgoutput {

namespace {

// The names of PostgreSQL's documentation, so that a reader can look the message up.
const char *nameOf(char messageType)
{
    switch (messageType) {
    case 'B': return "Begin";
    case 'C': return "Commit";
    case 'O': return "Origin";
    case 'R': return "Relation";
    case 'Y': return "Type";
    case 'I': return "Insert";
    case 'U': return "Update";
    case 'D': return "Delete";
    case 'T': return "Truncate";
    case 'M': return "Message";
    case 'w': return "XLogData";
    case 'k': return "Primary keepalive";
    default: return "Unknown";
    }
}

std::string describe(char messageType, std::size_t offset, std::size_t size, std::string_view problem)
{
    if (size == 0)
        return "replication protocol: empty message";
    char type[8];
    const auto byte = static_cast<unsigned char>(messageType);
    if (byte > 0x20 && byte < 0x7f)
        std::snprintf(type, sizeof type, "'%c'", messageType);
    else
        std::snprintf(type, sizeof type, "0x%02X", static_cast<unsigned>(byte));
    std::string text = "replication protocol: ";
    text.append(nameOf(messageType)).append(" message (").append(type).append("), offset ");
    text.append(std::to_string(offset)).append(" of ").append(std::to_string(size)).append(": ");
    return text.append(problem);
}

} // namespace

ProtocolError::ProtocolError(char messageType, std::size_t offset, std::size_t size, std::string_view problem)
    : std::runtime_error(describe(messageType, offset, size, problem))
    , m_messageType(messageType)
    , m_offset(offset)
{
}

} // namespace tidegate::pgoutput
