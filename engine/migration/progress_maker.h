// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/session.h"
#include "progress/lag_clock.h"
#include "progress/progress_snapshot.h"
#include "progress/rate.h"

#include <chrono>

namespace tidegate::migration {

/// Makes the immutable value that goes up from what the threads share.
class ProgressMaker
{
public:
    struct Facts {
        progress::Phase phase = progress::Phase::Starting;
        Lsn sourceInsert;
        Lsn sourceFlush;
        progress::SlotGuard slot;
        std::optional<Problem> problem;
        int retries = 0;
        std::optional<double> nextRetrySeconds;
    };

    progress::ProgressSnapshot make(const std::string &subscription, const Shared &shared, const Facts &facts);

private:
    /// A level that only grows while the run goes on; when it falls (a table is copied again) it is watched anew.
    struct Watched {
        progress::Rate rate;
        std::int64_t level = 0;
        void sample(progress::Clock::time_point now, std::uint64_t next);
    };
    void addRates(progress::ProgressSnapshot &snapshot);
    void addLag(progress::ProgressSnapshot &snapshot, std::int64_t lastCommit);

    std::uint64_t m_number = 0;
    Watched m_copiedRows;
    Watched m_copiedBytes;
    Watched m_appliedRows;
    progress::Rate m_caughtUp; ///< of minus the lag
    progress::LagClock m_lagClock;
};

/// Bytes and seconds behind the source; absent while not measured.
std::optional<std::uint64_t> lagBytes(Lsn sourceFlush, Lsn stored);

} // namespace tidegate::migration
