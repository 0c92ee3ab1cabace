// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"
#include "endpoint/endpoint.h"
#include "endpoint/ssh.h"

#include <memory>
#include <optional>

namespace tidegate::endpoint {

/// An SSH tunnel to a server, by the system's OpenSSH with its host keys checked. A thread of its own starts ssh again
/// whenever it ends, on the same local port, so that whoever reconnects finds it; ssh ends with this object, within a
/// second. Any thread.
class Tunnel
{
public:
    /// Opens it for an endpoint with ssh() and returns once its local port accepts. Throws ConnectionLostError with one
    /// of the Ssh… codes, ProblemError BadTunnel, ToolMissing; Stopped within a second of being asked.
    Tunnel(const Endpoint &endpoint, const StopToken &stop);
    ~Tunnel();
    Tunnel(const Tunnel &) = delete;
    Tunnel &operator=(const Tunnel &) = delete;

    /// What libpq is given: the server's own name, which certificates are checked against, at an address of ours.
    const Endpoint &endpoint() const { return m_endpoint; }
    const Forward &forward() const { return m_forward; }

    /// Why connections fail that were tried within the last `milliseconds`: ssh has ended (and is being started
    /// again), or the SSH server did not connect onwards. Waits a moment for ssh to say so.
    std::optional<Problem> problemWithin(int milliseconds) const;

private:
    class Keeper;

    Forward m_forward;
    Endpoint m_endpoint;
    std::unique_ptr<Keeper> m_keeper;
};

/// Where the endpoint's connections go, as the SSH server is to see it; the local port is still 0. Throws ProblemError
/// BadTunnel for what no tunnel leads to: a local socket, a service, several hosts (libpq would not go on to the next,
/// because a tunnel accepts before the far end does). Pure, but for the environment (PGHOST, PGPORT).
Forward forwardOf(const Endpoint &endpoint);

} // namespace tidegate::endpoint
