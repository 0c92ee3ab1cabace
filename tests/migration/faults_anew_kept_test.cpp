// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "anew_place.h"

using namespace tidegate;

/// What `drop --empty-target` must not take away (FAULTS.md): rows that a new run would not bring again, and rows that
/// somebody has come to meanwhile.
class FaultsAnewKeptTest : public rules::AnewTest
{
    Q_OBJECT

private:
    static bool says(const support::CommandResult &result, const std::string &words)
    {
        return result.output.find(words) != std::string::npos;
    }
    void makeParted(const std::string &target) const;
    /// With one partition; the run has copied it and has ended.
    void fillParted();

private slots:
    void notCopiedAgain_data();
    void notCopiedAgain();
    void anotherOwner();
    void copiedNothing();
    void anotherHistory_data();
    void anotherHistory();
    void trees_data();
    void trees();
    void treesThatGo();
    void comesInBetween_data();
    void comesInBetween();
    void notWhatWasShown_data();
    void notWhatWasShown();
    void somebodyReads();
    void anEngineThatLives();
    void anEngineThatComesBack_data();
    void anEngineThatComesBack();
};

void FaultsAnewKeptTest::notCopiedAgain_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("why");
    const std::string again = "a new run would not copy all of them again";
    QTest::newRow("dropped on the source") << std::string("DROP TABLE notes") << std::string() << again;
    QTest::newRow("another of its name") << std::string("ALTER TABLE notes RENAME TO n; CREATE TABLE notes (LIKE n);"
                                                        "ALTER PUBLICATION p DROP TABLE n; ALTER PUBLICATION p ADD TABLE notes")
                                         << std::string() << again;
    QTest::newRow("not published") << std::string("ALTER PUBLICATION p DROP TABLE notes") << std::string() << again;
    QTest::newRow("published in another way")
        << std::string("ALTER PUBLICATION p DROP TABLE notes; ALTER PUBLICATION p ADD TABLE notes") << std::string() << again;
    QTest::newRow("with deletes that are not sent") << std::string("CREATE PUBLICATION q FOR TABLE notes WITH (publish = 'insert')")
                                                    << std::string("UPDATE _tidegate.slot SET publications = '{p,q}'; UPDATE"
                                                                   " _tidegate.subscription_rel SET publication_terms = ''")
                                                    << again;
    QTest::newRow("stopped") << std::string()
                             << std::string("UPDATE _tidegate.subscription_rel SET stopped = true WHERE tablename = 'notes'") << again;
    QTest::newRow("with rows of one that left")
        << std::string()
        << std::string("INSERT INTO _tidegate.left_behind VALUES ('s', 1, 'public', 'gone', 'public', 'notes')")
        << std::string("a table that went to it has left the migration earlier");
}

void FaultsAnewKeptTest::notCopiedAgain()
{
    QFETCH(std::string, source);
    QFETCH(std::string, target);
    QFETCH(std::string, why);
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    if (!source.empty())
        m_place->source(source);
    if (!target.empty())
        m_place->target(target);
    const auto done = drop();
    QVERIFY2(done.exitCode == 1 && says(done, "left: rows of public.notes on the target, which stay: " + why), done.output.c_str());
    QCOMPARE(onTarget("notes"), "100");
    QCOMPARE(onTarget("things"), "0");
    m_place->target("TRUNCATE notes");
    if (source.empty() || source.starts_with("CREATE PUBLICATION"))
        verifyRunsAnew();
}

/// A publication that was altered and looks as before sends the same again.
void FaultsAnewKeptTest::anotherOwner()
{
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    m_place->source("ALTER PUBLICATION p OWNER TO pg_monitor");
    const auto done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget("notes"), "0");
    verifyRunsAnew();
}

/// What was changed before a new slot would be in neither: not in rows that stood there, nor in the stream.
void FaultsAnewKeptTest::copiedNothing()
{
    for (const char *table : {"things", "notes"})
        m_place->target(std::string("INSERT INTO ") + table + " VALUES (-1)");
    m_run = m_place->run({}, {}, {"--copy-data", "false"});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady());
    m_run->terminate();
    QVERIFY(m_run->waitForEnd());
    loseTheSlot();
    const auto fence = m_place->target("SELECT generation, token FROM _tidegate.fence");
    const auto refused = drop();
    QVERIFY2(refused.exitCode == 4 && says(refused, "copies no data"), refused.output.c_str());
    QCOMPARE(m_place->target("SELECT generation, token FROM _tidegate.fence"), fence);
    QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel"), "4");
    auto arguments = m_place->arguments("drop");
    arguments.emplace_back("--yes");
    QCOMPARE(support::CliProcess::runToEnd(arguments).exitCode, 0);
    QCOMPARE(onTarget("notes"), "1");
}

