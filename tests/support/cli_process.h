// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/command.h"

#include <QProcess>

#include <string>
#include <vector>

namespace tidegate::support {

/// The built tidegate-cli as a process of its own, killed with the test. Environment variables carry failpoints
/// (TIDEGATE_FAILPOINTS, TIDEGATE_RULES_OFF). Use from one thread; needs no event loop.
class CliProcess
{
public:
    /// Starts at once; throws std::runtime_error if the program is not there.
    explicit CliProcess(const std::vector<std::string> &arguments, const Environment &environment = {});
    ~CliProcess();
    CliProcess(const CliProcess &) = delete;
    CliProcess &operator=(const CliProcess &) = delete;

    /// Runs it to its end; the exit code and what it printed.
    static CommandResult runToEnd(const std::vector<std::string> &arguments,
                                  const Environment &environment = {}, int milliseconds = 60'000);

    /// True as soon as `text` has been printed (on either channel) since the start or since forget().
    bool waitFor(const std::string &text, int milliseconds = 30'000);
    /// What is printed from here on counts for waitFor().
    void forget();
    /// True if it ended in time by itself.
    bool waitForEnd(int milliseconds = 30'000);

    void terminate(); ///< SIGTERM: a clean stop is asked for
    void kill9();     ///< and waits until it is gone
    void suspend();   ///< SIGSTOP
    void resume();    ///< SIGCONT
    bool isRunning();
    int exitCode(); ///< -1 while it runs; 128 + signal if one ended it (as a shell says)
    qint64 pid() const { return m_process.processId(); }

    const std::string &output(); ///< standard output and error, in order
    /// "the run (ended by itself with 137) said:" and the output; for a test that failed.
    std::string said();
    const std::string &standardOutput();

private:
    void collect();

    QProcess m_process;
    std::string m_all;
    std::string m_out;
    std::size_t m_seen = 0;
};

} // namespace tidegate::support
