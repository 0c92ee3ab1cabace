// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/route.h"

#include "endpoint/tunnel.h"

namespace tidegate::endpoint {

namespace {

constexpr int recently = 2'000; // ms

} // namespace

Route::Route(const Endpoint &endpoint, const StopToken &stop) : m_endpoint(endpoint)
{
    if (!endpoint.ssh())
        return;
    m_tunnel = std::make_shared<const Tunnel>(endpoint, stop);
    m_endpoint = m_tunnel->endpoint();
}

Problem Route::explained(const Problem &problem) const
{
    // A COMMIT in doubt says more than how the connection went.
    const bool ofConnection = problem.code == Code::ConnectionFailed || problem.code == Code::ConnectionLost;
    if (!m_tunnel || !ofConnection)
        return problem;
    return m_tunnel->problemWithin(recently).value_or(problem);
}

} // namespace tidegate::endpoint
