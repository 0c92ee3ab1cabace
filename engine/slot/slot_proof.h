// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/stop_token.h"
#include "postgres/connection.h"
#include "slot/barrier.h"

#include <string>
#include <vector>

namespace tidegate::slot {

/// Reads the new slot from `start` until the server has decoded past it, and confirms nothing. False if the
/// server cannot decode what lies before: such a slot is useless for ever (H1), and now nothing has been
/// copied yet.
bool provesDecodable(postgres::Connection &source, const std::string &applicationName, const std::string &name,
                     Lsn start, const std::vector<std::string> &publications,
                     const WaitingCallback &onWaiting, const StopToken &stop);

} // namespace tidegate::slot
