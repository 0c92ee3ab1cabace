// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>

namespace tidegate::postgres {

/// How long a wait has heard nothing. A network that lost a connection, or one of its ends, need not say so: TCP notices
/// in a minute what is between us and the next hop, and nothing of what lies behind a tunnel or a proxy.
class Silence
{
public:
    Silence();
    void broken() { m_since = Clock::now(); }
    /// Nothing for half a minute: then somebody ought to ask.
    bool isLong() const { return Clock::now() - m_since >= m_limit; }
    double seconds() const { return std::chrono::duration<double>(Clock::now() - m_since).count(); }

private:
    using Clock = std::chrono::steady_clock;
    Clock::duration m_limit;
    Clock::time_point m_since = Clock::now();
};

} // namespace tidegate::postgres
