// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace tidegate::endpoint {

/// The SSH server that a tunnel goes through. What is empty is left to OpenSSH and its configuration. A value without
/// secrets: a key with a pass phrase must be in the user's agent.
struct SshServer {
    std::string host; ///< a name, an address, or an alias of OpenSSH's configuration
    std::string user;
    int port = 0;             ///< 0: the configuration's, else 22
    std::string identityFile; ///< a private key
    std::string configFile;   ///< read instead of ~/.ssh/config and the system's

    /// "host", "user@host:port", "user@[address]:port". Throws ProblemError BadTunnel, without the text in it: somebody
    /// may have put a password there.
    static SshServer fromText(const std::string &text);
    /// fromText() reads it back; without the files.
    std::string toText() const;

    friend bool operator==(const SshServer &, const SshServer &) = default;
};

/// Neither an option in disguise nor anything that a shell between here and there could take for more than a name.
bool isSafeName(const std::string &text);

} // namespace tidegate::endpoint
