// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "endpoint/ssh_server.h"
#include "process/run.h"

#include <string>

namespace tidegate::endpoint {

/// The two ends of a tunnel: a port here, and the server that it leads to as the SSH server sees it.
struct Forward {
    int localPort = 0; ///< on 127.0.0.1
    std::string host;
    std::string port;

    std::string display() const { return host + ":" + port; }
};

/// The call of OpenSSH that makes a tunnel and nothing else. It asks nobody anything, accepts no host key that is not
/// known already, ends if the local port cannot be had or the server is silent, and leaves the user's other forwards,
/// masters and agents alone. Pure.
process::Command sshCommand(const SshServer &server, const Forward &forward, int timeoutSeconds);
/// What a person types to reach the same server by hand: "ssh -p 2222 joe@bastion".
std::string sshByHand(const SshServer &server);

/// Why ssh has ended, from what it has said (OpenSSH speaks English everywhere). Its code's phrase is the remedy. Pure.
Problem sshProblem(const std::string &errors, const SshServer &server);
/// ssh's own words without its reports of every step.
std::string sshWords(const std::string &errors);
/// A line of ssh's by which a connection was refused at the far end: its reason; else empty.
std::string refusalIn(const std::string &line);
/// True if that is why ssh has ended: a port of ours was taken.
bool portWasTaken(const std::string &errors);
/// True for the line after which the local port accepts.
bool saysReady(const std::string &line);

} // namespace tidegate::endpoint
