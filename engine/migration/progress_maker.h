// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/progress_rates.h"
#include "migration/session.h"
#include "progress/lag_clock.h"
#include "progress/progress_snapshot.h"

#include <cstdint>
#include <optional>
#include <string>

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
        int copiers = 0;                            ///< that are copying
        std::optional<double> copierBytesPerSecond; ///< as copied so far; absent before
        std::optional<Problem> problem;
        int retries = 0;
        std::optional<double> nextRetrySeconds;
    };

    progress::ProgressSnapshot make(const std::string &subscription, const Shared &shared, const Facts &facts);

private:
    void addLag(progress::ProgressSnapshot &snapshot, std::int64_t lastCommit);

    std::uint64_t m_number = 0;
    ProgressRates m_rates;
    progress::LagClock m_lagClock;
};

} // namespace tidegate::migration
