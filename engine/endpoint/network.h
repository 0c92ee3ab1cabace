// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "base/stop_token.h"

#include <optional>
#include <string>
#include <vector>

namespace tidegate::endpoint {

/// The two steps before PostgreSQL is spoken. Both ask the operating system on a thread of their own, because
/// a name server or a firewall may be silent for long: asked to stop they throw Stopped within 100 ms and
/// leave that thread to end by itself.
struct Resolved {
    std::vector<std::string> addresses;
    std::optional<Problem> problem; ///< HostNotFound
};
Resolved resolveHost(const std::string &host, int timeoutMilliseconds, const StopToken &stop);

struct Reached {
    std::string address;            ///< the first that answered
    std::optional<Problem> problem; ///< PortClosed, PortSilent or ConnectionFailed
};
/// `host` is for the problem's words.
Reached reachPort(const std::string &host, const std::vector<std::string> &addresses, int port,
                  int timeoutMilliseconds, const StopToken &stop);

/// What a server behind a local port of a tunnel's does when it is asked whether it speaks TLS, which any PostgreSQL
/// answers: the port itself accepts before anybody knows whether the far end does. Asked to stop: as above.
enum class Answer { Answered, Closed, Silent };
Answer askThroughTunnel(int localPort, int timeoutMilliseconds, const StopToken &stop);

} // namespace tidegate::endpoint
