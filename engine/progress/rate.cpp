// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "progress/rate.h"

#include <algorithm>
#include <cmath>

namespace tidegate::progress {

namespace {

constexpr double shortestWatch = 1.0;                // seconds before a rate means anything
constexpr double agreement = 1.5;                    // short against long average
constexpr double longestForecast = 30.0 * 24 * 3600; // seconds

} // namespace

void Rate::Average::add(double rate, double seconds, double memorySeconds)
{
    const double keep = std::exp(-seconds / memorySeconds);
    sum = sum * keep + rate * (1 - keep);
    weight = weight * keep + (1 - keep);
}

void Rate::sample(Clock::time_point now, std::int64_t level)
{
    if (!m_last) {
        m_last = now;
        m_level = level;
        return;
    }
    const std::chrono::duration<double> passed = now - *m_last;
    if (passed.count() <= 0)
        return;
    const double rate = static_cast<double>(level - m_level) / passed.count();
    m_short.add(rate, passed.count(), m_memory.count());
    m_long.add(rate, passed.count(), 4 * m_memory.count());
    m_watched += passed.count();
    m_last = now;
    m_level = level;
}

void Rate::restart()
{
    m_last.reset();
    m_watched = 0;
    m_short = {};
    m_long = {};
}

std::optional<double> Rate::perSecond() const
{
    if (m_watched < shortestWatch)
        return std::nullopt;
    return m_short.value();
}

std::optional<double> Rate::secondsUntil(std::int64_t remaining) const
{
    if (remaining <= 0)
        return 0.0;
    const double now = m_short.value();
    const double before = m_long.value();
    if (m_watched < std::max(shortestWatch, m_memory.count()) || now <= 0 || before <= 0)
        return std::nullopt;
    if (std::max(now, before) > agreement * std::min(now, before))
        return std::nullopt;
    // The long average: a forecast that jumps with every burst is not believed.
    const double seconds = static_cast<double>(remaining) / before;
    if (seconds > longestForecast)
        return std::nullopt;
    return seconds;
}

bool Throttle::due(Clock::time_point now)
{
    if (m_last && now - *m_last < m_interval)
        return false;
    m_last = now;
    return true;
}

} // namespace tidegate::progress
