// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <stdexcept>
#include <string_view>

namespace tidegate::pgoutput {

/// The bytes do not follow the protocol: damaged, cut short, or of a version that was not asked for.
/// There is no reading on after it, since the next change could be a misread one. Nothing of the message's
/// values is in what(), so that it may be logged.
class ProtocolError : public std::runtime_error
{
public:
    /// `messageType` is the message's first byte (0 for an empty message), `offset` counts bytes from that
    /// byte to the field at fault.
    ProtocolError(char messageType, std::size_t offset, std::size_t size, std::string_view problem);

    char messageType() const { return m_messageType; }
    std::size_t offset() const { return m_offset; }

private:
    char m_messageType;
    std::size_t m_offset;
};

} // namespace tidegate::pgoutput
