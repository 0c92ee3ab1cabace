// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"
#include "support/skips.h"

#include <QTest>

#include <thread>

using namespace tidegate;

/// How sessions behave, and whose rows the target holds: rules 0, 9 and 16 of exactness.md.
class RulesTargetTest : public rules::PlaceTest
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        PlaceTest::initTestCase();
        m_place->sourceServer().sql("postgres", "CREATE ROLE styled LOGIN SUPERUSER;"
                                                "ALTER ROLE styled SET datestyle = 'SQL, DMY'");
    }

    /// Rule 0: a role of the source prints its dates as the target does not read them.
    void settingsOfOurOwn_data() { rules::onAndOff(); }
    void settingsOfOurOwn()
    {
        QFETCH(bool, on);
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            server->sql("r", "CREATE TABLE days (id int PRIMARY KEY, day date)");
        m_place->source("INSERT INTO days VALUES (1, '2026-02-01'); ALTER PUBLICATION p ADD TABLE days");
        m_run = std::make_unique<support::CliProcess>(
            std::vector<std::string>{"run", "--publication", "p", "--subscription", "s", "--source",
                                     m_place->sourceServer().conninfo("r") + " user=styled", "--target",
                                     m_place->targetServer().conninfo("r")},
            support::Environment{{"TIDEGATE_RULES_OFF", on ? "" : "0"}});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO days VALUES (2, '2026-02-01')");
        QVERIFY(m_place->settle());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.days"}});
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing >= 1 && same.missing == same.extra, "the days are the same");
    }

    /// Rule 9: rows stood in the target before. A TRUNCATE must not take them; the table stops with a clear word.
    void truncateSparesForeignRows_data() { rules::onAndOff(); }
    void truncateSparesForeignRows()
    {
        QFETCH(bool, on);
        m_place->target("INSERT INTO notes VALUES (0, 'stood there')");
        m_run = m_place->run(on ? "" : "9", {}, {"--allow-nonempty", "public.notes"});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        m_place->source("TRUNCATE notes");
        QVERIFY2(m_place->settle(), "the other tables do not go on");
        QCOMPARE(m_place->target("SELECT count(*) FROM notes WHERE b = 'stood there'"), on ? "1" : "0");
        QCOMPARE(m_place->target("SELECT stopped FROM _tidegate.subscription_rel WHERE tablename = 'notes'"),
                 on ? "t" : "f");
        if (on) {
            auto arguments = m_place->arguments("cutover");
            arguments.emplace_back("--yes");
            const auto cutover = support::CliProcess::runToEnd(arguments, {});
            QCOMPARE(cutover.exitCode, 8);
            QVERIFY2(cutover.output.find("public.notes") != std::string::npos, cutover.output.c_str());
        }
    }

    /// Rule 9: without rows of others it is followed, one table or several, wherever their units are.
    void truncateIsFollowed()
    {
        m_run = m_place->run("", {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        m_place->source("BEGIN; INSERT INTO notes VALUES (1, 'goes'); TRUNCATE notes, things, amounts;"
                        "INSERT INTO notes VALUES (2, 'stays'); COMMIT");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// One among the last changes stops its table: the cutover does not go through without what came after it.
    void truncatedInTheCutover()
    {
        m_place->source("CREATE TABLE m (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
                        "CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1); CREATE TABLE m_2 PARTITION OF m FOR VALUES IN (2);"
                        "INSERT INTO m SELECT g, 1 + g % 2 FROM generate_series(1, 100) g; ALTER PUBLICATION p ADD TABLE m");
        m_place->target("CREATE TABLE m (id int, k int, PRIMARY KEY (id, k))");
        const rules::Gate marker("cutover.marker");
        m_run = m_place->run("", {marker.setting()});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
        auto arguments = m_place->arguments("cutover");
        arguments.emplace_back("--yes");
        support::CommandResult refused;
        std::thread cutover([&] { refused = support::CliProcess::runToEnd(arguments, {}, 60'000); });
        const bool arrived = marker.arrived();
        if (arrived)
            m_place->source("SET default_transaction_read_only = off; TRUNCATE m_1; INSERT INTO m VALUES (1000, 1)");
        marker.open();
        cutover.join();
        QVERIFY(arrived);
        QCOMPARE(refused.exitCode, 8);
        QVERIFY2(refused.output.find("no longer followed (public.m_1)") != std::string::npos, refused.output.c_str());
        const auto again = support::CliProcess::runToEnd(resync("public.m_1"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady() && m_place->settle());
        const auto cut = support::CliProcess::runToEnd(arguments, {}, 60'000);
        QVERIFY2(cut.exitCode == 0, cut.output.c_str());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.m"}});
        QVERIFY2(same, same.report.c_str());
    }

    /// A failed attempt left slices, and another table has rows in the same target by now: nobody's rows are taken.
    void companyOfSlices()
    {
        if (m_place->sourceServer().major() < 14)
            TIDEGATE_SKIP("a source of PostgreSQL 14 or later"); // slices are copied over several connections
        m_place->source("CREATE TABLE m (id int, k int, body text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
                        "CREATE TABLE m_1 PARTITION OF m FOR VALUES IN (1); CREATE TABLE m_2 PARTITION OF m FOR VALUES IN (2);"
                        "INSERT INTO m SELECT g, 1, repeat('x', 1000) FROM generate_series(1, 1000) g;"
                        "INSERT INTO m SELECT g, 2, 'y' FROM generate_series(1, 10) g; ALTER PUBLICATION p ADD TABLE m_1");
        m_place->target("CREATE TABLE m (id int, k int, body text, PRIMARY KEY (id, k))");
        const std::vector<std::string> sliced{"plan.small-bytes=0", "plan.sliced-bytes=0"};
        const auto with = [&sliced](const rules::Gate &gate) {
            auto all = sliced;
            all.push_back(gate.setting());
            return all;
        };
        const rules::Gate begun("copy.slice.begun");
        m_run = m_place->run("", with(begun));
        QVERIFY(begun.arrived());
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.copy_unit WHERE state <> 'r'", "1"));
        m_run->kill9();
        QVERIFY(m_place->target("SELECT count(*) FROM _tidegate.copy_slice") != "0");
        const rules::Gate taken("copy.taken");
        m_run = m_place->run("", with(taken));
        QVERIFY(taken.arrived());
        m_place->source("ALTER PUBLICATION p ADD TABLE m_2");
        const auto added = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}, 60'000);
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        const std::string company = "SELECT count(*) FROM m WHERE k = 2";
        QVERIFY(m_place->targetBecomes(company, "10"));
        taken.open();
        QVERIFY2(m_run->waitFor("public.m_1"), m_run->output().c_str());
        QCOMPARE(m_place->target(company), std::string("10"));
        const auto again = support::CliProcess::runToEnd(resync("public.m_1"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady() && m_place->settle());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.m"}});
        QVERIFY2(same, same.report.c_str());
    }

    /// Rule 16: a trigger of the application, there already, must not act upon what was done on the source.
    void triggersDoNotAct_data() { rules::onAndOff(); }
    void triggersDoNotAct()
    {
        QFETCH(bool, on);
        m_place->target("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        " INSERT INTO public.notes VALUES (new.id, 'by the trigger'); RETURN NULL; END $$");
        m_place->target("CREATE TRIGGER note AFTER INSERT ON things FOR EACH ROW EXECUTE FUNCTION note()");
        m_run = m_place->run(on ? "" : "16", {});
        QVERIFY(m_run->waitFor("slot"));
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO things VALUES (1000, 1, 'new')");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 0 && same.extra == 101, "the trigger did not act");
    }

    /// A table goes into another target from then on; what is refused changes nothing.
    void resyncIntoAnotherTarget()
    {
        m_place->target("CREATE TABLE elsewhere (LIKE notes); INSERT INTO elsewhere VALUES (0, 'somebody''s')");
        const auto verify = [this](const char *target) {
            QVERIFY(m_place->settle());
            const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.notes", target}});
            QVERIFY2(same, same.report.c_str());
        };
        QVERIFY(runs("", {"--table-map", R"({"source":{"schema":"public","table":"settled"},"target":{"schema":"public","table":"settled"}})"}));
        auto arguments = resync("public.notes");
        const std::string map = R"({"source":{"schema":"public","table":"notes"},"target":{"schema":"public","table":"elsewhere"}})";
        arguments.insert(arguments.end(), {"--table-map", map});
        const auto refused = support::CliProcess::runToEnd(arguments, {}, 60'000);
        QVERIFY2(refused.exitCode != 0 && refused.output.find("public.elsewhere") != std::string::npos, refused.output.c_str());
        QCOMPARE(m_place->target("SELECT cardinality(table_map) FROM _tidegate.slot"), "1");
        m_place->source("INSERT INTO notes VALUES (101, 'goes on')");
        verify("public.notes");
        m_place->target("TRUNCATE elsewhere");
        const auto again = support::CliProcess::runToEnd(arguments, {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO notes VALUES (102, 'elsewhere')");
        verify("public.elsewhere");
        QCOMPARE(m_place->target("SELECT count(*) FROM notes"), m_place->target("SELECT count(*) - 1 FROM elsewhere"));
        // What the run was begun with does not come back with a new connection.
        m_place->target("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'");
        m_place->source("INSERT INTO notes VALUES (103, 'elsewhere, too')");
        verify("public.elsewhere");
        QCOMPARE(m_place->target("SELECT table_map[1] = $m$" + map + "$m$ FROM _tidegate.slot"), "t");
        // And back, in the place of the first map.
        m_place->target("TRUNCATE notes");
        arguments.back() = R"({"source":{"schema":"public","table":"notes"},"target":{"schema":"public","table":"notes"}})";
        const auto back = support::CliProcess::runToEnd(arguments, {}, 60'000);
        QVERIFY2(back.exitCode == 0, back.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO notes VALUES (104, 'back')");
        verify("public.notes");
        QCOMPARE(m_place->target("SELECT cardinality(table_map) FROM _tidegate.slot"), "2");
    }
};

QTEST_GUILESS_MAIN(RulesTargetTest)
#include "rules_target_test.moc"
