// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"

#include <functional>
#include <utility>

namespace tidegate::cutover {

/// What a cutover asks before each step and in each wait: is it to go on? Not, if the run is told to stop, or if
/// somebody called the cutover off. Belongs to the cutover's thread; `wanted` may look at servers, and throw.
class StillWanted
{
public:
    StillWanted(StopToken stop = {}, std::function<bool()> wanted = {})
        : m_stop(std::move(stop)), m_wanted(std::move(wanted))
    {
    }

    bool operator()() const { return !m_stop.stopRequested() && (!m_wanted || m_wanted()); }
    /// Throws Stopped, or ProblemError CutoverAborted.
    void require() const
    {
        m_stop.throwIfStopped();
        if (m_wanted && !m_wanted())
            throw ProblemError(Code::CutoverAborted, {});
    }
    /// Waits; throws what require() does.
    void pause(int milliseconds) const
    {
        require();
        m_stop.pause(milliseconds);
    }
    const StopToken &stop() const { return m_stop; }

private:
    StopToken m_stop;
    std::function<bool()> m_wanted;
};

} // namespace tidegate::cutover
