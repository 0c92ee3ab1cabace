// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "endpoint/connection_test.h"

#include "endpoint/login_problem.h"
#include "endpoint/network.h"
#include "endpoint/route.h"
#include "endpoint/tunnel.h"
#include "postgres/connection.h"
#include "postgres/error.h"
#include "postgres/login_probe.h"

#include <QElapsedTimer>
#include <QStringList>

#include <algorithm>
#include <cstdlib>

namespace tidegate::endpoint {

namespace {

constexpr int oldestVersion = 130000;

std::vector<std::string> listOf(const std::string &text)
{
    std::vector<std::string> parts;
    for (const auto &part : QString::fromStdString(text).split(QLatin1Char(',')))
        parts.push_back(part.toStdString());
    return parts;
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (std::size_t index = 0; index < parts.size(); ++index)
        text += (index ? "," : "") + parts[index];
    return text;
}

std::string versionText(int version)
{
    return std::to_string(version / 10000) + "." + std::to_string(version % 10000);
}

/// The test under way.
class Test
{
public:
    Test(const Endpoint &endpoint, const StopToken &stop, const std::function<void(const Stage &)> &onStage)
        : m_endpoint(endpoint), m_stop(stop), m_onStage(onStage)
    {
    }

    TestReport run(Purpose purpose)
    {
        if ((m_endpoint.ssh() ? tunnel() : reach()) && login() && version() && pooler())
            m_report.usable = purpose == Purpose::Source ? replicate() : rightsOfTarget();
        return std::move(m_report);
    }

private:
    /// True if the stage has not failed.
    bool end(Stage stage)
    {
        const bool goesOn = stage.verdict != Verdict::Failed;
        m_report.stages.push_back(std::move(stage));
        if (m_onStage)
            m_onStage(m_report.stages.back());
        return goesOn;
    }

    Stage stageOf(StageKind kind, std::optional<Problem> problem = std::nullopt,
                  Verdict otherwise = Verdict::Failed) const
    {
        Stage stage;
        stage.kind = kind;
        stage.milliseconds = static_cast<int>(m_watch.elapsed());
        stage.verdict = problem ? otherwise : Verdict::Passed;
        stage.problem = std::move(problem);
        return stage;
    }

    int timeout() const
    {
        const int seconds = std::atoi(m_endpoint.value("connect_timeout").c_str());
        return (seconds > 0 ? std::max(2, seconds) : 15) * 1000;
    }

    /// Names are looked up at the far end, at the same time as the port is tried: one stage for both.
    bool tunnel()
    {
        m_watch.start();
        std::optional<Problem> problem;
        try {
            m_route = Route(m_endpoint, m_stop);
        } catch (const ProblemError &error) {
            problem = error.problem();
        }
        auto stage = stageOf(StageKind::Tunnel, problem);
        stage.detail = m_endpoint.ssh()->toText();
        if (!end(stage))
            return false;
        m_reached = m_route.endpoint();
        m_watch.start();
        const auto &forward = m_route.tunnel()->forward();
        const auto answer = askThroughTunnel(forward.localPort, timeout(), m_stop);
        if (answer == Answer::Silent)
            problem = Problem{Code::PortSilent, {forward.host, forward.port}, {}, {}, {}, true};
        else if (answer == Answer::Closed) // without a word of ssh's it was the server itself: its login tells more
            problem = m_route.tunnel()->problemWithin(static_cast<int>(m_watch.elapsed()) + 1000);
        stage = stageOf(StageKind::Reach, std::move(problem));
        stage.detail = forward.host + " port " + forward.port;
        return end(stage);
    }

