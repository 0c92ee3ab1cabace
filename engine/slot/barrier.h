// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "base/transaction_id.h"
#include "catalog/blockers.h"
#include "postgres/connection.h"

#include <functional>
#include <vector>

namespace tidegate::slot {

/// Somebody who keeps a barrier, or the creation of a slot, waiting.
using Blocker = catalog::Blocker;

/// Called about once a second while something is waited for, in the waiting thread.
using WaitingCallback = std::function<void(double seconds, const std::vector<Blocker> &blockers)>;

/// Takes a barrier (exactness.md "Barrier"): an xid of our own, given back at once. The connection must not
/// be in a transaction. A barrier does not outlive a restart of the source: after a lost connection take a
/// new one.
TransactionId takeBarrier(postgres::Connection &source);
/// Every transaction that was running when the barrier was taken has left ProcArray. Holds nothing.
bool barrierPassed(postgres::Connection &source, TransactionId barrier);
/// Polls until passed. Throws Stopped, ConnectionLostError (then take the barrier anew).
void awaitBarrier(postgres::Connection &source, TransactionId barrier, const WaitingCallback &onWaiting,
                  const StopToken &stop);
/// Takes one and waits for it.
void passBarrier(postgres::Connection &source, const WaitingCallback &onWaiting, const StopToken &stop);

} // namespace tidegate::slot
