// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "endpoint/connection_test.h"
#include "endpoint/route.h"
#include "endpoint/tool_login.h"
#include "endpoint/tunnel.h"
#include "postgres/connection.h"
#include "postgres/error.h"
#include "process/pg_tools.h"
#include "process/run.h"
#include "support/cluster.h"
#include "support/skips.h"
#include "support/ssh_daemon.h"

#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <csignal>
#include <thread>

using namespace tidegate;
using endpoint::Endpoint;
using endpoint::Purpose;
using endpoint::Route;
using endpoint::SshServer;
using endpoint::Verdict;

namespace {

/// "tunnel reach! …": '!' failed.
std::string outline(const endpoint::TestReport &report)
{
    std::string text;
    for (const auto &stage : report.stages)
        text += (text.empty() ? "" : " ") + std::string(stageName(stage.kind))
                + (stage.verdict == Verdict::Failed ? "!" : "");
    return text;
}

std::string answer(const Route &route, const std::string &sql = "SELECT 'here'")
{
    postgres::Connection connection(route.parameters(), {"source", "tunnel test"}, {});
    return connection.exec(sql).text(0, 0);
}

/// Why connections fail now; its code is Internal if they do not.
Problem failureOf(const Route &route)
{
    try {
        answer(route);
    } catch (const postgres::ConnectionLostError &error) {
        return route.explained(error.problem());
    }
    return {};
}

} // namespace

/// Tunnels by the real OpenSSH through a real sshd.
class TunnelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_daemon.reset(); }

    void manyConnectionsShareOne();
    void unknownHostIsToldWithItsFingerprint();
    void changedHostIsTold();
    void refusedKeyIsTold();
    void closedPortIsTold();
    void silenceIsTold();
    void missingSshIsTold();
    void refusedForwardIsTold();
    void refusedForwardIsToldLaterToo();
    void killedSshComesBackOnTheSamePort();
    void lostServerIsToldAndFoundAgain();
    void stopEndsTheOpeningWithinASecond();
    void endsWithItsOwner();
    void certificateIsCheckedAgainstTheServersName();
    void pgDumpGoesThroughIt();
    void testHasAStageForIt();
    void testTellsTheRefusal();

private:
    Endpoint endpoint(int sshPort = 0) const;
    Problem refusal(const Endpoint &endpoint) const;
    static std::vector<long> ours() { return support::sshChildren(static_cast<long>(QCoreApplication::applicationPid())); }

    std::unique_ptr<support::Cluster> m_cluster;
    std::unique_ptr<support::SshDaemon> m_daemon;
};

void TunnelTest::initTestCase()
{
    for (const char *variable : {"PGHOST", "PGPORT", "PGPASSWORD", "PGSSLMODE"})
        qunsetenv(variable);
    m_cluster = support::Cluster::start();
}

void TunnelTest::init()
{
    if (!support::SshDaemon::isInstalled())
        TIDEGATE_SKIP("OpenSSH's client and server");
    m_daemon = std::make_unique<support::SshDaemon>();
}

Endpoint TunnelTest::endpoint(int sshPort) const
{
    auto result = Endpoint::fromText(m_cluster->conninfo());
    auto server = SshServer::fromText(m_daemon->server(sshPort));
    server.configFile = m_daemon->config();
    result.setSsh(server);
    return result;
}

Problem TunnelTest::refusal(const Endpoint &endpoint) const
{
    try {
        Route(endpoint, {});
    } catch (const ProblemError &error) {
        return error.problem();
    }
    return {};
}

void TunnelTest::manyConnectionsShareOne()
{
    const Route route(endpoint(), {});
    QVERIFY(!route.endpoint().ssh());
    QVERIFY(route.parameters().value("port") != std::to_string(m_cluster->port()));
    std::vector<std::unique_ptr<postgres::Connection>> connections;
    for (int number = 0; number < 20; ++number)
        connections.push_back(std::make_unique<postgres::Connection>(
            route.parameters(), postgres::SessionOptions{"source", "tunnel test"}, StopToken()));
    QCOMPARE(connections.back()->exec("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tunnel test'").text(0, 0),
             std::string("20"));
    QCOMPARE(m_daemon->logins(), 1);
    const Route copy = route;
    QCOMPARE(answer(copy), std::string("here"));
    QCOMPARE(m_daemon->logins(), 1);
}

void TunnelTest::unknownHostIsToldWithItsFingerprint()
{
    m_daemon->forgetHost();
    const auto problem = refusal(endpoint());
    QCOMPARE(problem.code, Code::SshHostUnknown);
    QCOMPARE(problem.arguments.at(1), "ssh-ed25519 " + m_daemon->hostFingerprint());
    QVERIFY(problem.arguments.at(2).find("ssh -F ") == 0);
    QVERIFY(problem.serverMessage.find("strict checking") != std::string::npos);
    QCOMPARE(QFile(QString::fromStdString(m_daemon->knownHosts())).size(), 0); // nothing was taken up silently
    QCOMPARE(m_daemon->logins(), 0);
    m_daemon->knowHost();
    QCOMPARE(answer(Route(endpoint(), {})), std::string("here"));
}

