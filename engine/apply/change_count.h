// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "apply/batch.h"
#include "progress/counters.h"
#include "progress/in_flight.h"

#include <chrono>
#include <memory>
#include <vector>

namespace tidegate::apply {

/// The consumer's figures: of each table what was applied, and what is no longer in flight since it was applied or skipped.
/// For display only. Belongs to the consumer's thread.
class ChangeCount
{
public:
    ChangeCount(progress::Counters &counters, progress::InFlight &inFlight) : m_counters(counters), m_inFlight(inFlight) {}
    /// What an open transaction counted in advance is taken back.
    ~ChangeCount();

    /// Told with the next count().
    void skipped(std::uint32_t relation) { ++m_skipped[relation]; }
    void skipped(const progress::ChangeTally &changes);
    bool anySkipped() const { return !m_skipped.empty(); }
    /// The stream waited so long for the copy of this table.
    void held(const RelationName &source, std::chrono::steady_clock::duration time);
    /// What is on the target now; parked changes are in flight until they are made. `inAdvance`: the transaction is still
    /// open, so that a large one is seen to move.
    void count(const Batch &batch, bool inAdvance = false);
    /// The open transaction is committed.
    void keep() { m_inAdvance.clear(); }

private:
    struct Counted {
        std::shared_ptr<progress::TableCounters> counters;
        progress::TableCounts changes;
    };

    progress::Counters &m_counters;
    progress::InFlight &m_inFlight;
    std::vector<Counted> m_inAdvance;
    progress::ChangeTally m_skipped;
};

} // namespace tidegate::apply
