// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "endpoint/connection_test.h"
#include "endpoint/tool_login.h"
#include "process/pg_tools.h"
#include "process/run.h"
#include "support/cluster.h"
#include "support/skips.h"

#include <QStandardPaths>
#include <QTemporaryDir>

using namespace tidegate;
using endpoint::Endpoint;
using endpoint::Purpose;
using endpoint::StageKind;
using endpoint::TestReport;
using endpoint::Verdict;

/// A server as they stand in the world: passwords, access rules, TLS.
class SecuredTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void passwordIsAccepted();
    void wrongPasswordIsTold();
    void wantOfAPasswordIsTold();
    void passwordComesFromTheEnvironment();
    void accessRuleIsTold();
    void wrongPasswordIsToldBehindTls();
    void encryptionIsShown();
    void unknownAuthorityIsTold();
    void wantOfTlsIsTold();
    void pgDumpLogsInByPassfile();

private:
    Endpoint endpoint(const char *password = "") const;
    TestReport test(const Endpoint &endpoint) const
    {
        return endpoint::testConnection(endpoint, Purpose::Source, {});
    }
    void writeRules(const std::string &rules);
    bool turnTlsOn();

    std::unique_ptr<support::Cluster> m_cluster;
    QTemporaryDir m_directory;
};

namespace {

const endpoint::Stage &stageOf(const TestReport &report, StageKind kind)
{
    for (const auto &stage : report.stages) {
        if (stage.kind == kind)
            return stage;
    }
    throw std::runtime_error(std::string("no stage ") + stageName(kind));
}

// Without TLS "guest" may not in at all, "joe" only with it or by password.
constexpr char rules[] = "host all postgres 127.0.0.1/32 trust\n"
                         "host all joe 127.0.0.1/32 scram-sha-256\n"
                         "hostssl all guest 127.0.0.1/32 scram-sha-256\n";

// With ':' and '\', and a blank at its end.
constexpr char password[] = "p:w\\ä ";

} // namespace

void SecuredTest::initTestCase()
{
    for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
        qunsetenv(variable);
    qputenv("HOME", m_directory.path().toUtf8()); // no ~/.pgpass and no ~/.postgresql of somebody's
    m_cluster = support::Cluster::start();
    m_cluster->session().exec("SET password_encryption = 'scram-sha-256';"
                              "CREATE ROLE joe LOGIN REPLICATION PASSWORD E'p:w\\\\ä ';"
                              "CREATE ROLE guest LOGIN REPLICATION PASSWORD 'guest'");
    writeRules(rules);
}

void SecuredTest::init()
{
    qunsetenv("PGPASSWORD");
}

Endpoint SecuredTest::endpoint(const char *given) const
{
    auto result = Endpoint::fromText(m_cluster->conninfo());
    result.set("user", "joe");
    result.set("password", given);
    return result;
}

void SecuredTest::writeRules(const std::string &text)
{
    auto session = m_cluster->session();
    const auto file = session.value("SHOW hba_file");
    session.exec("CREATE TEMP TABLE lines (number serial, line text)");
    for (const auto &line : QString::fromStdString(text).split(QLatin1Char('\n')))
        session.exec("INSERT INTO lines (line) VALUES ($1)", {line.toStdString()});
    session.exec("COPY (SELECT line FROM lines ORDER BY number) TO '" + file + "'");
    session.exec("SELECT pg_reload_conf()");
    // The postmaster reads it by itself, a moment later.
    const auto inForce = [this] {
        try {
            support::Session(m_cluster->conninfo() + " user=joe password=none");
        } catch (const support::SessionError &) {
            return true;
        }
        return false;
    };
    QTRY_VERIFY(inForce());
}

