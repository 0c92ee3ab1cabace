// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/cluster.h"

#include <QDir>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace tidegate::support {

namespace {

/// A new directory that the server's user owns. Never inside the source tree: user postgres may not see that.
std::string makeDirectory(const Installation &installation)
{
    std::string path = installation.root + "/var/tmp/tidegate-tests-XXXXXX";
    if (!mkdtemp(path.data()))
        throw std::runtime_error("cannot make a directory in " + installation.root + "/var/tmp");
    if (geteuid() == 0) {
        const auto inside = path.substr(installation.root.size());
        runOrThrow(inRoot(installation.root, {"chown", "postgres:postgres", inside}, false), "chown");
    }
    return path;
}

} // namespace

std::optional<ClusterOptions> ClusterOptions::withTimescale()
{
    ClusterOptions options;
    options.installation = Installation::withTimescale();
    options.timescale = true;
    return options.installation ? std::optional(std::move(options)) : std::nullopt;
}

std::unique_ptr<Cluster> Cluster::start(const ClusterOptions &options)
{
    const auto installation = options.installation ? *options.installation : Installation::own();
    if (options.timescale && !installation.hasTimescale)
        throw std::runtime_error(installation.display() + " has no TimescaleDB");
    return std::unique_ptr<Cluster>(new Cluster(options, installation, makeDirectory(installation)));
}

Cluster::Cluster(const ClusterOptions &options, const Installation &installation,
                 const std::string &directory)
    : m_directory(directory), m_guard(directory), m_server(installation, directory, "data")
{
    m_server.initialize();
    m_server.setEnvironment(options.environment);
    if (options.timescale)
        m_server.configure(
            {{"shared_preload_libraries", "'timescaledb'"}, {"timescaledb.telemetry_level", "off"}});
    m_server.configure(options.settings);
    if (options.withSynchronousStandby)
        addStandby();
    else
        m_server.start();
}

void Cluster::addStandby()
{
    // The copy is taken before the first start, so it needs no pg_basebackup (the lab's npm servers have none).
    m_server.configure({{"wal_keep_size", "'1GB'"}});
    m_server.start();
    m_server.stop(StopMode::Fast);
    m_standbyPath = std::make_unique<Proxy>("127.0.0.1", m_server.port());
    m_standby.emplace(m_server.installation(), m_directory, "standby");
    m_standby->copyFrom(m_server, "host=127.0.0.1 port=" + std::to_string(m_standbyPath->port())
                                      + " user=postgres application_name=standby");
    m_server.start();
    m_standby->start();
    configure({{"synchronous_standby_names", "'standby'"}});
    auto watch = session();
    for (int tries = 0; tries < 600; ++tries) {
        if (!watch.exec("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'").empty())
            return;
        usleep(50'000);
    }
    throw std::runtime_error("the standby does not become synchronous; its log:\n" + m_standby->log());
}

Cluster::~Cluster()
{
    // Nothing that is thrown here may leave; the guard ends and removes what is left over.
    try {
        if (m_standby)
            m_standby->kill9();
        m_server.kill9();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "cluster in %s: %s\n", m_directory.c_str(), error.what());
    }
    QDir(QString::fromStdString(m_directory)).removeRecursively();
}

std::string Cluster::conninfo(const std::string &database) const
{
    return "host=127.0.0.1 port=" + std::to_string(port()) + " user=postgres dbname='" + database + "'";
}

void Cluster::createDatabase(const std::string &name) const
{
    session().exec("CREATE DATABASE " + quotedName(name));
}

CommandResult Cluster::tool(const std::string &program, const std::vector<std::string> &arguments) const
{
    // Environment variables survive chroot, so that one way serves both kinds of installation.
    std::vector<std::string> command;
    if (!installation().root.empty())
        command = {"/usr/sbin/chroot", installation().root};
    command.push_back(installation().bindir + "/" + program);
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command,
               {{"PGHOST", "127.0.0.1"}, {"PGPORT", std::to_string(port())}, {"PGUSER", "postgres"}});
}

void Cluster::stop(StopMode mode)
{
    m_server.stop(mode);
}

void Cluster::startAgain()
{
    m_server.start();
}

void Cluster::restart(StopMode mode)
{
    stop(mode);
    startAgain();
}

void Cluster::configure(const Settings &settings)
{
    m_server.configure(settings);
    m_server.reload();
}

} // namespace tidegate::support
