// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "progress/rate.h"

#include <deque>
#include <optional>

namespace tidegate::progress {

/// How old what waits to be applied is, told by when the source was seen to have flushed it. The commit time of what was
/// applied last says that only while the source is busy: after an idle hour the next few bytes would be an hour old.
/// The clock is handed in. Belongs to one thread.
class LagClock
{
public:
    /// The source has flushed up to here. A position before the last one (a failover) begins anew.
    void sample(Clock::time_point now, Lsn flushed);
    /// Seconds since the first position behind `applied` was seen, 0 if there is none; absent if that was before the
    /// first sample. Right within the distance of samples, or within 1 % if it is long.
    std::optional<double> secondsBehind(Clock::time_point now, Lsn applied) const;

private:
    struct Sample {
        Clock::time_point at;
        Lsn flushed;
    };
    std::deque<Sample> m_samples; ///< growing positions; thinned when they are too many
};

} // namespace tidegate::progress
