// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "anew_place.h"

#include <QTest>

using namespace tidegate;

/// Starting anew in one step, `drop --empty-target` (FAULTS.md): the rows that the migration has brought go, nobody else's,
/// and whatever dies on the way, no table that was emptied counts as copied.
class FaultsAnewTest : public rules::AnewTest
{
    Q_OBJECT

private:
    /// Another migration, of publication q.
    void runOther(const std::string &table, const std::string &into);

private slots:
    void nobodySaidYes();
    void withAnEngine();
    void afterTheCutover();
    void killedInBetween_data();
    void killedInBetween();
    void theSourceIsAway();
    void anotherSource();
    void foreignKeys_data();
    void foreignKeys();
    void foreignKeysThatAct();
    void renamed();
    void ofAnotherMigration();
    void rowsThatStoodThere();
    void whereATriggerActs();
    void partitions();
};

void FaultsAnewTest::runOther(const std::string &table, const std::string &into)
{
    auto arguments = m_place->arguments("run");
    arguments[2] = "other";
    arguments.insert(arguments.end(), {"--publication", "q", "--allow-nonempty", "public." + into, "--table-map",
                                       R"({"source":{"schema":"public","table":")" + table
                                           + R"("},"target":{"schema":"public","table":")" + into + R"("}})"});
    m_run = std::make_unique<support::CliProcess>(arguments);
    QVERIFY(m_run->waitFor("slot"));
}

void FaultsAnewTest::nobodySaidYes()
{
    QVERIFY(m_place->runToSync());
    auto arguments = m_place->arguments("drop");
    arguments.emplace_back("--empty-target");
    const auto asked = support::CliProcess::runToEnd(arguments);
    QCOMPARE(asked.exitCode, 2);
    QVERIFY2(asked.output.find("TRUNCATE ONLY \"public\".\"things\"") != std::string::npos, asked.output.c_str());
    QCOMPARE(onTarget("things"), "100");
    m_run = m_place->run({}, {}); // nothing was changed
    QVERIFY(m_run->waitFor("resumed"));
    verifySame();
}

void FaultsAnewTest::withAnEngine()
{
    QVERIFY(runs({}));
    const auto refused = drop();
    QCOMPARE(refused.exitCode, 5);
    QCOMPARE(onTarget("things"), "100");
    verifySame();
    const auto done = drop({"--stop-engine"});
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget("things"), "0");
    verifyRunsAnew();
}

void FaultsAnewTest::afterTheCutover()
{
    QVERIFY(runs({}));
    auto cutover = m_place->arguments("cutover");
    cutover.emplace_back("--yes");
    QCOMPARE(support::CliProcess::runToEnd(cutover).exitCode, 0);
    QVERIFY(m_run->waitForEnd());
    const auto refused = drop();
    QVERIFY2(refused.exitCode == 4 && refused.output.find("cut over") != std::string::npos, refused.output.c_str());
    QCOMPARE(m_place->source("SELECT count(*) FROM pg_replication_slots"), "1"); // nothing at all was done
    const auto same = m_place->compare();
    QVERIFY2(same, same.report.c_str());
}

void FaultsAnewTest::killedInBetween_data()
{
    QTest::addColumn<std::string>("failpoint");
    QTest::addColumn<bool>("committed");
    QTest::newRow("before the commit") << std::string("cleanup.emptied=kill") << false;
    QTest::newRow("after the commit") << std::string("cleanup.after-tables=kill") << true;
}

void FaultsAnewTest::killedInBetween()
{
    QFETCH(std::string, failpoint);
    QFETCH(bool, committed);
    m_place->source("INSERT INTO amounts VALUES (1); INSERT INTO settled VALUES (0)");
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    QCOMPARE(drop({}, failpoint + ",cleanup.at-once=1").exitCode, 137);
    // Each either has its rows or is not in the journal.
    QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel"), committed ? "3" : "4");
    for (const std::string table : {"things", "notes", "amounts", "settled"}) {
        const bool isThere = m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = '" + table + "'") == "1";
        QCOMPARE(onTarget(table) != "0", isThere);
    }
    auto again = m_place->run({}, {});
    QVERIFY(again->waitForEnd());
    QVERIFY2(again->output().find("not on the source any more") != std::string::npos, again->output().c_str());
    const auto done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    verifyRunsAnew();
}

void FaultsAnewTest::theSourceIsAway()
{
    QVERIFY(m_place->runToSync());
    m_place->sourceServer().stop();
    auto done = drop();
    QVERIFY2(done.exitCode != 0 && done.output.find("left: rows of public.things") != std::string::npos, done.output.c_str());
    QCOMPARE(onTarget("things"), "100");
    QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel"), "4");
    done = drop({"--source-gone"});
    QVERIFY2(done.exitCode == 7 && done.output.find("the source could not be asked") != std::string::npos, done.output.c_str());
    QCOMPARE(onTarget("things"), "100");
    QCOMPARE(m_place->target("SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"), "0");
    m_place->sourceServer().startAgain();
}

