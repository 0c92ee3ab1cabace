// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pair.h"
#include "support/skips.h"
#include "support/ssh_daemon.h"

#include <QTest>

#include <csignal>

using namespace tidegate::support;

/// tidegate-cli with an SSH tunnel to each side.
class TunnelCliTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        if (!SshDaemon::isInstalled())
            TIDEGATE_SKIP("OpenSSH's client and server");
        m_daemon = std::make_unique<SshDaemon>();
        m_pair = std::make_unique<Pair>();
        m_pair->onBoth("CREATE TABLE t (id int PRIMARY KEY, note text)");
        m_pair->source("INSERT INTO t SELECT i, repeat('x', 100) || i FROM generate_series(1, 20000) i;"
                       "CREATE PUBLICATION p FOR TABLE t");
    }
    void cleanup()
    {
        m_pair.reset();
        m_daemon.reset();
    }

    void migratesThroughTwoTunnels()
    {
        auto run = m_pair->run("s", tunnels({"--publication", "p"}));
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        QCOMPARE(m_daemon->logins(), 2); // all connections of a side share one
        QCOMPARE(sshChildren(run->pid()).size(), std::size_t(2));
        m_pair->source("UPDATE t SET note = 'new' WHERE id % 7 = 0; DELETE FROM t WHERE id % 11 = 0");
        const auto status = m_pair->call("status", "s", tunnels({}));
        QCOMPARE(status.exitCode, 0);
        QVERIFY2(status.output.find("public.t") != std::string::npos, status.output.c_str());
        const auto cutover = m_pair->call("cutover", "s", tunnels({"--yes"}));
        QVERIFY2(cutover.exitCode == 0, cutover.output.c_str());
        QVERIFY2(run->waitForEnd(), run->output().c_str());
        QCOMPARE(run->exitCode(), 0);
        const auto compared = m_pair->equal({"public.t"});
        QVERIFY2(compared, compared.report.c_str());
        QVERIFY(compared.sourceRows > 18'000);
        QCOMPARE(m_pair->call("drop", "s", tunnels({"--yes"})).exitCode, 0);
        QCOMPARE(m_pair->sourceValue("SELECT count(*) FROM pg_replication_slots"), "0");
    }

    void goesOnWhenSshIsKilled()
    {
        auto run = m_pair->run("s", tunnels({"--publication", "p"}));
        QVERIFY2(run->waitFor("copying") || run->waitFor("in-sync"), run->output().c_str());
        int next = 100'000;
        for (int times = 0; times < 3; ++times) {
            for (const auto ssh : sshChildren(run->pid()))
                ::kill(static_cast<pid_t>(ssh), SIGKILL);
            m_pair->source("INSERT INTO t VALUES (" + std::to_string(++next) + ", 'late');"
                           "UPDATE t SET note = note || '!' WHERE id % 100 = 0");
            QCOMPARE(m_pair->awaitTarget("SELECT note FROM t WHERE id = " + std::to_string(next), "late"), "late");
        }
        const auto end = m_pair->sourceValue("SELECT pg_current_wal_insert_lsn()");
        QVERIFY2(run->isRunning(), run->output().c_str());
        QCOMPARE(m_pair->awaitTarget("SELECT last_replicated_lsn >= '" + end + "' FROM _tidegate.subscription", "t"), "t");
        const auto compared = m_pair->equal({"public.t"});
        QVERIFY2(compared, compared.report.c_str());
        run->terminate();
        QVERIFY2(run->waitForEnd(2000), run->output().c_str());
        QCOMPARE(run->exitCode(), 0);
    }

    void unknownHostIsRefusedWithItsFingerprint()
    {
        m_daemon->forgetHost();
        for (const std::string verb : {"check", "run"}) {
            const auto result = m_pair->call(verb, "s", tunnels({"--publication", "p"}));
            QCOMPARE(result.exitCode, 7);
            QVERIFY2(result.output.find(m_daemon->hostFingerprint()) != std::string::npos, result.output.c_str());
        }
        // As with a source that does not answer: the journal is looked at all the same.
        m_daemon->knowHost();
        auto run = m_pair->run("s", tunnels({"--publication", "p"}));
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        m_daemon->forgetHost();
        auto words = m_pair->words("status", "s", {"--source-ssh", m_daemon->server(), "--ssh-config", m_daemon->config()});
        const auto status = CliProcess::runToEnd(words);
        QCOMPARE(status.exitCode, 0);
        QVERIFY2(status.output.find("public.t") != std::string::npos, status.output.c_str());
        QVERIFY2(status.output.find(m_daemon->hostFingerprint()) != std::string::npos, status.output.c_str());
    }

    void refusedForwardIsTold()
    {
        m_daemon->refuseForwards();
        const auto result = m_pair->call("check", "s", tunnels({"--publication", "p"}));
        QCOMPARE(result.exitCode, 7);
        QVERIFY2(result.output.find("AllowTcpForwarding") != std::string::npos, result.output.c_str());
        const auto run = m_pair->call("run", "s", tunnels({"--publication", "p"}));
        QCOMPARE(run.exitCode, 7);
        QVERIFY2(run.output.find("AllowTcpForwarding") != std::string::npos, run.output.c_str());
    }

    void interruptEndsTheOpeningWithinASecond()
    {
        Proxy proxy("127.0.0.1", m_daemon->port());
        proxy.slow(1); // ssh waits for the greeting
        auto run = m_pair->run("s", {"--publication", "p", "--source-ssh", m_daemon->server(proxy.port()), "--ssh-config",
                                     m_daemon->config()});
        QTRY_VERIFY(proxy.connectionsSeen() > 0);
        run->terminate();
        QVERIFY2(run->waitForEnd(1000), run->output().c_str());
        QCOMPARE(run->exitCode(), 0);
    }

private:
    std::vector<std::string> tunnels(const std::vector<std::string> &more) const
    {
        std::vector<std::string> words = {"--source-ssh", m_daemon->server(), "--target-ssh=" + m_daemon->server(),
                                          "--ssh-config", m_daemon->config()};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    std::unique_ptr<SshDaemon> m_daemon;
    std::unique_ptr<Pair> m_pair;
};

QTEST_GUILESS_MAIN(TunnelCliTest)
#include "tunnel_test.moc"
