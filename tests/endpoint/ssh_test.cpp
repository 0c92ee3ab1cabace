// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "base/problem.h"
#include "endpoint/ssh.h"
#include "endpoint/tunnel.h"

#include <algorithm>

using namespace tidegate;
using endpoint::Endpoint;
using endpoint::SshServer;

namespace {

/// The refusal's words; empty if the text was taken.
std::string refusal(const std::string &text)
{
    try {
        SshServer::fromText(text);
    } catch (const ProblemError &error) {
        return error.problem().code == Code::BadTunnel ? error.problem().arguments.at(0) : "another code";
    }
    return {};
}

bool has(const std::vector<std::string> &words, const std::string &option, const std::string &value)
{
    for (std::size_t at = 1; at < words.size(); ++at) {
        if (words[at - 1] == option && words[at] == value)
            return true;
    }
    return false;
}

} // namespace

/// How a tunnel is written, called and understood, without any.
class SshTest : public QObject
{
    Q_OBJECT

private slots:
    void serversAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("again");
        QTest::newRow("alias") << "bastion" << "" << "bastion" << 0 << "bastion";
        QTest::newRow("all") << "joe@bastion.example:2222" << "joe" << "bastion.example" << 2222
                             << "joe@bastion.example:2222";
        QTest::newRow("domain user") << "joe@corp.example@bastion" << "joe@corp.example" << "bastion" << 0
                                     << "joe@corp.example@bastion";
        QTest::newRow("windows user") << "CORP\\joe@bastion" << "CORP\\joe" << "bastion" << 0 << "CORP\\joe@bastion";
        QTest::newRow("address") << "[fe80::1]:22" << "" << "fe80::1" << 22 << "[fe80::1]:22";
        QTest::newRow("bare address") << "joe@fe80::1" << "joe" << "fe80::1" << 0 << "joe@[fe80::1]";
    }
    void serversAreRead()
    {
        QFETCH(QString, text);
        const auto server = SshServer::fromText(text.toStdString());
        QTEST(QString::fromStdString(server.user), "user");
        QTEST(QString::fromStdString(server.host), "host");
        QTEST(server.port, "port");
        QTEST(QString::fromStdString(server.toText()), "again");
        QVERIFY(SshServer::fromText(server.toText()) == server);
    }

    void whatIsNoServerIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "@", "joe@", "-oProxyCommand=touch /tmp/x", "joe@-oProxyCommand=x", "-lroot@host", "joe@ho st", "jo e@host",
              "joe@host:", "joe@host:0", "joe@host:65536", "joe@host:22x", "joe@host:-1", "joe@[::1", "joe@[::1]22", "$(id)@host",
              "joe@`id`", "joe;id@host", "joe@host|id", "joe@ho\nst", "joe@/tmp/socket", "joe:hunter2@host", "joe\\@host"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void whatIsNoServerIsRefused()
    {
        QFETCH(QString, text);
        const auto words = refusal(text.toStdString());
        QVERIFY(!words.empty());
        QVERIFY(words.find("hunter2") == std::string::npos);
    }

    void callCannotBeTurnedIntoAnother()
    {
        auto server = SshServer::fromText("joe@bastion:2222");
        server.identityFile = "/home/joe/my keys/100%";
        server.configFile = "/home/joe/my config";
        const auto command = endpoint::sshCommand(server, {20001, "db.example", "5432"}, 7);
        const auto &words = command.arguments;
        QCOMPARE(command.program, std::string("ssh"));
        QVERIFY(words.size() > 2 && words[words.size() - 2] == "--" && words.back() == "bastion");
        for (const char *option : {"BatchMode=yes", "StrictHostKeyChecking=yes", "UpdateHostKeys=no",
                                   "ExitOnForwardFailure=yes", "ServerAliveInterval=10", "ConnectTimeout=7",
                                   "ControlPath=none", "IdentityFile=\"/home/joe/my keys/100%%\""})
            QVERIFY2(has(words, "-o", option), option);
        QVERIFY(has(words, "-l", "joe") && has(words, "-p", "2222") && has(words, "-F", "/home/joe/my config"));
        QVERIFY(has(words, "-L", "127.0.0.1:20001:db.example:5432"));
        QVERIFY(has(endpoint::sshCommand(server, {20002, "::1", "5433"}, 7).arguments, "-L", "127.0.0.1:20002:[::1]:5433"));
        QCOMPARE(endpoint::sshByHand(server),
                 std::string("ssh -F \"/home/joe/my config\" -i \"/home/joe/my keys/100%\" -p 2222 joe@bastion"));
    }

    void destinationIsTheEndpointsHost()
    {
        for (const char *variable : {"PGHOST", "PGPORT", "PGSERVICE"})
            qunsetenv(variable);
        const auto shown = [](const std::string &text) {
            return endpoint::forwardOf(Endpoint::fromText(text)).display();
        };
        QCOMPARE(shown("host=db"), std::string("db:5432"));
        QCOMPARE(shown("dbname=x port=6543"), std::string("localhost:6543"));
        QCOMPARE(shown("host=db.example hostaddr=10.0.0.7"), std::string("10.0.0.7:5432"));
        for (const char *text : {"host=/var/run/postgresql", "service=prod", "host=-oProxyCommand=x", "host='a b'",
                                 "host=a:5432:evil@b/", "host=a,b port=1,2", "host=a port=5432x", "host=$(id)"}) {
            QVERIFY_EXCEPTION_THROWN(endpoint::forwardOf(Endpoint::fromText(text)), ProblemError);
        }
    }

    void endpointKeepsItsServerApart()
    {
        auto one = Endpoint::fromText("postgresql://joe:pw@db/shop");
        const auto bare = one;
        one.setSsh(SshServer::fromText("joe@bastion"));
        QVERIFY(!(one == bare));
        QVERIFY(one.withoutSecrets().ssh());
        QCOMPARE(one.toUri(), bare.toUri());
        QVERIFY(!Endpoint::fromText(one.toUri()).ssh());
    }

    void endsAreToldApart_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("retryable");
        const auto row = [](const char *name, Code code, bool retryable, const char *words) {
            QTest::newRow(name) << QString::fromLatin1(words) << static_cast<int>(code) << retryable;
        };
        row("unknown", Code::SshHostUnknown, false,
            "debug1: Server host key: ssh-ed25519 SHA256:abc\r\nNo ED25519 host key is known for [h]:22 and you have "
            "requested strict checking.\r\nHost key verification failed.\r\n");
        row("changed", Code::SshHostChanged, false,
            "debug1: Server host key: ssh-ed25519 SHA256:abc\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     "
            "@\r\nOffending ED25519 key in /k:1\r\nHost key for h has changed and you have requested strict "
            "checking.\r\nHost key verification failed.\r\n");
        row("refused", Code::SshRefused, false, "joe@h: Permission denied (publickey,password).\r\n");
        row("too many", Code::SshRefused, false,
            "Received disconnect from h port 22:2: Too many authentication failures\r\n");
        row("silent", Code::SshSilent, true, "ssh: connect to host h port 22: Connection timed out\r\n");
        row("silent banner", Code::SshSilent, true, "Connection timed out during banner exchange\r\n");
        row("died", Code::SshSilent, true, "Timeout, server h not responding.\r\n");
        row("closed", Code::SshEnded, true, "ssh: connect to host h port 22: Connection refused\r\n");
        row("no name", Code::SshEnded, true, "ssh: Could not resolve hostname h: Name or service not known\r\n");
        row("option", Code::SshEnded, true, "/c: line 1: Bad configuration option: bogus\r\n");
        row("killed", Code::SshEnded, true, "debug1: Entering interactive session.\r\n");
        row("killed after a refusal", Code::SshEnded, true,
            "channel 3: open failed: connect failed: Connection timed out\r\n");
    }
    void endsAreToldApart()
    {
        QFETCH(QString, words);
        const auto problem = endpoint::sshProblem(words.toStdString(), SshServer::fromText("joe@h"));
        QTEST(static_cast<int>(problem.code), "code");
        QTEST(problem.retryable, "retryable");
        QCOMPARE(problem.arguments.at(0), std::string("joe@h"));
        QVERIFY(!problem.serverMessage.empty());
        QVERIFY2(problem.serverMessage.find("debug") == std::string::npos, problem.serverMessage.c_str());
        if (problem.code == Code::SshHostUnknown || problem.code == Code::SshHostChanged)
            QCOMPARE(problem.arguments.at(1), std::string("ssh-ed25519 SHA256:abc"));
        if (problem.code == Code::SshHostChanged)
            QCOMPARE(problem.arguments.at(2), std::string("/k:1"));
    }

    void linesAreUnderstood()
    {
        QCOMPARE(endpoint::refusalIn("channel 2: open failed: administratively prohibited: open failed"),
                 std::string("administratively prohibited: open failed"));
        QVERIFY(endpoint::refusalIn("debug1: channel 2: new direct-tcpip").empty());
        QVERIFY(endpoint::saysReady("debug1: Entering interactive session."));
        QVERIFY(endpoint::portWasTaken("channel_setup_fwd_listener_tcpip: cannot listen to port: 20001\r\n"));
    }
};

QTEST_GUILESS_MAIN(SshTest)
#include "ssh_test.moc"
