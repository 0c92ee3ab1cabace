// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/tunnel.h"

#include "endpoint/passfile.h"
#include "postgres/error.h"
#include "process/child.h"

#include <QHostAddress>
#include <QRandomGenerator>
#include <QTcpServer>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

namespace tidegate::endpoint {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int slice = 40;           // ms; how often ssh is listened to
constexpr int firstWait = 250;      // ms before ssh is started again
constexpr int longestWait = 5'000;
constexpr int hopelessWait = 30'000; // what only a person can mend; a server bans whom it refuses too often
constexpr int settled = 10'000;      // ms after which a tunnel that broke had been a good one
constexpr int wordsWait = 300;       // ms that ssh may take to say why
constexpr int portTries = 5;

/// Below the ranges from which systems give ports to clients, so that it is still free when ssh is started again.
int freePort()
{
    for (int tries = 0; tries < 1000; ++tries) {
        const auto port = static_cast<quint16>(QRandomGenerator::global()->bounded(20'000, 30'000));
        if (QTcpServer().listen(QHostAddress(QHostAddress::LocalHost), port))
            return port;
    }
    throw ProblemError(Code::BadTunnel, {"no port of this machine between 20000 and 30000 is free"});
}

int timeoutOf(const Endpoint &endpoint)
{
    const int seconds = std::atoi(endpoint.value("connect_timeout").c_str());
    return seconds > 0 ? std::max(2, seconds) : 15;
}

Endpoint throughTunnel(const Endpoint &endpoint, int localPort)
{
    auto through = endpoint;
    through.setSsh(std::nullopt);
    if (through.value("host").empty())
        through.set("host", qEnvironmentVariable("PGHOST").toStdString());
    if (endpoint.value("password").empty() && qEnvironmentVariableIsEmpty("PGPASSWORD"))
        through.set("password", passwordInPassfile(through));
    through.set("hostaddr", "127.0.0.1");
    through.set("port", std::to_string(localPort));
    return through;
}

} // namespace

/// The thread that keeps ssh running.
class Tunnel::Keeper
{
public:
    Keeper(const SshServer &server, const Forward &forward, int timeoutSeconds)
        : m_server(server), m_command(sshCommand(server, forward, timeoutSeconds)),
          m_patience(2 * timeoutSeconds + 5)
    {
        m_command.errors = [this](std::string_view piece) { read(piece); };
        m_thread = std::thread([this] { work(); });
    }
    ~Keeper()
    {
        m_stop.requestStop();
        m_thread.join();
    }
    Keeper(const Keeper &) = delete;
    Keeper &operator=(const Keeper &) = delete;

    /// Waits for the first attempt's end: true if the tunnel stands, false if the port was taken.
    bool opened(const StopToken &stop)
    {
        std::unique_lock lock(m_mutex);
        while (!m_up && !m_problem) {
            stop.throwIfStopped();
            m_changed.wait_for(lock, std::chrono::milliseconds(slice));
        }
        if (!m_up && !m_portTaken)
            throw postgres::ConnectionLostError(*m_problem);
        return m_up;
    }

    std::optional<Problem> problemWithin(int milliseconds)
    {
        const auto since = Clock::now() - std::chrono::milliseconds(milliseconds);
        std::unique_lock lock(m_mutex);
        const auto told = [&] { return m_problem && (!m_up || m_problemAt >= since); };
        m_changed.wait_for(lock, std::chrono::milliseconds(wordsWait), told);
        return told() ? m_problem : std::nullopt;
    }

private:
    void work()
    {
        int wait = firstWait;
        try {
            for (;;) {
                const auto begun = Clock::now();
                const bool again = attempt();
                if (Clock::now() - begun > std::chrono::milliseconds(settled))
                    wait = firstWait;
                m_stop.pause(again ? wait : hopelessWait);
                wait = std::min(2 * wait, longestWait);
            }
        } catch (const Stopped &) {
            // the tunnel is closed
        }
    }

