// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/session.h"
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
    std::uint64_t m_number = 0;
};

/// Bytes and seconds behind the source; absent while not measured.
std::optional<std::uint64_t> lagBytes(Lsn sourceFlush, Lsn stored);

} // namespace tidegate::migration
