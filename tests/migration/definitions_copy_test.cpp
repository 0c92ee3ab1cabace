// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include <QRegularExpression>
#include <QTest>

using namespace tidegate;

/// A table's definition changes on the source before its copy, or has it copied again; and on both sides (DEFINITIONS.md).
class DefinitionsCopyTest : public rules::DefinitionTest
{
    Q_OBJECT

private slots:
    /// Before its copy begins.
    void notCopiedYet_data() { changes({QStringLiteral("dropped and added again, in the middle")}); } // no rows, nothing to mend
    void notCopiedYet()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        const rules::Gate gate("copy.taken");
        run({gate.settingForAll()});
        QVERIFY(gate.arrived());
        m_place->source("UPDATE t SET a = a + 1 WHERE id = 2");
        m_place->source(change.toStdString());
        m_place->source(rows.toStdString());
        gate.open();
        verifyMended("Run on the target");
    }

    /// Of a list of small tables the one that differs waits alone.
    void othersOfItsListAreCopied()
    {
        const std::string another = "CREATE TABLE another (id int PRIMARY KEY);";
        m_place->source(another + "INSERT INTO another VALUES (1), (2); ALTER PUBLICATION p ADD TABLE another");
        m_place->target(another);
        const rules::Gate gate("copy.taken");
        run({gate.settingForAll()});
        QVERIFY(gate.arrived());
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.copy_unit"), "1");
        m_place->source("ALTER TABLE t ADD d int DEFAULT 5; ALTER TABLE another ADD more text; UPDATE things SET note = 'changed' WHERE id = 3");
        gate.open();
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM things", "100"), m_run->output().c_str());
        m_place->source("INSERT INTO things VALUES (500, -5, 'followed')");
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM t"), "0");
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.copy_unit"), "3");
        m_place->source("INSERT INTO t (id, d) VALUES (101, 6)");
        m_place->target("ALTER TABLE another ADD more text");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM another", "2"));
        QCOMPARE(m_place->target("SELECT count(*) FROM t"), "0");
        m_place->target("ALTER TABLE t ADD d int DEFAULT 5");
        verifyEqual({{"public.t"}, {"public.another"}});
    }

    /// One of the list is gone before its copy, or its target is: the others are copied at once, not at the next attempt.
    void goneFromItsList_data()
    {
        QTest::addColumn<bool>("onSource");
        QTest::newRow("dropped on the source") << true;
        QTest::newRow("dropped on the target") << false;
    }
    void goneFromItsList()
    {
        QFETCH(bool, onSource);
        const rules::Gate gate("copy.taken");
        run({gate.settingForAll()});
        QVERIFY(gate.arrived());
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.copy_unit"), "1");
        onSource ? m_place->source("DROP TABLE t") : m_place->target("DROP TABLE t");
        gate.open();
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM things", "100", 15'000), m_run->output().c_str());
        m_place->source("INSERT INTO things VALUES (500, -5, 'followed')");
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        if (onSource) {
            // The run's own look at the start may have come after it.
            const auto told = [this] { return m_run->output().find("it was dropped") != std::string::npos || m_run->output().find("left: public.t") != std::string::npos; };
            QVERIFY2(QTest::qWaitFor(told, 30'000), m_run->output().c_str());
            verifySame();
        } else {
            m_place->target(table);
            verifyEqual();
        }
    }

    /// Somebody has one of the list and wants another: the server ends neither of the two, and it is no news.
    void somebodyHoldsOneOfTheList()
    {
        const rules::Gate gate("copy.claimed");
        run({gate.setting()});
        QVERIFY(gate.arrived());
        auto somebody = m_place->targetSession();
        somebody.exec("BEGIN; ALTER TABLE t ALTER b SET DEFAULT 'x'");
        gate.open();
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name LIKE 'tidegate s %'"
                                       " AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > '2 s'", "t"));
        somebody.exec("ALTER TABLE things ALTER note SET DEFAULT 'x'");
        somebody.exec("ALTER TABLE notes ADD CHECK (true)");
        somebody.exec("COMMIT");
        QVERIFY2(m_place->allReady(), m_run->output().c_str());
        QVERIFY2(m_run->output().find("problem") == std::string::npos, m_run->output().c_str());
        verifyEqual();
    }

    /// Two tables that are shown by the same words: the one that differs is set aside and copied again, not the other.
    void alikeInWords_data()
    {
        QTest::addColumn<QString>("changed");
        QTest::newRow("the first") << "\"a.b\".c";
        QTest::newRow("the second") << "a.\"b.c\"";
    }
    void alikeInWords()
    {
        QFETCH(QString, changed);
        const std::string both = "CREATE SCHEMA \"a.b\"; CREATE SCHEMA a; CREATE TABLE \"a.b\".c (id int PRIMARY KEY);"
                                 "CREATE TABLE a.\"b.c\" (id int PRIMARY KEY);";
        m_place->source(both + "INSERT INTO \"a.b\".c VALUES (1); INSERT INTO a.\"b.c\" VALUES (1), (2);"
                               "ALTER PUBLICATION p ADD TABLE \"a.b\".c, a.\"b.c\"");
        m_place->target(both);
        const rules::Gate gate("copy.taken");
        run({gate.settingForAll()}, {"--on-definition-change", "recopy"});
        QVERIFY(gate.arrived());
        const auto alter = "ALTER TABLE " + changed.toStdString() + " ADD d int DEFAULT 5";
        m_place->source(alter);
        gate.open();
        const auto stopped = "SELECT string_agg(quote_ident(schemaname) || '.' || quote_ident(tablename), ',')"
                             " FROM _tidegate.subscription_rel WHERE stopped";
        QVERIFY2(m_place->targetBecomes(stopped, changed.toStdString()), m_run->output().c_str());
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        m_place->target(alter);
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.subscription_rel WHERE stopped", "0"));
        verifyEqual({{"public.t"}, {"\"a.b\".c"}, {"a.\"b.c\""}});
    }

    /// The target was changed first, as people do it.
    void onBothSides_data() { changes({QStringLiteral("added with the time of day")}); } // another one on either side
    void onBothSides()
    {
        QFETCH(QString, change);
        QFETCH(QString, rows);
        QVERIFY(runs());
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
        row("a default, and the rows written anew with it", "ALTER TABLE t ADD d int DEFAULT 5, ALTER a TYPE bigint", "were written anew", true);
        row("a default of a domain that checks", "CREATE DOMAIN few AS text CHECK (VALUE <> ''); ALTER TABLE t ADD d few DEFAULT 'y'",
            "were written anew", true);
        row("dropped and added again, the last one", "ALTER TABLE t DROP c; ALTER TABLE t ADD c varchar(5) DEFAULT 'new'",
            "column c was dropped and added again", false);
        row("values computed anew", "ALTER TABLE t ALTER a TYPE int USING a + 1", "column a were computed anew", false);
    }
    void rewritten()
    {
        QFETCH(QString, change);
        QFETCH(QString, words);
        QFETCH(bool, mendedBefore);
        QVERIFY(runs());
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
            QVERIFY2(!rest.empty() || change.contains(QStringLiteral("DROP c")) || change.contains(QStringLiteral("USING")), m_run->output().c_str());
            if (!rest.empty())
                m_place->target(rest);
        }
        m_place->source("UPDATE t SET b = 'followed again' WHERE id = 7");
        verifyEqual();
    }

    /// One range is on the target when a column is dropped and added again: the others are not copied into the old one.
    void rangesAddedAgain_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("changed"); ///< rows of the range that is copied, so that the stream comes to the new definition
        for (const char *type : {"int", "smallint"}) {
            QTest::addRow("%s", type) << type << true;
            QTest::addRow("%s, nothing comes", type) << type << false;
        }
    }
    void rangesAddedAgain()
    {
        QFETCH(QString, type);
        QFETCH(bool, changed);
        const std::string made = "CREATE TABLE wide (id bigint PRIMARY KEY, c int, body text); ALTER TABLE wide ALTER body SET STORAGE EXTERNAL;";
        m_place->target(made);
        m_place->source(made + "INSERT INTO wide SELECT g, g, repeat(md5(g::text), 100) FROM generate_series(1, 1000) g;"
                               " ANALYZE wide; ALTER PUBLICATION p ADD TABLE wide");
        const rules::Gate gate("copy.committed");
        run({gate.setting(), "plan.small-bytes=0", "plan.sliced-bytes=0"}, {"--table-sync-workers", "1"});
        QVERIFY(gate.arrived());
        QVERIFY(std::stoi(m_place->target("SELECT count(*) FROM _tidegate.copy_range")) >= 4);
        const auto again = "ALTER TABLE wide DROP c; ALTER TABLE wide ADD c " + type.toStdString();
        m_place->source(again + (changed ? "; UPDATE wide SET c = id % 100" : "; UPDATE wide SET c = id % 100 WHERE id > 900"));
        gate.open();
        QVERIFY2(m_run->waitFor("column c was dropped and added again"), m_run->output().c_str());
        m_place->target(again);
        if (!changed || type == QLatin1String("int")) {
            const auto copied = command("resync", {"--yes", "--table", "public.wide"});
            QVERIFY2(copied.exitCode == 0, copied.output.c_str());
        }
        QVERIFY2(m_place->allReady(), m_run->output().c_str());
        m_place->source("UPDATE wide SET c = 101 WHERE id % 13 = 0");
        verifyEqual({{"public.wide"}});
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
        QVERIFY(runs({"--on-definition-change", "recopy"}));
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

    /// Its definition changes once more before the target has what was said at first: what is shown is what is still to be run.
    void changedAgainWhileAside()
    {
        QVERIFY(runs({"--on-definition-change", "recopy"}));
        m_place->source("ALTER TABLE t ADD d int, ADD f text DEFAULT repeat('f', 3); UPDATE t SET b = 'after' WHERE id = 3");
        QVERIFY2(stopped("t") && m_place->settle(), m_run->output().c_str());
        m_place->source("ALTER TABLE t ADD e int DEFAULT 5; UPDATE t SET e = id WHERE id = 4");
        m_place->target("ALTER TABLE t ADD d int");
        const auto saysWhat = [this](const char *lacks, const char *hasNot) {
            return m_place->targetBecomes("SELECT last_error LIKE '%ADD COLUMN \"" + std::string(lacks) + "\"%' AND last_error NOT LIKE '%ADD COLUMN \""
                                              + hasNot + "\"%' FROM _tidegate.subscription_rel WHERE tablename = 't'",
                                          "t");
        };
        QVERIFY2(saysWhat("e", "d"), m_run->output().c_str());
        QVERIFY2(m_run->waitFor("ADD COLUMN \"e\""), m_run->output().c_str());
        m_place->target("ALTER TABLE t ADD COLUMN e int DEFAULT 5");
        QVERIFY2(saysWhat("f", "e"), m_run->output().c_str());
        m_place->target("ALTER TABLE t ADD COLUMN f text DEFAULT repeat('f', 3)");
        QVERIFY2(m_place->targetBecomes("SELECT stopped FROM _tidegate.subscription_rel WHERE tablename = 't'", "f"), m_run->output().c_str());
        verifyEqual();
        QCOMPARE(columns(false), columns(true));
    }

    /// By choice also where it was not copied yet.
    void setAsideBeforeItsCopy()
    {
        const rules::Gate gate("copy.taken");
        run({gate.settingForAll()}, {"--on-definition-change", "recopy"});
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
        QVERIFY(runs());
        m_place->source("BEGIN; INSERT INTO t VALUES (60, 60, 'before', 'c'); ALTER TABLE t RENAME a TO z; ALTER TABLE t ADD d int DEFAULT 5;"
                        "INSERT INTO t VALUES (61, 61, 'after', 'c', 6); COMMIT; UPDATE t SET z = 0 WHERE id < 10");
        const auto statement = shown();
        QVERIFY2(!statement.empty(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM t"), "51"); // the piece before it
        m_run->kill9();
        m_place->target(statement);
        run();
        verifyEqual();
    }

    /// Dropped and created again: the old one is stopped by name, the others go on, and the new one is copied in its place.
    void tableCreatedAgain()
    {
        m_place->source("CREATE PUBLICATION everything FOR ALL TABLES");
        QVERIFY(runs({"--publication", "everything"}));
        m_place->source("DROP TABLE t; CREATE TABLE t (id int PRIMARY KEY, z text); INSERT INTO t VALUES (1, 'new'), (2, 'new')");
        QVERIFY2(stopped("t") && m_place->settle(), m_run->output().c_str());
        m_place->target("ALTER TABLE t DROP a, DROP b, DROP c, ADD z text");
        m_place->source("UPDATE t SET z = 'newer' WHERE id = 2");
        const auto again = command("resync", {"--yes", "--table", "public.t"});
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        m_place->source("INSERT INTO t VALUES (3, 'newest')");
        verifyEqual();
    }
};

QTEST_GUILESS_MAIN(DefinitionsCopyTest)
#include "definitions_copy_test.moc"
