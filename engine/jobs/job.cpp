// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/job.h"

#include <QThread>

namespace tidegate::jobs {

class Job::Thread : public QThread
{
public:
    Thread(Work work, StopToken stop) : m_work(std::move(work)), m_stop(std::move(stop)) {}

    std::optional<Problem> problem;
    bool stopped = false;

protected:
    void run() override
    {
        // The worker's edge: nothing is thrown past here.
        try {
            m_work(m_stop);
        } catch (const Stopped &) {
            stopped = true;
        } catch (const ProblemError &error) {
            problem = error.problem();
        } catch (const std::exception &error) {
            problem = Problem{Code::Internal, {error.what()}, {}, {}, {}, false};
        }
    }

private:
    Work m_work;
    StopToken m_stop;
};

Job::Job(Work work, QObject *parent)
    : QObject(parent), m_thread(std::make_unique<Thread>(std::move(work), m_stop))
{
    // QThread::finished is emitted by the worker, and the receiver lives here: queued, after run() has ended.
    connect(m_thread.get(), &QThread::finished, this,
            [this] { emit finished(m_thread->problem, m_thread->stopped); });
}

Job::~Job()
{
    m_thread->disconnect(this);
    m_stop.requestStop();
    m_thread->wait();
}

void Job::start()
{
    m_thread->start();
}

bool Job::isRunning() const
{
    return m_thread->isRunning();
}

} // namespace tidegate::jobs