void TunnelTest::changedHostIsTold()
{
    m_daemon->changeHostKey();
    const auto problem = refusal(endpoint());
    QCOMPARE(problem.code, Code::SshHostChanged);
    QCOMPARE(problem.arguments.at(1), "ssh-ed25519 " + m_daemon->hostFingerprint());
    QCOMPARE(problem.arguments.at(2), m_daemon->knownHosts() + ":1");
    QCOMPARE(m_daemon->logins(), 0);
}

void TunnelTest::refusedKeyIsTold()
{
    m_daemon->refuseKeys();
    const auto problem = refusal(endpoint());
    QCOMPARE(problem.code, Code::SshRefused);
    QVERIFY(problem.serverMessage.find("Permission denied") != std::string::npos);
    // A key that the form names instead of the configuration's.
    auto named = endpoint();
    auto server = *named.ssh();
    server.identityFile = m_daemon->config(); // no key at all
    named.setSsh(server);
    QCOMPARE(refusal(named).code, Code::SshRefused);
}

void TunnelTest::closedPortIsTold()
{
    m_daemon->stop();
    const auto problem = refusal(endpoint());
    QCOMPARE(problem.code, Code::SshEnded);
    QVERIFY2(problem.serverMessage.find("Connection refused") != std::string::npos, problem.serverMessage.c_str());
}

void TunnelTest::silenceIsTold()
{
    support::Proxy proxy("127.0.0.1", m_daemon->port());
    proxy.stall(); // the kernel accepts, nobody answers
    auto silent = endpoint(proxy.port());
    silent.set("connect_timeout", "2");
    QCOMPARE(refusal(silent).code, Code::SshSilent);
}

void TunnelTest::missingSshIsTold()
{
    const auto path = qgetenv("PATH");
    QTemporaryDir empty;
    qputenv("PATH", empty.path().toUtf8());
    const auto problem = refusal(endpoint());
    qputenv("PATH", path);
    QCOMPARE(problem.code, Code::ToolMissing);
    QCOMPARE(problem.arguments, (std::vector<std::string>{"ssh", "openssh-client"}));
}

void TunnelTest::refusedForwardIsTold()
{
    auto nobody = endpoint();
    nobody.set("port", std::to_string(support::freePort()));
    const Route closed(nobody, {});
    const auto problem = failureOf(closed);
    QCOMPARE(problem.code, Code::SshForwardRefused);
    QVERIFY2(problem.arguments.at(1).find("Connection refused") != std::string::npos, problem.arguments.at(1).c_str());
    m_daemon->refuseForwards();
    const Route forbidden(endpoint(), {});
    QVERIFY(failureOf(forbidden).arguments.at(1).find("prohibited") != std::string::npos);
}

void TunnelTest::refusedForwardIsToldLaterToo()
{
    const Route route(endpoint(), {});
    QCOMPARE(answer(route), std::string("here"));
    m_cluster->stop();
    const auto problem = failureOf(route);
    m_cluster->startAgain();
    QCOMPARE(problem.code, Code::SshForwardRefused);
    QVERIFY(problem.retryable);
    QTRY_COMPARE(failureOf(route).code, Code::Internal);
}

void TunnelTest::killedSshComesBackOnTheSamePort()
{
    const Route route(endpoint(), {});
    const auto port = route.parameters().value("port");
    for (int times = 0; times < 3; ++times) {
        QCOMPARE(ours().size(), std::size_t(1));
        const auto killed = ours().front();
        ::kill(static_cast<pid_t>(killed), SIGKILL);
        QTRY_VERIFY(!ours().empty() && ours().front() != killed);
        QTRY_COMPARE(failureOf(route).code, Code::Internal);
        QCOMPARE(answer(route), std::string("here"));
    }
    QCOMPARE(route.parameters().value("port"), port);
    QCOMPARE(m_daemon->logins(), 4);
}

