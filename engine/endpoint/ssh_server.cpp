// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/ssh_server.h"

#include "base/problem.h"

#include <algorithm>

namespace tidegate::endpoint {

namespace {

[[noreturn]] void refuse(const char *why)
{
    throw ProblemError(Code::BadTunnel, {why});
}

int portOf(const std::string &text)
{
    const bool digits = !text.empty() && text.size() <= 5
                        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const int port = digits ? std::stoi(text) : 0;
    if (port < 1 || port > 65535)
        refuse("the SSH server's port is a number from 1 to 65535");
    return port;
}

/// "[::1]:22", "::1", "host:22"; what follows the user.
void readPlace(const std::string &text, SshServer &server)
{
    const auto close = text.find(']');
    if (!text.empty() && text.front() == '[') {
        if (close == std::string::npos || (close + 1 < text.size() && text[close + 1] != ':'))
            refuse("an address in brackets is followed by nothing, or by a colon and the port");
        server.host = text.substr(1, close - 1);
        if (close + 1 < text.size())
            server.port = portOf(text.substr(close + 2));
        return;
    }
    const auto colon = text.find(':');
    const bool address = colon != std::string::npos && text.find(':', colon + 1) != std::string::npos;
    server.host = address ? text : text.substr(0, colon);
    if (!address && colon != std::string::npos)
        server.port = portOf(text.substr(colon + 1));
}

} // namespace

bool isSafeName(const std::string &text)
{
    return !text.empty() && text.front() != '-' && text.back() != '\\'
           && std::none_of(text.begin(), text.end(), [](char c) {
                  const auto byte = static_cast<unsigned char>(c);
                  return byte <= ' ' || byte == 127 || std::string_view("'`\"$;&<>|(){}[]").find(c) != std::string_view::npos;
              });
}

SshServer SshServer::fromText(const std::string &text)
{
    SshServer server;
    const auto at = text.rfind('@'); // names of a domain may hold one
    if (at != std::string::npos) {
        server.user = text.substr(0, at);
        if (server.user.find(':') != std::string::npos)
            refuse("a password cannot be given; use a key, or the SSH agent");
        if (!isSafeName(server.user))
            refuse("the SSH user is not a name that can be given to ssh");
    }
    readPlace(at == std::string::npos ? text : text.substr(at + 1), server);
    if (!isSafeName(server.host) || server.host.find_first_of("/\\@") != std::string::npos)
        refuse("the SSH server is not a host that can be given to ssh");
    return server;
}

std::string SshServer::toText() const
{
    const bool bracketed = host.find(':') != std::string::npos;
    return (user.empty() ? std::string() : user + "@") + (bracketed ? "[" + host + "]" : host)
           + (port ? ":" + std::to_string(port) : std::string());
}

} // namespace tidegate::endpoint