    /// Names and ports. What was found goes to libpq as addresses, so that it need not ask again, which it
    /// could not be stopped at. Local sockets and hosts in a service file are libpq's own affair.
    bool reach()
    {
        auto hosts = m_endpoint.value("hostaddr");
        const bool named = hosts.empty();
        if (named)
            hosts = m_endpoint.value("host");
        if (hosts.empty() && m_endpoint.value("service").empty() && qEnvironmentVariableIsEmpty("PGSERVICE"))
            hosts = qEnvironmentVariable("PGHOST").toStdString();
        if (hosts.empty() || hosts.front() == '/' || hosts.front() == '@')
            return true;
        auto ports = m_endpoint.value("port");
        if (ports.empty())
            ports = qEnvironmentVariable("PGPORT", QStringLiteral("5432")).toStdString();
        return reachAny(listOf(hosts), listOf(ports), named);
    }

    bool reachAny(const std::vector<std::string> &hosts, const std::vector<std::string> &ports, bool named)
    {
        std::vector<std::string> reachedHosts;
        std::vector<std::string> reachedPorts;
        std::vector<std::string> addresses;
        for (std::size_t index = 0; index < hosts.size(); ++index) {
            // One port counts for all hosts, as in libpq.
            const auto port = ports[ports.size() == 1 ? 0 : std::min(index, ports.size() - 1)];
            const auto address = reachOne(hosts[index], port, hosts.size() > 1);
            if (!address.empty()) {
                reachedHosts.push_back(hosts[index]);
                reachedPorts.push_back(port);
                addresses.push_back(address);
            }
        }
        if (addresses.empty())
            return false;
        m_reached = m_endpoint;
        if (named) {
            m_reached.set("host", joined(reachedHosts));
            m_reached.set("hostaddr", joined(addresses));
            m_reached.set("port", joined(reachedPorts));
        }
        return true;
    }

    std::string reachOne(const std::string &host, const std::string &port, bool oneOfSeveral)
    {
        m_watch.start();
        const auto resolved = resolveHost(host, timeout(), m_stop);
        auto stage = stageOf(StageKind::Resolve, resolved.problem);
        stage.subject = oneOfSeveral ? host : std::string();
        stage.detail = joined(resolved.addresses);
        if (!end(stage))
            return {};
        m_watch.start();
        const int number = port.empty() ? 5432 : std::atoi(port.c_str());
        const auto reached = reachPort(host, resolved.addresses, number, timeout(), m_stop);
        stage = stageOf(StageKind::Reach, reached.problem);
        stage.subject = oneOfSeveral ? host : std::string();
        stage.detail =
            reached.address.empty() ? std::string() : reached.address + " port " + std::to_string(number);
        return end(stage) ? reached.address : std::string();
    }

    const Endpoint &reached() const { return m_reached.isEmpty() ? m_endpoint : m_reached; }

    bool login()
    {
        m_attempt = postgres::attemptLogin(reached().parameters(), false, m_stop);
        using postgres::LoginStep;
        std::optional<Problem> problem;
        if (!m_attempt.succeeded())
            problem = loginProblem(m_attempt, m_endpoint);
        Stage encrypt;
        encrypt.kind = StageKind::Encrypt;
        encrypt.milliseconds = m_attempt.encryptionMilliseconds;
        if (m_attempt.reached == LoginStep::Encryption) {
            encrypt.verdict = Verdict::Failed;
            encrypt.problem = problem;
        }
        encrypt.detail = m_attempt.encrypted ? m_attempt.protocol + " " + m_attempt.cipher : "not encrypted";
        if (m_attempt.reached != LoginStep::Reaching && !end(encrypt))
            return false;
        Stage login;
        login.kind = StageKind::Login;
        login.milliseconds = m_attempt.authenticationMilliseconds;
        login.verdict = problem ? Verdict::Failed : Verdict::Passed;
        login.problem = std::move(problem);
        return end(login);
    }

    bool version()
    {
        m_watch.start();
        std::optional<Problem> problem;
        const auto text = versionText(m_attempt.serverVersion);
        if (m_attempt.serverVersion < oldestVersion)
            problem =
                Problem{Code::ServerTooOld, {text, std::to_string(oldestVersion / 10000)}, {}, {}, {}, false};
        auto stage = stageOf(StageKind::Version, std::move(problem));
        stage.detail = text;
        return end(stage);
    }

