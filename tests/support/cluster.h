// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "support/command.h"
#include "support/guard.h"
#include "support/proxy.h"
#include "support/server.h"
#include "support/session.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::support {

struct ClusterOptions {
    std::optional<Installation> installation; ///< default: the distribution's own
    Settings settings = {};                   ///< postgresql.conf, values as written there ("'1GB'")
    bool timescale = false;                   ///< preload TimescaleDB (the installation must have it)
    bool withSynchronousStandby = false;      ///< commits wait for a physical standby; see pauseStandby()
    Environment environment = {};             ///< of the server

    /// None: no installation has TimescaleDB.
    static std::optional<ClusterOptions> withTimescale();
};

/// A private PostgreSQL server on a free loopback port, with logical decoding switched on and fsync off. As
/// root it runs as user postgres. It is stopped and its directory removed in the destructor, and when the
/// test process dies.
class Cluster
{
public:
    static std::vector<Installation> installations() { return Installation::all(); }
    static std::unique_ptr<Cluster> start(const ClusterOptions &options = {});
    ~Cluster();
    Cluster(const Cluster &) = delete;
    Cluster &operator=(const Cluster &) = delete;

    std::string conninfo(const std::string &database = "postgres") const;
    int port() const { return m_server.port(); }
    int major() const { return m_server.installation().major; }
    const Installation &installation() const { return m_server.installation(); }
    std::string log() const { return m_server.log(); }

    Session session(const std::string &database = "postgres") const { return Session(conninfo(database)); }
    Rows sql(const std::string &database, const std::string &text) const
    {
        return session(database).exec(text);
    }
    std::string value(const std::string &database, const std::string &text) const
    {
        return session(database).value(text);
    }
    void createDatabase(const std::string &name) const;
    /// A client program of this installation (pg_dump, psql, pg_recvlogical); PGHOST, PGPORT and PGUSER are
    /// set.
    CommandResult tool(const std::string &program, const std::vector<std::string> &arguments) const;

    void stop(StopMode mode = StopMode::Fast);
    void startAgain();
    void restart(StopMode mode = StopMode::Fast);
    /// For a failover: what the stopped server holds now is kept, and later, when it is stopped again, started in its
    /// place, on the same port, as a standby that was promoted and lacks what was written in between.
    void saveData() const { m_server.saveData(); }
    void startSavedAsPromoted() { m_server.startSavedAsPromoted(); }
    /// Ends the server and all its processes at once, as a power cut does; startAgain() then recovers.
    void kill9() { m_server.kill9(); }
    bool isRunning() { return m_server.isRunning(); }
    int pid() const { return m_server.pid(); } ///< the postmaster; 0 if it does not run
    /// Appends to postgresql.conf and reloads; settings that need it want restart().
    void configure(const Settings &settings);

    /// Holds back every answer of the synchronous standby: commits hang, as with a stuck replica.
    void pauseStandby() { m_standbyPath->stall(); }
    void resumeStandby() { m_standbyPath->pass(); }

private:
    Cluster(const ClusterOptions &options, const Installation &installation, const std::string &directory);
    void addStandby();

    std::string m_directory; // from outside of the installation's root
    Guard m_guard;
    Server m_server;
    std::optional<Server> m_standby;
    std::unique_ptr<Proxy> m_standbyPath;
};

} // namespace tidegate::support
