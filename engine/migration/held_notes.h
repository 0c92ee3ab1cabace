// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/run_types.h"
#include "progress/progress_snapshot.h"
#include "progress/rate.h"

#include <chrono>
#include <map>
#include <vector>

namespace tidegate::migration {

/// Whose copy has held up the changes of all tables for longer than a unit should take (exactness.md rule 15): told after five
/// minutes without a break, and again every five minutes. What stood there when it was first looked at counts as past.
class HeldNotes
{
public:
    using Clock = progress::Clock;

    explicit HeldNotes(std::chrono::duration<double> every = defaultEvery()) : m_every(every) {}
    /// Of each snapshot, whoever made it.
    std::vector<Event> due(const progress::ProgressSnapshot &shown, Clock::time_point now);

private:
    struct Hold {
        double before = 0; ///< seconds held up to its beginning
        double seen = 0;   ///< at the last look
        double told = 0;   ///< of this hold
        Clock::time_point grown;
    };
    static std::chrono::duration<double> defaultEvery();

    std::chrono::duration<double> m_every;
    bool m_hasLooked = false;
    std::map<RelationName, Hold> m_holds;
};

} // namespace tidegate::migration
