// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "postgres/connection.h"

#include <cstdint>
#include <string>

namespace tidegate::slot {

inline constexpr char slotPrefix[] = "tidegate_";

/// pg_replication_slots, one row.
struct SlotFacts {
    bool exists = false;
    bool active = false;
    int activePid = 0;
    Lsn confirmedFlush;
    Lsn restart;
    std::string walStatus;         ///< reserved, extended, unreserved, lost
    std::int64_t safeWalSize = -1; ///< bytes until the slot may be lost; -1 without limit
    std::string invalidation; ///< the server's reason (17 and later), "lost" on older ones; empty if valid
};

SlotFacts readSlot(postgres::Connection &source, const std::string &name);

/// Rule 11 at start. Throws ProblemError SlotMissing, SlotLost, or SlotAhead if the server already forgot
/// what the journal has not stored.
void requireUsable(const SlotFacts &facts, const std::string &name, Lsn stored);

/// A new name at every attempt: tidegate_<subscription as a slot name allows it>_<8 random>, at most 63
/// bytes.
std::string newSlotName(const std::string &subscription);

/// Drops the slot if it is there; true if it was. An active walsender of our own role and application_name
/// is ended first. Refuses (Internal) a name without our prefix. Throws SqlError objectInUse if another
/// holds it.
bool dropSlot(postgres::Connection &source, const std::string &name);

/// Waits until no walsender is on the slot any more: a connection that was closed leaves it active for a
/// moment.
void awaitInactive(postgres::Connection &source, const std::string &name, int milliseconds);

} // namespace tidegate::slot
