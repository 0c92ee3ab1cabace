// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/target_preparation.h"
#include "rules_place.h"

#include <QElapsedTimer>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace tidegate;
using script::State;

namespace {

const char *const waitsForSomebody =
    "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'tidegate job' AND wait_event_type = 'Lock'";

const char *const isBeingBuilt =
    "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('things_note') AND NOT indisvalid";

/// A script under way on a thread of its own, as the window has it.
class Running
{
public:
    Running(script::Script script, const endpoint::Endpoint &source, const endpoint::Endpoint &target)
        : m_script(std::move(script)), m_thread([this, source, target] {
              try {
                  m_toTheEnd = jobs::runScript(m_script, source, target, {}, m_stop);
              } catch (const Stopped &) {
                  m_wasStopped = true;
              }
          })
    {
    }
    ~Running()
    {
        stop();
        end();
    }
    void stop() { m_stop.requestStop(); }
    /// True: it ran to its end.
    bool end()
    {
        if (m_thread.joinable())
            m_thread.join();
        return m_toTheEnd;
    }
    bool wasStopped() const { return m_wasStopped; }
    /// Once it has ended.
    const script::Script &script() const { return m_script; }

private:
    script::Script m_script;
    StopToken m_stop;
    bool m_toTheEnd = false;
    bool m_wasStopped = false;
    std::thread m_thread;
};

/// Changes things and orders on the source until it is told to end, and is never far ahead of the stream.
class Writer
{
public:
    explicit Writer(const rules::Place &place)
        : m_thread([this, &place] { write(place.sourceSession(), place.targetSession()); })
    {
    }
    ~Writer() { end(); }
    int transactions() const { return m_transactions; }
    void end()
    {
        m_isOver = true;
        if (m_thread.joinable())
            m_thread.join();
    }

private:
    void write(support::Session source, support::Session target)
    {
        for (int i = 1000; !m_isOver; ++i, ++m_transactions) {
            const auto id = std::to_string(i);
            source.exec("BEGIN; INSERT INTO things VALUES (" + id + ", " + id + "0, 'live');"
                        "INSERT INTO orders VALUES (" + id + ", " + id + ");"
                        "UPDATE things SET note = 'at " + id + "' WHERE id % 10 = " + std::to_string(i % 10) + " AND id <= 100;"
                        "DELETE FROM orders WHERE id = " + std::to_string(i - 50) + "; COMMIT");
            while (i % 20 == 0 && !m_isOver && target.exec("SELECT FROM things WHERE id = " + id).empty())
                QThread::msleep(5);
        }
    }

    std::atomic<bool> m_isOver{false};
    std::atomic<int> m_transactions{0};
    std::thread m_thread;
};

} // namespace

/// Rule 16: the script after the copy and the stream that writes to the same tables do not hold each other up.
class IndexesTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    endpoint::Endpoint at(const support::Cluster &server) const { return endpoint::Endpoint::fromText(server.conninfo("r")); }
    script::Script after() const
    {
        plan::MigrationPlan plan;
        for (const char *name : {"things", "orders"})
            plan.tables.push_back({{"public", name}, {"public", name}, {}, {}});
        return jobs::prepareTarget(at(m_place->sourceServer()), at(m_place->targetServer()), plan, {}, StopToken()).after;
    }
    std::unique_ptr<Running> start(const script::Script &script) const
    {
        return std::make_unique<Running>(script, at(m_place->sourceServer()), at(m_place->targetServer()));
    }
    static State stateOf(const script::Script &script, const std::string &id)
    {
        const auto &all = script.statements();
        const auto found = std::find_if(all.begin(), all.end(), [&id](const auto &each) { return each.id == id; });
        return found == all.end() ? State::Skipped : found->state;
    }
    /// What the source commits now is on the target, and the journal knows it.
    bool goesOn() const { return m_place->settle() && m_place->stored(m_place->position()); }

