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
    std::string labels(bool ofSource) const
    {
        const std::string sql = "SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = 'mood'::regtype";
        return ofSource ? m_place->source(sql) : m_place->target(sql);
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
