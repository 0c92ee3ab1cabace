// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "postgres/connection.h"
#include "slot/barrier.h"

#include <string>

namespace tidegate::slot {

/// Creates the slot over a walsender connection of its own, made like `source`, while `source` looks who
/// keeps it waiting: the creation waits for every transaction that runs, twice. Throws Stopped within 100
/// ms of being asked.
void createSlot(postgres::Connection &source, const std::string &applicationName, const std::string &name,
                const WaitingCallback &onWaiting, const StopToken &stop);

} // namespace tidegate::slot
