// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration_place.h"

#include <QProcess>
#include <QTemporaryDir>

#include <string>
#include <vector>

namespace tidegate::test {

/// copy_driver as a child, with failpoints and rules off. Killed with the test.
class Driver
{
public:
    /// `failpoints` as in TIDEGATE_FAILPOINTS; "name=wait" waits for release(name).
    Driver(const MigrationPlace &place, const std::vector<std::string> &arguments,
           const std::vector<std::string> &failpoints = {}, const std::string &rulesOff = {});
    ~Driver();
    Driver(const Driver &) = delete;
    Driver &operator=(const Driver &) = delete;

    /// True when the child stands at the failpoint.
    bool waitUntilAt(const std::string &failpoint, int milliseconds = 20'000);
    void release(const std::string &failpoint);
    /// What it printed, when it has ended; "still running" if it has not in time.
    std::string output(int milliseconds = 30'000);
    bool endsWithin(int milliseconds) { return m_process.waitForFinished(milliseconds); }
    int exitCode() const { return m_process.exitCode(); }
    void kill9();

private:
    QTemporaryDir m_files;
    QProcess m_process;
};

} // namespace tidegate::test
