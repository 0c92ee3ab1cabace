// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <string>

namespace tidegate {

/// "1,234,567"
std::string grouped(std::uint64_t number);

/// "12.3 MB" for people: one digit, a kB is 1024 bytes, as pg_size_pretty() and the window (text/figures.h) have it.
/// The engine computes with plain byte counts.
std::string displayBytes(std::uint64_t bytes);

} // namespace tidegate
