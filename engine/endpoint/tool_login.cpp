// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/tool_login.h"

#include "base/problem.h"

namespace tidegate::endpoint {

ToolLogin::ToolLogin(const Endpoint &endpoint)
{
    auto bare = endpoint;
    bare.set("password", "");
    if (bare.hasSecrets())
        throw ProblemError(
            Code::BadConnectionString,
            {"outside programs cannot be given a secret other than a password; use a client key "
             "without a pass phrase"});
    if (const auto &parameters = endpoint.parameters(); parameters.has("password")) {
        m_passfile.emplace(endpoint);
        bare.set("passfile", ""); // would outrank PGPASSFILE
        m_environment["PGPASSFILE"] = m_passfile->path();
        m_environment["PGPASSWORD"] = ""; // somebody else's would outrank it too
    }
    // As for our own connections: a dead server is noticed within two minutes, in the middle of a dump too.
    const std::map<std::string, std::string> defaults{{"connect_timeout", "15"},
                                                      {"keepalives_idle", "30"},
                                                      {"keepalives_interval", "10"},
                                                      {"keepalives_count", "3"}};
    for (const auto &[keyword, value] : defaults) {
        if (!bare.parameters().has(keyword))
            bare.set(keyword, value);
    }
    m_uri = bare.toUri();
}

} // namespace tidegate::endpoint
