// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include <QTest>

using namespace tidegate;

/// Types that the target has not, or not with all their labels (DEFINITIONS.md).
class DefinitionsTypesTest : public rules::DefinitionTest
{
    Q_OBJECT

private:
    static constexpr char mood[] = "CREATE TYPE mood AS ENUM ('calm', 'it''s odd');";

    /// With a column of an enum that both sides have.
    void addMood() const
    {
        const std::string added = std::string(mood) + "ALTER TABLE t ADD m mood";
        m_place->source(added + "; UPDATE t SET m = 'calm'");
        m_place->target(added);
    }
    /// As readiness and those at a cutover see it.
    std::string refusedCutover() const
    {
        const auto refused = command("cutover", {"--yes"});
        return refused.exitCode != 0 ? refused.output : std::string();
    }
    void copyAgain() const
    {
        const auto again = command("resync", {"--yes", "--table", "public.t"});
        QVERIFY2(again.exitCode == 0, again.output.c_str());
    }
    /// After the cutover, when nobody applies any more.
    std::string labels(bool ofSource) const
    {
        const std::string sql = "SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = 'mood'::regtype";
        return ofSource ? m_place->source(sql) : m_place->target(sql);
    }

    void renameOnTarget(const std::string &from, const std::string &to) const
    {
        m_place->target("ALTER TYPE mood RENAME VALUE '" + from + "' TO '" + to + "'");
    }
    void renameOnBothSides(const std::string &from, const std::string &to) const
    {
        m_place->source("ALTER TYPE mood RENAME VALUE '" + from + "' TO '" + to + "'");
        renameOnTarget(from, to);
    }
    /// Whether the journal remembers such a label of t.
    std::string remembered(const std::string &label) const
    {
        return "SELECT definition LIKE '%\"" + label + "\"%' FROM _tidegate.definition WHERE rrelid = " + m_place->source("SELECT 't'::regclass::oid");
    }

private slots:
    /// A column is added of a type that the source alone has: it is made first.
    void newTypes_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *name, const char *change, const char *value) { QTest::newRow(name) << change << value; };
        row("an enum", "CREATE TYPE mood AS ENUM ('calm', 'it''s odd', 'A'); ALTER TABLE t ADD d mood NOT NULL DEFAULT 'it''s odd'", "'A'");
        row("an enum's array", "CREATE TYPE mood AS ENUM ('b', 'a'); ALTER TABLE t ADD d mood[] DEFAULT '{a}'", "'{b,a}'");
        row("a domain", "CREATE DOMAIN \"Few, q\" AS varchar(5) DEFAULT 'x' NOT NULL CHECK (VALUE <> '') CONSTRAINT \"c c\" CHECK (VALUE <> ';');"
                        " ALTER TABLE t ADD d \"Few, q\"", "'z'");
        row("a composite, of an enum and a domain of another schema",
            "CREATE SCHEMA \"S s\"; CREATE TYPE \"S s\".mood AS ENUM ('a'); CREATE DOMAIN \"S s\".dom AS int CHECK (VALUE > 0);"
            " CREATE TYPE pair AS (\"first one\" \"S s\".mood, b \"S s\".dom[], c numeric(5,2)); ALTER TABLE t ADD d pair",
            "ROW('a', '{1,2}', 1.5)");
        row("a range", "CREATE TYPE span AS RANGE (SUBTYPE = float8); ALTER TABLE t ADD d span", "'[1,2)'");
        row("another type for a column", "CREATE TYPE mood AS ENUM ('calm', 'b'); ALTER TABLE t ALTER c TYPE mood USING 'calm'::mood;"
                                         " ALTER TABLE t RENAME c TO d; UPDATE t SET d = 'calm'", "'b'");
    }
    void newTypes()
    {
        QFETCH(QString, change);
        QFETCH(QString, value);
        if (change.contains(QStringLiteral("USING")))
            m_place->source("UPDATE t SET c = 'calm'");
        QVERIFY(runs());
        m_place->source(change.toStdString());
        m_place->source("INSERT INTO t (id, d) VALUES (101, " + value.toStdString() + "); UPDATE t SET b = 'after' WHERE id = 3");
        verifyMended("the target has no type");
    }

    /// The stream tells of no new label; the first row with it waits.
    void newLabels_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *name, const char *change, const char *value) { QTest::newRow(name) << change << value; };
        row("the last", "ALTER TYPE mood ADD VALUE 'new'", "new");
        row("the first", "ALTER TYPE mood ADD VALUE 'new' BEFORE 'calm'", "new");
        row("two, between", "ALTER TYPE mood ADD VALUE 'n''1' AFTER 'calm';ALTER TYPE mood ADD VALUE 'n 2' AFTER 'n''1'", "n 2");
        row("another name", "ALTER TYPE mood RENAME VALUE 'calm' TO 'still'", "still");
    }
    void newLabels()
    {
        QFETCH(QString, change);
        QFETCH(QString, value);
        addMood();
        QVERIFY(runs());
        for (const auto &each : change.split(QLatin1Char(';')))
            m_place->source(each.toStdString());
        m_place->source("INSERT INTO t (id, m) VALUES (101, '" + value.toStdString() + "'); UPDATE t SET b = 'after', m = 'it''s odd' WHERE id = 3;"
                        " INSERT INTO things VALUES (500, -5, 'beside it')");
        mendAsShown("the enum public.mood has other labels on the target");
        if (QTest::currentTestFailed())
            return;
        verifyEqual();
        QCOMPARE(labels(false), labels(true));
    }

    /// Names exchanged: a word says another value than before, and every row with it can be written. So the table stops, and
    /// rows are copied anew.
    void exchangedLabels_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("mend");
        const auto row = [](const char *name, const char *change, const char *mend) { QTest::newRow(name) << change << mend; };
        row("two", "RENAME VALUE 'calm' TO 'x';RENAME VALUE 'it''s odd' TO 'calm';RENAME VALUE 'x' TO 'it''s odd'",
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'calm' TO 'calm (moved)'; "
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'it''s odd' TO 'it''s odd (moved)'; "
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'calm (moved)' TO 'it''s odd'; "
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'it''s odd (moved)' TO 'calm'");
        row("each to the next one's name", "RENAME VALUE 'it''s odd' TO 'new';RENAME VALUE 'calm' TO 'it''s odd'",
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'calm' TO 'calm (moved)'; "
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'it''s odd' TO 'new'; "
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'calm (moved)' TO 'it''s odd'");
        row("one of the old name added", "RENAME VALUE 'calm' TO 'new';ADD VALUE 'calm' BEFORE 'new'",
            "ALTER TYPE \"public\".\"mood\" RENAME VALUE 'calm' TO 'new'; "
            "ALTER TYPE \"public\".\"mood\" ADD VALUE 'calm' BEFORE 'new'");
    }
    void exchangedLabels()
    {
        QFETCH(QString, change);
        QFETCH(QString, mend);
        addMood();
        QVERIFY(runs());
        for (const auto &each : change.split(QLatin1Char(';')))
            m_place->source("ALTER TYPE mood " + each.toStdString());
        m_place->source("UPDATE t SET m = 'it''s odd' WHERE id < 10");
        QVERIFY2(stopped("t"), m_run->output().c_str());
        const auto why = m_place->target("SELECT last_error FROM _tidegate.subscription_rel WHERE tablename = 't'");
        QVERIFY2(why.find("Run on the target before it is copied again: " + mend.toStdString()) != std::string::npos, why.c_str());
        for (const auto &each : mend.split(QStringLiteral("; ")))
            m_place->target(each.toStdString());
        copyAgain();
        m_place->source("UPDATE t SET m = 'it''s odd' WHERE id > 40");
        verifyEqual();
        QCOMPARE(labels(false), labels(true));
    }

    /// A table of which nothing comes then, and one that is copied again without another word on the target: its rows are right
    /// by their words, and nothing is to be exchanged any more.
    void exchangedWhileNothingComes()
    {
        addMood();
        QVERIFY(runs());
        m_place->source("ALTER TYPE mood RENAME VALUE 'calm' TO 'x'");
        m_place->source("ALTER TYPE mood RENAME VALUE 'it''s odd' TO 'calm'");
        m_place->source("ALTER TYPE mood RENAME VALUE 'x' TO 'it''s odd'");
        QVERIFY2(stopped("t"), m_run->output().c_str());
        copyAgain();
        verifyEqual();
        verifyCutsOver();
    }

    /// Of two tables of one enum the second was copied again before the target was mended for the first: it went by the words
    /// that the target had then, and its rows are turned round with that.
    void exchangedForAnotherTable()
    {
        const std::string made = "CREATE TABLE u (id int PRIMARY KEY, m mood);";
        addMood();
        m_place->target(made);
        m_place->source(made + "INSERT INTO u SELECT g, CASE WHEN g % 2 = 0 THEN 'calm' ELSE 'it''s odd' END::mood FROM generate_series(1, 30) g;"
                               " UPDATE t SET m = 'it''s odd' WHERE id % 2 = 0; ALTER PUBLICATION p ADD TABLE u");
        QVERIFY(runs());
        const std::vector<std::string> exchange = {"ALTER TYPE mood RENAME VALUE 'calm' TO 'x'", "ALTER TYPE mood RENAME VALUE 'it''s odd' TO 'calm'",
                                                   "ALTER TYPE mood RENAME VALUE 'x' TO 'it''s odd'"};
        for (const auto &each : exchange)
            m_place->source(each);
        QVERIFY2(stopped("t") && stopped("u"), m_run->output().c_str());
        const auto copied = command("resync", {"--yes", "--table", "public.u"});
        QVERIFY2(copied.exitCode == 0 && m_place->settle(), copied.output.c_str());
        QVERIFY(m_place->targetBecomes("SELECT state FROM _tidegate.subscription_rel WHERE tablename = 'u' AND NOT stopped", "r"));
        for (const auto &each : exchange)
            m_place->target(each);
        copyAgain();
        QVERIFY2(stopped("u"), m_run->output().c_str());
        const auto again = command("resync", {"--yes", "--table", "public.u"});
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        m_place->source("UPDATE u SET m = 'calm' WHERE id < 10");
        verifyEqual({{"public.t"}, {"public.u"}});
        const auto cut = command("cutover", {"--yes"});
        QVERIFY2(cut.exitCode == 0, cut.output.c_str());
    }

    /// What both sides have by now is where the next change begins.
    void renamedOnBothSidesAndAgain()
    {
        addMood();
        QVERIFY(runs());
        renameOnBothSides("calm", "still");
        QVERIFY(m_place->targetBecomes(remembered("still"), "t"));
        for (const auto *side : {"s", "t"}) {
            const std::string added = "ALTER TYPE mood ADD VALUE 'calm'";
            *side == 's' ? m_place->source(added) : m_place->target(added);
        }
        m_place->source("UPDATE t SET m = 'calm' WHERE id < 10");
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        const auto cut = command("cutover", {"--yes"}); // it looks whether words mean something else, first
        QVERIFY2(cut.exitCode == 0, cut.output.c_str());
        verifyRowsOfT();
    }

    /// Rows with a label's former name are on their way: what both sides call it by now is not remembered before these have
    /// arrived, or the name could go to another label unseen.
    void renamedAheadOfTheStream()
    {
        addMood();
        QVERIFY(runs());
        QCOMPARE(command("pause").exitCode, 0);
        m_place->source("UPDATE t SET m = 'calm' WHERE id < 10");
        renameOnBothSides("calm", "tmp");
        QVERIFY(!m_place->targetBecomes(remembered("tmp"), "t", 12'000)); // two looks
        renameOnBothSides("it''s odd", "calm");
        QVERIFY2(stopped("t"), m_run->output().c_str());
        QCOMPARE(command("resume").exitCode, 0);
        copyAgain();
        verifyEqual();
    }

    /// A transaction that was open when both sides renamed a label is in the stream long after.
    void renamedWhileItsTransactionIsOpen()
    {
        addMood();
        QVERIFY(runs());
        auto open = m_place->sourceSession();
        open.exec("BEGIN; UPDATE t SET m = 'calm' WHERE id < 10");
        renameOnBothSides("calm", "tmp");
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        QVERIFY(!m_place->targetBecomes(remembered("tmp"), "t", 12'000));
        open.exec("COMMIT");
        mendAsShown("has another name on both sides, and a row with this one has come");
        if (QTest::currentTestFailed())
            return;
        renameOnTarget("calm", "tmp");
        verifyEqual();
        QVERIFY(m_place->targetBecomes(remembered("tmp"), "t"));
    }

    /// Both sides have renamed it while rows with its former name are on their way: for these the target gets that again.
    void renamedOnBothSidesTooEarly()
    {
        addMood();
        QVERIFY(runs());
        QCOMPARE(command("pause").exitCode, 0);
        m_place->source("UPDATE t SET m = 'it''s odd' WHERE id < 10; UPDATE t SET m = 'calm' WHERE id BETWEEN 5 AND 20");
        renameOnBothSides("calm", "still");
        QCOMPARE(command("resume").exitCode, 0);
        mendAsShown("has another name on both sides, and a row with this one has come");
        if (QTest::currentTestFailed())
            return;
        m_place->source("UPDATE t SET m = 'still' WHERE id > 40");
        const auto mend = [this] {
            const auto statement = shown();
            return statement.find("'calm' TO 'still'") == std::string::npos ? std::string() : statement;
        };
        QVERIFY2(QTest::qWaitFor([&] { return !mend().empty(); }, 30'000), m_run->output().c_str());
        m_place->target(mend());
        verifyEqual();
        QCOMPARE(labels(false), labels(true));
    }

    /// No row comes that says so, so the cutover does.
    void cutoverWithOtherLabels_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("another name") << "ALTER TYPE mood RENAME VALUE 'calm' TO 'still'";
        QTest::newRow("a new one") << "ALTER TYPE mood ADD VALUE 'new' BEFORE 'it''s odd'";
    }
    void cutoverWithOtherLabels()
    {
        QFETCH(QString, change);
        addMood();
        QVERIFY(runs());
        m_place->source(change.toStdString());
        const auto refused = refusedCutover();
        QVERIFY2(refused.find("the enum public.mood has other labels on the target. Run on the target: ALTER TYPE \"public\".\"mood\" ") != std::string::npos,
                 refused.c_str());
        const auto at = refused.find("ALTER TYPE");
        m_place->target(refused.substr(at, refused.find_first_of(")\n", at) - at));
        QCOMPARE(labels(false), labels(true));
        verifyCutsOver();
    }

    /// Of a table that is not copied yet.
    void newLabelBeforeTheCopy()
    {
        addMood();
        const rules::Gate gate("copy.taken");
        run({gate.settingForAll()});
        QVERIFY(gate.arrived());
        m_place->source("ALTER TYPE mood ADD VALUE 'new'");
        m_place->source("UPDATE t SET m = 'new' WHERE id < 10");
        gate.open();
        mendAsShown("the enum public.mood has other labels on the target");
        if (QTest::currentTestFailed())
            return;
        verifyEqual();
    }

    void newLabelWhileOthersGoOn()
    {
        addMood();
        QVERIFY(runs({"--on-definition-change", "recopy"}));
        m_place->source("ALTER TYPE mood ADD VALUE 'new'");
        m_place->source("BEGIN; INSERT INTO things VALUES (500, -5, 'x'); INSERT INTO t (id, m) VALUES (101, 'new');"
                        " INSERT INTO things VALUES (501, -6, 'y'); COMMIT");
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        QVERIFY(stopped("t"));
        m_place->target("ALTER TYPE mood ADD VALUE 'new'");
        QVERIFY2(m_place->targetBecomes("SELECT stopped FROM _tidegate.subscription_rel WHERE tablename = 't'", "f"), m_run->output().c_str());
        verifyEqual();
    }
};

QTEST_GUILESS_MAIN(DefinitionsTypesTest)
#include "definitions_types_test.moc"
