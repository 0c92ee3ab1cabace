// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <cstdint>
#include <set>
#include <vector>

namespace tidegate::cleanup {

enum class Removal { Delete = 8, Truncate = 32 }; ///< pg_trigger.tgtype

/// Of these oids, those on which, or on something below which, a trigger or a rule acts. Looks; changes nothing.
std::set<std::uint32_t> withTriggers(postgres::Connection &target, const std::vector<std::uint32_t> &oids, Removal removal,
                                     bool asReplica);

} // namespace tidegate::cleanup
