// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/progress_rates.h"

namespace tidegate::migration {

std::optional<std::uint64_t> lagBytes(Lsn sourceFlush, Lsn stored)
{
    if (!sourceFlush.isValid() || !stored.isValid())
        return std::nullopt;
    return sourceFlush > stored ? sourceFlush.value - stored.value : 0;
}

void ProgressRates::Watched::sample(progress::Clock::time_point now, std::uint64_t next)
{
    const auto value = static_cast<std::int64_t>(next);
    if (value < level)
        rate.restart();
    level = value;
    rate.sample(now, value);
}

void ProgressRates::addTo(progress::ProgressSnapshot &snapshot)
{
    const auto now = progress::Clock::now();
    const auto sums = progress::totals(snapshot);
    m_copiedRows.sample(now, sums.rowsCopied);
    m_copiedBytes.sample(now, sums.bytesCopied);
    m_appliedRows.sample(now, sums.rowsApplied);
    auto &rates = snapshot.rates;
    rates.copiedRowsPerSecond = m_copiedRows.rate.perSecond();
    rates.copiedBytesPerSecond = m_copiedBytes.rate.perSecond();
    rates.appliedRowsPerSecond = m_appliedRows.rate.perSecond();
    // Rows, not bytes: a relation's size has indexes and dead rows in it, which COPY does not move.
    if (snapshot.phase == progress::Phase::Copying && sums.approximateRows && *sums.approximateRows > sums.rowsCopied)
        rates.copySecondsLeft =
            m_copiedRows.rate.secondsUntil(static_cast<std::int64_t>(*sums.approximateRows - sums.rowsCopied));
    if (!snapshot.lagBytes)
        return;
    m_caughtUp.sample(now, -static_cast<std::int64_t>(*snapshot.lagBytes));
    if (snapshot.phase == progress::Phase::CatchingUp)
        rates.catchUpSecondsLeft = m_caughtUp.secondsUntil(static_cast<std::int64_t>(*snapshot.lagBytes));
}

} // namespace tidegate::migration
