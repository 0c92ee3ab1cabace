// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tidegate::support {

struct CommandResult {
    int exitCode = -1;  ///< -1: did not start, did not end in time, or ended by a signal
    std::string output; ///< standard output and standard error, in order
};

using Environment = std::vector<std::pair<std::string, std::string>>;

/// Runs a program to its end (at most two minutes) without any PG… variable of the caller's environment.
CommandResult run(const std::vector<std::string> &arguments, const Environment &extra = {});

/// The same inside a root directory (empty: none), as its user postgres if the caller is root and `asPostgres`:
/// a server refuses to run as root.
CommandResult inRoot(const std::string &root, const std::vector<std::string> &arguments, bool asPostgres);

/// run(), or std::runtime_error with the program's words if it fails.
std::string runOrThrow(const CommandResult &result, const std::string &what);

} // namespace tidegate::support
