// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/stop_token.h"
#include "postgres/connection.h"

namespace tidegate::slot {

/// Rule 5: returns when the source's WAL is on its disk up to `position`. Emits a message, committed
/// locally, where nothing else would flush it. It must be asked on the session that read `position`: a
/// source that crashed in between would have written other WAL there, and only the session's life proves
/// that it did not.
void awaitFlushed(postgres::Connection &source, Lsn position, const StopToken &stop);

/// Commits something small of our own, flushed locally and decoded as a message (from 14 on): gives an idle
/// source a position that moves (rule 10). Returns the position after it.
Lsn nudge(postgres::Connection &source);

} // namespace tidegate::slot
