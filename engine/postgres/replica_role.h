// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

namespace tidegate::postgres {

/// Whether the role may write as replica, so that neither foreign keys nor ordinary triggers act (exactness.md rule 16). No
/// transaction is open; nothing stays set. Throws SqlError for anything but a right that is missing.
bool mayBeReplica(Connection &connection);

} // namespace tidegate::postgres
