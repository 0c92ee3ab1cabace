// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tidegate::pgoutput {

/// The relation whose row an Insert, Update or Delete changes; nothing for any other message, and for one that is cut
/// off. Looks at five bytes and checks nothing else: the decoder will.
inline std::optional<std::uint32_t> changedRelation(std::string_view message)
{
    if (message.size() < 5 || (message[0] != 'I' && message[0] != 'U' && message[0] != 'D'))
        return std::nullopt;
    std::uint32_t oid = 0;
    for (std::size_t i = 1; i < 5; ++i)
        oid = (oid << 8) | static_cast<unsigned char>(message[i]);
    return oid;
}

} // namespace tidegate::pgoutput