/// On it there is no slot of ours, which says nothing.
void FaultsAnewTest::anotherSource()
{
    QVERIFY(m_place->runToSync());
    for (const auto &other : {m_place->targetServer().conninfo("r"), m_place->sourceServer().conninfo("postgres")}) {
        auto arguments = m_place->arguments("drop");
        arguments[4] = other;
        arguments.insert(arguments.end(), {"--empty-target", "--yes"});
        const auto refused = support::CliProcess::runToEnd(arguments);
        QVERIFY2(refused.exitCode == 4 && refused.output.find("another server") != std::string::npos, refused.output.c_str());
    }
    // One that may not be asked which it is.
    m_place->source("CREATE ROLE weak LOGIN");
    auto arguments = m_place->arguments("drop");
    arguments[4] += " user=weak";
    arguments.insert(arguments.end(), {"--empty-target", "--yes"});
    const auto refused = support::CliProcess::runToEnd(arguments);
    m_place->source("DROP ROLE weak");
    QVERIFY2(refused.exitCode != 0, refused.output.c_str());
    QCOMPARE(m_place->source("SELECT count(*) FROM pg_replication_slots"), "1");
    QCOMPARE(onTarget("things"), "100");
    m_run = m_place->run({}, {});
    verifySame();
}

void FaultsAnewTest::foreignKeys_data()
{
    QTest::addColumn<bool>("others");
    QTest::newRow("among themselves") << false;
    QTest::newRow("of others") << true;
}

/// Tables that refer to each other are emptied together. Where others refer to them their rows stay, and no cascade acts.
void FaultsAnewTest::foreignKeys()
{
    QFETCH(bool, others);
    const std::string orders = "CREATE TABLE orders (id int PRIMARY KEY, thing int REFERENCES things)";
    m_place->target(orders);
    m_place->source(orders + "; INSERT INTO orders SELECT g, g FROM generate_series(1, 50) g; ALTER PUBLICATION p ADD TABLE orders");
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    if (others)
        m_place->target("CREATE TABLE theirs (thing int REFERENCES things ON DELETE CASCADE); INSERT INTO theirs VALUES (1), (2)");
    const auto done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget("things"), "0");
    QCOMPARE(onTarget("orders"), "0");
    if (others)
        QCOMPARE(onTarget("theirs"), "2");
    verifyRunsAnew();
    QCOMPARE(onTarget("orders"), "50");
}

/// Without the right to switch foreign keys off a DELETE would cascade: the tables are left, and the journal with them.
void FaultsAnewTest::foreignKeysThatAct()
{
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    m_place->target("CREATE TABLE theirs (thing int REFERENCES things ON DELETE CASCADE); INSERT INTO theirs VALUES (1), (2)");
    m_place->target("CREATE ROLE weak LOGIN; GRANT pg_signal_backend TO weak; ALTER SCHEMA _tidegate OWNER TO weak; DO $$ DECLARE r record;"
                    "BEGIN FOR r IN SELECT oid::regclass AS name FROM pg_class WHERE relkind IN ('r', 'v')"
                    " AND relnamespace IN ('_tidegate'::regnamespace, 'public'::regnamespace) LOOP"
                    " EXECUTE format('ALTER TABLE %s OWNER TO weak', r.name); END LOOP; END $$;"
                    "GRANT CREATE ON DATABASE r TO weak");
    auto arguments = m_place->arguments("drop");
    arguments.back() += " user=weak";
    arguments.insert(arguments.end(), {"--empty-target", "--yes"});
    const auto done = support::CliProcess::runToEnd(arguments);
    QVERIFY2(done.exitCode == 1 && done.output.find("left: rows of public.things on the target. ") != std::string::npos,
             done.output.c_str());
    QCOMPARE(onTarget("things"), "100");
    QCOMPARE(onTarget("theirs"), "2");
    QCOMPARE(onTarget("notes"), "0");
    QCOMPARE(m_place->target("SELECT string_agg(tablename, ' ') FROM _tidegate.subscription_rel"), "things");
    m_place->target("DROP TABLE theirs");
    const auto again = support::CliProcess::runToEnd(arguments);
    QVERIFY2(again.exitCode == 0, again.output.c_str());
    m_place->target("REASSIGN OWNED BY weak TO CURRENT_USER; DROP OWNED BY weak; DROP ROLE weak");
    verifyRunsAnew();
}

void FaultsAnewTest::renamed()
{
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    m_place->target("ALTER TABLE things RENAME TO things_before; CREATE TABLE things (LIKE things_before INCLUDING ALL);"
                    "INSERT INTO things VALUES (1, 1, 'of others')");
    const auto done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget("things_before"), "0");
    QCOMPARE(onTarget("things"), "1");
    m_place->target("DROP TABLE things; ALTER TABLE things_before RENAME TO things");
    verifyRunsAnew();
}