bool SecuredTest::turnTlsOn()
{
    if (QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty())
        return false;
    auto session = m_cluster->session();
    const auto data = session.value("SHOW data_directory");
    session.exec(
        "COPY (SELECT 1) TO PROGRAM 'cd " + data
        + " && umask 077 && openssl req -new -x509 -days 2 -nodes -newkey rsa:2048 -subj /CN=localhost "
          "-keyout server.key -out server.crt'");
    m_cluster->configure({{"ssl", "on"}});
    const auto answers = [this] {
        return stageOf(test(endpoint(password)), StageKind::Encrypt).detail != "not encrypted";
    };
    return QTest::qWaitFor(answers, 10'000);
}

void SecuredTest::passwordIsAccepted()
{
    QVERIFY(test(endpoint(password)).usable);
}

void SecuredTest::wrongPasswordIsTold()
{
    const auto report = test(endpoint("wrong"));
    const auto &login = stageOf(report, StageKind::Login);
    QCOMPARE(login.verdict, Verdict::Failed);
    QCOMPARE(login.problem->code, Code::LoginRefused);
    QCOMPARE(login.problem->sqlstate, std::string("28P01"));
    QCOMPARE(login.problem->arguments, std::vector<std::string>{"joe"});
}

void SecuredTest::wantOfAPasswordIsTold()
{
    const auto report = test(endpoint());
    QCOMPARE(stageOf(report, StageKind::Login).problem->code, Code::LoginRefused);
}

void SecuredTest::passwordComesFromTheEnvironment()
{
    qputenv("PGPASSWORD", password);
    QVERIFY(test(endpoint()).usable);
}

void SecuredTest::accessRuleIsTold()
{
    auto guest = endpoint("guest");
    guest.set("user", "guest");
    guest.set("sslmode", "disable");
    const auto report = test(guest);
    QCOMPARE(stageOf(report, StageKind::Login).problem->code, Code::AccessRuleMissing);
    QCOMPARE(stageOf(report, StageKind::Login).problem->arguments,
             (std::vector<std::string>{"guest", "postgres"}));
}

void SecuredTest::wantOfTlsIsTold()
{
    m_cluster->configure({{"ssl", "off"}});
    auto strict = endpoint(password);
    strict.set("sslmode", "require");
    QTRY_VERIFY(stageOf(test(strict), StageKind::Encrypt).verdict == Verdict::Failed);
    QCOMPARE(stageOf(test(strict), StageKind::Encrypt).problem->code, Code::TlsNotOffered);
}

void SecuredTest::encryptionIsShown()
{
    if (!turnTlsOn())
        TIDEGATE_SKIP("openssl");
    auto strict = endpoint(password);
    strict.set("sslmode", "require");
    const auto report = test(strict);
    QVERIFY(report.usable);
    QVERIFY(stageOf(report, StageKind::Encrypt).detail.starts_with("TLSv1."));
}

void SecuredTest::wrongPasswordIsToldBehindTls()
{
    // sslmode=prefer tries again without TLS, where no rule lets guest in: still the password is at fault.
    if (!turnTlsOn())
        TIDEGATE_SKIP("openssl");
    auto guest = endpoint("wrong");
    guest.set("user", "guest");
    guest.set("sslmode", "prefer");
    const auto report = test(guest);
    QCOMPARE(stageOf(report, StageKind::Login).problem->code, Code::LoginRefused);
    guest.set("password", "guest");
    QVERIFY(test(guest).usable);
}

void SecuredTest::unknownAuthorityIsTold()
{
    if (!turnTlsOn())
        TIDEGATE_SKIP("openssl");
    auto strict = endpoint(password);
    strict.set("sslmode", "verify-full");
    const auto report = test(strict); // no root certificate at all
    QCOMPARE(report.stages.back().kind, StageKind::Encrypt);
    QCOMPARE(report.stages.back().problem->code, Code::TlsFailed);

    // With the server's own as root it passes, by the name that stands in it and by no other.
    auto session = m_cluster->session();
    const auto certificate = session.value("SELECT pg_read_file('server.crt')");
    QFile root(m_directory.filePath(QStringLiteral("root.crt")));
    QVERIFY(root.open(QIODevice::WriteOnly));
    root.write(certificate.data(), static_cast<qint64>(certificate.size()));
    root.close();
    strict.set("sslrootcert", root.fileName().toStdString());
    QCOMPARE(test(strict).stages.back().problem->code, Code::TlsFailed);
    strict.set("host", "localhost");
    const auto named = test(strict);
    QVERIFY(stageOf(named, StageKind::Login).verdict == Verdict::Passed);
}

void SecuredTest::pgDumpLogsInByPassfile()
{
    qputenv("PGPASSWORD", "somebody else's");
    m_cluster->sql("postgres", "CREATE TABLE found_by_dump (a int)");
    process::PgTools tools;
    try {
        tools = process::pgTools(m_cluster->major() * 10000, {});
    } catch (const ProblemError &) {
        TIDEGATE_SKIP("pg_dump of PostgreSQL " + std::to_string(m_cluster->major()));
    }
    const endpoint::ToolLogin login(endpoint(password));
    process::Command command;
    command.program = tools.pgDump;
    command.arguments = {"--schema-only", "--no-owner", "--dbname=" + login.uri()};
    command.environment = login.environment();
    m_cluster->sql("postgres", "GRANT SELECT ON found_by_dump TO joe");
    const auto dump = process::runOrThrow(command, {});
    QVERIFY(dump.output.find("found_by_dump") != std::string::npos);
}

QTEST_GUILESS_MAIN(SecuredTest)
#include "secured_test.moc"
