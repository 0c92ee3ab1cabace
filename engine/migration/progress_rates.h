// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "progress/progress_snapshot.h"
#include "progress/rate.h"

#include <cstdint>
#include <optional>

namespace tidegate::migration {

/// How fast a run goes, from one snapshot to the next, whoever made them.
class ProgressRates
{
public:
    void addTo(progress::ProgressSnapshot &snapshot);

private:
    /// A level that only grows while the run goes on; when it falls (a table is copied again) it is watched anew.
    struct Watched {
        progress::Rate rate;
        std::int64_t level = 0;
        void sample(progress::Clock::time_point now, std::uint64_t next);
    };

    Watched m_copiedRows;
    Watched m_copiedBytes;
    Watched m_appliedRows;
    progress::Rate m_caughtUp; ///< of minus the lag
};

/// Bytes behind the source; absent while not measured.
std::optional<std::uint64_t> lagBytes(Lsn sourceFlush, Lsn stored);

} // namespace tidegate::migration
