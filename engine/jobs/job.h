// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace tidegate::jobs {

/// One-off work on a thread of its own, for the window: a test, a load, a check, a script. Lives on its maker's
/// thread; `work` runs on the worker and leaves its result in what it captured, which may be read after finished().
/// The destructor stops the work and waits for it.
class Job : public QObject
{
    Q_OBJECT
public:
    using Work = std::function<void(const StopToken &stop)>;

    explicit Job(Work work, QObject *parent = nullptr);
    ~Job() override;

    void start();
    void requestStop() { m_stop.requestStop(); } ///< any thread; the work ends with Stopped
    bool isRunning() const;

signals:
    /// Once, in the maker's thread. Without a problem the work has succeeded, or `stopped`.
    void finished(const std::optional<tidegate::Problem> &problem, bool stopped);

private:
    class Thread;

    StopToken m_stop;
    std::unique_ptr<Thread> m_thread;
};

} // namespace tidegate::jobs
