// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>

namespace tidegate::postgres {

/// What a server says of a session when it is asked over another one.
enum class SessionState {
    Works,
    Waits, ///< for the next statement, or for the rest of one that is on its way through a slow network
    Gone   ///< or the server does not answer
};

/// How long a wait has heard nothing. A network that lost a connection, or one of its ends, need not say so: TCP notices
/// in a minute what is between us and the next hop, and nothing of what lies behind a tunnel or a proxy.
class Silence
{
public:
    Silence();
    void broken()
    {
        m_since = Clock::now();
        m_waits = 0;
    }
    /// The server waits as well.
    void goesOn()
    {
        m_since = Clock::now();
        ++m_waits;
    }
    int waits() const { return m_waits; } ///< so often in a row
    /// Nothing for half a minute: then somebody ought to ask.
    bool isLong() const { return Clock::now() - m_since >= m_limit; }

private:
    using Clock = std::chrono::steady_clock;
    Clock::duration m_limit;
    Clock::time_point m_since = Clock::now();
    int m_waits = 0;
};

} // namespace tidegate::postgres