void FaultsAnewKeptTest::anotherHistory_data()
{
    QTest::addColumn<std::string>("journal");
    QTest::addColumn<std::string>("words");
    QTest::newRow("another timeline") << std::string("UPDATE _tidegate.slot SET source_timeline = 7")
                                      << std::string("timeline 1, and the rows are of timeline 7");
    QTest::newRow("set back") << std::string("UPDATE _tidegate.progress SET lsn = 'FF/7'") << std::string("its WAL ends before FF/7");
}

/// The number is told before anything goes.
void FaultsAnewKeptTest::anotherHistory()
{
    QFETCH(std::string, journal);
    QFETCH(std::string, words);
    QVERIFY(m_place->runToSync());
    auto arguments = m_place->arguments("drop");
    arguments.emplace_back("--empty-target");
    auto asked = support::CliProcess::runToEnd(arguments);
    QVERIFY2(asked.exitCode == 2 && says(asked, "a run would go on where it stopped"), asked.output.c_str());
    m_place->target(journal);
    asked = support::CliProcess::runToEnd(arguments);
    QVERIFY2(asked.exitCode == 2 && says(asked, words) && !says(asked, "a run would go on"), asked.output.c_str());
    QCOMPARE(onTarget("things"), "100");
    const auto done = drop();
    QVERIFY2(done.exitCode == 0 && says(done, words), done.output.c_str());
    verifyRunsAnew();
}

void FaultsAnewKeptTest::makeParted(const std::string &target) const
{
    m_place->target(target);
    m_place->source("CREATE TABLE parted (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);"
                    "CREATE TABLE parted_a PARTITION OF parted FOR VALUES FROM (0) TO (100);"
                    "INSERT INTO parted SELECT g, 'ours' FROM generate_series(1, 20) g;"
                    "CREATE PUBLICATION v FOR TABLE parted WITH (publish_via_partition_root = true)");
}

void FaultsAnewKeptTest::fillParted()
{
    makeParted("CREATE TABLE parted (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);"
               "CREATE TABLE parted_a PARTITION OF parted FOR VALUES FROM (0) TO (100)");
    QVERIFY(runs({}, {"--publication", "v"}));
    m_run->terminate();
    QVERIFY(m_run->waitForEnd());
}

void FaultsAnewKeptTest::trees_data()
{
    QTest::addColumn<std::string>("meanwhile");
    QTest::addColumn<std::string>("why");
    const std::string part = "something below it keeps its rows, or is a foreign table";
    QTest::newRow("a foreign table") << std::string("ALTER TABLE parted DROP CONSTRAINT parted_pkey; CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER far FOREIGN DATA WRAPPER nothing;"
                                                    "CREATE FOREIGN TABLE far (a int NOT NULL, b text) SERVER far;"
                                                    "ALTER TABLE parted ATTACH PARTITION far FOR VALUES FROM (1000) TO (1100)")
                                     << part;
    QTest::newRow("attached later") << std::string("CREATE TABLE theirs (a int PRIMARY KEY, b text); INSERT INTO theirs VALUES (500, 'theirs');"
                                                   "ALTER TABLE parted ATTACH PARTITION theirs FOR VALUES FROM (500) TO (600)")
                                    << std::string("something below it may have been attached with rows");
    QTest::newRow("filled by PostgreSQL's own subscription")
        << std::string("CREATE SUBSCRIPTION own CONNECTION 'host=nowhere' PUBLICATION x WITH (connect = false, slot_name = NONE);"
                       "SET allow_system_table_mods = on; INSERT INTO pg_subscription_rel (srsubid, srrelid, srsubstate)"
                       " SELECT oid, 'parted_a'::regclass, 'r' FROM pg_subscription WHERE subname = 'own'")
        << std::string("another migration fills it, too");
    QTest::newRow("known by name alone")
        << std::string("INSERT INTO _tidegate.left_behind VALUES ('s', 1, 'public', 'gone', 'public', 'parted_a')") << part;
}

