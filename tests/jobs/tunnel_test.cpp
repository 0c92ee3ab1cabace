// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/connect.h"
#include "jobs/target_preparation.h"
#include "postgres/error.h"
#include "support/cluster.h"
#include "support/skips.h"
#include "support/ssh_daemon.h"

#include <QCoreApplication>
#include <QTest>

using namespace tidegate;
using support::Cluster;

/// One-off work through SSH tunnels.
class JobsTunnelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!support::SshDaemon::isInstalled())
            TIDEGATE_SKIP("OpenSSH's client and server");
        m_cluster = Cluster::start();
        m_cluster->createDatabase("shop");
        m_cluster->createDatabase("new");
        m_cluster->sql("shop", "CREATE TABLE t (id int PRIMARY KEY)");
        m_daemon = std::make_unique<support::SshDaemon>();
    }
    void cleanupTestCase()
    {
        m_daemon.reset();
        m_cluster.reset();
    }

    void connectionKeepsItsTunnel()
    {
        auto connection = jobs::connectTarget(endpoint("shop"), {});
        QCOMPARE(tunnels(), std::size_t(1));
        QCOMPARE(connection->exec("SELECT 1").text(0, 0), std::string("1"));
        connection.reset();
        QCOMPARE(tunnels(), std::size_t(0));
        const auto both = jobs::connectBoth(endpoint("shop"), endpoint("new"), {});
        QCOMPARE(tunnels(), std::size_t(2));
    }

    void routeIsShared()
    {
        const endpoint::Route route(endpoint("shop"), {});
        const auto one = jobs::connectSource(route, {});
        const auto two = jobs::connectSource(route, {});
        QCOMPARE(tunnels(), std::size_t(1));
    }

    void farEndsRefusalIsTold()
    {
        auto nobody = endpoint("shop");
        nobody.set("port", std::to_string(support::freePort()));
        Problem problem;
        try {
            jobs::connectSource(nobody, {});
        } catch (const postgres::ConnectionLostError &error) {
            problem = error.problem();
        }
        QCOMPARE(problem.code, Code::SshForwardRefused);
        QCOMPARE(tunnels(), std::size_t(0));
    }

    void targetIsPrepared()
    {
        plan::MigrationPlan plan;
        plan.tables.push_back({{"public", "t"}, {"public", "t"}, {}, {}});
        const auto before = m_daemon->logins();
        auto prepared = jobs::prepareTarget(endpoint("shop"), endpoint("new"), plan, {}, StopToken());
        QCOMPARE(m_daemon->logins(), before + 2); // pg_dump shares its connection's
        QVERIFY(jobs::runScript(prepared.before, endpoint("shop"), endpoint("new"),
                                [](std::size_t, const script::Statement &) {}, StopToken()));
        QCOMPARE(m_cluster->value("new", "SELECT count(*) FROM t"), "0");
        QCOMPARE(tunnels(), std::size_t(0));
    }

private:
    endpoint::Endpoint endpoint(const std::string &database) const
    {
        auto result = endpoint::Endpoint::fromText(m_cluster->conninfo(database));
        auto server = endpoint::SshServer::fromText(m_daemon->server());
        server.configFile = m_daemon->config();
        result.setSsh(server);
        return result;
    }
    static std::size_t tunnels()
    {
        return support::sshChildren(static_cast<long>(QCoreApplication::applicationPid())).size();
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<support::SshDaemon> m_daemon;
};

QTEST_GUILESS_MAIN(JobsTunnelTest)
#include "tunnel_test.moc"