private slots:
    void init()
    {
        PlaceTest::init();
        m_place->source("CREATE TABLE orders (id int PRIMARY KEY, thing int REFERENCES things);"
                        "CREATE INDEX things_note ON things (note);"
                        "INSERT INTO orders SELECT g, g FROM generate_series(1, 100) g;"
                        "ALTER PUBLICATION p ADD TABLE orders");
        m_place->target("CREATE TABLE orders (id int PRIMARY KEY, thing int)");
    }

    /// Held up by somebody's open transaction, cancelled, and run again: the stream goes on in each of them.
    void besideTheStream()
    {
        QVERIFY(runs({}));
        Writer writer(*m_place);
        auto holder = m_place->targetSession();
        holder.exec("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM things LIMIT 1");
        const auto first = start(after());
        QVERIFY(m_place->targetBecomes(isBeingBuilt, "1"));
        const auto before = writer.transactions();
        QVERIFY(goesOn());
        QTRY_VERIFY_WITH_TIMEOUT(writer.transactions() > before + 20, 30'000);
        QVERIFY(goesOn());
        QCOMPARE(m_place->target(waitsForSomebody), std::string("t")); // it has been held up all the time
        QElapsedTimer clock;
        clock.start();
        first->stop();
        first->end();
        QVERIFY2(first->wasStopped() && clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(stateOf(first->script(), "INDEX public.things_note"), State::Failed);

        const auto again = after();
        QCOMPARE(stateOf(again, "DROP INDEX public.things_note"), State::Pending);
        const auto second = start(again);
        QVERIFY(m_place->targetBecomes(waitsForSomebody, "t"));
        QVERIFY(goesOn());
        holder.exec("COMMIT");
        QVERIFY2(second->end(), second->script().problem() ? second->script().problem()->serverMessage.c_str() : "stopped");
        QVERIFY(goesOn());
        writer.end();
        QCOMPARE(m_place->target("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), std::string("0"));
        QCOMPARE(m_place->target("SELECT convalidated FROM pg_constraint WHERE conname = 'orders_thing_fkey'"), std::string("t"));
        verifyOrders();
    }

    /// A TRUNCATE of the stream in the transaction for whose end the build waits is a deadlock, which the server ends: the
    /// stream writes the transaction again, or the build is begun anew.
    void theStreamTruncates()
    {
        QVERIFY(runs({}));
        m_place->source("INSERT INTO amounts VALUES (1)");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM amounts", "1"));
        auto holder = m_place->targetSession();
        holder.exec("BEGIN; SELECT FROM amounts FOR UPDATE");
        m_place->source("BEGIN; INSERT INTO things VALUES (500, 5000, 'held'); UPDATE amounts SET v = 2;"
                        "TRUNCATE things, orders; COMMIT");
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                                       " WHERE a.wait_event_type = 'Lock' AND l.granted AND l.mode = 'RowExclusiveLock'"
                                       " AND l.relation = 'things'::regclass", "t"));
        auto run = start(after());
        QVERIFY(m_place->targetBecomes(isBeingBuilt, "1"));
        holder.exec("COMMIT");
        if (!run->end())
            run = start(after());
        QVERIFY(run->end());
        QVERIFY(goesOn());
        QCOMPARE(m_place->target("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), std::string("0"));
        verifyOrders();
    }

    /// `tidegate-cli schema`: nothing before the copy, nothing unasked, and what acts on rows after the cutover.
    void byTheCommandLine()
    {
        const std::string function = "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$";
        m_place->source(function);
        m_place->target(function);
        m_place->source("CREATE TRIGGER note BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION note()");
        const rules::Gate gate("copy.rows");
        m_run = m_place->run({}, {gate.settingForAll()});
        QVERIFY(gate.arrived());
        const auto early = schema({"--yes"});
        QVERIFY2(early.exitCode == 0 && early.output.find("not yet: create-index things_note of public.things: the copy of") != std::string::npos,
                 early.output.c_str());
        QCOMPARE(made(), std::string("0|0|0"));
        gate.open();
        QVERIFY(m_place->allReady());

        const auto unasked = schema({});
        QCOMPARE(unasked.exitCode, 2);
        QVERIFY2(unasked.output.find("CREATE INDEX CONCURRENTLY things_note") != std::string::npos, unasked.output.c_str());
        QCOMPARE(schema({"--preview", "--json"}).exitCode, 0);
        QCOMPARE(made(), std::string("0|0|0"));
        Writer writer(*m_place);
        const auto done = schema({"--yes"});
        QVERIFY2(done.exitCode == 0 && done.output.find("done: create-foreign-key orders_thing_fkey of public.orders") != std::string::npos,
                 done.output.c_str());
        QVERIFY2(done.output.find("it acts on rows, and is made after the cutover") != std::string::npos, done.output.c_str());
        QCOMPARE(made(), std::string("1|1|0"));
        QVERIFY(goesOn());
        writer.end();
        verifyOrders();
        const auto again = schema({"--yes"});
        QVERIFY2(again.exitCode == 0 && again.output.find("0 made, 0 to be made, 1 not yet.") != std::string::npos, again.output.c_str());

        auto cutover = m_place->arguments("cutover");
        cutover.push_back("--yes");
        const auto over = support::CliProcess::runToEnd(cutover, {}, 60'000);
        QVERIFY2(over.exitCode == 0, over.output.c_str());
        const auto last = schema({"--yes"});
        QVERIFY2(last.exitCode == 0, last.output.c_str());
        QCOMPARE(made(), std::string("1|1|1"));
    }

    /// By a role for which foreign keys would act on what the stream brings: they wait for the cutover, the index does not.
    void keysThatWouldAct()
    {
        m_place->target("DROP ROLE IF EXISTS maker; CREATE ROLE maker LOGIN; GRANT ALL ON SCHEMA public TO maker;"
                        "ALTER TABLE things OWNER TO maker; ALTER TABLE orders OWNER TO maker");
        QVERIFY(runs({}));
        m_place->target("GRANT USAGE ON SCHEMA _tidegate TO maker; GRANT SELECT ON ALL TABLES IN SCHEMA _tidegate TO maker");
        const auto early = schema({"--yes"}, "maker");
        QVERIFY2(early.exitCode == 0
                     && early.output.find("not yet: create-foreign-key orders_thing_fkey of public.orders: it would act on what the stream brings")
                         != std::string::npos,
                 early.output.c_str());
        QCOMPARE(made(), std::string("1|0|0"));
        verifyOrders();
        auto cutover = m_place->arguments("cutover");
        cutover.push_back("--yes");
        QCOMPARE(support::CliProcess::runToEnd(cutover, {}, 60'000).exitCode, 0);
        const auto last = schema({"--yes"}, "maker");
        QVERIFY2(last.exitCode == 0, last.output.c_str());
        QCOMPARE(made(), std::string("1|1|0"));
    }

private:
    support::CommandResult schema(const std::vector<std::string> &more, const std::string &role = "postgres") const
    {
        auto arguments = m_place->arguments("schema");
        auto &target = *(std::find(arguments.begin(), arguments.end(), "--target") + 1);
        target.replace(target.find("user=postgres"), 13, "user=" + role);
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }
    /// On the target: valid indexes, validated foreign keys, triggers of people.
    std::string made() const
    {
        return m_place->target("SELECT concat_ws('|', (SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('things_note') AND indisvalid),"
                               " (SELECT count(*) FROM pg_constraint WHERE conname = 'orders_thing_fkey' AND convalidated),"
                               " (SELECT count(*) FROM pg_trigger WHERE tgname = 'note'))");
    }
    void verifyOrders()
    {
        verifySame();
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.orders"}});
        QVERIFY2(same, same.report.c_str());
    }
};

QTEST_GUILESS_MAIN(IndexesTest)
#include "indexes_test.moc"
