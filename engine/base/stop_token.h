// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <memory>

namespace tidegate {

/// Thrown where work ends because its StopToken was asked to stop. Not an error: nothing is reported for it.
struct Stopped {
};

/// A shared "please stop" flag. Any thread may ask; waits inside the engine look at it at least every 100 ms,
/// so that every phase stops within a second. Copies share the flag; a default token is never stopped by others.
class StopToken
{
public:
    StopToken() : m_stop(std::make_shared<std::atomic<bool>>(false)) {}

    void requestStop() const { m_stop->store(true, std::memory_order_release); }
    bool stopRequested() const { return m_stop->load(std::memory_order_acquire); }
    void throwIfStopped() const
    {
        if (stopRequested())
            throw Stopped{};
    }
    /// Waits without doing anything, at most `milliseconds`; throws Stopped as soon as asked to stop.
    void pause(int milliseconds) const;

private:
    std::shared_ptr<std::atomic<bool>> m_stop;
};

} // namespace tidegate
