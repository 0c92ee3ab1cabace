// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/session.h"

namespace tidegate::migration {

namespace {

/// What may wait between receiver and consumer: enough for the consumer never to wait, little beside a batch.
constexpr std::size_t queueBytes = 16 * 1024 * 1024;

} // namespace

Session::Session(const Options &options, Shared &shared)
    : m_queue(queueBytes),
      m_receiver({options.run.source.parameters(), options.fence.applicationName(), options.slot,
                  options.publications, options.from, options.sourceSystem, options.sourceTimeline},
                 m_queue, shared.positions, shared.inFlight, m_stop),
      m_consumer({options.run.source.parameters(), options.run.target.parameters(),
                  options.fence.applicationName(), options.fence, options.sourceSystem,
                  options.sourceTimeline, options.from, options.replicaRole,
                  options.parking, !options.copyData, options.run.copyAgainWhenRedefined && options.copyData},
                 m_queue, shared.positions, shared.registry, *shared.counters, shared.inFlight, shared.consumer, options.run.log,
                 m_stop),
      m_receiverThread(QStringLiteral("receiver"), m_stop, [this] { untilEnd([this] { m_receiver.run(); }); }),
      m_consumerThread(QStringLiteral("consumer"), m_stop, [this] { untilEnd([this] { m_consumer.run(); }); })
{
    shared.inFlight.restart();
    m_receiverThread.start();
    m_consumerThread.start();
}

Session::~Session()
{
    m_stop.requestStop();
    m_receiverThread.wait();
    m_consumerThread.wait();
}

void Session::untilEnd(const std::function<void()> &body)
{
    try {
        body();
    } catch (...) {
        m_stop.requestStop();
        throw;
    }
}

bool Session::ended() const
{
    return m_receiverThread.ended() || m_consumerThread.ended();
}

std::optional<Problem> Session::problem() const
{
    // The consumer's fault says more than the receiver's, which may only follow from it.
    if (auto problem = m_consumerThread.problem())
        return problem;
    return m_receiverThread.problem();
}

} // namespace tidegate::migration