void FaultsAnewKeptTest::trees()
{
    QFETCH(std::string, meanwhile);
    QFETCH(std::string, why);
    fillParted();
    if (QTest::currentTestFailed())
        return;
    loseTheSlot();
    m_place->target(meanwhile);
    const auto done = drop();
    m_place->target("DROP SUBSCRIPTION IF EXISTS own");
    QVERIFY2(done.exitCode == 1 && says(done, "left: rows of public.parted on the target, which stay: " + why), done.output.c_str());
    QCOMPARE(onTarget("parted_a"), "20");
    QCOMPARE(onTarget("things"), "0");
}

/// As pg_dump makes them, and one that came later without rows.
void FaultsAnewKeptTest::treesThatGo()
{
    makeParted("CREATE TABLE parted (a int PRIMARY KEY, b text) PARTITION BY RANGE (a); CREATE TABLE parted_a (a int PRIMARY KEY, b text);"
               "ALTER TABLE parted ATTACH PARTITION parted_a FOR VALUES FROM (0) TO (100)");
    QVERIFY(runs({}, {"--publication", "v"}));
    m_place->target("CREATE TABLE parted_b PARTITION OF parted FOR VALUES FROM (100) TO (200)");
    m_place->source("CREATE TABLE parted_b PARTITION OF parted FOR VALUES FROM (100) TO (200); INSERT INTO parted VALUES (150, 'ours')");
    QVERIFY(m_place->targetBecomes("SELECT count(*) FROM parted_b", "1"));
    const auto done = drop({"--stop-engine"});
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget("parted"), "0");
    QVERIFY(runs({}, {"--publication", "v"}));
    verifySame();
    QCOMPARE(onTarget("parted"), "21");
}

void FaultsAnewKeptTest::comesInBetween_data()
{
    QTest::addColumn<std::string>("meanwhile");
    QTest::addColumn<std::string>("table");
    QTest::addColumn<std::string>("undone");
    QTest::newRow("a trigger") << std::string("CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                                              "CREATE TRIGGER see BEFORE TRUNCATE ON notes EXECUTE FUNCTION see();"
                                              "ALTER TABLE notes ENABLE ALWAYS TRIGGER see")
                               << std::string("notes") << std::string("DROP FUNCTION see() CASCADE");
    QTest::newRow("a partition") << std::string("CREATE TABLE theirs (a int PRIMARY KEY, b text); INSERT INTO theirs VALUES (500, 'theirs');"
                                                "ALTER TABLE parted ATTACH PARTITION theirs FOR VALUES FROM (500) TO (600)")
                                 << std::string("parted") << std::string("ALTER TABLE parted DETACH PARTITION theirs");
    QTest::newRow("a column") << std::string("ALTER TABLE notes ADD COLUMN own text") << std::string("notes")
                              << std::string("ALTER TABLE notes DROP COLUMN own");
    QTest::newRow("another migration")
        << std::string("INSERT INTO _tidegate.fence (subname, generation, token) VALUES ('other', 1, 'x');"
                       "INSERT INTO _tidegate.subscription_rel (subname, schemaname, tablename, rrelid, target_schema, target_table)"
                       " VALUES ('other', 'public', 'far', 1, 'public', 'notes')")
        << std::string("notes") << std::string("DELETE FROM _tidegate.fence WHERE subname = 'other'");
}

/// After what goes was listed and before it goes: found under the lock.
void FaultsAnewKeptTest::comesInBetween()
{
    QFETCH(std::string, meanwhile);
    QFETCH(std::string, table);
    QFETCH(std::string, undone);
    fillParted();
    if (QTest::currentTestFailed())
        return;
    const auto rows = onTarget(table);
    const rules::Gate gate("cleanup.item"); // the slot's
    auto arguments = m_place->arguments("drop");
    arguments.insert(arguments.end(), {"--empty-target", "--yes"});
    support::CliProcess process(arguments, {{"TIDEGATE_FAILPOINTS", gate.setting()}});
    QVERIFY(gate.arrived());
    m_place->target(meanwhile);
    gate.open();
    QVERIFY(process.waitForEnd());
    QVERIFY2(process.exitCode() == 1 && process.output().find("left: rows of public." + table + " on the target, which stay: ") != std::string::npos,
             process.output().c_str());
    QCOMPARE(m_place->target("SELECT count(*) FROM " + table + " WHERE b <> 'theirs'"), rows);
    QCOMPARE(onTarget("things"), "0");
    QCOMPARE(m_place->target("SELECT string_agg(tablename, ' ') FROM _tidegate.subscription_rel WHERE subname = 's'"), table);
    m_place->target(undone);
    const auto done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget(table), "0");
    verifyRunsAnew();
}

