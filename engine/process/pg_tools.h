// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::process {

/// One set of PostgreSQL's client programs, all from the same folder and hence of the same version.
struct PgTools {
    std::string folder;
    int version = 0; ///< 150020 for 15.20
    std::string pgDump;
    std::string pgRestore;
    std::string psql;

    int major() const { return version / 10000; }
};

/// "pg_dump (PostgreSQL) 15.20 (Debian …)" -> 150020; nullopt for anything else.
std::optional<int> parseVersion(std::string_view words);

/// Where installers put PostgreSQL's programs, then the PATH (on Debian that holds a wrapper that chooses a
/// version by itself, hence last).
std::vector<std::string> usualFolders();

/// The complete sets (pg_dump, pg_restore and psql) in these folders, each asked for its version.
std::vector<PgTools> toolsIn(const std::vector<std::string> &folders, const StopToken &stop);

/// The set that suits a server of `minimumVersion`, as Connection::serverVersion() gives it: pg_dump refuses
/// servers of a newer major version. Of those that will do, the lowest major version, whose output an older
/// target understands best, and of that the newest. nullptr if none will do.
const PgTools *chosen(const std::vector<PgTools> &tools, int minimumVersion);

/// The same out of `folders` (the user's own choice) if one there will do, else out of usualFolders().
/// Throws ProblemError ToolMissing.
PgTools pgTools(int minimumVersion, const StopToken &stop, const std::vector<std::string> &folders = {});

} // namespace tidegate::process
