// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include "support/skips.h"

#include <QTest>

#include <thread>

using namespace tidegate;

/// A table's definition changes on the source while it streams (DEFINITIONS.md): the stream waits there and shows the statement
/// that mends the target; once that was run it goes on by itself, and nothing is lost.
class DefinitionsTest : public rules::DefinitionTest
{
    Q_OBJECT

    static constexpr char runOnTheTarget[] = "Run on the target: ";

    /// What a refused cutover says, in parentheses.
    static std::string sqlIn(const std::string &output)
    {
        const auto begin = output.find(runOnTheTarget) + sizeof runOnTheTarget - 1;
        return output.substr(begin, output.find("). Source and target", begin) - begin);
    }

private slots:
    void streaming_data() { changes(); }
    void streaming()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QFETCH(QString, words);
        QVERIFY(runs());
        m_place->source("UPDATE t SET a = a + 1 WHERE id = 2");
        m_place->source(change.toStdString());
        m_place->source(rows.toStdString());
        verifyMended(words.toStdString());
    }

    /// In one transaction, with changes of both definitions.
    void midTransaction_data() { changes(); }
    void midTransaction()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QFETCH(QString, words);
        QVERIFY(runs());
        m_place->source("BEGIN; UPDATE t SET a = a + 1 WHERE id = 2; INSERT INTO t VALUES (60, 60, 'before', 'c');"
                        "INSERT INTO things VALUES (500, -5, 'the same');" + change.toStdString() + ";" + rows.toStdString()
                        + "; INSERT INTO things VALUES (501, -6, 'the same'); COMMIT");
        verifyMended(words.toStdString());
    }

    /// The target is ahead: rows with the column of before come when both sides have dropped it, and have another one of its name.
    void addedAgainAheadOfTheStream_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("in the middle") << "ALTER TABLE t DROP a; ALTER TABLE t ADD a int DEFAULT 8";
        QTest::newRow("two of them") << "ALTER TABLE t DROP a, DROP b; ALTER TABLE t ADD b text DEFAULT 'b', ADD a int DEFAULT 8";
    }
    void addedAgainAheadOfTheStream()
    {
        QFETCH(QString, change);
        QVERIFY(runs());
        m_run->suspend();
        m_place->source("UPDATE t SET a = 77, c = 'old' WHERE id IN (3, 4)");
        onBoth(qPrintable(change));
        m_place->source("UPDATE t SET b = 'after' WHERE id IN (4, 5)");
        m_run->resume();
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// Over two sessions, of which the second gets the message with the old definition, too.
    void addedAgainAheadOfTwoSessions()
    {
        QVERIFY(runs());
        m_run->suspend();
        m_place->source("UPDATE t SET a = 77 WHERE id = 3");
        const auto position = m_place->position();
        m_place->source("BEGIN; UPDATE t SET a = 78 WHERE id = 4; INSERT INTO things VALUES (70000, -70000, 'x'); COMMIT");
        onBoth("ALTER TABLE t DROP a; ALTER TABLE t ADD a int DEFAULT 8");
        m_place->target("INSERT INTO things VALUES (70000, 70000, 'a stranger')"); // ends the session after the first row
        m_run->resume();
        QVERIFY(m_place->stored(position));
        QVERIFY(m_run->waitFor("id=70000"));
        m_place->target("DELETE FROM things WHERE id = 70000");
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// The last one's values may be of the column of before or of that which has its name now.
    void addedAgainAheadOfTheStreamAsTheLast_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("of another type") << "ALTER TABLE t DROP c; ALTER TABLE t ADD c text DEFAULT 'new'";
        QTest::newRow("widened since") << "ALTER TABLE t DROP c; ALTER TABLE t ADD c varchar(5) DEFAULT 'new'; ALTER TABLE t ALTER c TYPE text";
    }
    void addedAgainAheadOfTheStreamAsTheLast()
    {
        QFETCH(QString, change);
        QVERIFY(runs());
        m_run->suspend();
        m_place->source("UPDATE t SET c = 'old' WHERE id = 3");
        onBoth(qPrintable(change));
        m_run->resume();
        QVERIFY2(m_run->waitFor("column c was dropped and added again"), m_run->output().c_str());
        const auto again = support::CliProcess::runToEnd(resync("public.t"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        m_place->source("UPDATE t SET c = 'later' WHERE id = 4");
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// Its name is a generated column's by now.
    void generatedUnderTheNameOfBefore()
    {
        QVERIFY(runs());
        m_run->suspend();
        m_place->source("UPDATE t SET a = 77 WHERE id = 3");
        onBoth("ALTER TABLE t RENAME a TO net; ALTER TABLE t ADD a int GENERATED ALWAYS AS (net * 2) STORED");
        m_place->source("UPDATE t SET net = 78 WHERE id = 4");
        m_run->resume();
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// Both sides agree, and no row comes.
    void agreesBeforeTheCutover_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("added again") << "ALTER TABLE t DROP c; ALTER TABLE t ADD c varchar(5) DEFAULT 'new'";
        QTest::newRow("with a default") << "ALTER TABLE t ADD d int DEFAULT 5";
        QTest::newRow("partitioned") << "ALTER TABLE root ADD d int DEFAULT 5; ALTER TABLE root ALTER d SET DEFAULT 6";
    }
    void agreesBeforeTheCutover()
    {
        QFETCH(QString, change);
        onBoth("CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE leaf PARTITION OF root DEFAULT");
        m_place->source("INSERT INTO root SELECT generate_series(1, 9); ALTER PUBLICATION p SET (publish_via_partition_root = true);"
                        "ALTER PUBLICATION p ADD TABLE root");
        QVERIFY(runs());
        onBoth(qPrintable(change));
        verifyCutsOver();
    }

    /// No row comes that says so, so the cutover does.
    void beforeTheCutover_data() { changes(); }
    void beforeTheCutover()
    {
        QFETCH(QString, change);
        QFETCH(QString, words);
        QVERIFY(runs());
        m_place->source(change.toStdString());
        const auto refused = command("cutover", {"--yes"});
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.output.find("public.t: ") != std::string::npos && refused.output.find(words.toStdString()) != std::string::npos,
                 refused.output.c_str());
        m_place->target(sqlIn(refused.output));
        QCOMPARE(columns(false), columns(true));
        verifyCutsOver();
    }

    /// Values that no statement gives have to be copied.
    void copiedAgainBeforeTheCutover_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("each row its own") << "ALTER TABLE t ADD d double precision DEFAULT random()";
        QTest::newRow("several, one its own") << "ALTER TABLE t DROP c; ALTER TABLE t ADD c varchar(5) DEFAULT 'new', ADD d uuid DEFAULT gen_random_uuid()";
        QTest::newRow("values computed anew") << "ALTER TABLE t ALTER a TYPE int USING a + 1";
        QTest::newRow("computed anew where older rows had a default") << "ALTER TABLE t ALTER older TYPE int USING older * 2";
        QTest::newRow("computed anew and emptied before") << "BEGIN; CREATE TEMP TABLE kept AS SELECT * FROM t; TRUNCATE t; INSERT INTO t SELECT * FROM kept; ALTER TABLE t ALTER a TYPE int USING a + 1; COMMIT";
        QTest::newRow("computed anew, and altered in other ways") << "ALTER TABLE t ALTER c TYPE varchar(5) USING upper(c), ALTER c SET NOT NULL, ALTER c SET DEFAULT 'n'";
        QTest::newRow("computed anew, and others altered later") << "ALTER TABLE t ALTER b TYPE text USING upper(b); GRANT SELECT ON t TO public; ALTER TABLE t ADD e int";
    }
    void copiedAgainBeforeTheCutover()
    {
        QFETCH(QString, change);
        onBoth("ALTER TABLE t ADD older int DEFAULT 5");
        QVERIFY(runs());
        m_place->source(change.toStdString());
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find("has to be copied again") != std::string::npos, refused.output.c_str());
        if (refused.output.find(runOnTheTarget) != std::string::npos)
            m_place->target(sqlIn(refused.output));
        const auto still = command("cutover", {"--yes"});
        QVERIFY2(still.exitCode != 0 && still.output.find("has to be copied again") != std::string::npos, still.output.c_str());
        const auto again = support::CliProcess::runToEnd(resync("public.t"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        verifyCutsOver();
    }

    /// A table without TOAST, whose row others alter later.
    void computedAnewInNarrowRows()
    {
        onBoth("CREATE TABLE narrow (id int PRIMARY KEY, v int)");
        m_place->source("INSERT INTO narrow SELECT g, g FROM generate_series(1, 20) g; ALTER PUBLICATION p ADD TABLE narrow");
        QVERIFY(runs());
        m_place->source("TRUNCATE narrow; INSERT INTO narrow SELECT g, g FROM generate_series(1, 20) g");
        m_place->source("ALTER TABLE narrow ADD e int, ALTER v SET NOT NULL");
        m_place->target("ALTER TABLE narrow ADD e int");
        m_place->source("UPDATE narrow SET e = 1 WHERE id = 3");
        QVERIFY(m_place->settle());
        m_place->source("ALTER TABLE narrow ALTER v TYPE int USING v * 100");
        m_place->source("GRANT SELECT ON narrow TO public");
        m_place->source("ALTER TABLE narrow ADD CHECK (v > 0)");
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find("column v were computed anew") != std::string::npos, refused.output.c_str());
        const auto again = support::CliProcess::runToEnd(resync("public.narrow"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        verifyCutsOver();
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.narrow"}});
        QVERIFY2(same, same.report.c_str());
    }

    /// Written anew, or altered in what the stream has nothing to do with: nothing stops. VACUUM FULL forgets what older rows have in
    /// a column, and alters it with that; a load that empties the table brings all of its rows.
    void writtenAnewAsItWas()
    {
        onBoth("ALTER TABLE t ADD older int DEFAULT 5");
        QVERIFY(runs());
        for (const char *change : {"ALTER TABLE t ALTER a SET STATISTICS 200, ALTER b SET DEFAULT 'other', ALTER c SET NOT NULL, ALTER c SET STORAGE EXTERNAL",
                                   "GRANT SELECT (a) ON t TO public", "VACUUM FULL t", "CLUSTER t USING t_pkey", "VACUUM FULL pg_attribute",
                                   "ALTER TABLE t ALTER a SET STATISTICS 300",
                                   "BEGIN; ALTER TABLE t ALTER c DROP NOT NULL; CREATE TEMP TABLE kept AS SELECT * FROM t; TRUNCATE t; INSERT INTO t SELECT * FROM kept;"
                                   " ALTER TABLE t ALTER c SET NOT NULL; COMMIT",
                                   "CREATE INDEX ON t (b)", "ANALYZE t"}) {
            m_place->source(change);
            m_place->source("UPDATE t SET a = a + 1 WHERE id = 3");
            QVERIFY2(m_place->settle(), change);
        }
        verifyEqual();
        QVERIFY2(m_run->output().find("has to be copied again") == std::string::npos, m_run->output().c_str());
        verifyCutsOver();
    }

    /// What the target computes no row tells of.
    void generatedBeforeTheCutover_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("byHand");
        const auto row = [](const char *name, const char *change, const char *byHand = "SELECT 1") { QTest::newRow(name) << change << byHand; };
        const char *const total = "ALTER TABLE t ADD total bigint GENERATED ALWAYS AS (a * 2 + id) STORED";
        row("added", total);
        row("added, and an ordinary one", "ALTER TABLE t ADD d int; ALTER TABLE t ADD total int GENERATED ALWAYS AS (d * 2) STORED");
        row("in the place of an ordinary one", "ALTER TABLE t DROP c; ALTER TABLE t ADD c text GENERATED ALWAYS AS (b || 'x') STORED");
        row("under the former name of another", "ALTER TABLE t RENAME a TO net; ALTER TABLE t ADD a int GENERATED ALWAYS AS (net * 2) STORED");
        row("an ordinary one on the target", total, "ALTER TABLE t ADD total bigint");
    }
    void generatedBeforeTheCutover()
    {
        QFETCH(QString, change);
        QFETCH(QString, byHand);
        QVERIFY(runs());
        m_place->source(change.toStdString());
        m_place->target(byHand.toStdString());
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find("generated column ") != std::string::npos, refused.output.c_str());
        m_place->target(sqlIn(refused.output));
        QCOMPARE(columns(false), columns(true));
        verifyCutsOver();
    }

    /// That the target does without one is somebody's choice if it was so when the table joined.
    void generatedOnTheSourceAlone()
    {
        m_place->source("ALTER TABLE t ADD total int GENERATED ALWAYS AS (a * 2) STORED");
        QVERIFY(runs());
        m_place->source("UPDATE t SET a = 7 WHERE id = 3");
        const auto cut = command("cutover", {"--yes"});
        QVERIFY2(cut.exitCode == 0, cut.output.c_str());
        m_place->source("SET default_transaction_read_only = off; ALTER TABLE t DROP total"); // or the two could not be compared
        verifyRowsOfT();
    }

    /// It may be computed from what the publication leaves out.
    void generatedBesideAColumnList()
    {
        if (m_place->sourceServer().major() < 15)
            TIDEGATE_SKIP("column lists");
        m_place->source("ALTER PUBLICATION p SET TABLE things, notes, amounts, settled, t (id, a, b)");
        m_place->target("ALTER TABLE t DROP c");
        QVERIFY(runs());
        m_place->source("ALTER TABLE t ADD total text GENERATED ALWAYS AS (c || '!') STORED; UPDATE t SET a = 7 WHERE id = 3");
        const auto cut = command("cutover", {"--yes"});
        QVERIFY2(cut.exitCode == 0, cut.output.c_str());
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.t", "", {"id", "a", "b"}}});
        QVERIFY2(same, same.report.c_str());
    }

    /// A table that is copied again still has to follow.
    void generatedBeforeItIsCopiedAgain()
    {
        QVERIFY(runs());
        m_place->source("ALTER TABLE t ADD total int GENERATED ALWAYS AS (a * 2) STORED");
        const auto again = support::CliProcess::runToEnd(resync("public.t"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY(m_place->allReady());
        const auto refused = command("cutover", {"--yes"});
        QVERIFY2(refused.exitCode != 0 && refused.output.find("generated column total was added") != std::string::npos, refused.output.c_str());
        m_place->target(sqlIn(refused.output));
        verifyCutsOver();
    }

    /// The target first, and put in other words.
    void generatedOnBothSides()
    {
        QVERIFY(runs());
        m_place->target("ALTER TABLE t ADD total int GENERATED ALWAYS AS (2 * a) STORED");
        m_place->source("ALTER TABLE t ADD total int GENERATED ALWAYS AS (a * 2) STORED");
        verifyCutsOver();
    }

    /// By somebody who may still write, while the last changes are on their way.
    void inTheCutover()
    {
        const rules::Gate gate("cutover.drained");
        run({gate.setting()});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
        support::CommandResult refused;
        std::thread cutover([&] { refused = command("cutover", {"--yes"}); });
        const bool arrived = gate.arrived();
        if (arrived)
            m_place->source("SET default_transaction_read_only = off; ALTER TABLE t ADD d int DEFAULT 5");
        gate.open();
        cutover.join();
        QVERIFY(arrived);
        QVERIFY2(refused.exitCode != 0 && refused.output.find("definitions were changed meanwhile (public.t: column d was added") != std::string::npos,
                 refused.output.c_str());
        m_place->target(sqlIn(refused.output));
        verifyCutsOver();
    }

    /// Keys that are found otherwise need no stop.
    void replicaIdentity_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("rows");
        const auto row = [](const char *name, const char *change, const char *rows) { QTest::newRow(name) << change << rows; };
        const char *const all = "UPDATE t SET b = 'after' WHERE id = 3; DELETE FROM t WHERE id = 4; UPDATE t SET id = 105 WHERE id = 5";
        row("full", "ALTER TABLE t REPLICA IDENTITY FULL", all);
        row("by an index", "CREATE UNIQUE INDEX by_b ON t (b); ALTER TABLE t REPLICA IDENTITY USING INDEX by_b", all);
        row("nothing", "ALTER TABLE t REPLICA IDENTITY NOTHING", "INSERT INTO t VALUES (101, 1, 'after', 'c')");
        row("full, without a key", "ALTER TABLE t REPLICA IDENTITY FULL; ALTER TABLE t DROP CONSTRAINT t_pkey", all);
        row("another key", "ALTER TABLE t DROP CONSTRAINT t_pkey; ALTER TABLE t ADD PRIMARY KEY (b)", all);
    }
    void replicaIdentity()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QVERIFY(runs());
        m_place->source("BEGIN; UPDATE t SET a = 7 WHERE id = 7; DELETE FROM t WHERE id = 8;" + change.toStdString() + ";" + rows.toStdString()
                        + "; COMMIT");
        m_place->source("INSERT INTO t VALUES (102, 1, 'later', 'c')");
        verifyEqual();
        QVERIFY2(m_run->output().find("Run on the target") == std::string::npos, m_run->output().c_str());
    }
};

QTEST_GUILESS_MAIN(DefinitionsTest)
#include "definitions_test.moc"
