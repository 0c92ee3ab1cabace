// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidegate::process {

/// One call of an outside program. Secrets go into the environment (PGPASSFILE), never into the arguments:
/// everybody on the machine can read those, and run() refuses them.
struct Command {
    std::string program; ///< a path, or a name to be found on the PATH
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment; ///< added to ours
    std::string input;                              ///< all of standard input; empty: it is closed at once
    std::string outputFile;                         ///< standard output goes there instead of into Outcome
    /// Takes standard output piece by piece instead of Outcome; called on the calling thread. What it throws
    /// leaves run(), and the program is ended.
    std::function<void(std::string_view)> output;
    /// Takes standard error piece by piece, beside what Outcome keeps of it. Otherwise as `output`.
    std::function<void(std::string_view)> errors;
    std::size_t mostOutput = 64'000'000; ///< bytes kept in Outcome::output; more is a failure, never a cut
    std::string package;                 ///< what to install if the program is missing
};

struct Outcome {
    int exitCode = -1; ///< -1: ended by a signal or a crash
    std::string output;
    std::string errors; ///< standard error, its last 64 kB

    bool succeeded() const { return exitCode == 0; }
};

/// Runs it to its end on the calling thread, which must be a worker's: there is no event loop inside. Asked
/// to stop, it ends the program and its children within a second (first asked, then killed); throws Stopped.
/// Throws ProblemError ToolMissing; ToolFailed for too much output. The exit code is the caller's to judge.
Outcome run(const Command &command, const StopToken &stop);
/// The same, and ToolFailed with the last words of standard error unless the exit code is 0.
Outcome runOrThrow(const Command &command, const StopToken &stop);

} // namespace tidegate::process
