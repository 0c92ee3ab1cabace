// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string_view>

namespace tidegate {

/// The enumerator that `nameOf` gives this name, of those from zero to `last`.
template <typename Enum>
std::optional<Enum> enumeratorNamed(std::string_view name, Enum last, const char *(*nameOf)(Enum))
{
    for (int each = 0; each <= static_cast<int>(last); ++each) {
        if (name == nameOf(static_cast<Enum>(each)))
            return static_cast<Enum>(each);
    }
    return std::nullopt;
}

} // namespace tidegate
