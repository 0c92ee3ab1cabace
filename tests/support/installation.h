// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tidegate::support {

/// One set of PostgreSQL server programs.
struct Installation {
    std::string bindir; ///< as seen from inside `root`
    std::string root;   ///< a root directory to chroot into (the lab's Debian 13), or empty
    int major = 0;
    bool hasTimescale = false;
    bool hasDump = false; ///< pg_dump and pg_restore are there

    std::string display() const; ///< "PostgreSQL 17 with TimescaleDB (debian-13)"
    /// The path of a program, as seen from outside.
    std::string program(const std::string &name) const { return root + bindir + "/" + name; }
    /// Its control file is there, so that CREATE EXTENSION can be said.
    bool hasExtension(const std::string &name) const;

    /// Everything this machine has: the distribution's servers, the directories in TIDEGATE_PG_BINDIRS (with
    /// ':' between them), TIDEGATE_TSL_PG_BINDIR, the lab's npm servers and, as root, its Debian 13. Looked
    /// up once.
    static const std::vector<Installation> &all();
    /// The distribution's newest server; throws std::runtime_error if the machine has none.
    static Installation own();
    /// One of that major version, with pg_dump if there is such a one; nullopt means: TIDEGATE_SKIP.
    static std::optional<Installation> withMajor(int major);
    static std::optional<Installation> withTimescale();
    static std::optional<Installation> withExtension(const std::string &name);
    /// The installation that TIDEGATE_TSL_PG_BINDIR names: columnstore, continuous aggregates, policies.
    static std::optional<Installation> withTsl();
};

} // namespace tidegate::support
