// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/command.h"
#include "support/installation.h"

#include <map>
#include <string>

namespace tidegate::support {

enum class StopMode { Fast, Immediate };
using Settings = std::map<std::string, std::string>;

/// One data directory and its server process; Cluster puts one or two together.
class Server
{
public:
    /// `place` is a directory that user postgres owns (if the caller is root), as seen from outside of the
    /// installation's root; the data directory is `place`/`name`.
    Server(Installation installation, const std::string &place, const std::string &name);

    void initialize();
    /// For its later starts.
    void setEnvironment(Environment environment) { m_environment = std::move(environment); }
    /// A copy of a server that does not run, which will follow it as a standby.
    void copyFrom(const Server &primary, const std::string &primaryConninfo);
    /// What its data directory holds now is kept beside it; the server must not run.
    void saveData() const;
    /// start() with what saveData() kept, as a standby that is promoted: the same system on a new timeline. The server
    /// must not run; what it wrote since saveData() is gone.
    void startSavedAsPromoted();
    /// Appends settings; a running server needs reload() or a restart for them.
    void configure(const Settings &settings) const;
    /// Takes a free port the first time, and keeps it.
    void start();
    void stop(StopMode mode);
    void reload();
    /// Ends the postmaster and all its children at once, as a power cut does.
    void kill9();

    bool isRunning();
    int pid() const { return m_process; } ///< 0 if it does not run
    int port() const { return m_port; }
    const Installation &installation() const { return m_installation; }
    std::string log() const;

private:
    bool waitUntilReady();
    void removeSharedMemory();
    std::string inner() const { return m_data.substr(m_installation.root.size()); }

    Installation m_installation;
    std::string m_data; // from outside
    std::string m_log;  // from outside
    Environment m_environment;
    int m_port = 0;
    int m_process = 0;
};

/// A free port on loopback, below the range that clients are given, so that nobody takes it during a restart.
int freePort();

} // namespace tidegate::support
