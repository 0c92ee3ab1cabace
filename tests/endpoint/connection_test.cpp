// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QTest>

#include "endpoint/connection_test.h"
#include "false_pid_relay.h"
#include "support/cluster.h"

#include <QElapsedTimer>

using namespace tidegate;
using endpoint::Endpoint;
using endpoint::Purpose;
using endpoint::Stage;
using endpoint::TestReport;
using endpoint::Verdict;

namespace {

/// "resolve reach encrypt login! …": '!' failed, '?' warned.
std::string outline(const TestReport &report)
{
    std::string text;
    for (const auto &stage : report.stages) {
        text += (text.empty() ? "" : " ") + std::string(stageName(stage.kind));
        if (stage.verdict != Verdict::Passed)
            text += stage.verdict == Verdict::Failed ? "!" : "?";
    }
    return text;
}

const Problem &lastProblem(const TestReport &report)
{
    return report.stages.back().problem.value();
}

} // namespace

class ConnectionTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sourcePassesEveryStage();
    void targetPassesEveryStage();
    void stagesAreReportedAsTheyEnd();
    void unknownHostFailsAtItsName();
    void closedPortIsTold();
    void silentServerIsTold();
    void oneOfSeveralHostsIsEnough();
    void missingDatabaseIsTold();
    void crowdedServerIsTold();
    void roleWithoutLoginIsTold();
    void sourceWithoutReplicationIsTold();
    void targetWithoutCreateIsTold();
    void targetWithoutReplicaRoleIsWarned();
    void poolerIsTold();
    void nothingIsLeftBehind();
    void stopEndsItWithinASecond();

private:
    Endpoint endpoint(const char *role = "postgres") const
    {
        auto result = Endpoint::fromText(m_cluster->conninfo());
        result.set("user", role);
        return result;
    }
    TestReport test(const Endpoint &endpoint, Purpose purpose = Purpose::Source) const
    {
        return endpoint::testConnection(endpoint, purpose, {});
    }

    std::unique_ptr<support::Cluster> m_cluster;
};

void ConnectionTest::initTestCase()
{
    m_cluster = support::Cluster::start();
    m_cluster->sql("postgres", "CREATE ROLE plain LOGIN; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0;"
                               "CREATE ROLE nobody_logs_in; CREATE ROLE maker LOGIN;"
                               "GRANT CREATE ON DATABASE postgres TO maker");
}

void ConnectionTest::sourcePassesEveryStage()
{
    const auto report = test(endpoint());
    QCOMPARE(outline(report), std::string("resolve reach encrypt login version pooler replicate"));
    QVERIFY(report.usable);
    QCOMPARE(report.stages[0].detail, std::string("127.0.0.1"));
    QCOMPARE(report.stages[1].detail, "127.0.0.1 port " + std::to_string(m_cluster->port()));
    QCOMPARE(report.stages[2].detail, std::string("not encrypted"));
    QVERIFY(report.stages[4].detail.starts_with(std::to_string(m_cluster->major()) + "."));
}

void ConnectionTest::targetPassesEveryStage()
{
    auto byName = endpoint();
    byName.set("host", "localhost");
    const auto report = test(byName, Purpose::Target);
    QCOMPARE(outline(report), std::string("resolve reach encrypt login version pooler create replica role"));
    QVERIFY(report.usable);
    QVERIFY(report.stages[0].detail.find("127.0.0.1") != std::string::npos);
}

void ConnectionTest::stagesAreReportedAsTheyEnd()
{
    std::vector<std::string> told;
    const auto report =
        endpoint::testConnection(endpoint(), Purpose::Source, {},
                                 [&told](const Stage &stage) { told.push_back(stageName(stage.kind)); });
    QCOMPARE(told.size(), report.stages.size());
    QCOMPARE(told.front(), std::string("resolve"));
}

void ConnectionTest::unknownHostFailsAtItsName()
{
    auto wrong = endpoint();
    wrong.set("host", "no-such-host.invalid"); // never given out (RFC 2606)
    wrong.set("connect_timeout", "5");
    const auto report = test(wrong);
    QCOMPARE(outline(report), std::string("resolve!"));
    QCOMPARE(lastProblem(report).code, Code::HostNotFound);
    QVERIFY(!report.usable);
}

void ConnectionTest::closedPortIsTold()
{
    auto wrong = endpoint();
    wrong.set("port", std::to_string(support::freePort()));
    const auto report = test(wrong);
    QCOMPARE(outline(report), std::string("resolve reach!"));
    QCOMPARE(lastProblem(report).code, Code::PortClosed);
    QCOMPARE(lastProblem(report).arguments.at(0), std::string("127.0.0.1"));
}

