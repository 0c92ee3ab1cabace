// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;

/// A table's definition changes on the source midway (DEFINITIONS.md): the stream waits there and shows the statement that
/// mends the target; once that was run it goes on by itself, and nothing is lost.
class DefinitionsTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    static constexpr char table[] = "CREATE TABLE t (id int PRIMARY KEY, a int, b text NOT NULL DEFAULT 'b', c varchar(5));";

    support::CommandResult command(const std::string &verb, const std::vector<std::string> &more = {}) const
    {
        auto arguments = m_place->arguments(verb);
        if (verb == "status")
            arguments.erase(arguments.begin() + 3, arguments.begin() + 5);
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::CliProcess::runToEnd(arguments, {}, 60'000);
    }

    /// The statement that status shows; empty if it shows none in half a minute.
    std::string shown() const
    {
        const QRegularExpression statement(QStringLiteral("Run on the target: (.+?); the rest"));
        QString found;
        (void)QTest::qWaitFor([&] {
            const auto status = command("status");
            found = statement.match(QString::fromStdString(status.output)).captured(1);
            return !found.isEmpty();
        }, 30'000);
        return found.toStdString();
    }

    /// Runs what is shown, as often as something is, until what the source commits now has arrived.
    void mendAsShown(const std::string &words)
    {
        const auto statement = shown();
        QVERIFY2(!statement.empty(), m_run->output().c_str());
        QVERIFY2(m_run->waitFor(words), (words + " in\n" + m_run->output()).c_str());
        try {
            m_place->target(statement);
        } catch (const support::SessionError &error) {
            QFAIL((statement + ": " + error.what()).c_str());
        }
        m_place->source("INSERT INTO settled VALUES (-1)");
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM settled WHERE id = -1", "1", 30'000), m_run->output().c_str());
    }

    void verifyEqual(const std::vector<support::TablePair> &tables = {{"public.t"}})
    {
        verifySame();
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", tables);
        QVERIFY2(same, same.report.c_str());
    }

    std::string columns(bool ofSource) const
    {
        const auto sql = "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attname)"
                         " FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped";
        return ofSource ? m_place->source(sql) : m_place->target(sql);
    }

    static void changes(const QStringList &without = {})
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("rows"); ///< written under the new definition
        QTest::addColumn<QString>("words");
        const auto row = [&](const char *name, const char *change, const char *rows, const char *words) {
            if (!without.contains(QLatin1String(name)))
                QTest::newRow(name) << change << rows << words;
        };
        row("added", "ALTER TABLE t ADD d int", "INSERT INTO t VALUES (101, 1, 'b', 'c', 7)", "column d was added");
        row("added with a default", "ALTER TABLE t ADD d int NOT NULL DEFAULT 5", "INSERT INTO t (id) VALUES (101); UPDATE t SET d = 6 WHERE id = 3",
            "column d was added");
        row("added with the time of day", "ALTER TABLE t ADD d timestamptz NOT NULL DEFAULT now()", "INSERT INTO t (id) VALUES (101)",
            "column d was added");
        row("added, its default set later", "ALTER TABLE t ADD d int; ALTER TABLE t ALTER d SET DEFAULT 5", "INSERT INTO t (id) VALUES (101)",
            "column d was added");
        row("added, its default changed", "ALTER TABLE t ADD d int DEFAULT 5; ALTER TABLE t ALTER d SET DEFAULT 6",
            "INSERT INTO t (id) VALUES (101)", "column d was added");
        row("two, of odd names", "ALTER TABLE t ADD \"D d\" text DEFAULT 'it''s; x', ADD \"q\"\"q\" numeric(6,2)",
            "INSERT INTO t (id, \"q\"\"q\") VALUES (101, 1.5)", "column D d was added");
        row("dropped", "ALTER TABLE t DROP a", "INSERT INTO t VALUES (101, 'b', 'c'); DELETE FROM t WHERE id = 3", "column a was dropped");
        row("dropped, NOT NULL", "ALTER TABLE t DROP b", "INSERT INTO t VALUES (101, 1, 'c'); UPDATE t SET a = 9 WHERE id = 3",
            "column b was dropped");
        row("dropped and added again, the last one, of another type", "ALTER TABLE t DROP c; ALTER TABLE t ADD c text DEFAULT 'new'",
            "UPDATE t SET c = 'other' WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column c was dropped");
        row("dropped and added again, in the middle", "ALTER TABLE t DROP a; ALTER TABLE t ADD a int DEFAULT 8",
            "UPDATE t SET a = 9 WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column a was dropped");
        row("renamed", "ALTER TABLE t RENAME a TO z", "UPDATE t SET z = 9 WHERE id = 3; INSERT INTO t VALUES (101, 1)",
            "column a was renamed to z");
        row("renamed, the last one", "ALTER TABLE t RENAME c TO z", "UPDATE t SET z = 'z' WHERE id = 3", "column c was renamed to z");
        row("renamed, the key", "ALTER TABLE t RENAME id TO number", "UPDATE t SET number = 103 WHERE number = 3; DELETE FROM t WHERE number = 4",
            "column id was renamed to number");
        row("names exchanged", "ALTER TABLE t RENAME b TO x; ALTER TABLE t RENAME c TO b; ALTER TABLE t RENAME x TO c",
            "UPDATE t SET b = 'short', c = 'a long value' WHERE id = 3", "column b was renamed to c");
        row("renamed, and one of the old name added", "ALTER TABLE t RENAME a TO z; ALTER TABLE t ADD a text DEFAULT 'a'",
            "UPDATE t SET z = 9 WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column a was renamed to z");
        row("dropped, and another one of its name", "ALTER TABLE t DROP a; ALTER TABLE t RENAME b TO a",
            "UPDATE t SET a = 'a' WHERE id = 3; INSERT INTO t (id) VALUES (101)", "column a was dropped");
        row("widened int", "ALTER TABLE t ALTER a TYPE bigint", "UPDATE t SET a = 5000000000 WHERE id = 3", "column a has the type bigint now");
        row("widened varchar", "ALTER TABLE t ALTER c TYPE varchar(50)", "UPDATE t SET c = 'a long value' WHERE id = 3",
            "column c has the type character varying(50) now");
        row("varchar to text", "ALTER TABLE t ALTER c TYPE text", "UPDATE t SET c = 'a long value' WHERE id = 3", "column c has the type text now");
        row("another type", "ALTER TABLE t ALTER a TYPE text", "UPDATE t SET a = 'word' WHERE id = 3", "column a has the type text now");
        row("a shorter one", "ALTER TABLE t ALTER c TYPE char(3)", "UPDATE t SET c = 'xyz' WHERE id = 3", "column c has the type character(3) now");
        row("the key widened", "ALTER TABLE t ALTER id TYPE bigint", "INSERT INTO t (id) VALUES (5000000000); DELETE FROM t WHERE id = 3",
            "column id has the type bigint now");
        row("several at once", "ALTER TABLE t ADD d int DEFAULT 5, DROP a, ALTER c TYPE text; ALTER TABLE t RENAME b TO z",
            "INSERT INTO t (id, c) VALUES (101, 'a long value'); UPDATE t SET z = 'z' WHERE id = 3", "column d was added");
    }

    void fill() const
    {
        m_place->source("INSERT INTO t SELECT g, g, 'row ' || g, 'c' FROM generate_series(1, 50) g");
    }

private slots:
    void init()
    {
        PlaceTest::init();
        m_place->source(std::string(table) + "ALTER PUBLICATION p ADD TABLE t");
        m_place->target(table);
        fill();
    }

    void streaming_data() { changes(); }
    void streaming()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QFETCH(QString, words);
        QVERIFY(runs(""));
        m_place->source("UPDATE t SET a = a + 1 WHERE id = 2");
        m_place->source(change.toStdString());
        m_place->source(rows.toStdString());
        mendAsShown(words.toStdString());
        if (QTest::currentTestFailed())
            return;
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// In one transaction, with changes of both definitions.
    void midTransaction_data() { changes(); }
    void midTransaction()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QFETCH(QString, words);
        QVERIFY(runs(""));
        m_place->source("BEGIN; UPDATE t SET a = a + 1 WHERE id = 2; INSERT INTO t VALUES (60, 60, 'before', 'c');"
                        "INSERT INTO things VALUES (500, -5, 'the same');" + change.toStdString() + ";" + rows.toStdString()
                        + "; INSERT INTO things VALUES (501, -6, 'the same'); COMMIT");
        mendAsShown(words.toStdString());
        if (QTest::currentTestFailed())
            return;
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// Before its copy begins.
    void notCopiedYet_data() { changes({QStringLiteral("dropped and added again, in the middle")}); } // no rows, nothing to mend
    void notCopiedYet()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        const rules::Gate gate("copy.taken");
        m_run = m_place->run("", {gate.settingForAll()});
        QVERIFY(gate.arrived());
        m_place->source("UPDATE t SET a = a + 1 WHERE id = 2");
        m_place->source(change.toStdString());
        m_place->source(rows.toStdString());
        gate.open();
        mendAsShown("Run on the target");
        if (QTest::currentTestFailed())
            return;
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// The target was changed first, as people do it.
    void onBothSides_data() { changes({QStringLiteral("added with the time of day")}); } // another one on either side
    void onBothSides()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QVERIFY(runs(""));
        m_place->source("UPDATE t SET b = 'before' WHERE id = 2");
        QVERIFY(m_place->settle());
        m_place->target(change.toStdString());
        m_place->source(change.toStdString());
        m_place->source(rows.toStdString());
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
        QVERIFY2(m_run->output().find("Run on the target") == std::string::npos, m_run->output().c_str());
    }

    /// What the stream does not tell: it waits until the table was copied again, and the others go on from the moment on when
    /// that was asked for, be the target mended or not.
    void rewritten_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("mendedBefore");
        const auto row = [](const char *name, const char *change, const char *words, bool before) {
            QTest::newRow(name) << change << words << before;
        };
        const char *const random = "ALTER TABLE t ADD d float8 DEFAULT random()";
        row("a default that varies", random, "a value of its own", true);
        row("a default that varies, copied again before the target is mended", random, "a value of its own", false);
        row("an identity", "ALTER TABLE t ADD d int GENERATED ALWAYS AS IDENTITY", "a value of its own", true);
        row("a sequence", "ALTER TABLE t ADD d serial", "a value of its own", true);
        row("dropped and added again, the last one", "ALTER TABLE t DROP c; ALTER TABLE t ADD c varchar(5) DEFAULT 'new'",
            "column c was dropped and added again", false);
    }
    void rewritten()
    {
        QFETCH(QString, change);
        QFETCH(QString, words);
        QFETCH(bool, mendedBefore);
        QVERIFY(runs(""));
        m_place->source(change.toStdString());
        m_place->source("INSERT INTO t (id) VALUES (101); UPDATE t SET b = 'after' WHERE id = 3");
        const auto statement = shown();
        QVERIFY2(!statement.empty() && m_run->waitFor(words.toStdString()), m_run->output().c_str());
        if (mendedBefore)
            m_place->target(statement);
        const auto again = command("resync", {"--yes", "--table", "public.t"});
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY2(QRegularExpression(QStringLiteral("about 50 rows, .*B, 1 s at .*B a second")).match(QString::fromStdString(again.output)).hasMatch(),
                 again.output.c_str());
        QVERIFY(m_place->settle());
        if (!mendedBefore) {
            const auto rest = shown();
            QVERIFY2(!rest.empty() || change.contains(QStringLiteral("DROP c")), m_run->output().c_str());
            if (!rest.empty())
                m_place->target(rest);
        }
        verifyEqual();
    }

    /// By choice the others go on, and the table is copied again by itself once its target fits.
    void copiedAgainByChoice_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("mend"); ///< empty: the target fits
        const auto row = [](const char *name, const char *change, const char *mend) { QTest::newRow(name) << change << mend; };
        row("added", "ALTER TABLE t ADD d int", "ALTER TABLE t ADD d int");
        row("added, values vary", "ALTER TABLE t ADD d float8 DEFAULT random()", "ALTER TABLE t ADD d float8");
        row("dropped", "ALTER TABLE t DROP a", "ALTER TABLE t DROP a");
        row("renamed", "ALTER TABLE t RENAME a TO z", "ALTER TABLE t RENAME a TO z");
        row("computed anew", "ALTER TABLE t ALTER a TYPE bigint USING a::bigint * 1000000000", "ALTER TABLE t ALTER a TYPE bigint");
    }
    void copiedAgainByChoice()
    {
        QFETCH(QString, change);
        QFETCH(QString, mend);
        QVERIFY(runs("", {"--on-definition-change", "recopy"}));
        m_place->source("BEGIN; UPDATE t SET b = 'before' WHERE id = 2; INSERT INTO things VALUES (500, -5, 'x'); "
                        + change.toStdString() + "; UPDATE t SET b = 'after' WHERE id = 3; INSERT INTO things VALUES (501, -6, 'y'); COMMIT");
        QVERIFY2(m_place->settle(), m_run->output().c_str()); // the others
        QVERIFY(stopped("t"));
        QVERIFY2(m_run->waitFor("is copied again as soon as its target fits: about 50 rows"), m_run->output().c_str());
        m_place->source("UPDATE t SET b = 'meanwhile' WHERE id = 4; DELETE FROM t WHERE id = 5");
        QVERIFY(m_place->settle());
        m_place->target(mend.toStdString());
        QVERIFY2(m_place->targetBecomes("SELECT stopped FROM _tidegate.subscription_rel WHERE tablename = 't'", "f"), m_run->output().c_str());
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// By choice also where it was not copied yet.
    void setAsideBeforeItsCopy()
    {
        const rules::Gate gate("copy.taken");
        m_run = m_place->run("", {gate.settingForAll()}, {"--on-definition-change", "recopy"});
        QVERIFY(gate.arrived());
        m_place->source("ALTER TABLE t ADD d int DEFAULT 5");
        gate.open();
        QVERIFY(stopped("t"));
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        m_place->target("ALTER TABLE t ADD d int");
        QVERIFY(m_place->targetBecomes("SELECT stopped FROM _tidegate.subscription_rel WHERE tablename = 't'", "f"));
        verifyEqual();
    }

    /// The engine is killed while it waits, and the target mended while nobody runs it.
    void mendedWhileNobodyRuns()
    {
        QVERIFY(runs(""));
        m_place->source("BEGIN; INSERT INTO t VALUES (60, 60, 'before', 'c'); ALTER TABLE t RENAME a TO z; ALTER TABLE t ADD d int DEFAULT 5;"
                        "INSERT INTO t VALUES (61, 61, 'after', 'c', 6); COMMIT; UPDATE t SET z = 0 WHERE id < 10");
        const auto statement = shown();
        QVERIFY2(!statement.empty(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM t"), "51"); // the piece before it
        m_run->kill9();
        m_place->target(statement);
        m_run = m_place->run("", {});
        verifyEqual();
    }

    /// Dropped and created again: the old one is stopped by name, the others go on, and the new one is copied in its place.
    void tableCreatedAgain()
    {
        m_place->source("CREATE PUBLICATION everything FOR ALL TABLES");
        QVERIFY(runs("", {"--publication", "everything"}));
        m_place->source("DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, z text); INSERT INTO t VALUES (1, 'new'), (2, 'new')");
        QVERIFY2(stopped("t") && m_place->settle(), m_run->output().c_str());
        m_place->target("ALTER TABLE t DROP a, DROP b, DROP c, ADD z text");
        m_place->source("UPDATE t SET z = 'newer' WHERE id = 2");
        const auto again = command("resync", {"--yes", "--table", "public.t"});
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        m_place->source("INSERT INTO t VALUES (3, 'newest')");
        verifyEqual();
    }

    /// The table has another name, and perhaps another schema; by choice rows go where they went until the target has it, too.
    void tableRenamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("waits");
        QTest::newRow("another name") << "public.\"T t\"" << true;
        QTest::newRow("another schema and name") << "other.renamed" << true;
        QTest::newRow("the others go on") << "public.renamed" << false;
    }
    void tableRenamed()
    {
        QFETCH(QString, name);
        QFETCH(bool, waits);
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            server->sql("r", "CREATE SCHEMA other");
        QVERIFY(waits ? runs("") : runs("", {"--on-definition-change", "recopy"}));
        const auto to = name.toStdString();
        const auto last = to.substr(to.find('.') + 1);
        m_place->source("BEGIN; UPDATE t SET b = 'before' WHERE id = 2;"
                        + std::string(to.rfind("other", 0) == 0 ? "ALTER TABLE t SET SCHEMA other; ALTER TABLE other.t RENAME TO " : "ALTER TABLE t RENAME TO ")
                        + last + "; UPDATE " + to + " SET b = 'after' WHERE id = 3; COMMIT");
        if (waits) {
            mendAsShown("is named");
            if (QTest::currentTestFailed())
                return;
        } else {
            QVERIFY(m_place->settle());
            m_place->target("ALTER TABLE t RENAME TO renamed");
            m_place->source("ALTER TABLE renamed ADD e int; UPDATE renamed SET b = 'more' WHERE id = 4");
            m_place->target("ALTER TABLE renamed ADD e int");
        }
        m_place->source("DELETE FROM " + to + " WHERE id = 5");
        verifyEqual({{to}});
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename IN ('T t', 'renamed')"), "1");
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
        QVERIFY(runs(""));
        m_place->source("BEGIN; UPDATE t SET a = 7 WHERE id = 7; DELETE FROM t WHERE id = 8;" + change.toStdString() + ";" + rows.toStdString()
                        + "; COMMIT");
        m_place->source("INSERT INTO t VALUES (102, 1, 'later', 'c')");
        verifyEqual();
        QVERIFY2(m_run->output().find("Run on the target") == std::string::npos, m_run->output().c_str());
    }
};

QTEST_GUILESS_MAIN(DefinitionsTest)
#include "definitions_test.moc"
