// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidegate {

/// A byte position in the source's WAL (pg_lsn). Zero is "none": PostgreSQL never writes a record there.
struct Lsn {
    std::uint64_t value = 0;

    constexpr bool isValid() const { return value != 0; }
    friend constexpr auto operator<=>(Lsn, Lsn) = default;

    /// "16/B374D848", as PostgreSQL prints it.
    std::string toString() const;
    /// Reads PostgreSQL's text form; nullopt for anything else.
    static std::optional<Lsn> parse(std::string_view text);
};

} // namespace tidegate
