// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "anew_place.h"

using namespace tidegate;

/// What `drop --empty-target` must not take away (FAULTS.md): rows that came from what is gone since, another migration or a
/// table that has left, wherever these stand by now; and values that only the target has.
class FaultsAnewOthersTest : public rules::AnewTest
{
    Q_OBJECT

private:
    /// The command line of another migration, which follows `late`.
    std::vector<std::string> ofOther(const std::string &verb) const
    {
        auto arguments = m_place->arguments(verb);
        arguments[2] = "other";
        return arguments;
    }
    /// With all that it has copied.
    bool otherHasRun() const
    {
        auto arguments = ofOther("run");
        arguments.insert(arguments.end(), {"--publication", "q"});
        support::CliProcess other(arguments);
        const bool isInSync = other.waitFor("in-sync");
        other.terminate();
        return other.waitForEnd() && isInSync;
    }
    void stops()
    {
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
    }
    /// Two partitions of the source go to one table; the first has left with its rows.
    void fillReadings();
    void verifyKept(const std::string &table, const std::string &rows, const std::string &why) const;

private slots:
    void leftUnderAnotherName_data();
    void leftUnderAnotherName();
    void leftBeforeAnUpgrade();
    void filledByOneThatWasDropped_data();
    void filledByOneThatWasDropped();
    void rowsOfItsEarlierLife_data();
    void rowsOfItsEarlierLife();
    void droppedBothAtOnce();
    void columnsOfItsOwn();
    void columnsOfBothSides_data();
    void columnsOfBothSides();
    void joinsWhatAnotherFills();
};

void FaultsAnewOthersTest::verifyKept(const std::string &table, const std::string &rows, const std::string &why) const
{
    const auto done = drop();
    QVERIFY2(done.exitCode == 1 && done.output.find("left: rows of public." + table + " on the target, which stay: " + why) != std::string::npos,
             done.output.c_str());
    QCOMPARE(onTarget(table), rows);
}

void FaultsAnewOthersTest::fillReadings()
{
    m_place->target("CREATE TABLE readings (day date PRIMARY KEY, b text)");
    m_place->source("CREATE TABLE readings (day date PRIMARY KEY, b text) PARTITION BY RANGE (day);"
                    "CREATE TABLE readings_2023 PARTITION OF readings FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');"
                    "CREATE TABLE readings_2024 PARTITION OF readings FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
                    "INSERT INTO readings SELECT '2023-12-01'::date + g, 'ours' FROM generate_series(1, 60) g;"
                    "CREATE PUBLICATION v FOR TABLE readings");
    const auto map = [](const std::string &table) {
        return R"({"source":{"schema":"public","table":")" + table + R"("},"target":{"schema":"public","table":"readings"}})";
    };
    QVERIFY(runs({}, {"--publication", "v", "--table-map", map("readings_2023"), "--table-map", map("readings_2024")}));
    m_place->source("DROP TABLE readings_2023");
    QCOMPARE(support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}).exitCode, 0);
    QCOMPARE(m_place->target("SELECT target_table FROM _tidegate.left_behind"), "readings");
    stops();
}

void FaultsAnewOthersTest::leftUnderAnotherName_data()
{
    QTest::addColumn<bool>("byOid");
    QTest::newRow("known by its oid") << true;
    QTest::newRow("of an older journal") << false;
}

/// The only copy of the partition that the source has dropped.
void FaultsAnewOthersTest::leftUnderAnotherName()
{
    QFETCH(bool, byOid);
    fillReadings();
    if (QTest::currentTestFailed())
        return;
    if (!byOid)
        m_place->target("UPDATE _tidegate.left_behind SET target_oid = 0");
    m_place->target("ALTER TABLE readings RENAME TO measurements");
    m_run = m_place->run({}, {}, {"--publication", "v"});
    QVERIFY(m_run->waitFor("resumed"));
    QVERIFY(m_place->targetBecomes("SELECT target_table FROM _tidegate.subscription_rel WHERE tablename = 'readings_2024'", "measurements"));
    stops();
    loseTheSlot();
    verifyKept("measurements", "60", "a table that went to it has left the migration earlier");
    QCOMPARE(onTarget("things"), byOid ? "0" : "100");
}

