// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"

#include <string>

namespace tidegate::slot {

enum class TouchWay { TempTable, RoleSetting };

/// Commits a catalog change of our own that leaves nothing behind (exactness.md "Touch"): whatever the slot's
/// historic catalog snapshot missed while it was built (H1) is healed by the next catalog-changing commit.
/// A temporary table, or where that is denied a setting of our own role, set and reset.
TouchWay touch(postgres::Connection &source);

/// Sets the publication's operations to what they are, which is the touch of rule 2 where catalog::needsPublicationTouch(). Needs
/// its ownership; throws SqlError.
void touchPublication(postgres::Connection &source, const std::string &publication);

} // namespace tidegate::slot
