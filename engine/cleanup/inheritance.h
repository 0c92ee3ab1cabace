// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <cstdint>
#include <vector>

namespace tidegate::cleanup {

/// A table below another one, as partition, chunk or child. Oids on the target.
struct Below {
    std::uint32_t root = 0;
    std::uint32_t oid = 0;
    bool foreign = false;
    bool late = false; ///< something on the way from the root was attached when there was a journal already
};

/// At any depth. There is a journal.
std::vector<Below> below(postgres::Connection &target, const std::vector<std::uint32_t> &roots);

} // namespace tidegate::cleanup
