// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/watch.h"

#include "migration/watcher.h"
#include "migration/worker_thread.h"

namespace tidegate::migration {

class Watch::Thread
{
public:
    Thread(Watch &owner, WatchOptions options)
        : m_watcher(std::move(options),
                    {[&owner](const progress::ProgressSnapshot &snapshot) { emit owner.progressed(snapshot); },
                     [&owner](const Event &event) { emit owner.happened(event); },
                     [&owner](const WatchedEngine &engine) { emit owner.engineSeen(engine); }},
                    m_stop),
          m_worker(QStringLiteral("watcher"), m_stop, [this, &owner] {
              const auto end = m_watcher.run();
              emit owner.finished(end.outcome, end.problem);
          })
    {
    }

    void start() { m_worker.start(); }
    void requestStop() { m_stop.requestStop(); }
    void post(const std::string &verb, const std::string &arguments) { m_watcher.post(verb, arguments); }

private:
    StopToken m_stop;
    Watcher m_watcher;
    WorkerThread m_worker; // last: it is joined before what it uses goes
};

Watch::Watch(WatchOptions options, QObject *parent) : RunHandle(parent)
{
    qRegisterMetaType<tidegate::migration::WatchedEngine>();
    m_thread = std::make_unique<Thread>(*this, std::move(options));
}

Watch::~Watch() = default;

void Watch::start()
{
    m_thread->start();
}

void Watch::requestStop()
{
    m_thread->requestStop();
}

void Watch::post(const std::string &verb, const std::string &argumentsJson)
{
    m_thread->post(verb, argumentsJson);
}

} // namespace tidegate::migration
