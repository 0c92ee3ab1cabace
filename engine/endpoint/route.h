// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"
#include "endpoint/endpoint.h"

#include <memory>

namespace tidegate::endpoint {

class Tunnel;

/// How a server is reached as long as this is held: straight, or through a tunnel that all its connections share.
/// Copies share it. Any thread.
class Route
{
public:
    Route() = default;
    /// Opens the tunnel, if the endpoint names one; throws what Tunnel throws.
    Route(const Endpoint &endpoint, const StopToken &stop);

    /// What connections are made with; it has no ssh() any more.
    const Endpoint &endpoint() const { return m_endpoint; }
    const postgres::ConnectionParameters &parameters() const { return m_endpoint.parameters(); }
    const Tunnel *tunnel() const { return m_tunnel.get(); } ///< null if it is straight

    /// For whoever connects: SessionOptions::way.
    std::shared_ptr<const void> way() const { return m_tunnel; }

    /// For a connection that failed just now: the tunnel's own problem if that is why, else `problem`.
    Problem explained(const Problem &problem) const;

private:
    Endpoint m_endpoint;
    std::shared_ptr<const Tunnel> m_tunnel;
};

} // namespace tidegate::endpoint
