// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/server.h"

#include "support/command.h"

#include <QFile>
#include <QRandomGenerator>
#include <QThread>

#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace tidegate::support {

namespace {

const Settings defaults = {{"listen_addresses", "'127.0.0.1'"},
                           {"unix_socket_directories", "''"},
                           {"wal_level", "logical"},
                           {"max_wal_senders", "20"},
                           {"max_replication_slots", "20"},
                           {"max_prepared_transactions", "20"},
                           {"max_worker_processes", "20"},
                           {"max_connections", "100"},
                           {"shared_buffers", "'32MB'"},
                           {"fsync", "off"},
                           {"log_line_prefix", "'%m [%p] '"},
                           {"logging_collector", "off"}};

std::string readAll(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::vector<pid_t> childrenOf(pid_t parent)
{
    std::vector<pid_t> children;
    const auto number = std::to_string(parent);
    const auto list = QString::fromStdString(readAll("/proc/" + number + "/task/" + number + "/children"));
    const auto words = list.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const auto &word : words)
        children.push_back(static_cast<pid_t>(word.toInt()));
    return children;
}

/// The server is our own child and not pg_ctl's orphan: only a parent can see the end of a process for sure (a
/// killed one stays as a zombie until it is collected, and PostgreSQL takes a zombie for a running server).
pid_t spawn(const Installation &installation, const std::vector<std::string> &arguments,
            const std::string &log, const Environment &more)
{
    std::vector<std::string> words;
    if (geteuid() == 0) {
        words = {"/usr/sbin/chroot", "--userspec=postgres:postgres",
                 installation.root.empty() ? "/" : installation.root};
    }
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char *> raw;
    for (auto &word : words)
        raw.push_back(word.data());
    raw.push_back(nullptr);
    std::vector<std::string> settings = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
    for (const auto &[name, value] : more)
        settings.push_back(name + "=" + value);
    std::vector<char *> environment;
    for (auto &setting : settings)
        environment.push_back(setting.data());
    environment.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP); // an interrupt key is not for it
    pid_t process = 0;
    const int failed = posix_spawn(&process, raw.front(), &actions, &attributes, raw.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0)
        throw std::runtime_error("cannot start " + words.front());
    return process;
}

} // namespace

Server::Server(Installation installation, const std::string &place, const std::string &name)
    : m_installation(std::move(installation)), m_data(place + "/" + name), m_log(place + "/" + name + ".log")
{
}

void Server::initialize()
{
    runOrThrow(inRoot(m_installation.root,
                      {m_installation.bindir + "/initdb", "-D", inner(), "-U", "postgres", "-A", "trust",
                       "-N", "-E", "UTF8", "--locale=C.UTF-8"},
                      true),
               "initdb of " + m_installation.display());
    configure(defaults);
}

void Server::copyFrom(const Server &primary, const std::string &primaryConninfo)
{
    runOrThrow(run({"cp", "-a", primary.m_data, m_data}), "cp of a data directory");
    // Root made this file, so it must be readable for the server's user.
    QFile signal(QString::fromStdString(m_data + "/standby.signal"));
    if (!signal.open(QIODevice::WriteOnly))
        throw std::runtime_error("no standby.signal in " + m_data);
    configure({{"primary_conninfo", "'" + primaryConninfo + "'"}, {"hot_standby", "on"}, {"wal_retrieve_retry_interval", "100ms"}});
}

void Server::saveData() const
{
    runOrThrow(run({"cp", "-a", m_data, m_data + ".saved"}), "cp of a data directory");
}

void Server::startSavedAsPromoted()
{
    runOrThrow(run({"rm", "-rf", m_data}), "rm of a data directory");
    runOrThrow(run({"mv", m_data + ".saved", m_data}), "mv of a data directory");
    QFile signal(QString::fromStdString(m_data + "/recovery.signal"));
    if (!signal.open(QIODevice::WriteOnly))
        throw std::runtime_error("no recovery.signal in " + m_data);
    signal.close();
    // An archive that has nothing: recovery ends at the end of the own WAL, and a new timeline begins there. Nobody is
    // let in before.
    configure({{"restore_command", "'false'"}, {"hot_standby", "off"}});
    start();
}

