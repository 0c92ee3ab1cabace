// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/rough_duration.h"

#include <algorithm>
#include <cstdint>

namespace tidegate {

std::string roughDuration(double seconds)
{
    const auto whole = static_cast<std::uint64_t>(std::max(1.0, seconds + 0.5));
    if (whole < 120)
        return std::to_string(whole) + " s";
    return whole < 7200 ? std::to_string(whole / 60) + " min" : std::to_string(whole / 3600) + " h";
}

} // namespace tidegate