/// From the upgrade on its oid is known: another table may have the name afterwards.
void FaultsAnewOthersTest::leftBeforeAnUpgrade()
{
    fillReadings();
    if (QTest::currentTestFailed())
        return;
    m_place->target("ALTER TABLE _tidegate.left_behind DROP COLUMN target_oid; UPDATE _tidegate.version SET version = 4");
    m_run = m_place->run({}, {}, {"--publication", "v"});
    QVERIFY(m_run->waitFor("resumed"));
    stops();
    m_place->target("ALTER TABLE readings RENAME TO measurements; CREATE TABLE readings (LIKE measurements)");
    m_run = m_place->run({}, {}, {"--publication", "v"});
    QVERIFY(m_run->waitFor("resumed"));
    QVERIFY(m_place->targetBecomes("SELECT target_table FROM _tidegate.subscription_rel WHERE tablename = 'readings_2024'", "measurements"));
    stops();
    loseTheSlot();
    verifyKept("measurements", "60", "a table that went to it has left the migration earlier");
    QCOMPARE(onTarget("things"), "0");
}

void FaultsAnewOthersTest::filledByOneThatWasDropped_data()
{
    QTest::addColumn<std::string>("table");
    QTest::addColumn<std::string>("into");
    QTest::addColumn<std::string>("before");
    QTest::addColumn<std::string>("after");
    QTest::newRow("a part of it") << std::string("parted") << std::string("parted_b")
        << std::string("ALTER TABLE parted DETACH PARTITION parted_b") // or it would be refused
        << std::string("ALTER TABLE parted ATTACH PARTITION parted_b FOR VALUES FROM (100) TO (1000)");
    QTest::newRow("itself, under another name")
        << std::string("notes") << std::string("notes_before") << std::string("ALTER TABLE notes RENAME TO notes_before")
        << std::string("ALTER TABLE notes_before RENAME TO notes");
}

