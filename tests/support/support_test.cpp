// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/cluster.h"
#include "support/oracle.h"
#include "support/skips.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <thread>

using namespace tidegate::support;

class SupportTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_cluster = Cluster::start();
        m_cluster->createDatabase("left");
        m_cluster->createDatabase("right");
    }
    void cleanupTestCase() { m_cluster.reset(); }

    void clusterHasSettings()
    {
        QCOMPARE(m_cluster->value("postgres", "SHOW wal_level"), "logical");
        QCOMPARE(m_cluster->value("postgres", "SHOW server_encoding"), "UTF8");
        QVERIFY_EXCEPTION_THROWN(m_cluster->sql("postgres", "SELECT 1/0"), SessionError);
    }

    void everyInstallationStarts()
    {
        for (const auto &installation : Cluster::installations()) {
            const auto cluster = Cluster::start({installation, {}, installation.hasTimescale});
            const auto number = cluster->value("postgres", "SHOW server_version_num");
            QCOMPARE(std::stoi(number) / 10000, installation.major);
            if (installation.hasTimescale) {
                cluster->sql("postgres",
                             "CREATE EXTENSION timescaledb; CREATE TABLE h (t timestamptz NOT NULL);"
                             "SELECT create_hypertable('h', 't'); INSERT INTO h VALUES (now())");
            }
            if (installation.hasDump)
                QCOMPARE(cluster->tool("pg_dump", {"--schema-only", "postgres"}).exitCode, 0);
            cluster->kill9();
            cluster->startAgain();
            QVERIFY(cluster->isRunning());
            qInfo("%s", installation.display().c_str());
        }
        for (const int major : {13, 14, 16, 17, 18}) {
            if (!Installation::withMajor(major))
                TIDEGATE_SKIP("PostgreSQL " + std::to_string(major));
        }
    }

    void killedServerRecovers()
    {
        m_cluster->sql("left", "CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
        m_cluster->kill9();
        QVERIFY(!m_cluster->isRunning());
        QVERIFY_EXCEPTION_THROWN(m_cluster->session(), SessionError);
        const int port = m_cluster->port();
        m_cluster->startAgain();
        QCOMPARE(m_cluster->port(), port);
        QCOMPARE(m_cluster->value("left", "SELECT count(*) FROM kept"), "1");
        m_cluster->restart(StopMode::Immediate);
        QCOMPARE(m_cluster->value("left", "SELECT count(*) FROM kept"), "1");
    }

    void standbyHoldsCommits()
    {
        const auto cluster = Cluster::start({{}, {}, false, true});
        cluster->sql("postgres", "CREATE TABLE t (id int)");
        cluster->pauseStandby();
        std::atomic<bool> done{false};
        std::thread writer([&] {
            cluster->sql("postgres", "INSERT INTO t VALUES (1)");
            done = true;
        });
        auto watch = cluster->session();
        QTRY_VERIFY(!watch.exec("SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'").empty());
        QVERIFY(!done);
        QCOMPARE(watch.value("SELECT count(*) FROM t"), "0");
        cluster->resumeStandby();
        writer.join();
        QCOMPARE(watch.value("SELECT count(*) FROM t"), "1");
    }

    /// The guard: a process that dies without a word leaves neither a server nor a directory.
    void crashLeavesNothing()
    {
        QProcess crasher;
        crasher.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--crash")});
        QVERIFY(crasher.waitForFinished());
        QCOMPARE(crasher.exitStatus(), QProcess::CrashExit);
        const auto words = QString::fromUtf8(crasher.readAllStandardOutput()).split(QLatin1Char(' '));
        QCOMPARE(words.size(), 2);
        const auto process = QStringLiteral("/proc/") + words[0];
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(process) && !QFileInfo::exists(words[1].trimmed()),
                                 15'000);
    }

    void oracleSeesEqualDifferentAndDoubled()
    {
        const std::string make = "DROP TABLE IF EXISTS t; CREATE TABLE t (id int, note text);"
                                 "INSERT INTO t VALUES (1, E'a\\tb\\\\\\n'), (2, NULL), (2, NULL), (3, '');";
        m_cluster->sql("left", make);
        m_cluster->sql("right", make);
        const auto compare = [&] {
            return rowsEqual(*m_cluster, "left", *m_cluster, "right", {{"public.t"}});
        };
        QVERIFY2(compare(), compare().report.c_str());
        QCOMPARE(compare().sourceRows, 4u);
        m_cluster->sql("right", "DELETE FROM t WHERE ctid = (SELECT ctid FROM t WHERE id = 2 LIMIT 1)");
        QVERIFY(!compare());
        QCOMPARE(compare().missing, 1u);
        QCOMPARE(compare().extra, 0u);
        m_cluster->sql("right", make + "INSERT INTO t VALUES (3, '')");
        QCOMPARE(compare().extra, 1u);
        m_cluster->sql("right", make + "UPDATE t SET note = 'x' WHERE id = 3");
        QCOMPARE(compare().missing, 1u);
        QCOMPARE(compare().extra, 1u);
        QVERIFY(compare().report.find("only target: (3,x)") != std::string::npos);
    }

    void oracleMatchesColumnsByName()
    {
        m_cluster->sql("left",
                       "CREATE TABLE \"Odd\" (a int, \"B c\" text); INSERT INTO \"Odd\" VALUES (1, 'x')");
        m_cluster->sql("right", "CREATE TABLE other (\"B c\" text, more int, a int);"
                                "INSERT INTO other VALUES ('x', 9, 1)");
        const auto same =
            rowsEqual(*m_cluster, "left", *m_cluster, "right", {{"public.\"Odd\"", "public.other"}});
        QVERIFY2(same, same.report.c_str());
    }

    void proxyCuts()
    {
        Proxy proxy("127.0.0.1", m_cluster->port());
        Session through(proxy.conninfo());
        QCOMPARE(through.value("SELECT 1"), "1");
        QVERIFY(proxy.bytesToServer() > 0 && proxy.bytesToClient() > 0);
        proxy.cut();
        QVERIFY_EXCEPTION_THROWN(through.exec("SELECT pg_sleep(10)"), SessionError);
        Session again(proxy.conninfo());
        proxy.cutAfter(100'000);
        QCOMPARE(again.value("SELECT repeat('x', 1000)").size(), 1000u);
        const auto before = proxy.bytesToClient() + proxy.bytesToServer();
        QVERIFY_EXCEPTION_THROWN(again.exec("SELECT repeat('x', 1000000)"), SessionError);
        QVERIFY(proxy.bytesToClient() + proxy.bytesToServer() - before < 100'000);
        proxy.refuse();
        QVERIFY_EXCEPTION_THROWN(Session(proxy.conninfo()), SessionError);
        proxy.pass();
        QCOMPARE(Session(proxy.conninfo()).value("SELECT 1"), "1");
    }

    void proxyStallsAndGoesOn()
    {
        Proxy proxy("127.0.0.1", m_cluster->port());
        Session through(proxy.conninfo());
        proxy.stall();
        std::atomic<bool> done{false};
        std::thread asks([&] {
            through.exec("SELECT 1");
            done = true;
        });
        QTest::qWait(100); // nothing to wait for: that nothing comes is the point
        QVERIFY(!done);
        proxy.pass();
        asks.join();
        QVERIFY(done);
    }

    void proxySlowsDown()
    {
        Proxy proxy("127.0.0.1", m_cluster->port());
        Session through(proxy.conninfo());
        proxy.slow(1'000'000);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(through.value("SELECT repeat('x', 500000)").size(), 500'000u);
        QVERIFY2(timer.elapsed() > 300 && timer.elapsed() < 5000,
                 qPrintable(QString::number(timer.elapsed())));
    }

    void proxyHalfOpen()
    {
        Proxy proxy("127.0.0.1", m_cluster->port());
        Session through(proxy.conninfo() + " application_name=half");
        proxy.halfOpen();
        auto watch = m_cluster->session();
        QTRY_VERIFY(watch.exec("SELECT FROM pg_stat_activity WHERE application_name = 'half'").empty());
        QVERIFY(PQconsumeInput(through.raw()) == 1 && through.isUsable()); // no end of file arrived
        proxy.cut();
        QTRY_VERIFY(PQconsumeInput(through.raw()) == 0 || !through.isUsable());
    }

private:
    std::unique_ptr<Cluster> m_cluster;
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc == 2 && std::string_view(argv[1]) == "--crash") {
        const auto cluster = Cluster::start();
        const auto directory = cluster->value("postgres", "SHOW data_directory");
        std::printf("%d %s\n", cluster->pid(), directory.c_str());
        std::fflush(stdout);
        raise(SIGKILL);
    }
    SupportTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "support_test.moc"
