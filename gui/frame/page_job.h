// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/job.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

namespace tidegate::frame {

/// The one piece of one-off work that a page has under way, on a thread of its own; everything here is on the GUI
/// thread. Work that is let go of says nothing more and ends by itself within a second: nobody waits for it, not even
/// the destructor.
class PageJob : public QObject
{
    Q_OBJECT
public:
    /// Calls a function on the GUI thread, later and in order, before Ended; never for work that was let go of.
    using Tell = std::function<void(std::function<void()> words)>;
    /// On the worker. Leaves its result in what it captured, which may be read in Ended.
    using Work = std::function<void(const StopToken &stop, const Tell &tell)>;
    /// Without a problem it has succeeded, or `stopped`.
    using Ended = std::function<void(const std::optional<Problem> &problem, bool stopped)>;

    explicit PageJob(QObject *parent = nullptr);
    ~PageJob() override; ///< lets go

    /// Lets go of what is running. `ended` is called once, or never if this work is let go of in its turn.
    void start(Work work, Ended ended);
    /// Asks it to stop and still hears it: Ended, usually with `stopped`, follows within a second.
    void requestStop();
    void letGo();
    bool isRunning() const { return m_job != nullptr; }

private:
    QPointer<jobs::Job> m_job; ///< the one that may still speak
};

} // namespace tidegate::frame
