// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;

/// Publications of every kind: copy and stream send the same rows and columns of a table, whenever a row changes, and what
/// comes into such a publication midway is told, joins and is the same on both sides.
class PublicationsTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    bool follows() { return runs("", {"--publication", "q"}); }

    support::CommandResult command(const std::string &verb, const std::vector<std::string> &more = {}) const
    {
        auto arguments = m_place->arguments(verb);
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }

    void verifySame(const std::vector<support::TablePair> &tables)
    {
        QVERIFY(m_place->settle());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", tables);
        QVERIFY2(same, same.report.c_str());
    }

    /// A table that came into the publication midway: it is told and stands in the way until it is asked for.
    void verifyJoins(const std::string &table)
    {
        QVERIFY2(m_run->waitFor("not followed yet: " + table), m_run->output().c_str());
        const auto refused = command("cutover", {"--yes"});
        QCOMPARE(refused.exitCode, 8);
        QVERIFY2(refused.output.find(table) != std::string::npos, refused.output.c_str());
        const auto added = command("refresh-publication");
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QVERIFY(m_place->allReady());
    }

    void copyAgain(const std::string &table)
    {
        const auto again = support::CliProcess::runToEnd(resync(table), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
    }

private slots:
    /// Rows that an UPDATE moves into the filter and out of it: before the copy's snapshot, after it while the unit is
    /// still being copied, and when it is in sync. By FULL, with values that are stored out of line, and by a key that
    /// holds the filter's column.
    void rowFilters_data()
    {
        QTest::addColumn<QString>("failpoint");
        QTest::newRow("before it is claimed") << "copy.taken";
        QTest::newRow("before the snapshot") << "copy.before.lock";
        QTest::newRow("after the snapshot") << "copy.opened";
        QTest::newRow("before the target's commit") << "copy.finished";
    }
    void rowFilters()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        QFETCH(QString, failpoint);
        const std::string tables = "CREATE TABLE wide (id int PRIMARY KEY, k int, v text);"
                                   "ALTER TABLE wide REPLICA IDENTITY FULL; ALTER TABLE wide ALTER v SET STORAGE EXTERNAL;"
                                   "CREATE TABLE keyed (id int, k int, n int, PRIMARY KEY (id, k))";
        m_place->source(tables + "; CREATE VIEW of_wide AS SELECT * FROM wide WHERE k > 4;"
                                 "CREATE VIEW of_keyed AS SELECT * FROM keyed WHERE k > 4;"
                                 "INSERT INTO wide SELECT g, g % 10, repeat('w', 3000) FROM generate_series(1, 100) g;"
                                 "INSERT INTO keyed SELECT g, g % 10, 0 FROM generate_series(1, 100) g");
        m_place->target(tables);
        m_place->source("CREATE PUBLICATION q FOR TABLE wide WHERE (k > 4), keyed WHERE (k > 4)");
        const auto move = [this](int from) {
            const auto range = " WHERE id BETWEEN " + std::to_string(from) + " AND " + std::to_string(from + 9);
            for (const std::string table : {"wide", "keyed"})
                m_place->source("UPDATE " + table + " SET k = 9 - k" + range + "; BEGIN; UPDATE " + table + " SET k = k - 2"
                                + range + " AND k > 2; UPDATE " + table + " SET k = k + 3" + range + "; COMMIT");
            m_place->source("UPDATE wide SET v = 'short'" + range + " AND id % 3 = 0; UPDATE keyed SET n = n + 1" + range
                            + "; DELETE FROM keyed" + range + " AND id % 5 = 0");
        };
        const rules::Gate gate(failpoint.toStdString());
        m_run = m_place->run("", {gate.settingForAll()}, {"--publication", "q"});
        QVERIFY(gate.arrived());
        move(1);
        gate.open();
        move(6);
        QVERIFY(m_place->allReady());
        move(4);
        move(50);
        verifySame({{"public.of_wide", "public.wide"}, {"public.of_keyed", "public.keyed"}});
        copyAgain("public.wide");
        move(8);
        QVERIFY(m_place->allReady());
        verifySame({{"public.of_wide", "public.wide"}, {"public.of_keyed", "public.keyed"}});
    }

    /// Columns that are left out are not copied either, and change nothing when they alone change.
    void columnLists()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        m_place->source("CREATE TABLE t (id int PRIMARY KEY, secret text NOT NULL, v text);"
                        "INSERT INTO t SELECT g, 'secret', 'v' FROM generate_series(1, 50) g;"
                        "CREATE PUBLICATION q FOR TABLE t (id, v)");
        m_place->target("CREATE TABLE t (v text, id int PRIMARY KEY)");
        const rules::Gate gate("copy.opened");
        m_run = m_place->run("", {gate.settingForAll()}, {"--publication", "q"});
        QVERIFY(gate.arrived());
        m_place->source("UPDATE t SET secret = 'other' WHERE id < 10; UPDATE t SET v = 'changed', id = id + 100 WHERE id < 5;"
                        "INSERT INTO t VALUES (200, 'secret', 'new'); DELETE FROM t WHERE id = 20");
        gate.open();
        QVERIFY(m_place->allReady());
        m_place->source("UPDATE t SET secret = 'third', v = v || '!' WHERE id < 30; DELETE FROM t WHERE id = 21");
        const support::TablePair listed = {"public.t", {}, {"id", "v"}};
        verifySame({listed});
        // Another list is another publication of the table: what came before lacks a column.
        m_place->target("ALTER TABLE t ADD secret text");
        m_place->source("ALTER PUBLICATION q SET TABLE t (id, v, secret)");
        QVERIFY(stopped("t"));
        copyAgain("public.t");
        QVERIFY(m_place->allReady());
        m_place->source("UPDATE t SET secret = 'told' WHERE id % 2 = 0");
        verifySame({{"public.t"}});
    }

    /// A table that is made midway, with rows before and after it joins.
    void madeMidway_data()
    {
        QTest::addColumn<QString>("publication");
        QTest::newRow("all tables") << "FOR ALL TABLES";
        QTest::newRow("a schema") << "FOR TABLES IN SCHEMA public";
    }
    void madeMidway()
    {
        QFETCH(QString, publication);
        if (publication.contains(QLatin1String("SCHEMA")) && m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        m_place->source("CREATE PUBLICATION q " + publication.toStdString());
        QVERIFY(follows());
        const std::string table = "CREATE TABLE made (id int PRIMARY KEY, v text)";
        m_place->target(table);
        m_place->source(table + "; INSERT INTO made SELECT g, 'before' FROM generate_series(1, 50) g");
        verifyJoins("public.made");
        m_place->source("INSERT INTO made VALUES (51, 'after'); UPDATE made SET v = 'changed' WHERE id < 9; DELETE FROM made WHERE id = 9");
        verifySame({{"public.made"}, {"public.late"}, {"public.things"}, {"public.notes"}});
        m_place->source("DROP TABLE made");
        QVERIFY(stopped("made"));
        const auto left = command("refresh-publication");
        QVERIFY2(left.output.find("left: public.made") != std::string::npos, left.output.c_str());
        m_place->source("INSERT INTO notes VALUES (101, 'others go on')");
        verifySame({{"public.notes"}});
    }

    /// Another table map moves no table that is followed: it says where its rows go on into, and how they come elsewhere.
    void anotherTableMap()
    {
        m_place->target("CREATE TABLE elsewhere (LIKE notes)");
        QVERIFY(runs(""));
        const auto refreshed = command("refresh-publication", {"--table-map", R"({"source":{"schema":"public","table":"notes"},"target":{"schema":"public","table":"elsewhere"}})"});
        QCOMPARE(refreshed.exitCode, 1);
        QVERIFY2(refreshed.output.find("still going public.notes into public.notes (resync") != std::string::npos, refreshed.output.c_str());
        m_place->source("INSERT INTO notes VALUES (101, 'goes on')");
        verifySame({{"public.notes"}});
        copyAgain("public.notes");
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO notes VALUES (102, 'elsewhere')");
        verifySame({{"public.notes", "public.elsewhere"}});
    }

    /// What a publication leaves out is told at the start; what it leaves out from now on stops its tables.
    void operations()
    {
        const std::string table = "CREATE TABLE t (id int PRIMARY KEY, v text)";
        m_place->target(table);
        m_place->source(table + "; INSERT INTO t VALUES (1, 'old'), (2, 'old');"
                                "CREATE PUBLICATION q FOR TABLE t WITH (publish = 'insert')");
        QVERIFY(follows());
        for (const char *operation : {"UPDATE", "DELETE", "TRUNCATE"})
            QVERIFY2(m_run->output().find("publication q does not publish " + std::string(operation)) != std::string::npos,
                     m_run->output().c_str());
        m_place->source("INSERT INTO t VALUES (3, 'new'); UPDATE t SET v = 'changed' WHERE id = 3; DELETE FROM t WHERE id = 1");
        QVERIFY(m_place->settle());
        QCOMPARE(m_place->target("SELECT string_agg(id || v, ' ' ORDER BY id) FROM t"), "1old 2old 3new");
        m_place->source("ALTER PUBLICATION q SET (publish = 'insert, update, delete, truncate')");
        QVERIFY(stopped("t"));
        copyAgain("public.t");
        QVERIFY(m_place->allReady());
        m_place->source("UPDATE t SET v = 'told'; DELETE FROM t WHERE id = 2");
        verifySame({{"public.t"}});
    }

    /// A table that comes midway and that a start would refuse does not join, since it would stop the stream for all; it does
    /// once that is mended, and meanwhile the others go on.
    void refusedMidway_data()
    {
        QTest::addColumn<QString>("onSource");
        QTest::addColumn<QString>("onTarget");
        QTest::addColumn<QString>("publication"); // what is added to it
        QTest::addColumn<QString>("into");
        QTest::addColumn<QString>("why");
        QTest::addColumn<QString>("mendSource");
        QTest::addColumn<QString>("mendTarget");
        const std::string keyed = "CREATE TABLE w (a int PRIMARY KEY, b text); ALTER TABLE w ALTER b SET STORAGE EXTERNAL";
        const auto of = [&keyed](const char *rows) { return QString::fromStdString(keyed + "; CREATE VIEW whole AS SELECT * FROM " + rows); };
        QTest::newRow("a filter and values out of line") << of("w WHERE a > 4") << QString::fromStdString(keyed) << "w WHERE (a > 4)" << "w"
                                                         << "The table public.w is published with a row filter"
                                                         << "ALTER TABLE w REPLICA IDENTITY FULL" << "";
        QTest::newRow("a column that the target lacks") << of("w") << "CREATE TABLE w (a int PRIMARY KEY)" << "w" << "w"
                                                        << "The target table public.w has no column b" << ""
                                                        << "ALTER TABLE w ADD b text";
        QTest::newRow("into one target without a common key") << of("w UNION ALL SELECT * FROM notes") << "" << "w" << "notes"
                                                              << "is fed by several source tables (public.notes, public.w)"
                                                              << "ALTER TABLE w REPLICA IDENTITY FULL" << "";
    }
    void refusedMidway()
    {
        QFETCH(QString, onSource);
        QFETCH(QString, onTarget);
        QFETCH(QString, publication);
        QFETCH(QString, into);
        QFETCH(QString, why);
        QFETCH(QString, mendSource);
        QFETCH(QString, mendTarget);
        if (publication.contains(QLatin1String("WHERE")) && m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        QVERIFY(runs(""));
        m_place->target(onTarget.toStdString());
        m_place->source(onSource.toStdString() + "; INSERT INTO w SELECT g, repeat('w', 3000) FROM generate_series(1, 9) g;"
                                                 "ALTER PUBLICATION p ADD TABLE " + publication.toStdString());
        const std::string schema = "{\"schema\":\"public\",\"table\":\"";
        const std::vector<std::string> map = {"--table-map", "{\"source\":" + schema + "w\"},\"target\":" + schema + into.toStdString()
                                                                 + "\"}}"};
        const auto refused = command("refresh-publication", map);
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.output.find("not added: public.w: ") != std::string::npos, refused.output.c_str());
        QVERIFY2(refused.output.find(why.toStdString()) != std::string::npos, refused.output.c_str());
        m_place->source("UPDATE w SET a = a + 20 WHERE a IN (3, 4, 7); DELETE FROM w WHERE a = 1;"
                        "INSERT INTO notes VALUES (200, 'goes on')");
        QVERIFY(m_place->settle());
        m_place->source(mendSource.toStdString());
        m_place->target(mendTarget.toStdString());
        const auto added = command("refresh-publication");
        QVERIFY2(added.exitCode == 0 && added.output.find("added: public.w") != std::string::npos, added.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("UPDATE w SET a = a + 50 WHERE a < 4; UPDATE w SET b = 'short' WHERE a > 4; DELETE FROM w WHERE a = 8");
        verifySame({{"public.whole", "public." + into.toStdString()}, {"public.things"}});
    }

    /// What a start would only warn of joins, and is told.
    void toldMidway()
    {
        QVERIFY(runs(""));
        m_place->target("CREATE TABLE w (a int, b text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                        "CREATE TRIGGER acts BEFORE INSERT ON w FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE w ENABLE ALWAYS TRIGGER acts");
        m_place->source("CREATE TABLE w (a int, b text); INSERT INTO w VALUES (1, 'w'); ALTER PUBLICATION p ADD TABLE w");
        verifyJoins("public.w");
        for (const char *told : {"The table public.w has no replica identity", "The trigger acts on the target table public.w"})
            QVERIFY2(m_run->output().find(told) != std::string::npos, m_run->output().c_str());
        QVERIFY2(m_run->output().find("public.notes has no replica identity") == std::string::npos, m_run->output().c_str());
        m_place->source("INSERT INTO w VALUES (2, 'told')");
        verifySame({{"public.w"}});
    }

    /// A table that could not be followed any more is not emptied for it.
    void resyncRefused()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        const std::string table = "CREATE TABLE w (a int PRIMARY KEY, b text); ALTER TABLE w REPLICA IDENTITY ";
        m_place->target(table + "FULL");
        m_place->source(table + "FULL; INSERT INTO w SELECT g, 'w' FROM generate_series(1, 9) g;"
                                "CREATE PUBLICATION q FOR TABLE w WHERE (a > 4); CREATE VIEW whole AS SELECT * FROM w WHERE a > 4");
        QVERIFY(follows());
        m_place->source("ALTER TABLE w REPLICA IDENTITY DEFAULT");
        const auto refused = support::CliProcess::runToEnd(resync("public.w"), {}, 60'000);
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.output.find("The table public.w is published with a row filter") != std::string::npos, refused.output.c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM w"), "5");
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = 'w' AND state = 'r' AND NOT stopped"), "1");
        m_place->source("ALTER TABLE w REPLICA IDENTITY FULL");
        copyAgain("public.w");
        QVERIFY(m_place->allReady());
        m_place->source("UPDATE w SET a = a + 10 WHERE a < 4; DELETE FROM w WHERE a = 5");
        verifySame({{"public.whole", "public.w"}});
    }

    /// One that is to be copied again by itself and may not be is told of once, and then left to whoever reads that.
    void recopyRefused()
    {
        QVERIFY(runs("", {"--on-definition-change", "recopy"}));
        m_place->target("INSERT INTO _tidegate.fence (subname, generation, token) VALUES ('o', 1, 't');"
                        "INSERT INTO _tidegate.slot (subname, publications, source_system, source_timeline, source_database)"
                        " VALUES ('o', '{p}', '1', 1, 'd');"
                        "INSERT INTO _tidegate.subscription_rel (subname, schemaname, tablename, rrelid, target_schema, target_table)"
                        " VALUES ('o', 'public', 'x', 1, 'public', 'things')");
        const std::string change = "ALTER TABLE things ADD more int DEFAULT 5";
        m_place->source(change + "; INSERT INTO things VALUES (500, 5005, 'new', 6)");
        QVERIFY(stopped("things"));
        m_place->target(change);
        const std::string refused = "public.things is already fed by the subscription o";
        QVERIFY2(m_run->waitFor(refused), m_run->output().c_str());
        QVERIFY(m_place->settle());
        const auto seen = m_place->target("SELECT max(updated_at) FROM _tidegate.heartbeat");
        QVERIFY(m_place->targetBecomes("SELECT max(updated_at) > timestamptz '" + seen + "' + interval '7 s' FROM"
                                       " _tidegate.heartbeat", "t")); // two more looks
        const auto said = m_run->output();
        QCOMPARE(said.find(refused), said.rfind(refused));
        QCOMPARE(m_place->target("SELECT count(*) FROM things"), "100");
        m_place->target("DELETE FROM _tidegate.subscription_rel WHERE subname = 'o'");
        copyAgain("public.things");
        QVERIFY(m_place->allReady());
        verifySame({{"public.things"}, {"public.notes"}});
    }

    /// A publication that is not there for a moment: no table has left. Before PostgreSQL 18 nothing is missed as long as it is away,
    /// since the walsender fails at the first change that was written meanwhile; from 18 on it sends nothing of it. Once it is back its
    /// tables are stopped, since it may have been altered otherwise as well.
    void renamedForAMoment()
    {
        const bool missesNothing = m_place->sourceServer().major() < 18;
        QVERIFY(runs(""));
        m_place->source("ALTER PUBLICATION p RENAME TO elsewhere");
        const std::string told = "There is no publication p on the source";
        const auto tables = [this](const char *which) {
            return m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE " + std::string(which));
        };
        if (missesNothing)
            QVERIFY2(m_run->waitFor(told), m_run->output().c_str());
        else
            QVERIFY(stopped("things"));
        for (const char *verb : {"refresh-publication", "cutover"}) {
            const auto refused = command(verb, verb == std::string("cutover") ? std::vector<std::string>{"--yes"} : std::vector<std::string>());
            QVERIFY2(refused.exitCode != 0, refused.output.c_str());
            QVERIFY2(!missesNothing || refused.output.find(told) != std::string::npos, refused.output.c_str());
        }
        // A run that begins meanwhile does not let its tables go either.
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        m_run = m_place->run("", {});
        if (missesNothing)
            QVERIFY2(m_run->waitFor(told), m_run->output().c_str());
        QCOMPARE(tables("true"), "4");
        m_place->source("ALTER PUBLICATION elsewhere RENAME TO p; INSERT INTO notes VALUES (101, 'it is back')");
        for (const char *table : {"settled", "things", "notes", "amounts"}) {
            QVERIFY2(stopped(table), m_run->output().c_str());
            copyAgain("public." + std::string(table));
            QVERIFY(m_place->allReady());
        }
        m_place->target("CREATE TABLE more (a int PRIMARY KEY)");
        m_place->source("CREATE TABLE more (a int PRIMARY KEY); ALTER PUBLICATION p ADD TABLE more; INSERT INTO more VALUES (1)");
        verifyJoins("public.more");
        verifySame({{"public.things"}, {"public.notes"}, {"public.amounts"}, {"public.settled"}});
    }

    /// PostgreSQL would refuse to stream that.
    void differentColumnLists()
    {
        if (m_place->sourceServer().major() < 15)
            QSKIP("from PostgreSQL 15 on");
        m_place->source("CREATE PUBLICATION q FOR TABLE things (id, note)");
        m_run = m_place->run("", {}, {"--publication", "q"});
        QVERIFY2(m_run->waitForEnd() && m_run->output().find("The publications p and q give different columns of the table public.things") != std::string::npos,
                 m_run->output().c_str());
        QCOMPARE(m_place->source("SELECT count(*) FROM pg_replication_slots"), "0");
        m_run = m_place->run("", {}, {});
        QVERIFY(m_place->allReady());
        m_place->source("ALTER PUBLICATION q SET TABLE things");
        verifySame({{"public.things"}});
    }

    /// A table that joins under another name.
    void renamedInTheMap()
    {
        QVERIFY(runs(""));
        m_place->target("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.\"Late ones\" (b text, a int)");
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        const auto added = command("refresh-publication", {"--table-map", R"({"source":{"schema":"public","table":"late"},)"
                                                                          R"("target":{"schema":"elsewhere","table":"Late ones"}})"});
        QVERIFY2(added.exitCode == 0, added.output.c_str());
        QVERIFY(m_place->allReady());
        m_place->source("INSERT INTO late VALUES (11, 'told'); UPDATE late SET b = 'changed' WHERE a = 3");
        verifySame({{"public.late", "elsewhere.\"Late ones\""}});
        QCOMPARE(m_place->target("SELECT count(*) FROM late"), "0");
        copyAgain("public.late");
        QVERIFY(m_place->allReady());
        m_place->source("DELETE FROM late WHERE a = 4");
        verifySame({{"public.late", "elsewhere.\"Late ones\""}});
    }
};

QTEST_GUILESS_MAIN(PublicationsTest)
#include "publications_test.moc"
