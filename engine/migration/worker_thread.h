// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"

#include <QThread>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace tidegate::migration {

/// One worker: runs a body to its end on a thread of its own. Its edge is where exceptions become a Problem.
/// The destructor asks the body's token to stop and waits.
class WorkerThread : public QThread
{
public:
    WorkerThread(const QString &name, StopToken stop, std::function<void()> body);
    ~WorkerThread() override;

    void requestStop() const { m_stop.requestStop(); }
    bool ended() const { return m_ended.load(std::memory_order_acquire); }
    /// Why it ended; absent if it was stopped, or has not ended.
    std::optional<Problem> problem() const;

protected:
    void run() override;

private:
    StopToken m_stop;
    std::function<void()> m_body;
    std::atomic<bool> m_ended{false};
    mutable std::mutex m_mutex;
    std::optional<Problem> m_problem;
};

/// The exception in flight as a Problem; call it in a catch block. Absent for Stopped.
std::optional<Problem> currentProblem();

} // namespace tidegate::migration
