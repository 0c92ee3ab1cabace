// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace tidegate::support {

/// Ends a cluster and removes its directory when this process is gone, however it went: a detached shell
/// waits for the end of a pipe whose only writer is this object, so that a crash, a SIGKILL or ctest's
/// timeout close it too.
class Guard
{
public:
    /// `directory` holds data/postmaster.pid while its server runs.
    explicit Guard(const std::string &directory);
    ~Guard();
    Guard(const Guard &) = delete;
    Guard &operator=(const Guard &) = delete;

private:
    int m_writeEnd = -1;
};

} // namespace tidegate::support
