// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "slot/barrier.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::slot {

/// Rule 2 for tables that were published just now, a look at a time, so that whoever asks can do other things in
/// between: barrier, touch, barrier. It belongs to one session of the source: after a reconnect make a new one, since
/// barriers do not outlive a restart.
class JoinBarriers
{
public:
    /// `publications`: touched themselves where the server's minor needs it.
    explicit JoinBarriers(std::vector<std::string> publications);

    /// A few round trips and never a wait. True once both barriers have passed. `source`: the same at every call, not
    /// in a transaction. Throws ConnectionLostError, and SqlError where a touch is refused.
    bool advance(postgres::Connection &source);
    double seconds() const; ///< since it was made
    /// Who holds up the barrier that has not passed.
    std::vector<Blocker> blockers(postgres::Connection &source) const;

private:
    std::vector<std::string> m_publications;
    std::chrono::steady_clock::time_point m_start;
    std::optional<TransactionId> m_barrier;
    bool m_touched = false;
};

} // namespace tidegate::slot
