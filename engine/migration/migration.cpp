// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/migration.h"

#include "migration/coordinator.h"

namespace tidegate::migration {

/// The coordinator's QThread. Its callbacks run there and emit the handle's signals, which Qt queues to whoever
/// listens on another thread.
class Migration::Thread
{
public:
    Thread(Migration &owner, RunOptions options)
        : m_coordinator(std::move(options),
                        {[&owner](const progress::ProgressSnapshot &snapshot) { emit owner.progressed(snapshot); },
                         [&owner](const Event &event) { emit owner.happened(event); }},
                        m_stop),
          m_worker(QStringLiteral("coordinator"), m_stop, [this, &owner] {
              Coordinator::End end{Outcome::Failed, {}};
              try {
                  end = m_coordinator.run();
              } catch (...) {
                  end.problem = currentProblem();
              }
              emit owner.finished(end.outcome, end.problem);
          })
    {
    }

    void start() { m_worker.start(); }
    void requestStop() { m_stop.requestStop(); }
    void post(const std::string &verb, const std::string &arguments) { m_coordinator.post(verb, arguments); }

private:
    StopToken m_stop;
    Coordinator m_coordinator;
    WorkerThread m_worker; // last: it is joined before what it uses goes
};

Migration::Migration(RunOptions options, QObject *parent)
    : RunHandle(parent), m_thread(std::make_unique<Thread>(*this, std::move(options)))
{
}

Migration::~Migration() = default;

void Migration::start()
{
    m_thread->start();
}

void Migration::requestStop()
{
    m_thread->requestStop();
}

void Migration::post(const std::string &verb, const std::string &argumentsJson)
{
    m_thread->post(verb, argumentsJson);
}

} // namespace tidegate::migration