void Server::configure(const Settings &settings) const
{
    QFile file(QString::fromStdString(m_data + "/postgresql.conf"));
    if (!file.open(QIODevice::Append))
        throw std::runtime_error("cannot append to " + m_data + "/postgresql.conf");
    for (const auto &[name, value] : settings)
        file.write(QByteArray::fromStdString(name + " = " + value + "\n"));
}

void Server::start()
{
    const bool choosesPort = m_port == 0;
    for (int attempt = 1; attempt <= 5; ++attempt) {
        if (choosesPort)
            m_port = freePort();
        m_process =
            spawn(m_installation,
                  {m_installation.bindir + "/postgres", "-D", inner(), "-p", std::to_string(m_port)}, m_log, m_environment);
        if (waitUntilReady())
            return;
        // Another test may have taken the port meanwhile; after kill9 shared memory may linger for a moment.
        QThread::msleep(100);
    }
    throw std::runtime_error(m_installation.display() + " does not start; its log:\n" + log());
}

/// As pg_ctl does: the server writes its state into the eighth line of its pid file.
bool Server::waitUntilReady()
{
    for (int tries = 0; tries < 6000; ++tries) {
        if (!isRunning())
            return false;
        const auto lines =
            QString::fromStdString(readAll(m_data + "/postmaster.pid")).split(QLatin1Char('\n'));
        if (lines.size() > 7 && lines[0].toInt() == m_process && lines[7].startsWith(QLatin1String("ready")))
            return true;
        QThread::msleep(10);
    }
    stop(StopMode::Immediate);
    return false;
}

void Server::stop(StopMode mode)
{
    if (!isRunning())
        return;
    ::kill(m_process, mode == StopMode::Fast ? SIGINT : SIGQUIT);
    for (int tries = 0; tries < 6000; ++tries) {
        if (!isRunning())
            return;
        QThread::msleep(10);
    }
    kill9();
    throw std::runtime_error(m_installation.display() + " does not stop; its log:\n" + log());
}

void Server::reload()
{
    if (isRunning())
        ::kill(m_process, SIGHUP);
}

void Server::kill9()
{
    if (!isRunning())
        return;
    // The postmaster first, stopped, so that it starts nothing while its children are read.
    ::kill(m_process, SIGSTOP);
    for (const pid_t child : childrenOf(m_process))
        ::kill(child, SIGKILL);
    ::kill(m_process, SIGKILL);
    waitpid(m_process, nullptr, 0);
    m_process = 0;
    removeSharedMemory();
}

/// What a killed postmaster leaves with the system, unless it is started again: after some thousands no server starts
/// on the machine any more. The seventh line of the pid file has the segment's key and number.
void Server::removeSharedMemory()
{
    const auto lines = QString::fromStdString(readAll(m_data + "/postmaster.pid")).split(QLatin1Char('\n'));
    bool known = false;
    const int segment = lines.size() > 6 ? lines[6].simplified().section(QLatin1Char(' '), 1, 1).toInt(&known) : 0;
    if (known)
        shmctl(segment, IPC_RMID, nullptr); // those that are still dying keep it until they are dead
}

bool Server::isRunning()
{
    if (m_process != 0 && waitpid(m_process, nullptr, WNOHANG) != 0)
        m_process = 0;
    return m_process != 0;
}

std::string Server::log() const
{
    return readAll(m_log);
}

int freePort()
{
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const int port = QRandomGenerator::global()->bounded(20'000, 32'000);
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_port = htons(static_cast<std::uint16_t>(port));
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
        const bool free = ::bind(probe, reinterpret_cast<sockaddr *>(&here), sizeof here) == 0;
        ::close(probe);
        if (free)
            return port;
    }
    throw std::runtime_error("no free port on loopback");
}

} // namespace tidegate::support
