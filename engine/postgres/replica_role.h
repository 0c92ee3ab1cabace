// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <string>

namespace tidegate::postgres {

/// Whether the role may write as replica, so that neither foreign keys nor ordinary triggers act (exactness.md rule 16). No
/// transaction is open; nothing stays set. Throws SqlError for anything but a right that is missing.
bool mayBeReplica(Connection &connection);
/// What gives it that right; empty before version 15, where only superusers have it.
std::string replicaRoleGrant(int serverVersion, const std::string &role);

} // namespace tidegate::postgres
