// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <limits>

namespace tidegate::pgoutput {

/// PostgreSQL counts a protocol timestamp in microseconds since 2000-01-01 00:00 UTC; this is that moment in
/// microseconds since 1970-01-01 00:00 UTC.
inline constexpr std::int64_t epochUnixMicroseconds = 946'684'800'000'000;

/// Microseconds since 1970 of a commit or send time. A time past the range of the result stays at its end.
constexpr std::int64_t toUnixMicroseconds(std::int64_t since2000)
{
    constexpr auto latest = std::numeric_limits<std::int64_t>::max();
    return since2000 > latest - epochUnixMicroseconds ? latest : since2000 + epochUnixMicroseconds;
}

/// The way back, for the clock field of a status update.
constexpr std::int64_t fromUnixMicroseconds(std::int64_t since1970)
{
    constexpr auto earliest = std::numeric_limits<std::int64_t>::min();
    return since1970 < earliest + epochUnixMicroseconds ? earliest : since1970 - epochUnixMicroseconds;
}

} // namespace tidegate::pgoutput
