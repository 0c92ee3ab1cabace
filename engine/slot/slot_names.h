// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>

namespace tidegate::slot {

/// NAMEDATALEN - 1.
inline constexpr std::size_t maximumName = 63;

/// tidegate_ and what of the subscription's name may stand in a slot's: a-z, 0-9 and _, at most `limit`
/// bytes.
std::string nameFor(const std::string &subscription, std::size_t limit);

} // namespace tidegate::slot
