// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tidegate {

/// A full (epoch and xid) transaction id, as pg_current_xact_id() gives it. Zero is invalid.
struct TransactionId {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(TransactionId, TransactionId) = default;
};

} // namespace tidegate
