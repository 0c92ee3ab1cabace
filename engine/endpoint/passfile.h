// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"

#include <QTemporaryFile>

#include <string>

namespace tidegate::endpoint {

/// The endpoint's password as a line of libpq's passfile: host:port:database:user:password, with ':' and '\'
/// escaped. A part that the endpoint leaves open, or that libpq may spell otherwise, is '*'.
/// Throws ProblemError BadConnectionString if the password has a line break, which no passfile can hold.
std::string passfileLine(const Endpoint &endpoint);

/// What libpq would find for this server in the user's own passfile (the endpoint's, PGPASSFILE, ~/.pgpass), by libpq's
/// rules; empty if nothing. Through a tunnel libpq itself would look for the tunnel's port. With several hosts, the
/// first's.
std::string passwordInPassfile(const Endpoint &endpoint);

/// A passfile for one outside program (PGPASSFILE), readable by us alone, removed in the destructor. Where
/// the session has a directory of its own in memory (XDG_RUNTIME_DIR) it stands there, so that a crash leaves
/// nothing on a disk. Throws ProblemError FileUnreadable.
class TemporaryPassfile
{
public:
    explicit TemporaryPassfile(const Endpoint &endpoint);

    std::string path() const;

private:
    QTemporaryFile m_file;
};

} // namespace tidegate::endpoint
