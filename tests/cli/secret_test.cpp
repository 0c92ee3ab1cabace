// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pair.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate::support;

/// A planted password appears in nothing that tidegate-cli prints, logs or shows to a list of processes, however the
/// command ends.
class SecretTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_pair = std::make_unique<Pair>();
        m_pair->onBoth("CREATE TABLE t (id int PRIMARY KEY)");
        m_pair->source("INSERT INTO t SELECT generate_series(1, 100); CREATE PUBLICATION p FOR TABLE t");
        QVERIFY(m_directory.isValid());
    }
    void cleanupTestCase() { m_pair.reset(); }

    void everyVerb()
    {
        const auto log = m_directory.filePath(QStringLiteral("run.log")).toStdString();
        CliProcess run(words("run", {"--publication", "p", "--log", log, "--verbose"}));
        QVERIFY2(run.waitFor("in-sync"), run.output().c_str());
        QFile processes(QStringLiteral("/proc/%1/cmdline").arg(run.pid()));
        QVERIFY(processes.open(QIODevice::ReadOnly));
        const auto line = processes.readAll();
        QVERIFY(line.contains("--source") && !line.contains(m_secret.c_str()));
        for (const auto &verb :
             {"status", "check", "copy-sequences", "refresh-publication", "pause", "resume"}) {
            const std::vector<std::string> more = std::string(verb) == "check"
                                                      ? std::vector<std::string>{"--publication", "p"}
                                                      : std::vector<std::string>{};
            look(words(verb, more));
            auto json = more;
            json.push_back("--json");
            look(words(verb, json));
        }
        look(words("run", {"--publication", "p"})); // refused: another is live
        // An error on the way, with statements and servers' words in the log.
        m_pair->target("ALTER TABLE t ADD CHECK (id < 1000)");
        m_pair->source("INSERT INTO t VALUES (5000)");
        QVERIFY2(run.waitFor("problem"), run.output().c_str());
        run.terminate();
        QVERIFY(run.waitForEnd());
        QVERIFY2(run.output().find(m_secret) == std::string::npos, run.output().c_str());
        QFile written(QString::fromStdString(log));
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto text = written.readAll();
        QVERIFY(!text.isEmpty());
        QVERIFY2(!text.contains(m_secret.c_str()), text.constData());
        look(words("drop", {}));
    }

    void refusedConnections()
    {
        for (const auto &target : {"postgresql://nobody:" + m_secret + "@127.0.0.1:1/x",
                                   "postgresql://postgres:" + m_secret + "@127.0.0.1:"
                                       + std::to_string(m_pair->targetCluster().port()) + "/absent",
                                   "host=127.0.0.1 port=1 password=" + m_secret,
                                   "postgresql://postgres:" + m_secret + "@[broken/x",
                                   "password='" + m_secret, "sslmode=bogus password=" + m_secret}) {
            look({"status", "--target", target});
            look({"run", "--subscription", "s", "--source", target, "--target=" + target});
        }
        look({"postgresql://u:" + m_secret + "@h/d"});
    }

private:
    std::vector<std::string> words(const std::string &verb, const std::vector<std::string> &more) const
    {
        const auto uri = [&](const Cluster &cluster) {
            return "postgresql://postgres:" + m_secret + "@127.0.0.1:" + std::to_string(cluster.port())
                   + "/shop";
        };
        std::vector<std::string> all = {verb,
                                        "--subscription",
                                        "s",
                                        "--source",
                                        uri(m_pair->sourceCluster()),
                                        "--target=" + uri(m_pair->targetCluster())};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    void look(const std::vector<std::string> &line)
    {
        const auto result = CliProcess::runToEnd(line, {}, 20'000);
        QVERIFY2(!result.output.empty(), line[0].c_str());
        QVERIFY2(result.output.find(m_secret) == std::string::npos, result.output.c_str());
    }

    const std::string m_secret = "s3cr3t-Wort.x";
    std::unique_ptr<Pair> m_pair;
    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
