// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/worker_thread.h"

namespace tidegate::migration {

WorkerThread::WorkerThread(const QString &name, StopToken stop, std::function<void()> body)
    : m_stop(std::move(stop)), m_body(std::move(body))
{
    setObjectName(name);
}

WorkerThread::~WorkerThread()
{
    requestStop();
    wait();
}

std::optional<Problem> WorkerThread::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

void WorkerThread::run()
{
    try {
        m_body();
    } catch (...) {
        const auto problem = currentProblem();
        const std::lock_guard lock(m_mutex);
        m_problem = problem;
    }
    m_ended.store(true, std::memory_order_release);
}

std::optional<Problem> currentProblem()
{
    try {
        throw;
    } catch (const Stopped &) {
        return std::nullopt;
    } catch (const ProblemError &error) {
        return error.problem();
    } catch (const std::exception &error) {
        return Problem{Code::Internal, {error.what()}, {}, {}, {}, true};
    } catch (...) {
        return Problem{Code::Internal, {"an unknown exception"}, {}, {}, {}, false};
    }
}

} // namespace tidegate::migration
