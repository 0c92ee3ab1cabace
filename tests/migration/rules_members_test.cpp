// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

#include <thread>

using namespace tidegate;

/// Which tables belong to it, and tables that are copied again: rules 13 and 17 of exactness.md.
class RulesMembersTest : public rules::PlaceTest
{
    Q_OBJECT

private slots:
    void initTestCase() { m_place = std::make_unique<rules::Place>(true); }

    void cleanup()
    {
        m_place->sourceServer().resumeStandby();
        PlaceTest::cleanup();
    }

    /// Rule 17: what a table outside of its publication is told never comes. It is stopped by name, and copied again.
    void leavesAndComesBack_data() { rules::onAndOff(); }
    void leavesAndComesBack()
    {
        QFETCH(bool, on);
        QVERIFY(runs(on ? "" : "17"));
        m_place->source("ALTER PUBLICATION p DROP TABLE notes");
        m_place->source("INSERT INTO notes VALUES (1, 'untold')");
        m_place->source("ALTER PUBLICATION p ADD TABLE notes");
        auto arguments = m_place->arguments("cutover");
        arguments.emplace_back("--yes");
        if (on) {
            QVERIFY(stopped("notes"));
            QVERIFY2(m_run->waitFor("no longer followed"), m_run->output().c_str());
            QVERIFY2(m_place->settle(), "the other tables do not go on");
            QCOMPARE(support::CliProcess::runToEnd(arguments, {}).exitCode, 8);
            const auto again = support::CliProcess::runToEnd(resync("public.notes"), {});
            QVERIFY2(again.exitCode == 0, again.output.c_str());
            QVERIFY(m_place->allReady());
            m_place->source("INSERT INTO notes VALUES (2, 'told')");
            QVERIFY(m_place->settle());
        }
        const auto cutover = support::CliProcess::runToEnd(arguments, {});
        QVERIFY2(cutover.exitCode == 0, cutover.output.c_str());
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 0, "the row was not lost");
    }

    /// Rule 17: a row filter that is set midway.
    void anotherFilter()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        QVERIFY(runs(""));
        m_place->source("ALTER PUBLICATION p SET TABLE things WHERE (id < 50), notes, amounts, settled");
        QVERIFY(stopped("things"));
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE stopped"), "1");
    }

    /// A table that is published and not followed is told of, stands in the way of the cutover, and joins when asked.
    void unfollowed()
    {
        QVERIFY(runs(""));
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        QVERIFY2(m_run->waitFor("not followed yet: public.late"), m_run->output().c_str());
        auto arguments = m_place->arguments("cutover");
        arguments.emplace_back("--yes");
        const auto cutover = support::CliProcess::runToEnd(arguments, {});
        QCOMPARE(cutover.exitCode, 8);
        QVERIFY2(cutover.output.find("public.late") != std::string::npos, cutover.output.c_str());
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        QVERIFY(m_place->allReady());
        const auto same = m_place->compare(true);
        QVERIFY2(same, same.report.c_str());
    }

    /// What left stays on the target; coming back by a refresh in between, it is not copied upon those rows.
    void comesBackUponItsRows()
    {
        QVERIFY(runs(""));
        m_place->source("ALTER PUBLICATION p DROP TABLE notes");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        m_place->source("ALTER PUBLICATION p ADD TABLE notes");
        const auto refused = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {});
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.output.find("rows stand in public.notes") != std::string::npos, refused.output.c_str());
        m_place->target("TRUNCATE notes");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        QVERIFY(m_place->allReady());
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// Another table feeds its target, so that there are rows in it whoever left; allowed only by those who look at them.
    void comesBackAmongOthers()
    {
        for (const char *table : {"one", "two"})
            m_place->source("CREATE TABLE " + std::string(table) + " (a int, b text); INSERT INTO " + table
                            + " SELECT g, '" + table + "' FROM generate_series(1, 50) g");
        m_place->source("CREATE PUBLICATION q FOR TABLE one, two WITH (publish = 'insert')");
        m_place->target("CREATE TABLE one (a int, b text)");
        const std::vector<std::string> merged = {"--publication", "q", "--table-map",
                                                 R"({"source":{"schema":"public","table":"two"},)"
                                                 R"("target":{"schema":"public","table":"one"}})"};
        QVERIFY(runs("", merged));
        const auto rows = [this] {
            return m_place->target("SELECT count(*) FILTER (WHERE b = 'one') || ' ' || count(*) FILTER (WHERE b = 'two') FROM one");
        };
        QCOMPARE(rows(), "50 50");
        m_place->source("ALTER PUBLICATION q DROP TABLE two");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        m_place->source("ALTER PUBLICATION q ADD TABLE two");
        const auto refused = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {});
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.output.find("rows stand in public.one") != std::string::npos, refused.output.c_str());
        // Also by the next run, and whatever that allows.
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        auto allowed = merged;
        allowed.insert(allowed.end(), {"--allow-nonempty", "public.one"});
        m_run = m_place->run("", {}, allowed);
        QVERIFY2(m_run->waitFor("rows stand in public.one"), m_run->output().c_str());
        QCOMPARE(rows(), "50 50");
        m_place->target("TRUNCATE one");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM one WHERE b = 'two'", "50"));
        m_place->source("INSERT INTO two VALUES (51, 'two'); INSERT INTO one VALUES (51, 'one')");
        QVERIFY(m_place->settle());
        QCOMPARE(rows(), "1 51");
    }

    /// Old partitions go and new ones come, all into one table of the target: what the old ones left there keeps no new
    /// one out.
    void partitionsRotate()
    {
        m_place->source("CREATE TABLE m (k int, v text) PARTITION BY LIST (k);"
                        "CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1); CREATE TABLE m_2 PARTITION OF m FOR VALUES IN (2);"
                        "INSERT INTO m SELECT g % 2 + 1, 'old' FROM generate_series(1, 20) g;"
                        "CREATE PUBLICATION q FOR TABLE m WITH (publish = 'insert')");
        m_place->target("CREATE TABLE m (k int, v text)");
        QVERIFY(runs("", {"--publication", "q"}));
        m_place->source("DROP TABLE m_1; CREATE TABLE m_3 PARTITION OF m FOR VALUES IN (3); INSERT INTO m VALUES (3, 'new')");
        const auto refreshed = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {});
        QVERIFY2(refreshed.exitCode == 0, refreshed.output.c_str());
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM m WHERE k = 3", "1"));
        m_place->source("INSERT INTO m VALUES (3, 'newer'), (2, 'newer')");
        QVERIFY(m_place->settle());
        QCOMPARE(m_place->target("SELECT string_agg(k || ' ' || n, ', ' ORDER BY k) FROM (SELECT k, count(*) AS n FROM m GROUP BY k) c"),
                 "1 10, 2 11, 3 2");
    }

    /// What was allowed to stand there when it began does not allow the rows that it left itself.
    void comesBackWhereRowsWereAllowed()
    {
        m_place->target("INSERT INTO notes VALUES (0, 'stood there')");
        QVERIFY(runs("", {"--allow-nonempty", "public.notes"}));
        QCOMPARE(m_place->target("SELECT count(*) FROM notes"), "101");
        m_place->source("ALTER PUBLICATION p DROP TABLE notes");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        m_place->source("ALTER PUBLICATION p ADD TABLE notes");
        const auto refused = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {});
        QVERIFY2(refused.output.find("rows stand in public.notes") != std::string::npos, refused.output.c_str());
        // A session that begins anew has not been asked anew.
        m_place->target("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate s %'");
        QVERIFY(m_place->settle());
        const auto again = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {});
        QVERIFY2(again.output.find("rows stand in public.notes") != std::string::npos, again.output.c_str());
        // Nor has a run that is begun again with the same words.
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        m_run = m_place->run("", {}, {"--allow-nonempty", "public.notes"});
        QVERIFY2(m_run->waitFor("rows stand in public.notes"), m_run->output().c_str());
        QVERIFY(m_place->settle());
        QCOMPARE(m_place->target("SELECT count(*) FROM notes"), "101");
    }

    /// The look at the publications is not held up by a lock on one of their tables, and the stream is not by the look.
    void lookBehindALock()
    {
        QVERIFY(runs(""));
        auto owner = m_place->sourceSession();
        owner.exec("BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE");
        QVERIFY(m_place->settle());
        m_place->source("ALTER PUBLICATION p DROP TABLE things");
        const auto seen = m_place->target("SELECT max(updated_at) FROM _tidegate.heartbeat");
        QVERIFY(m_place->targetBecomes("SELECT max(updated_at) > timestamptz '" + seen + "' + interval '7 s' FROM"
                                       " _tidegate.heartbeat", "t"));
        owner.exec("ROLLBACK");
        QVERIFY(stopped("things"));
        QVERIFY(m_place->settle());
    }

    /// Dropped and made again: another table of the same name. Its rows are not copied upon those of the first.
    void madeAgain()
    {
        QVERIFY(runs(""));
        m_place->source("DROP TABLE notes; CREATE TABLE notes (a int, b text); ALTER TABLE notes REPLICA IDENTITY FULL;"
                        "INSERT INTO notes VALUES (1, 'of the second'); ALTER PUBLICATION p ADD TABLE notes");
        const auto refused = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {});
        QVERIFY2(refused.output.find("rows stand in public.notes") != std::string::npos, refused.output.c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM notes"), "100");
        m_place->target("TRUNCATE notes");
        QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
        QVERIFY(m_place->allReady());
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// A list unit is in a copier's hands, not claimed yet, when one of its tables is copied again as a unit of its own.
    void resyncBeforeTheClaim()
    {
        const rules::Gate taken("copy.taken");
        m_run = m_place->run("", {taken.setting()});
        QVERIFY(taken.arrived());
        const auto again = support::CliProcess::runToEnd(resync("public.notes"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        taken.open();
        QVERIFY(m_place->allReady());
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// Nothing is copied in such a subscription, so nothing may be emptied either.
    void noResyncWithoutCopy()
    {
        for (const char *table : {"things", "notes"})
            m_place->target(std::string("INSERT INTO ") + table + " VALUES (-1)");
        m_run = m_place->run("", {}, {"--copy-data", "false"});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady());
        QCOMPARE(support::CliProcess::runToEnd(resync("public.notes"), {}).exitCode, 2);
        QCOMPARE(m_place->target("SELECT count(*) FROM notes"), "1");
    }

    /// Rule 13: a transaction that the stream has told of already still runs for everybody else, since its commit waits
    /// for a standby. A table that is reset then waits for it; the barrier is that of rule 2.
    void resetWaitsForWhoRuns_data() { rules::onAndOff(); }
    void resetWaitsForWhoRuns()
    {
        QFETCH(bool, on);
        QVERIFY(runs(on ? "" : "2"));
        m_place->source("INSERT INTO notes VALUES (0, 'its definition is known, which would be waited for')");
        QVERIFY(m_place->settle());
        m_place->sourceServer().pauseStandby();
        std::thread writer([this] { m_place->source("INSERT INTO notes VALUES (1, 'hangs')"); });
        const struct Join { // whatever fails below
            rules::Place &place;
            std::thread &thread;
            ~Join()
            {
                place.sourceServer().resumeStandby();
                if (thread.joinable())
                    thread.join();
            }
        } join{*m_place, writer};
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM notes WHERE b = 'hangs'", "1"));
        support::CliProcess again(resync("public.notes"));
        if (on)
            QVERIFY2(m_run->waitFor("waiting for transactions"), m_run->output().c_str());
        else
            QVERIFY(m_run->waitFor("command-done")
                    && m_place->targetBecomes("SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = 'notes'"
                                              " AND state IN ('f', 'r')", "1"));
        m_place->sourceServer().resumeStandby();
        writer.join();
        QVERIFY(again.waitForEnd(60'000));
        QVERIFY2(again.exitCode() == 0, again.output().c_str());
        QVERIFY(m_place->allReady());
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 0, "the row was not lost");
    }

    /// Copied again and again under writes, also while it is being copied: from a list, and by itself.
    void resyncUnderWrites()
    {
        QVERIFY(runs(""));
        std::atomic<bool> end{false};
        std::thread writer([&] {
            auto session = m_place->sourceSession();
            for (int i = 1; !end; ++i) {
                const auto n = std::to_string(i);
                session.exec("INSERT INTO notes VALUES (" + n + ", 'under writes'); UPDATE things SET note = '" + n
                             + "' WHERE id = " + std::to_string(i % 100 + 1) + "; UPDATE notes SET b = b || '.' WHERE a = "
                             + std::to_string(i / 2));
            }
        });
        const struct Join {
            std::atomic<bool> &end;
            std::thread &thread;
            ~Join()
            {
                end = true;
                thread.join();
            }
        } join{end, writer};
        for (const char *table : {"public.notes", "public.things", "public.notes", "public.notes"}) {
            const auto again = support::CliProcess::runToEnd(resync(table), {}, 60'000);
            QVERIFY2(again.exitCode == 0, again.output.c_str());
        }
        end = true;
        QVERIFY(m_place->allReady());
        QTRY_VERIFY_WITH_TIMEOUT(m_place->settle() && m_place->compare(), 30'000);
    }

    /// Rows from elsewhere stand in its target: refused, and nobody's row is touched.
    void resyncOfShared()
    {
        m_place->target("INSERT INTO notes VALUES (0, 'stood there')");
        QVERIFY(runs("", {"--allow-nonempty", "public.notes"}));
        const auto refused = support::CliProcess::runToEnd(resync("public.notes"), {});
        QCOMPARE(refused.exitCode, 4);
        QCOMPARE(m_place->target("SELECT count(*) FROM notes"), "101");
        QCOMPARE(support::CliProcess::runToEnd(resync("public.nothing"), {}).exitCode, 4);
        QVERIFY(m_place->settle());
    }

    /// Another subscription feeds its target by now: its rows would go, too.
    void resyncOfFedByAnother_data()
    {
        QTest::addColumn<QString>("fed");
        QTest::newRow("its target") << "parts_1";
        QTest::newRow("what its target is part of") << "parts";
    }
    void resyncOfFedByAnother()
    {
        QFETCH(QString, fed);
        m_place->source("CREATE TABLE parts_1 (a int PRIMARY KEY); INSERT INTO parts_1 VALUES (1); ALTER PUBLICATION p ADD TABLE parts_1");
        m_place->target("CREATE TABLE parts (a int PRIMARY KEY) PARTITION BY RANGE (a);"
                        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100)");
        QVERIFY(runs(""));
        m_place->target("INSERT INTO _tidegate.fence (subname, generation, token) VALUES ('o', 1, 't');"
                        "INSERT INTO _tidegate.slot (subname, publications, source_system, source_timeline, source_database)"
                        " VALUES ('o', '{p}', '1', 1, 'd');"
                        "INSERT INTO _tidegate.subscription_rel (subname, schemaname, tablename, rrelid, target_schema, target_table)"
                        " VALUES ('o', 'public', 'x', 1, 'public', '" + fed.toStdString() + "'); INSERT INTO parts VALUES (50)");
        const auto refused = support::CliProcess::runToEnd(resync("public.parts_1"), {});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.output.find("is already fed by the subscription o.") != std::string::npos, refused.output.c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM parts"), "2");
        m_place->target("UPDATE _tidegate.slot SET cut_over_at = now() WHERE subname = 'o'"); // it feeds nothing any more
        const auto again = support::CliProcess::runToEnd(resync("public.parts_1"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO parts_1 VALUES (2)");
        verifySame();
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.parts_1"}});
        QVERIFY2(same, same.report.c_str());
    }
};

QTEST_GUILESS_MAIN(RulesMembersTest)
#include "rules_members_test.moc"