/// Its rows stay when it is dropped, and are nobody's.
void FaultsAnewOthersTest::filledByOneThatWasDropped()
{
    QFETCH(std::string, table);
    QFETCH(std::string, into);
    QFETCH(std::string, before);
    QFETCH(std::string, after);
    const std::string parted = "CREATE TABLE parted (a int, b text) PARTITION BY RANGE (a);"
                               "CREATE TABLE parted_a PARTITION OF parted FOR VALUES FROM (0) TO (100);"
                               "CREATE TABLE parted_b PARTITION OF parted FOR VALUES FROM (100) TO (1000)";
    m_place->target(parted);
    m_place->source(parted + "; ALTER TABLE parted REPLICA IDENTITY FULL; INSERT INTO parted SELECT g, 'ours' FROM generate_series(1, 20) g;"
                             "CREATE TABLE more (LIKE parted); INSERT INTO more VALUES (150, 'theirs');"
                             "ALTER TABLE more REPLICA IDENTITY FULL; CREATE PUBLICATION q FOR TABLE more;"
                             "CREATE PUBLICATION v FOR TABLE parted WITH (publish_via_partition_root = true)");
    QVERIFY(runs({}, {"--publication", "v"}));
    stops();
    const auto rows = std::to_string(std::stoi(onTarget(table)) + 1);
    m_place->target(before);
    auto arguments = m_place->arguments("run");
    arguments[2] = "other";
    arguments.insert(arguments.end(), {"--publication", "q", "--allow-nonempty", "public." + into, "--table-map",
                                       R"({"source":{"schema":"public","table":"more"},"target":{"schema":"public","table":")" + into + R"("}})"});
    m_run = std::make_unique<support::CliProcess>(arguments);
    QVERIFY(m_run->waitFor("slot") && m_place->targetBecomes("SELECT count(*) FROM " + into + " WHERE b = 'theirs'", "1"));
    stops();
    m_place->target(after);
    arguments = m_place->arguments("drop");
    arguments[2] = "other";
    arguments.emplace_back("--yes");
    QCOMPARE(support::CliProcess::runToEnd(arguments).exitCode, 0);
    m_place->source("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
    verifyKept(table, rows, "another migration");
    QCOMPARE(onTarget("things"), "0");
}

void FaultsAnewOthersTest::rowsOfItsEarlierLife_data()
{
    QTest::addColumn<bool>("otherIsDropped");
    QTest::newRow("remembered by another") << false;
    QTest::newRow("by one that was dropped since") << true;
}

/// It was dropped, its tables were emptied, and it runs again: what another one remembers of it is no longer there.
void FaultsAnewOthersTest::rowsOfItsEarlierLife()
{
    QFETCH(bool, otherIsDropped);
    const auto isDropped = [](std::vector<std::string> arguments) {
        arguments.emplace_back("--yes");
        return support::CliProcess::runToEnd(arguments).exitCode == 0;
    };
    m_place->source("CREATE PUBLICATION q FOR TABLE late");
    QVERIFY(runs({}));
    stops();
    QVERIFY(otherHasRun());
    QVERIFY(isDropped(m_place->arguments("drop")));
    m_place->target("TRUNCATE things, notes, amounts, settled");
    QVERIFY(runs({}));
    stops();
    if (otherIsDropped)
        QVERIFY(isDropped(ofOther("drop")));
    loseTheSlot();
    const auto done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    QCOMPARE(onTarget("notes"), "0");
    QCOMPARE(onTarget("late"), "10");
    QVERIFY(runs({}));
    verifySame();
}

/// Each has the other remember its tables, and goes itself.
void FaultsAnewOthersTest::droppedBothAtOnce()
{
    m_place->source("CREATE PUBLICATION q FOR TABLE late");
    QVERIFY(runs({}));
    stops();
    QVERIFY(otherHasRun());
    auto held = m_place->targetSession();
    held.exec("BEGIN; LOCK TABLE _tidegate.subscription_rel IN SHARE MODE");
    auto arguments = m_place->arguments("drop");
    arguments.emplace_back("--yes");
    support::CliProcess first(arguments);
    arguments[2] = "other";
    support::CliProcess second(arguments);
    QVERIFY(m_place->targetBecomes("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted", "2"));
    held.exec("COMMIT");
    QVERIFY(first.waitForEnd() && second.waitForEnd());
    QVERIFY2(first.exitCode() == 0, first.output().c_str());
    QVERIFY2(second.exitCode() == 0, second.output().c_str());
    QCOMPARE(m_place->target("SELECT (SELECT count(*) FROM _tidegate.fence) + (SELECT count(*) FROM _tidegate.left_behind)"), "0");
    const auto same = m_place->compare(true);
    QVERIFY2(same, same.report.c_str());
}

/// What the target makes by itself comes again.
void FaultsAnewOthersTest::columnsOfItsOwn()
{
    QVERIFY(runs({}));
    stops();
    loseTheSlot();
    m_place->target("ALTER TABLE notes ADD COLUMN own text; UPDATE notes SET own = 'mine' WHERE a = 1;"
                    "ALTER TABLE things ADD COLUMN twice int GENERATED ALWAYS AS (id * 2) STORED, ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY");
    verifyKept("notes", "100", "it has columns that the migration does not fill");
    QCOMPARE(onTarget("things"), "0");
    m_place->target("TRUNCATE notes; ALTER TABLE notes DROP COLUMN own; ALTER TABLE things DROP COLUMN twice, DROP COLUMN number");
    verifyRunsAnew();
}

void FaultsAnewOthersTest::columnsOfBothSides_data()
{
    QTest::addColumn<std::string>("made");
    QTest::addColumn<bool>("isSent");
    QTest::newRow("as any other") << std::string("text DEFAULT 'new'") << true;
    QTest::newRow("that the source makes") << std::string("text GENERATED ALWAYS AS (b || 'x') STORED") << false;
}

/// Added while nothing ran, so that it is not remembered: the new run copies it, if the source sends it.
void FaultsAnewOthersTest::columnsOfBothSides()
{
    QFETCH(std::string, made);
    QFETCH(bool, isSent);
    QVERIFY(runs({}));
    stops();
    loseTheSlot();
    m_place->source("ALTER TABLE notes ADD COLUMN more " + made);
    m_place->target("ALTER TABLE notes ADD COLUMN more text");
    if (!isSent) {
        verifyKept("notes", "100", "it has columns that the migration does not fill");
        return;
    }
    const auto done = drop();
    QVERIFY2(done.exitCode == 0, done.output.c_str());
    verifyRunsAnew();
}

/// A table that is refused at a start is refused at a refresh, too: nobody could tell the rows of the two apart.
void FaultsAnewOthersTest::joinsWhatAnotherFills()
{
    m_place->source("CREATE TABLE more (LIKE amounts); ALTER TABLE more REPLICA IDENTITY FULL; INSERT INTO more VALUES (7);"
                    "CREATE PUBLICATION q FOR TABLE late");
    QVERIFY(runs({}));
    auto arguments = m_place->arguments("run");
    arguments[2] = "other";
    arguments.insert(arguments.end(), {"--publication", "q", "--table-map",
                                       R"({"source":{"schema":"public","table":"more"},"target":{"schema":"public","table":"amounts"}})"});
    support::CliProcess other(arguments);
    QVERIFY(other.waitFor("in-sync"));
    m_place->source("ALTER PUBLICATION q ADD TABLE more");
    arguments = m_place->arguments("refresh-publication");
    arguments[2] = "other";
    const auto refreshed = support::CliProcess::runToEnd(arguments);
    QVERIFY2(refreshed.output.find("public.amounts is already fed by the subscription s.") != std::string::npos, refreshed.output.c_str());
    QCOMPARE(m_place->target("SELECT string_agg(tablename, ' ') FROM _tidegate.subscription_rel WHERE subname = 'other'"), "late");
    other.terminate();
    QVERIFY(other.waitForEnd());
    verifySame();
}

QTEST_GUILESS_MAIN(FaultsAnewOthersTest)
#include "faults_anew_others_test.moc"
