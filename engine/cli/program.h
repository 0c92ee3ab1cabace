// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace tidegate::cli {

/// tidegate-cli, whole: reads the command line, carries the verb out, and returns the exit code (exit_code.h).
/// Passwords in `argv` are overwritten once they are read, so that a list of processes does not show them.
int runProgram(int argc, char **argv);

} // namespace tidegate::cli
