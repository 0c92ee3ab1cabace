// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/lsn.h"

#include <charconv>
#include <cstdio>

namespace tidegate {

std::string Lsn::toString() const
{
    char text[24];
    const int length = std::snprintf(text, sizeof text, "%X/%X", static_cast<unsigned>(value >> 32),
                                     static_cast<unsigned>(value & 0xFFFFFFFFu));
    return std::string(text, static_cast<std::size_t>(length));
}

std::optional<Lsn> Lsn::parse(std::string_view text)
{
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash > 8)
        return std::nullopt;
    const auto low = text.substr(slash + 1);
    if (low.empty() || low.size() > 8)
        return std::nullopt;
    std::uint32_t high32 = 0;
    std::uint32_t low32 = 0;
    const auto high = std::from_chars(text.data(), text.data() + slash, high32, 16);
    const auto rest = std::from_chars(low.data(), low.data() + low.size(), low32, 16);
    if (high.ec != std::errc{} || high.ptr != text.data() + slash || rest.ec != std::errc{}
        || rest.ptr != low.data() + low.size())
        return std::nullopt;
    return Lsn{(std::uint64_t{high32} << 32) | low32};
}

} // namespace tidegate
