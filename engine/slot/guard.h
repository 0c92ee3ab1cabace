// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/connection.h"
#include "progress/progress_snapshot.h"
#include "progress/rate.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tidegate::slot {

/// The source guard: how much WAL our slot makes the source keep, how fast that grows, and how long it can.
/// The free space of the source's disk is not readable by SQL, so without max_slot_wal_keep_size the time
/// is unknown. Belongs to one thread.
class SourceGuard
{
public:
    /// `limitBytes`: let the slot go beyond this much WAL (a choice; absent: never).
    SourceGuard(std::string slotName, std::optional<std::uint64_t> limitBytes);

    /// One round trip. Meant to be called every second or more seldom.
    const progress::SlotGuard &read(postgres::Connection &source);
    const progress::SlotGuard &last() const { return m_last; }
    /// The limit was passed at the last reading: the caller stops the stream and drops the slot (SlotLetGo).
    bool overLimit() const;

private:
    std::string m_slot;
    progress::Rate m_growth;
    progress::SlotGuard m_last;
};

} // namespace tidegate::slot