/// Which has found it under another name, so that it was not refused.
void FaultsAnewTest::ofAnotherMigration()
{
    QVERIFY(m_place->runToSync());
    m_place->source("CREATE PUBLICATION q FOR TABLE late");
    m_place->target("ALTER TABLE notes RENAME TO notes_before");
    runOther("late", "notes_before");
    QVERIFY(m_place->targetBecomes("SELECT count(*) FROM notes_before", "110"));
    m_place->target("ALTER TABLE notes_before RENAME TO notes");
    auto done = drop();
    QVERIFY2(done.exitCode == 1 && done.output.find("rows of public.notes on the target, which stay: another migration") != std::string::npos,
             done.output.c_str());
    QCOMPARE(onTarget("notes"), "110");
    QCOMPARE(onTarget("things"), "0");
    QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE subname = 's'"), "0");
    QVERIFY2((done = drop({"--stop-engine"}, {}, "other")).exitCode == 1, done.output.c_str()); // it was not empty when that began
    QCOMPARE(onTarget("notes"), "110");
    m_place->target("TRUNCATE notes");
    verifyRunsAnew();
}

void FaultsAnewTest::rowsThatStoodThere()
{
    m_place->target("INSERT INTO notes VALUES (0, 'stood there')");
    QVERIFY(runs({}, {"--allow-nonempty", "public.notes"}));
    const auto done = drop({"--stop-engine"});
    QVERIFY2(done.exitCode == 1 && done.output.find("rows of public.notes on the target, which stay") != std::string::npos,
             done.output.c_str());
    QVERIFY2(done.output.find("run without --allow-nonempty public.notes") != std::string::npos, done.output.c_str());
    QCOMPARE(onTarget("notes"), "101");
    QCOMPARE(onTarget("things"), "0");
    m_place->target("TRUNCATE notes");
    verifyRunsAnew();
}

/// One that acts although we write as replica; others don't.
void FaultsAnewTest::whereATriggerActs()
{
    QVERIFY(m_place->runToSync());
    loseTheSlot();
    m_place->target("CREATE TABLE seen (what text); CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS"
                    " 'BEGIN INSERT INTO seen VALUES (TG_TABLE_NAME); RETURN NULL; END';"
                    "CREATE TRIGGER see BEFORE TRUNCATE ON notes EXECUTE FUNCTION see();"
                    "CREATE TRIGGER see BEFORE TRUNCATE ON things EXECUTE FUNCTION see();"
                    "ALTER TABLE notes ENABLE ALWAYS TRIGGER see");
    const auto done = drop();
    QVERIFY2(done.exitCode == 1 && done.output.find("rows of public.notes on the target, which stay: a trigger") != std::string::npos,
             done.output.c_str());
    QCOMPARE(onTarget("notes"), "100");
    QCOMPARE(onTarget("things"), "0");
    QCOMPARE(onTarget("seen"), "0");
    m_place->target("DROP FUNCTION see() CASCADE; TRUNCATE notes");
    verifyRunsAnew();
}

/// A root whose one partition another migration fills: a TRUNCATE of the root would empty that, too.
void FaultsAnewTest::partitions()
{
    const std::string parted = "CREATE TABLE parted (a int PRIMARY KEY, b text) PARTITION BY RANGE (a);"
                               "CREATE TABLE parted_a PARTITION OF parted FOR VALUES FROM (0) TO (100);"
                               "CREATE TABLE parted_b PARTITION OF parted FOR VALUES FROM (100) TO (200)";
    m_place->target(parted);
    m_place->source(parted + "; INSERT INTO parted SELECT g, 'ours' FROM generate_series(1, 20) g; CREATE TABLE more (LIKE parted);"
                             "ALTER TABLE more REPLICA IDENTITY FULL; INSERT INTO more VALUES (150, 'theirs');"
                             "CREATE PUBLICATION q FOR TABLE more;"
                             "CREATE PUBLICATION v FOR TABLE parted WITH (publish_via_partition_root = true)");
    QVERIFY(runs({}, {"--publication", "v"}));
    m_run->terminate();
    QVERIFY(m_run->waitForEnd());
    m_place->target("ALTER TABLE parted DETACH PARTITION parted_b"); // or it would be refused
    runOther("more", "parted_b");
    QVERIFY(m_place->targetBecomes("SELECT count(*) FROM parted_b", "1"));
    m_place->target("ALTER TABLE parted ATTACH PARTITION parted_b FOR VALUES FROM (100) TO (200)");
    auto done = drop();
    QVERIFY2(done.exitCode == 1 && done.output.find("rows of public.parted on the target, which stay: another migration") != std::string::npos,
             done.output.c_str());
    QCOMPARE(onTarget("parted"), "21");
    QCOMPARE(onTarget("things"), "0");
    done = drop({"--stop-engine"}, {}, "other");
    QVERIFY2(done.exitCode == 1 && done.output.find("rows of public.parted_b on the target, which stay: another migration") != std::string::npos,
             done.output.c_str()); // rows of the first could be in it
    QCOMPARE(onTarget("parted"), "21");
    m_place->target("TRUNCATE parted");
    QVERIFY(runs({}, {"--publication", "v"}));
    verifySame();
    QCOMPARE(onTarget("parted"), "20");
    m_run->terminate();
    QVERIFY(m_run->waitForEnd());
    done = drop(); // and as one table, root and all
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget("parted"), "0");
}

QTEST_GUILESS_MAIN(FaultsAnewTest)
#include "faults_anew_test.moc"
