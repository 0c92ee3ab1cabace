// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/consumer.h"

#include "apply/consumer_session.h"

namespace tidegate::apply {

void ConsumerStatus::addMarker(const std::string &nonce)
{
    const std::lock_guard lock(m_mutex);
    m_markers.insert(nonce);
}

bool ConsumerStatus::hasMarker(const std::string &nonce) const
{
    const std::lock_guard lock(m_mutex);
    return m_markers.count(nonce) > 0;
}

Consumer::Consumer(ConsumerOptions options, stream::BlockQueue &queue, stream::Positions &positions,
                   units::UnitRegistry &registry, progress::Counters &counters, progress::InFlight &inFlight,
                   ConsumerStatus &status, Log log,
                   StopToken stop)
    : m_options(std::move(options)), m_queue(queue), m_positions(positions), m_registry(registry),
      m_counters(counters), m_inFlight(inFlight), m_status(status), m_log(std::move(log)), m_stop(std::move(stop))
{
}

Consumer::~Consumer() = default;

void Consumer::run()
{
    Session(*this).run();
}

} // namespace tidegate::apply
