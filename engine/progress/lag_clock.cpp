// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "progress/lag_clock.h"

#include <algorithm>

namespace tidegate::progress {

namespace {

constexpr std::size_t mostSamples = 2048;
constexpr int share = 100; // 1 % of a lag is close enough; a year of seconds then takes some 1,800 samples

} // namespace

void LagClock::sample(Clock::time_point now, Lsn flushed)
{
    if (!flushed.isValid() || (!m_samples.empty() && flushed == m_samples.back().flushed))
        return;
    if (!m_samples.empty() && flushed < m_samples.back().flushed)
        m_samples.clear();
    m_samples.push_back({now, flushed});
    if (m_samples.size() <= mostSamples)
        return;
    // The older, the farther apart: a gap stays within a share of its age.
    std::deque<Sample> kept{m_samples.front()};
    for (std::size_t i = 1; i + 1 < m_samples.size(); ++i) {
        const auto next = m_samples[i + 1].at;
        if (next - kept.back().at > (now - next) / share)
            kept.push_back(m_samples[i]);
    }
    kept.push_back(m_samples.back());
    m_samples = std::move(kept);
}

std::optional<double> LagClock::secondsBehind(Clock::time_point now, Lsn applied) const
{
    const auto waiting = std::upper_bound(m_samples.begin(), m_samples.end(), applied,
                                          [](Lsn lsn, const Sample &sample) { return lsn < sample.flushed; });
    if (waiting == m_samples.end())
        return 0.0;
    if (waiting == m_samples.begin())
        return std::nullopt;
    return std::max(0.0, std::chrono::duration<double>(now - waiting->at).count());
}

} // namespace tidegate::progress
