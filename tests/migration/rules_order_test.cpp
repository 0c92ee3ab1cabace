// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;

/// Tables that join late, the last transactions, and the order of changes: rules 2, 18 and 19 of exactness.md.
class RulesOrderTest : public rules::PlaceTest
{
    Q_OBJECT

private slots:
    /// Rule 2: a transaction changed the table before it was published, so the stream never tells of it.
    void lateTableWaitsForItsWriters_data() { rules::onAndOff(); }
    void lateTableWaitsForItsWriters()
    {
        QFETCH(bool, on);
        m_run = m_place->run(on ? "" : "2", {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        auto writer = m_place->sourceSession();
        writer.exec("BEGIN; INSERT INTO late VALUES (1, 'before it was published')");
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        m_run->forget();
        support::CliProcess refresh(m_place->arguments("refresh-publication"));
        const std::string copied = "SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = 'late'"
                                   " AND state IN ('f', 'r')";
        if (on) {
            QVERIFY2(m_run->waitFor("waiting for transactions"), m_run->output().c_str());
            QCOMPARE(m_place->target(copied), "0");
        } else {
            QVERIFY(m_place->targetBecomes(copied, "1"));
        }
        writer.exec("COMMIT");
        QVERIFY(refresh.waitForEnd());
        QCOMPARE(refresh.exitCode(), 0);
        QVERIFY(m_place->targetBecomes(copied, "1"));
        m_place->source("INSERT INTO late VALUES (2, 'after')");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare(true);
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 0, "the row was not lost");
    }

    /// While such a table waits the engine does everything else: a session that is lost begins anew, and commands are
    /// heard.
    void theEngineGoesOnWhileATableWaits()
    {
        m_run = m_place->run({}, {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        auto writer = m_place->sourceSession();
        writer.exec("BEGIN; INSERT INTO late VALUES (1, 'before it was published')");
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        m_run->forget();
        support::CliProcess refresh(m_place->arguments("refresh-publication"));
        QVERIFY2(m_run->waitFor("waiting for transactions"), m_run->output().c_str());
        m_place->source("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
        QVERIFY2(m_place->settle(), "the stream did not begin anew");
        for (const char *verb : {"pause", "resume"}) {
            const auto done = support::CliProcess::runToEnd(m_place->arguments(verb));
            QVERIFY2(done.exitCode == 0, done.output.c_str());
        }
        QVERIFY(m_place->settle());
        QVERIFY(refresh.isRunning());
        const std::string state = "SELECT state FROM _tidegate.subscription_rel WHERE tablename = 'late'";
        QCOMPARE(m_place->target(state), "i");
        writer.exec("COMMIT");
        QVERIFY(refresh.waitForEnd());
        QVERIFY2(refresh.exitCode() == 0 && refresh.output().find("public.late") != std::string::npos,
                 refresh.output().c_str());
        QVERIFY(m_place->targetBecomes(state, "r"));
        m_place->source("INSERT INTO late VALUES (2, 'after')");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare(true);
        QVERIFY2(same, same.report.c_str());
    }

    /// Rule 3: the connection to the source is lost while the table waits. Its barriers are taken anew, and whoever asked
    /// is told to ask again.
    void barriersAreTakenAnew_data() { rules::onAndOff(); }
    void barriersAreTakenAnew()
    {
        QFETCH(bool, on);
        m_run = m_place->run(on ? "" : "3", {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        auto writer = m_place->sourceSession();
        writer.exec("BEGIN; INSERT INTO late VALUES (1, 'before it was published')");
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        m_run->forget();
        support::CliProcess refresh(m_place->arguments("refresh-publication"));
        QVERIFY2(m_run->waitFor("waiting for transactions"), m_run->output().c_str());
        m_run->forget();
        m_place->source("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'");
        const std::string copied = "SELECT state IN ('f', 'r') FROM _tidegate.subscription_rel WHERE tablename = 'late'";
        if (on) {
            QVERIFY2(m_run->waitFor("waiting for transactions"), m_run->output().c_str());
            QCOMPARE(m_place->target(copied), "f");
        } else {
            QVERIFY(m_place->targetBecomes(copied, "t"));
        }
        QVERIFY(refresh.waitForEnd());
        QCOMPARE(refresh.exitCode(), 7);
        writer.exec("COMMIT");
        QVERIFY(m_place->targetBecomes(copied, "t"));
        m_place->source("INSERT INTO late VALUES (2, 'after')");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare(true);
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 0, "the row was not lost");
    }

    /// Rule 18: a transaction is open when the writes stop, and commits when the cutover would be over.
    void cutoverWaitsForOpenTransactions_data() { rules::onAndOff(); }
    void cutoverWaitsForOpenTransactions()
    {
        QFETCH(bool, on);
        m_run = m_place->run(on ? "" : "18", {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        QVERIFY(m_place->settle());
        auto writer = m_place->sourceSession();
        writer.exec("BEGIN; INSERT INTO notes VALUES (1, 'the last')");
        auto all = m_place->arguments("cutover");
        all.emplace_back("--yes");
        support::CliProcess cutover(all);
        if (on) {
            QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.command WHERE verb = 'cutover'"
                                           " AND taken_at IS NOT NULL", "1"));
            QVERIFY(!cutover.waitForEnd(1000));
            QVERIFY(m_run->isRunning());
        } else {
            QVERIFY2(cutover.waitForEnd(60'000), m_run->output().c_str());
        }
        writer.exec("COMMIT");
        QVERIFY(cutover.waitForEnd(60'000));
        QVERIFY2(cutover.exitCode() == 0, cutover.output().c_str());
        QVERIFY(m_run->waitForEnd());
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 0, "the row was not lost");
    }

    void orderIsKept_data()
    {
        QTest::addColumn<std::string>("off");
        QTest::addColumn<std::string>("before");
        QTest::addColumn<std::string>("sql");
        QTest::addColumn<int>("missing");
        const auto add = [](const char *name, const char *off, const char *sql, int missing, const char *before = "") {
            QTest::newRow(name) << std::string(off) << std::string(before) << std::string(sql) << missing;
        };
        const char *const move = "UPDATE things SET id = id + 1000 WHERE id = 1";
        add("a key moves", "", move, 0);
        add("a key moves, netted", "19key", "UPDATE settled SET id = 1500 WHERE id = 500", 1,
            "INSERT INTO settled VALUES (500)");
        add("every key by one", "", "BEGIN; SET CONSTRAINTS ALL DEFERRED; DELETE FROM things WHERE id = 100;"
            " DO $$ BEGIN FOR i IN REVERSE 99..1 LOOP UPDATE things SET id = id + 1 WHERE id = i; END LOOP; END $$; COMMIT", 0);
        add("a key that is freed and taken", "",
            "BEGIN; DELETE FROM things WHERE id = 1; UPDATE things SET id = 1 WHERE id = 2;"
            " INSERT INTO things VALUES (2, -2, 'new'); UPDATE things SET note = 'moved' WHERE id = 1; COMMIT", 0);
        const char *const twin = "DELETE FROM amounts WHERE v::text = '1.00'";
        const char *const twins = "INSERT INTO amounts VALUES (1.0), (1.00), (NULL)";
        add("equal values of another image", "", twin, 0, twins);
        add("equal values, by plain =", "19match", twin, 1, twins);
        add("one of three duplicates", "",
            "DELETE FROM amounts WHERE ctid = (SELECT ctid FROM amounts WHERE v = 5 LIMIT 1)", 0,
            "INSERT INTO amounts VALUES (5), (5), (5)");
        add("a duplicate that changes", "",
            "UPDATE amounts SET v = 6 WHERE ctid = (SELECT ctid FROM amounts WHERE v = 5 LIMIT 1)", 0,
            "INSERT INTO amounts VALUES (5), (5), (5)");
    }

    /// Rule 19: what touches a key, and what has none, goes in source order, one row for one row.
    void orderIsKept()
    {
        QFETCH(std::string, off);
        QFETCH(std::string, before);
        QFETCH(std::string, sql);
        QFETCH(int, missing);
        if (!before.empty())
            m_place->source(before);
        m_run = m_place->run(off, {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        m_place->source(sql);
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        if (missing == 0)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(static_cast<int>(same.missing) == missing && static_cast<int>(same.extra) == missing,
                     "the rows are equal");
    }

    void sentAgainOtherwise_data()
    {
        QTest::addColumn<bool>("first"); ///< p is in the publications
        QTest::addColumn<bool>("then");
        QTest::newRow("less of it") << true << false;
        QTest::newRow("more of it") << false << true;
        QTest::newRow("the same") << true << true;
    }
    /// Rule 7: a piece of a transaction is there when the stream begins again, and sends less of it, or more. What is done is known by
    /// its place, also where the piece ended among rows of one record of COPY, which have one position.
    void sentAgainOtherwise()
    {
        QFETCH(bool, first);
        QFETCH(bool, then);
        const char *const tables = "CREATE TABLE big (id int PRIMARY KEY, v text DEFAULT repeat('b', 100)); CREATE TABLE held (id int PRIMARY KEY)";
        m_place->source(tables);
        m_place->target(tables);
        m_place->source("CREATE PUBLICATION q FOR TABLE big, held");
        const rules::Gate copies("copy.opened");
        copies.open();
        const auto both = publications({"q", "p"});
        endsInAPiece(copies, first ? both : publications({"q"}));
        if (QTest::currentTestFailed())
            return;
        m_run = std::make_unique<support::CliProcess>(then ? both : publications({"q"}));
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM big", "5000"), m_run->output().c_str());
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM held", "1"), m_run->output().c_str());
        if (!then)
            return;
        const auto refreshed = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}, 60'000);
        QVERIFY2(refreshed.exitCode == 0, refreshed.output.c_str());
        m_place->source("UPDATE notes SET b = 'followed' WHERE a = 1000");
        verifySame();
    }

    /// Of the record of COPY where the piece ended fewer rows are sent than then: which of them are there is not known. That table is
    /// stopped, once, and the run goes on for all others.
    void fewerRowsOfARecordAreSentAgain()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        const char *const tables = "CREATE TABLE big (id int PRIMARY KEY, v text DEFAULT repeat('b', 100)); CREATE TABLE held (id int PRIMARY KEY)";
        m_place->source(tables);
        m_place->target(tables);
        m_place->source("ALTER TABLE big REPLICA IDENTITY FULL; CREATE PUBLICATION q FOR TABLE notes, held, big WHERE (id % 2 = 0);"
                        "CREATE PUBLICATION r FOR TABLE big");
        const rules::Gate copies("copy.opened");
        copies.open();
        endsInAPiece(copies, publications({"q", "r"}));
        if (QTest::currentTestFailed())
            return;
        // Wherever in its record it ended: behind what is sent of that now.
        m_place->target("UPDATE _tidegate.progress SET piece_changes = piece_changes + (100::bigint << 40) WHERE piece_commit IS NOT NULL");
        // Without rule 17, by which the run looks for other filters.
        const support::Environment held = {{"TIDEGATE_RULES_OFF", "17"}, {"TIDEGATE_FAILPOINTS", copies.settingForAll()}};
        m_run = std::make_unique<support::CliProcess>(publications({"q"}), held);
        QVERIFY2(stopped("big"), m_run->output().c_str());
        QVERIFY2(m_place->target("SELECT last_error FROM _tidegate.subscription_rel WHERE tablename = 'big'").find("half on the target")
                     != std::string::npos,
                 m_run->output().c_str());
        const auto again = support::CliProcess::runToEnd(resync("public.big"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        m_run->kill9();
        m_run = std::make_unique<support::CliProcess>(publications({"q"}), support::Environment{{"TIDEGATE_RULES_OFF", "17"}});
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM notes WHERE a IN (1000, 2000)", "2"), m_run->output().c_str());
        m_place->source("INSERT INTO notes VALUES (3000, 'after it'); INSERT INTO big VALUES (6000, 'after it')");
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM notes WHERE a = 3000", "1"), m_run->output().c_str());
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM big", "2501"), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM held"), std::string("1"));
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE stopped"), std::string("0"));
        QVERIFY(m_run->isRunning());
    }

    /// Rule 19, other unique columns: netted, the values of two rows that swap stand in each other's way. The engine
    /// then falls back to source order, so what shows is the server's refusal.
    void uniqueValuesSwap_data() { rules::onAndOff(); }
    void uniqueValuesSwap()
    {
        QFETCH(bool, on);
        m_run = m_place->run(on ? "" : "19", {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        const auto refusals = [this] {
            const auto log = m_place->targetServer().log();
            int count = 0;
            for (auto at = log.find("things_u_key"); at != std::string::npos; at = log.find("things_u_key", at + 1))
                ++count;
            return count;
        };
        const int earlier = refusals();
        m_place->source("BEGIN; UPDATE things SET u = -1 WHERE id = 1; UPDATE things SET u = 10 WHERE id = 2;"
                        " UPDATE things SET u = 20 WHERE id = 1; COMMIT");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
        QCOMPARE(refusals() > earlier, !on);
    }

private:
    std::vector<std::string> publications(const std::vector<std::string> &names) const
    {
        auto arguments = m_place->arguments("run");
        for (const auto &name : names)
            arguments.insert(arguments.end(), {"--publication", name});
        return arguments;
    }

    /// A run that was killed when part of a transaction was on the target: of rows of big, which come by COPY, and one of held, which
    /// is being copied.
    void endsInAPiece(const rules::Gate &copies, const std::vector<std::string> &arguments)
    {
        m_run = std::make_unique<support::CliProcess>(
            arguments,
            support::Environment{{"TIDEGATE_FAILPOINTS",
                                  copies.settingForAll() + ",apply.before-commit=delay:150,apply.batch-bytes=20000"}}); // some thirty pieces
        QVERIFY(m_run->waitFor("slot") && m_place->allReady());
        copies.close();
        const auto again = support::CliProcess::runToEnd(resync("public.held"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(copies.arrived());
        m_place->source("BEGIN; INSERT INTO notes VALUES (1000, 'of the first publication');"
                        "COPY big (id) FROM PROGRAM 'seq 1 5000'; INSERT INTO held VALUES (1);"
                        "INSERT INTO notes VALUES (2000, 'of the first publication'); COMMIT");
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM _tidegate.progress WHERE piece_commit IS NOT NULL", "t"));
        m_run->kill9();
        const auto rows = m_place->target("SELECT count(*) FROM big");
        QVERIFY(rows != "0" && rows != "5000");
    }
};

QTEST_GUILESS_MAIN(RulesOrderTest)
#include "rules_order_test.moc"