    /// One life of ssh; true if another may go better.
    bool attempt()
    {
        Problem problem;
        m_line.clear();
        try {
            process::Child ssh(m_command, m_stop);
            const auto deadline = Clock::now() + std::chrono::seconds(m_patience);
            bool silent = false;
            while (!silent && ssh.wait(slice))
                silent = !isUp() && Clock::now() > deadline;
            problem = silent ? Problem{Code::SshSilent, {m_server.toText()}, {}, {}, {}, true}
                             : sshProblem(ssh.outcome().errors, m_server);
            tell(false, problem, !silent && portWasTaken(ssh.outcome().errors));
        } catch (const ProblemError &error) {
            problem = error.problem();
            tell(false, problem, false);
        }
        return problem.retryable;
    }

    bool isUp()
    {
        const std::lock_guard lock(m_mutex);
        return m_up;
    }

    void tell(bool up, const std::optional<Problem> &problem, bool portTaken)
    {
        const std::lock_guard lock(m_mutex);
        m_up = up;
        m_portTaken = portTaken;
        if (problem) {
            m_problem = problem;
            m_problemAt = Clock::now();
        }
        m_changed.notify_all();
    }

    void read(std::string_view piece)
    {
        for (const char c : piece) {
            if (c != '\n') {
                if (c != '\r')
                    m_line += c;
                continue;
            }
            if (saysReady(m_line))
                tell(true, std::nullopt, false);
            else if (const auto reason = refusalIn(m_line); !reason.empty())
                tell(isUp(), Problem{Code::SshForwardRefused, {m_server.toText(), reason}, {}, {}, {}, true}, false);
            m_line.clear();
        }
    }

    const SshServer m_server;
    process::Command m_command;
    const int m_patience; // seconds until the port must accept
    StopToken m_stop;
    std::string m_line; // of the keeper's thread

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_up = false;
    bool m_portTaken = false;
    std::optional<Problem> m_problem; // the last one, with its time
    Clock::time_point m_problemAt;

    std::thread m_thread;
};

Tunnel::Tunnel(const Endpoint &endpoint, const StopToken &stop) : m_forward(forwardOf(endpoint))
{
    const auto server = endpoint.ssh().value();
    for (int tries = 0; !m_keeper; ++tries) {
        m_forward.localPort = freePort();
        auto keeper = std::make_unique<Keeper>(server, m_forward, timeoutOf(endpoint));
        if (keeper->opened(stop))
            m_keeper = std::move(keeper);
        else if (tries == portTries)
            throw ProblemError(Code::BadTunnel, {"other programs take the ports that ssh is told to listen on"});
    }
    m_endpoint = throughTunnel(endpoint, m_forward.localPort);
}

Tunnel::~Tunnel() = default;

std::optional<Problem> Tunnel::problemWithin(int milliseconds) const
{
    return m_keeper->problemWithin(milliseconds);
}

Forward forwardOf(const Endpoint &endpoint)
{
    const auto refuse = [](const char *why) { throw ProblemError(Code::BadTunnel, {why}); };
    auto host = endpoint.value("hostaddr");
    if (host.empty())
        host = endpoint.value("host");
    if (host.empty() && (!endpoint.value("service").empty() || !qEnvironmentVariableIsEmpty("PGSERVICE")))
        refuse("a tunnel needs host and port themselves; a service file hides them");
    if (host.empty())
        host = qEnvironmentVariable("PGHOST", QStringLiteral("localhost")).toStdString();
    auto port = endpoint.value("port");
    if (port.empty())
        port = qEnvironmentVariable("PGPORT", QStringLiteral("5432")).toStdString();
    if (host.find(',') != std::string::npos)
        refuse("a tunnel leads to one host, not to a list");
    if (!isSafeName(host) || host.find_first_of("/\\@") != std::string::npos)
        refuse("a tunnel leads to a host's name or address, not to a local socket");
    if (port.find_first_not_of("0123456789") != std::string::npos)
        refuse("the database server's port is not a number");
    return {0, host, port};
}

} // namespace tidegate::endpoint