    /// A server announces its process at login, for cancelling; a pooler announces what it made up, because
    /// the process changes under the session.
    bool pooler()
    {
        m_watch.start();
        std::optional<Problem> problem;
        if (m_attempt.backendPid != 0 && m_attempt.backendPid != m_attempt.announcedBackendPid) {
            problem = Problem{Code::PoolerFound,
                              {"the server process that was announced at login is not the one that answers"},
                              {},
                              {},
                              {},
                              false};
        }
        return end(stageOf(StageKind::Pooler, std::move(problem)));
    }

    bool replicate()
    {
        m_watch.start();
        const auto attempt = postgres::attemptLogin(reached().parameters(), true, m_stop);
        std::optional<Problem> problem;
        if (!attempt.succeeded()) {
            problem = loginProblem(attempt, m_endpoint);
            if (attempt.sqlstate == postgres::sqlstate::insufficientPrivilege)
                problem->arguments = {userOf(m_endpoint), "REPLICATION"};
        }
        return end(stageOf(StageKind::Replicate, std::move(problem)));
    }

    bool rightsOfTarget()
    {
        m_watch.start();
        postgres::SessionOptions options;
        options.server = "target";
        options.applicationName = "tidegate test";
        try {
            postgres::Connection connection(reached().parameters(), options, m_stop);
            return mayCreate(connection) && mayActAsReplica(connection);
        } catch (const ProblemError &error) {
            return end(stageOf(StageKind::Create, error.problem()));
        }
    }

    bool mayCreate(postgres::Connection &connection)
    {
        const auto row = connection.exec("SELECT has_database_privilege(current_database(), 'CREATE'), "
                                         "current_user, current_database()");
        std::optional<Problem> problem;
        if (!row.boolean(0, 0))
            problem = Problem{Code::RightMissing,
                              {row.text(0, 1), "CREATE on the database " + row.text(0, 2)},
                              {},
                              {},
                              {},
                              false};
        return end(stageOf(StageKind::Create, std::move(problem)));
    }

    /// Without it a migration is possible, with foreign keys and triggers put aside by script.
    bool mayActAsReplica(postgres::Connection &connection)
    {
        m_watch.start();
        std::optional<Problem> problem;
        try {
            connection.exec("SET session_replication_role = replica");
        } catch (const postgres::SqlError &error) {
            problem = error.problem();
            problem->code = Code::ReplicaRoleDenied;
            problem->arguments = {connection.exec("SELECT current_user").text(0, 0)};
        }
        return end(stageOf(StageKind::ReplicaRole, std::move(problem), Verdict::Warned));
    }

    const Endpoint &m_endpoint;
    const StopToken &m_stop;
    const std::function<void(const Stage &)> &m_onStage;
    Route m_route;
    Endpoint m_reached; ///< with the addresses that answered; empty: as given
    postgres::LoginAttempt m_attempt;
    QElapsedTimer m_watch;
    TestReport m_report;
};

} // namespace

const char *stageName(StageKind kind)
{
    switch (kind) {
    case StageKind::Tunnel:
        return "tunnel";
    case StageKind::Resolve:
        return "resolve";
    case StageKind::Reach:
        return "reach";
    case StageKind::Encrypt:
        return "encrypt";
    case StageKind::Login:
        return "login";
    case StageKind::Version:
        return "version";
    case StageKind::Pooler:
        return "pooler";
    case StageKind::Replicate:
        return "replicate";
    case StageKind::Create:
        return "create";
    case StageKind::ReplicaRole:
        return "replica role";
    }
    return "unknown";
}

TestReport testConnection(const Endpoint &endpoint, Purpose purpose, const StopToken &stop,
                          const std::function<void(const Stage &)> &onStage)
{
    return Test(endpoint, stop, onStage).run(purpose);
}

} // namespace tidegate::endpoint
