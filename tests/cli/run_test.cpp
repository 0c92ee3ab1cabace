// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pair.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace tidegate::support;

class RunTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_pair = std::make_unique<Pair>();
        m_pair->onBoth(
            "CREATE TABLE a (id int PRIMARY KEY, note text); CREATE TABLE b (id int PRIMARY KEY, note text)");
        m_pair->source("INSERT INTO a SELECT i, 'a' || i FROM generate_series(1, 5000) i;"
                       "INSERT INTO b SELECT i, 'b' || i FROM generate_series(1, 5000) i;"
                       "CREATE PUBLICATION pa FOR TABLE a; CREATE PUBLICATION pb FOR TABLE b");
    }
    void cleanup() { m_pair.reset(); }

    void copyDataFalseReplicatesOnlyChanges()
    {
        auto run = m_pair->run("s", {"--publication", "pa", "--copy-data", "false"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        m_pair->source("INSERT INTO a VALUES (100000, 'new')");
        QCOMPARE(m_pair->awaitTarget("SELECT string_agg(id::text, ',') FROM a", "100000"), "100000");
        // A change of a row that was never copied is counted, not fatal.
        m_pair->source("UPDATE a SET note = 'x' WHERE id = 1; INSERT INTO a VALUES (100001, 'newer')");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM a", "2"), "2");
        QVERIFY2(run->isRunning(), run->output().c_str());
    }

    void tableMapMovesAndRenames()
    {
        m_pair->target(
            "CREATE SCHEMA moved; ALTER TABLE a SET SCHEMA moved; ALTER TABLE moved.a RENAME TO renamed;"
            "ALTER TABLE b SET SCHEMA moved");
        auto run = m_pair->run(
            "s",
            {"--publication", "pa", "--publication", "pb", "--table-map",
             R"({"source":{"schema":"public","table":"a"},"target":{"schema":"moved","table":"renamed"}})",
             "--table-map", R"({"source":{"schema":"public"},"target":{"schema":"moved"}})"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        m_pair->source("DELETE FROM a WHERE id = 1; UPDATE b SET note = 'new' WHERE id = 1");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM moved.renamed", "4999"), "4999");
        QCOMPARE(m_pair->awaitTarget("SELECT note FROM moved.b WHERE id = 1", "new"), "new");
    }

    void twoSubscriptionsAtOnce()
    {
        auto first = m_pair->run("first", {"--publication", "pa"});
        auto second = m_pair->run("second", {"--publication", "pb"});
        QVERIFY2(first->waitFor("in-sync"), first->output().c_str());
        QVERIFY2(second->waitFor("in-sync"), second->output().c_str());
        m_pair->source("INSERT INTO a VALUES (6000, ''); INSERT INTO b VALUES (6000, '')");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM a", "5001"), "5001");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM b", "5001"), "5001");
        const auto status =
            CliProcess::runToEnd({"status", "--target", m_pair->targetCluster().conninfo("shop")});
        QVERIFY2(status.output.find("first (pa)") != std::string::npos
                     && status.output.find("second (pb)") != std::string::npos,
                 status.output.c_str());
        // Dropping one leaves the other alone, and the schema.
        first->terminate();
        QVERIFY(first->waitForEnd());
        QCOMPARE(m_pair->call("drop", "first").exitCode, 0);
        m_pair->source("INSERT INTO b VALUES (6001, '')");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM b", "5002"), "5002");
        QCOMPARE(m_pair->sourceValue("SELECT count(*) FROM pg_replication_slots"), "1");
    }

    void secondRunIsRefusedOrTakesOver()
    {
        auto run = m_pair->run("s", {"--publication", "pa"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        const auto refused = m_pair->call("run", "s", {"--publication", "pa"});
        QCOMPARE(refused.exitCode, 5);
        QVERIFY2(refused.output.find("already being run on") != std::string::npos, refused.output.c_str());
        const auto dropped = m_pair->call("drop", "s");
        QCOMPARE(dropped.exitCode, 5);
        QVERIFY(run->isRunning());
        auto taker = m_pair->run("s", {"--publication", "pa", "--take-over"});
        QVERIFY(run->waitForEnd());
        QVERIFY2(run->exitCode() == 6, run->output().c_str());
        QVERIFY2(taker->waitFor("in-sync"), taker->output().c_str());
        m_pair->source("INSERT INTO a VALUES (6000, '')");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM a", "5001"), "5001");
        const auto stopped = m_pair->call("drop", "s", {"--stop-engine"});
        QVERIFY2(stopped.exitCode == 0, stopped.output.c_str());
        QVERIFY(taker->waitForEnd());
        QVERIFY2(taker->exitCode() == 0, taker->output().c_str());
    }

    void killedRunGoesOn()
    {
        for (int round = 0; round < 3; ++round) {
            auto run = m_pair->run("s", {"--publication", "pa"});
            QVERIFY2(run->waitFor(round == 0 ? "slot-made" : "resumed"), run->output().c_str());
            m_pair->source("UPDATE a SET note = note || '.' WHERE id % 3 = 0; DELETE FROM a WHERE id = "
                           + std::to_string(100 + round));
            run->kill9();
        }
        auto run = m_pair->run("s", {}); // the journal knows the publication
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        m_pair->source("INSERT INTO a VALUES (7000, 'last')");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM a WHERE id = 7000", "1"), "1");
        const auto same = m_pair->equal({"public.a"});
        QVERIFY2(same, same.report.c_str());
    }

    void signalStopsWithinASecond()
    {
        auto run = m_pair->run("s", {"--publication", "pa"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        QElapsedTimer timer;
        timer.start();
        run->terminate();
        QVERIFY(run->waitForEnd());
        QVERIFY2(timer.elapsed() < 1'500, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(run->exitCode(), 0);
        QVERIFY2(run->output().find("end  stopped") != std::string::npos, run->output().c_str());
    }

    void endLsnEndsTheRun()
    {
        m_pair->source("INSERT INTO a VALUES (6000, '')");
        const auto end = m_pair->sourceValue("SELECT pg_current_wal_flush_lsn()");
        const auto run = m_pair->call("run", "s", {"--publication", "pa", "--end-lsn", end});
        QVERIFY2(run.exitCode == 0 && run.output.find("end  reached-end") != std::string::npos,
                 run.output.c_str());
        QCOMPARE(m_pair->targetValue("SELECT count(*) FROM a"), "5001");
    }

    void pauseAndResumeLiveAndNot()
    {
        auto run = m_pair->run("s", {"--publication", "pa"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        QCOMPARE(m_pair->call("pause", "s").exitCode, 0);
        m_pair->source("INSERT INTO a VALUES (6000, '')");
        const auto status = m_pair->call("status", "s", {"--json"});
        const auto object = QJsonDocument::fromJson(QByteArray::fromStdString(status.output)).object();
        QVERIFY2(object.value(QStringLiteral("paused")).toBool(), status.output.c_str());
        QVERIFY(object.value(QStringLiteral("live")).toBool());
        QCOMPARE(m_pair->targetValue("SELECT count(*) FROM a"), "5000");
        QCOMPARE(m_pair->call("resume", "s").exitCode, 0);
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM a", "5001"), "5001");
        run->terminate();
        QVERIFY(run->waitForEnd());
        const auto recorded = m_pair->call("pause", "s");
        QVERIFY2(recorded.exitCode == 0 && recorded.output.find("next run") != std::string::npos,
                 recorded.output.c_str());
        QCOMPARE(m_pair->call("refresh-publication", "s").exitCode, 10);
        QCOMPARE(m_pair->call("pause", "nobody").exitCode, 10);
    }

    void guardsRefuse()
    {
        QCOMPARE(m_pair->call("run", "s", {"--publication", "absent"}).exitCode, 4);
        m_pair->target("INSERT INTO a VALUES (1, 'stood there')");
        const auto refused = m_pair->call("run", "s", {"--publication", "pa"});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.output.find("public.a is not empty") != std::string::npos, refused.output.c_str());
        const auto checked = m_pair->call("check", "s", {"--publication", "pa"});
        QVERIFY2(checked.exitCode == 4 && checked.output.find("A run would be refused") != std::string::npos,
                 checked.output.c_str());
        QCOMPARE(m_pair->targetValue("SELECT string_agg(note, '') FROM a"), "stood there");
        m_pair->target("TRUNCATE a");
        const auto fine = m_pair->call("check", "s", {"--publication", "pa"});
        QVERIFY2(fine.exitCode == 0, fine.output.c_str());
    }

private:
    std::unique_ptr<Pair> m_pair;
};

QTEST_GUILESS_MAIN(RunTest)
#include "run_test.moc"