void FaultsAnewKeptTest::notWhatWasShown_data()
{
    QTest::addColumn<std::string>("before");
    QTest::addColumn<std::string>("meanwhile");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("an engine has run") << std::string() << std::string("UPDATE _tidegate.fence SET generation = generation + 1") << 6;
    QTest::newRow("one more table") << std::string("UPDATE _tidegate.subscription_rel SET shared = true WHERE tablename = 'notes'")
                                    << std::string("UPDATE _tidegate.subscription_rel SET shared = false") << 4;
    QTest::newRow("another history") << std::string() << std::string("UPDATE _tidegate.slot SET source_timeline = 7") << 4;
    QTest::newRow("a slot that has not every change") << std::string() << std::string("UPDATE _tidegate.progress SET lsn = '0/7'") << 4;
    QTest::newRow("another slot") << std::string() << std::string("UPDATE _tidegate.slot SET slot_name = slot_name || '2'") << 4;
}

void FaultsAnewKeptTest::notWhatWasShown()
{
    QFETCH(std::string, before);
    QFETCH(std::string, meanwhile);
    QFETCH(int, exitCode);
    QVERIFY(m_place->runToSync());
    if (!before.empty())
        m_place->target(before);
    const rules::Gate gate("drop.agreed");
    auto arguments = m_place->arguments("drop");
    arguments.insert(arguments.end(), {"--empty-target", "--yes"});
    support::CliProcess process(arguments, {{"TIDEGATE_FAILPOINTS", gate.setting()}});
    QVERIFY(gate.arrived());
    m_place->target(meanwhile);
    gate.open();
    QVERIFY(process.waitForEnd());
    QVERIFY2(process.exitCode() == exitCode, process.output().c_str());
    QCOMPARE(onTarget("things"), "100");
    QCOMPARE(onTarget("notes"), "100");
    QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel"), "4");
    QCOMPARE(m_place->source("SELECT count(*) FROM pg_replication_slots"), "1");
}

/// A lock is no reason for a DELETE.
void FaultsAnewKeptTest::somebodyReads()
{
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    auto reader = m_place->targetSession();
    reader.exec("BEGIN; SELECT count(*) FROM notes");
    auto done = drop();
    QVERIFY2(done.exitCode == 1 && says(done, "left: rows of public.notes on the target. "), done.output.c_str());
    QCOMPARE(onTarget("notes"), "100");
    QCOMPARE(onTarget("things"), "0");
    QCOMPARE(m_place->target("SELECT string_agg(tablename, ' ') FROM _tidegate.subscription_rel"), "notes");
    reader.exec("COMMIT");
    done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    verifyRunsAnew();
}

/// It has lost its lock with its connection.
void FaultsAnewKeptTest::anEngineThatLives()
{
    QVERIFY(m_place->runToSync());
    m_place->target("UPDATE _tidegate.fence SET since = now() - interval '1 h';"
                    "UPDATE _tidegate.heartbeat SET phase = 'in sync', updated_at = now() - interval '20 s'");
    auto done = drop();
    QVERIFY2(done.exitCode != 0 && says(done, "no sign of life for 2"), done.output.c_str());
    QCOMPARE(onTarget("things"), "100");
    QCOMPARE(m_place->source("SELECT count(*) FROM pg_replication_slots"), "1");
    m_place->target("UPDATE _tidegate.heartbeat SET updated_at = now() - interval '61 s'");
    done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    verifyRunsAnew();
}

void FaultsAnewKeptTest::anEngineThatComesBack_data()
{
    QTest::addColumn<std::string>("journal");
    QTest::newRow("no journal") << std::string("DROP SCHEMA _tidegate CASCADE");
    QTest::newRow("others' journal") << std::string("DELETE FROM _tidegate.subscription_rel; DELETE FROM _tidegate.fence");
}

/// To a migration that somebody has dropped: it does not begin anew.
void FaultsAnewKeptTest::anEngineThatComesBack()
{
    QFETCH(std::string, journal);
    QVERIFY(runs({}));
    m_place->target("BEGIN; " + journal + "; SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name LIKE 'tidegate s%'; COMMIT");
    QVERIFY(m_run->waitForEnd());
    QVERIFY2(m_run->exitCode() == 6, m_run->output().c_str());
    QCOMPARE(m_place->target("SELECT to_regclass('_tidegate.fence') IS NULL"), journal.starts_with("DROP") ? "t" : "f");
    QCOMPARE(onTarget("things"), "100");
}

QTEST_GUILESS_MAIN(FaultsAnewKeptTest)
#include "faults_anew_kept_test.moc"
