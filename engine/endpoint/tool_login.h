// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/passfile.h"

#include <map>
#include <optional>
#include <string>

namespace tidegate::endpoint {

/// How pg_dump and its kin log in as this endpoint: a URI for --dbname without any secret, and the
/// environment that goes with it (process::Command::environment). Keep the object until the program has
/// ended: it owns the passfile. Where there is a tunnel, of the route's endpoint. Throws ProblemError BadConnectionString for secrets that only a connection
/// string can carry (a client key with a pass phrase), and FileUnreadable.
class ToolLogin
{
public:
    explicit ToolLogin(const Endpoint &endpoint);

    const std::string &uri() const { return m_uri; }
    const std::map<std::string, std::string> &environment() const { return m_environment; }

private:
    std::string m_uri;
    std::map<std::string, std::string> m_environment;
    std::optional<TemporaryPassfile> m_passfile;
};

} // namespace tidegate::endpoint
