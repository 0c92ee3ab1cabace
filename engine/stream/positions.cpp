// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "stream/positions.h"

#include <algorithm>

namespace tidegate::stream {

void Positions::stored(Lsn lsn)
{
    m_stored.store(lsn.value, std::memory_order_release);
    const auto now = Clock::now();
    const std::lock_guard lock(m_mutex);
    // A step a second is fine enough; the newer position replaces a young one only if it would not become
    // confirmable sooner than it may, so the young step is kept and the next one waits.
    if (!m_steps.empty() && now - m_steps.back().at < std::chrono::seconds(1) && m_delay.count() > 0)
        return;
    m_steps.push_back({now, lsn});
}

void Positions::restart(Lsn stored)
{
    const std::lock_guard lock(m_mutex);
    m_steps.clear();
    m_confirmed.store(0, std::memory_order_relaxed);
    m_received.store(0, std::memory_order_relaxed);
    m_stored.store(stored.value, std::memory_order_release);
}

void Positions::goOn(Lsn stored)
{
    m_received.store(0, std::memory_order_relaxed);
    m_stored.store(stored.value, std::memory_order_release);
}

Lsn Positions::confirmable(Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    auto confirmed = m_confirmed.load(std::memory_order_relaxed);
    if (m_delay.count() == 0) {
        confirmed = std::max(confirmed, m_stored.load(std::memory_order_acquire));
        m_steps.clear();
    }
    while (!m_steps.empty() && m_steps.front().at + m_delay <= now) {
        confirmed = std::max(confirmed, m_steps.front().lsn.value);
        m_steps.pop_front();
    }
    m_confirmed.store(confirmed, std::memory_order_relaxed);
    return Lsn{confirmed};
}

void Positions::setDelay(std::chrono::seconds delay)
{
    const std::lock_guard lock(m_mutex);
    m_delay = delay;
}

} // namespace tidegate::stream
