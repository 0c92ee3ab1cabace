// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pair.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace tidegate::support;

/// The cutover by command line, carried out by the live engine.
class CutoverTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_pair = std::make_unique<Pair>(Settings{{"max_prepared_transactions", "5"}});
        m_pair->onBoth("CREATE TABLE orders (id bigserial PRIMARY KEY, note text)");
        m_pair->source("INSERT INTO orders (note) SELECT 'n' || i FROM generate_series(1, 2000) i;"
                       "CREATE PUBLICATION p FOR TABLE orders");
    }
    void cleanup() { m_pair.reset(); }

    /// Read-only under load: the sessions end, none of their committed rows is lost, sequences stand right.
    void readOnlyUnderLoad()
    {
        auto run = m_pair->run("s", {"--publication", "p"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        std::atomic<bool> refused{false};
        std::atomic<int> written{0};
        std::thread writer([&] {
            while (!refused) {
                try {
                    auto session = m_pair->sourceCluster().session("shop");
                    for (;;) {
                        session.exec("INSERT INTO orders (note) VALUES ('under load')");
                        ++written;
                    }
                } catch (const SessionError &error) {
                    refused = error.sqlstate() == "25006"; // read_only_sql_transaction
                }
            }
        });
        const bool writes = QTest::qWaitFor([&] { return written > 50; }, 20'000);
        const auto cut = m_pair->call("cutover", "s", {"--stop-writes", "read-only"});
        refused = true;
        writer.join();
        QVERIFY(writes);
        QVERIFY2(cut.exitCode == 0, (cut.output + run->output()).c_str());
        QVERIFY2(cut.output.find("from the stop of the writes to the end") != std::string::npos,
                 cut.output.c_str());
        QVERIFY(run->waitForEnd());
        QVERIFY2(run->exitCode() == 0 && run->output().find("end  cut-over") != std::string::npos,
                 run->output().c_str());
        const auto same = m_pair->equal({"public.orders"});
        QVERIFY2(same, same.report.c_str());
        QCOMPARE(m_pair->targetValue("SELECT nextval('orders_id_seq')"),
                 m_pair->sourceValue("BEGIN READ WRITE; SELECT nextval('orders_id_seq')"));
        // Terminal: nothing runs any more, the source stays closed and status says how to open it.
        QCOMPARE(m_pair->call("run", "s", {"--publication", "p"}).exitCode, 4);
        QCOMPARE(m_pair->call("pause", "s").exitCode, 4);
        QCOMPARE(m_pair->call("cutover", "s").exitCode, 8);
        const auto status = m_pair->call("status", "s");
        QVERIFY2(status.output.find("cut over at") != std::string::npos
                     && status.output.find("RESET default_transaction_read_only") != std::string::npos,
                 status.output.c_str());
        const auto dropped = m_pair->call("drop", "s");
        QVERIFY2(dropped.exitCode == 0, dropped.output.c_str());
    }

    /// Drained on an idle source, with the writes stopped by hand.
    void idleSource()
    {
        auto run = m_pair->run("s", {"--publication", "p"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        const auto cut = m_pair->call("cutover", "s", {"--no-sequences"});
        QVERIFY2(cut.exitCode == 0, (cut.output + run->output()).c_str());
        QCOMPARE(m_pair->targetValue("SELECT last_value FROM orders_id_seq"), "1");
        QCOMPARE(m_pair->sourceValue("SHOW default_transaction_read_only"), "off");
    }

    void blockersAreNamed()
    {
        auto run = m_pair->run("s", {"--publication", "p"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        m_pair->source("BEGIN; INSERT INTO orders (note) VALUES ('two'); PREPARE TRANSACTION 'left over'");
        m_pair->source("CREATE SEQUENCE alone");
        const auto both = m_pair->call("cutover", "s");
        QCOMPARE(both.exitCode, 8);
        QVERIFY2(both.output.find("1 prepared transaction is open ('left over'") != std::string::npos
                     && both.output.find("1 sequence cannot be set (public.alone (no counterpart))")
                            != std::string::npos,
                 both.output.c_str());
        // The engine refuses by itself too, without --source.
        const auto engine = CliProcess::runToEnd(
            {"cutover", "--subscription", "s", "--target", m_pair->targetCluster().conninfo("shop")});
        QVERIFY2(engine.exitCode == 8 && engine.output.find("left over") != std::string::npos,
                 engine.output.c_str());
        m_pair->source("COMMIT PREPARED 'left over'");
        m_pair->source("DROP SEQUENCE alone");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM orders", "2001"), "2001");
        run->terminate();
        QVERIFY(run->waitForEnd());
        const auto nobody = m_pair->call("cutover", "s");
        QVERIFY2(nobody.exitCode == 8 && nobody.output.find("nobody runs it") != std::string::npos,
                 nobody.output.c_str());
    }

    /// What fails after the writes were stopped is undone: the barrier waits for a session of another database.
    void failedCutoverOpensTheSource()
    {
        auto run = m_pair->run("s", {"--publication", "p"});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        auto other = m_pair->sourceCluster().session("postgres");
        other.exec("BEGIN; SELECT pg_current_xact_id()");
        const auto cut = m_pair->call("cutover", "s", {"--stop-writes=read-only", "--timeout", "2"});
        QVERIFY2(cut.exitCode == 8, cut.output.c_str());
        QVERIFY2(cut.output.find("pid " + std::to_string(other.backendPid())) != std::string::npos,
                 cut.output.c_str());
        QVERIFY2(run->waitFor("the source takes writes again"), run->output().c_str());
        m_pair->source("INSERT INTO orders (note) VALUES ('open again')");
        QCOMPARE(m_pair->awaitTarget("SELECT count(*) FROM orders", "2001"), "2001");
        other.exec("COMMIT");
        const auto again = m_pair->call("cutover", "s", {"--stop-writes=read-only"});
        QVERIFY2(again.exitCode == 0, (again.output + run->output()).c_str());
    }

    /// Killed between drain and record: the source stays closed, nothing is recorded, the next run goes on and cuts over.
    void killedInTheMiddle()
    {
        auto run =
            m_pair->run("s", {"--publication", "p"}, {{"TIDEGATE_FAILPOINTS", "cutover.drained=kill"}});
        QVERIFY2(run->waitFor("in-sync"), run->output().c_str());
        CliProcess asks(m_pair->words("cutover", "s", {"--stop-writes=read-only"}));
        QVERIFY(run->waitForEnd());
        QCOMPARE(run->exitCode(), 137);
        QVERIFY_EXCEPTION_THROWN(m_pair->source("INSERT INTO orders (note) VALUES ('closed')"), SessionError);
        const auto status = m_pair->call("status", "s");
        QVERIFY2(status.output.find("RESET default_transaction_read_only") != std::string::npos,
                 status.output.c_str());
        auto again = m_pair->run("s", {});
        QVERIFY2(again->waitFor("in-sync"), again->output().c_str());
        // The new engine answers for the dead one; whoever asked must ask again.
        QVERIFY2(asks.waitForEnd(60'000), asks.output().c_str());
        QCOMPARE(asks.exitCode(), 10);
        QCOMPARE(m_pair->call("run", "s", {"--publication", "p"}).exitCode, 5);
        const auto cut = m_pair->call("cutover", "s", {"--stop-writes=read-only"});
        QVERIFY2(cut.exitCode == 0, (cut.output + again->output()).c_str());
        const auto same = m_pair->equal({"public.orders"});
        QVERIFY2(same, same.report.c_str());
    }

private:
    std::unique_ptr<Pair> m_pair;
};

QTEST_GUILESS_MAIN(CutoverTest)
#include "cutover_test.moc"
