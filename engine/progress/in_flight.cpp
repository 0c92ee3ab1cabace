// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "progress/in_flight.h"

#include <algorithm>

namespace tidegate::progress {

void InFlight::add(const ChangeTally &received)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[relation, changes] : received)
        m_changes[relation] += changes;
}

void InFlight::finish(const ChangeTally &done, const std::function<void()> &count)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[relation, changes] : done) {
        auto &left = m_changes[relation];
        left -= std::min(left, changes);
    }
    if (count)
        count();
}

void InFlight::restart()
{
    const std::lock_guard lock(m_mutex);
    m_changes.clear();
}

ChangeTally InFlight::read(const std::function<void()> &also) const
{
    const std::lock_guard lock(m_mutex);
    if (also)
        also();
    return m_changes;
}

} // namespace tidegate::progress