void TunnelTest::lostServerIsToldAndFoundAgain()
{
    support::Proxy proxy("127.0.0.1", m_daemon->port());
    m_daemon->knowHost(proxy.port());
    const Route route(endpoint(proxy.port()), {});
    QCOMPARE(answer(route), std::string("here"));
    proxy.refuse();
    QTRY_COMPARE(failureOf(route).code, Code::SshEnded);
    proxy.pass();
    QTRY_COMPARE_WITH_TIMEOUT(failureOf(route).code, Code::Internal, 15'000);
}

void TunnelTest::stopEndsTheOpeningWithinASecond()
{
    support::Proxy proxy("127.0.0.1", m_daemon->port());
    proxy.slow(1); // bytes a second: ssh waits for the server's greeting
    const StopToken stop;
    QElapsedTimer sinceStop;
    std::thread stopper([&] {
        while (proxy.connectionsSeen() == 0)
            std::this_thread::yield();
        sinceStop.start();
        stop.requestStop();
    });
    std::string how = "opened";
    try {
        Route(endpoint(proxy.port()), stop);
    } catch (const Stopped &) {
        how = "stopped";
    } catch (const ProblemError &error) {
        how = error.what();
    }
    stopper.join();
    QCOMPARE(how, std::string("stopped"));
    QVERIFY2(sinceStop.elapsed() < 1000, std::to_string(sinceStop.elapsed()).c_str());
    QVERIFY(ours().empty());
}

void TunnelTest::endsWithItsOwner()
{
    std::unique_ptr<Route> route = std::make_unique<Route>(endpoint(), StopToken());
    const auto parameters = route->parameters();
    QCOMPARE(ours().size(), std::size_t(1));
    QElapsedTimer since;
    since.start();
    route.reset();
    QVERIFY2(since.elapsed() < 1000, std::to_string(since.elapsed()).c_str());
    QVERIFY(ours().empty());
    QVERIFY_EXCEPTION_THROWN(postgres::Connection(parameters, {"source", "tunnel test"}, {}),
                             postgres::ConnectionLostError);
}

void TunnelTest::certificateIsCheckedAgainstTheServersName()
{
    if (QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty())
        TIDEGATE_SKIP("openssl");
    auto session = m_cluster->session();
    session.exec("COPY (SELECT 1) TO PROGRAM 'cd " + session.value("SHOW data_directory")
                 + " && umask 077 && openssl req -new -x509 -days 2 -nodes -newkey rsa:2048 -subj /CN=db.example "
                   "-addext subjectAltName=DNS:db.example -keyout server.key -out server.crt'");
    m_cluster->configure({{"ssl", "on"}});
    const auto certificate = session.value("SELECT pg_read_file('server.crt')");
    QTemporaryDir directory;
    QFile root(directory.filePath(QStringLiteral("root.crt")));
    QVERIFY(root.open(QIODevice::WriteOnly));
    root.write(certificate.data(), static_cast<qint64>(certificate.size()));
    root.close();
    // A name that only the SSH server's side could look up.
    auto strict = endpoint();
    strict.set("host", "db.example");
    strict.set("hostaddr", "127.0.0.1");
    strict.set("sslmode", "verify-full");
    strict.set("sslrootcert", root.fileName().toStdString());
    const Route route(strict, {});
    const std::string sql = "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    const auto encrypted = [&] {
        try {
            return answer(route, sql);
        } catch (const postgres::ConnectionLostError &error) { // the server reads its settings a moment later
            return error.problem().serverMessage;
        }
    };
    QTRY_COMPARE(encrypted(), std::string("true"));
    QVERIFY(endpoint::testConnection(strict, Purpose::Source, {}).usable);
    auto other = strict;
    other.set("host", "other.example");
    const auto report = endpoint::testConnection(other, Purpose::Source, {});
    QCOMPARE(outline(report), std::string("tunnel reach encrypt!"));
    QCOMPARE(report.stages.back().problem->code, Code::TlsFailed);
    m_cluster->configure({{"ssl", "off"}});
}

void TunnelTest::pgDumpGoesThroughIt()
{
    m_cluster->sql("postgres", "CREATE TABLE found_by_dump (a int)");
    process::PgTools tools;
    try {
        tools = process::pgTools(m_cluster->major() * 10000, {});
    } catch (const ProblemError &) {
        TIDEGATE_SKIP("pg_dump of PostgreSQL " + std::to_string(m_cluster->major()));
    }
    const Route route(endpoint(), {});
    const endpoint::ToolLogin login(route.endpoint());
    process::Command command;
    command.program = tools.pgDump;
    command.arguments = {"--schema-only", "--dbname=" + login.uri()};
    command.environment = login.environment();
    QVERIFY(process::runOrThrow(command, {}).output.find("found_by_dump") != std::string::npos);
    QVERIFY(login.uri().find("hostaddr=127.0.0.1") != std::string::npos);
}

void TunnelTest::testHasAStageForIt()
{
    const auto report = endpoint::testConnection(endpoint(), Purpose::Target, {});
    QCOMPARE(outline(report), std::string("tunnel reach encrypt login version pooler create replica role"));
    QVERIFY(report.usable);
    QCOMPARE(report.stages[0].detail, m_daemon->server());
    QCOMPARE(report.stages[1].detail, "127.0.0.1 port " + std::to_string(m_cluster->port()));
    QCOMPARE(m_daemon->logins(), 1);
    QVERIFY(ours().empty());
}

void TunnelTest::testTellsTheRefusal()
{
    auto nobody = endpoint();
    nobody.set("port", std::to_string(support::freePort()));
    auto report = endpoint::testConnection(nobody, Purpose::Source, {});
    QCOMPARE(outline(report), std::string("tunnel reach!"));
    QCOMPARE(report.stages.back().problem->code, Code::SshForwardRefused);
    m_daemon->forgetHost();
    report = endpoint::testConnection(endpoint(), Purpose::Source, {});
    QCOMPARE(outline(report), std::string("tunnel!"));
    QCOMPARE(report.stages.back().problem->code, Code::SshHostUnknown);
    QVERIFY(!report.usable);
}

QTEST_GUILESS_MAIN(TunnelTest)
#include "tunnel_test.moc"