void ConnectionTest::silentServerIsTold()
{
    support::Proxy proxy("127.0.0.1", m_cluster->port());
    proxy.stall(); // the kernel accepts, nobody answers
    auto silent = endpoint();
    silent.set("port", std::to_string(proxy.port()));
    silent.set("connect_timeout", "2");
    const auto report = test(silent);
    QCOMPARE(outline(report), std::string("resolve reach encrypt!"));
    QCOMPARE(lastProblem(report).code, Code::PortSilent);
}

void ConnectionTest::oneOfSeveralHostsIsEnough()
{
    auto several = endpoint();
    several.set("host", "no-such-host.invalid,127.0.0.1,localhost");
    several.set("port", std::to_string(m_cluster->port()) + "," + std::to_string(support::freePort()) + ","
                            + std::to_string(m_cluster->port()));
    several.set("connect_timeout", "5");
    const auto report = test(several);
    QCOMPARE(outline(report),
             std::string("resolve! resolve reach! resolve reach encrypt login version pooler replicate"));
    QVERIFY(report.usable);
    QCOMPARE(report.stages[1].subject, std::string("127.0.0.1"));
}

void ConnectionTest::missingDatabaseIsTold()
{
    auto wrong = endpoint();
    wrong.set("dbname", "nö such");
    const auto report = test(wrong);
    QCOMPARE(outline(report), std::string("resolve reach encrypt login!"));
    QCOMPARE(lastProblem(report).code, Code::DatabaseMissing);
    QCOMPARE(lastProblem(report).arguments.at(0), std::string("nö such"));
    QCOMPARE(lastProblem(report).sqlstate, std::string("3D000"));
    QVERIFY2(lastProblem(report).serverMessage.find("3D000") == std::string::npos,
             lastProblem(report).serverMessage.c_str());
}

void ConnectionTest::crowdedServerIsTold()
{
    const auto report = test(endpoint("crowded"));
    QCOMPARE(lastProblem(report).code, Code::TooManyConnections);
}

void ConnectionTest::roleWithoutLoginIsTold()
{
    const auto report = test(endpoint("nobody_logs_in"));
    QCOMPARE(lastProblem(report).code, Code::LoginRefused);
    QCOMPARE(lastProblem(report).arguments.at(0), std::string("nobody_logs_in"));
}

void ConnectionTest::sourceWithoutReplicationIsTold()
{
    const auto report = test(endpoint("plain"));
    QCOMPARE(outline(report), std::string("resolve reach encrypt login version pooler replicate!"));
    QCOMPARE(lastProblem(report).code, Code::RightMissing);
    QCOMPARE(lastProblem(report).arguments, (std::vector<std::string>{"plain", "REPLICATION"}));
    QVERIFY(!report.usable);
}

void ConnectionTest::targetWithoutCreateIsTold()
{
    const auto report = test(endpoint("plain"), Purpose::Target);
    QCOMPARE(outline(report), std::string("resolve reach encrypt login version pooler create!"));
    QCOMPARE(lastProblem(report).code, Code::RightMissing);
    QVERIFY(!report.usable);
}

void ConnectionTest::targetWithoutReplicaRoleIsWarned()
{
    const auto report = test(endpoint("maker"), Purpose::Target);
    QCOMPARE(outline(report), std::string("resolve reach encrypt login version pooler create replica role?"));
    QCOMPARE(lastProblem(report).code, Code::ReplicaRoleDenied);
    QVERIFY(report.usable);
}

void ConnectionTest::poolerIsTold()
{
    const FalsePidRelay relay(m_cluster->port());
    auto pooled = endpoint();
    pooled.set("port", std::to_string(relay.port()));
    const auto report = test(pooled);
    QCOMPARE(outline(report), std::string("resolve reach encrypt login version pooler!"));
    QCOMPARE(lastProblem(report).code, Code::PoolerFound);
    QVERIFY(!report.usable);
}

void ConnectionTest::nothingIsLeftBehind()
{
    test(endpoint(), Purpose::Source);
    test(endpoint(), Purpose::Target);
    auto session = m_cluster->session();
    QTRY_COMPARE(
        session.value("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'tidegate%'"),
        std::string("0"));
}

void ConnectionTest::stopEndsItWithinASecond()
{
    support::Proxy proxy("127.0.0.1", m_cluster->port());
    proxy.stall();
    auto silent = endpoint();
    silent.set("port", std::to_string(proxy.port()));
    const StopToken stop;
    QElapsedTimer sinceStop;
    const auto stopInLogin = [&](const Stage &stage) {
        if (stage.kind == endpoint::StageKind::Reach) {
            stop.requestStop();
            sinceStop.start();
        }
    };
    QVERIFY_EXCEPTION_THROWN(endpoint::testConnection(silent, Purpose::Source, stop, stopInLogin), Stopped);
    QVERIFY(sinceStop.elapsed() < 1000);
}

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"
