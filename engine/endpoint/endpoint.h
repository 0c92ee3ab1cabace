// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/ssh_server.h"
#include "postgres/connection_parameters.h"

#include <optional>
#include <string>
#include <string_view>

namespace tidegate::endpoint {

/// Where a server is and how to log in: any set of libpq's connection parameters (sslmode and certificates,
/// service, passfile, timeouts, keepalives, options, …), checked by libpq itself. A value. It may hold a
/// password: show display(), save toUri(). A password may also be absent: libpq then takes PGPASSWORD, the
/// passfile (PGPASSFILE, ~/.pgpass) or the service file, as every PostgreSQL program does.
/// Every function that takes text throws ProblemError BadConnectionString, without the text in it.
class Endpoint
{
public:
    /// The usual fields of a form; what is empty is left to libpq's defaults.
    struct Fields {
        std::string host; ///< a name, an address, or the directory of a local socket
        std::string port;
        std::string database;
        std::string user;
        std::string password;
        std::string sslmode;
    };

    Endpoint() = default;
    /// "postgresql://…" or "host=… dbname=…".
    static Endpoint fromText(const std::string &text);
    static Endpoint fromService(const std::string &service);
    static Endpoint fromFields(const Fields &fields);

    /// Any of libpq's keywords; an empty value takes it away.
    void set(const std::string &keyword, const std::string &value);
    std::string value(std::string_view keyword) const { return m_parameters.value(keyword); }
    const postgres::ConnectionParameters &parameters() const { return m_parameters; }
    /// The SSH server that a tunnel to it goes through (route.h). No part of parameters(), toUri() and display().
    const std::optional<SshServer> &ssh() const { return m_ssh; }
    void setSsh(const std::optional<SshServer> &server) { m_ssh = server; }
    bool isEmpty() const { return m_parameters.values().empty(); }

    bool hasSecrets() const;
    Endpoint withoutSecrets() const;
    /// Everything but the secrets, percent-encoded; fromText() reads it back.
    std::string toUri() const;
    /// "host:port/database as user", for people.
    std::string display() const { return m_parameters.display(); }

    friend bool operator==(const Endpoint &a, const Endpoint &b)
    {
        return a.m_parameters.values() == b.m_parameters.values() && a.m_ssh == b.m_ssh;
    }

private:
    postgres::ConnectionParameters m_parameters;
    std::optional<SshServer> m_ssh;
};

} // namespace tidegate::endpoint
