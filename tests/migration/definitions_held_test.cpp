// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include <QTest>

using namespace tidegate;

/// Names that are exchanged after they were looked up, and before the rows are written (DEFINITIONS.md): each value is in the
/// column, and each row in the table, that it belongs to.
class DefinitionsHeldTest : public rules::DefinitionTest
{
    Q_OBJECT

private:
    static constexpr char columns[] = "ALTER TABLE pairs RENAME x TO z; ALTER TABLE pairs RENAME y TO x; ALTER TABLE pairs RENAME z TO y";
    static constexpr char schemas[] = "ALTER SCHEMA one RENAME TO three; ALTER SCHEMA two RENAME TO one; ALTER SCHEMA three RENAME TO two";

    void makePairs() const
    {
        const std::string made = "CREATE TABLE pairs (id int PRIMARY KEY, x text, y text);";
        m_place->target(made);
        m_place->source(made + "INSERT INTO pairs SELECT g, 'x' || g, 'y' || g FROM generate_series(1, 2000) g;"
                               " ANALYZE pairs; ALTER PUBLICATION p ADD TABLE pairs");
    }
    void makeSchemas() const
    {
        const std::string made = "CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE one.same (id int PRIMARY KEY, a text);"
                                 " CREATE TABLE two.same (id int PRIMARY KEY, a text);";
        m_place->target(made);
        m_place->source(made + "INSERT INTO one.same SELECT g, 'one' FROM generate_series(1, 50) g;"
                               " INSERT INTO two.same SELECT g, 'two' FROM generate_series(1, 60) g;"
                               " ALTER PUBLICATION p ADD TABLE one.same, two.same");
    }
    /// With makeSchemas(): this is run on the target at the gate, and everything arrives.
    void renamedAt(const std::string &gate, const std::string &renaming)
    {
        makeSchemas();
        const rules::Gate at(gate);
        run({at.setting(), "plan.small-bytes=0"}, {"--table-sync-workers", "1"});
        QVERIFY(m_run->waitFor("slot"));
        if (gate.rfind("apply", 0) == 0) {
            QVERIFY(m_place->allReady());
            m_place->source("UPDATE one.same SET a = 'one by now' WHERE id = 3; INSERT INTO two.same VALUES (70, 'two of 70')");
        }
        QVERIFY(at.arrived());
        m_place->target(renaming);
        at.open();
        QVERIFY2(m_place->allReady() && m_place->settle(), m_run->output().c_str());
    }
    static const std::vector<support::TablePair> &bothSchemas()
    {
        static const std::vector<support::TablePair> tables = {{"one.same"}, {"two.same"}};
        return tables;
    }

private slots:
    void columnsOfTheTarget_data()
    {
        QTest::addColumn<QString>("gate");
        QTest::addColumn<QStringList>("settings");
        const auto row = [](const char *name, const char *gate, const QStringList &settings = {}) {
            QTest::newRow(name) << gate << settings;
        };
        const QString small = QStringLiteral("plan.small-bytes=0");
        const QString ranges = QStringLiteral("plan.sliced-bytes=0");
        row("a change that was read", "apply.before-hold");
        row("before the copy", "copy.claimed");
        row("its rows are about to be read", "copy.opened");
        row("before the copy of a range", "copy.claimed", {small, ranges});
        row("a range is about to be read", "copy.opened", {small, ranges});
        row("between two ranges", "copy.committed", {small, ranges});
    }
    void columnsOfTheTarget()
    {
        QFETCH(QString, gate);
        QFETCH(QStringList, settings);
        makePairs();
        const rules::Gate at(gate.toStdString());
        const bool streams = gate.startsWith(QStringLiteral("apply"));
        std::vector<std::string> failpoints = {at.setting()};
        for (const auto &setting : settings)
            failpoints.push_back(setting.toStdString());
        run(failpoints, {"--table-sync-workers", "1"});
        QVERIFY(m_run->waitFor("slot"));
        if (streams) {
            QVERIFY(m_place->allReady());
            m_place->source("UPDATE pairs SET x = 'x by now' WHERE id = 3; INSERT INTO pairs VALUES (5000, 'x of 5000', 'y of 5000')");
        }
        QVERIFY(at.arrived());
        m_place->target(columns);
        at.open();
        QVERIFY2(m_place->allReady() && m_place->settle(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM pairs WHERE x NOT LIKE 'y%' OR y NOT LIKE 'x%'"), "0");
        m_place->source("UPDATE pairs SET y = 'y by now' WHERE id = 4; DELETE FROM pairs WHERE id = 5");
        QVERIFY(m_place->settle());
        m_place->source(columns);
        m_place->source("UPDATE pairs SET x = 'y again' WHERE id = 6; INSERT INTO pairs VALUES (5001, 'x of 5001', 'y of 5001')");
        verifyEqual({{"public.pairs"}});
    }

    /// Nothing locks the name of a schema.
    void schemasOfTheTarget_data()
    {
        QTest::addColumn<QString>("gate");
        for (const char *gate : {"apply.before-hold", "apply.held", "copy.claimed", "copy.opened", "copy.held", "copy.rows"})
            QTest::newRow(gate) << gate;
    }
    void schemasOfTheTarget()
    {
        QFETCH(QString, gate);
        renamedAt(gate.toStdString(), schemas);
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(m_place->target("SELECT (SELECT count(*) FROM one.same WHERE a NOT LIKE 'two%') + (SELECT count(*) FROM two.same WHERE a NOT LIKE 'one%')"),
                 "0");
        m_place->source(schemas);
        m_place->source("UPDATE one.same SET a = 'two again' WHERE id = 4; DELETE FROM two.same WHERE id = 5");
        verifyEqual(bothSchemas());
    }

    /// Two tables go into one, and the one that was looked up before comes second in a batch of the other.
    void severalIntoOne()
    {
        makePairs();
        m_place->source("CREATE TABLE more (id int PRIMARY KEY, x text, y text); INSERT INTO more VALUES (10001, 'x of more', 'y of more');"
                        " ALTER PUBLICATION p ADD TABLE more");
        run({}, {"--table-map", R"({"source":{"schema":"public","table":"more"},"target":{"schema":"public","table":"pairs"}})"});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady());
        m_place->source("INSERT INTO more VALUES (10002, 'x', 'y')");
        QVERIFY(m_place->settle());
        m_place->target(columns);
        m_place->source("BEGIN; UPDATE pairs SET x = 'x by now' WHERE id = 3; INSERT INTO more VALUES (10003, 'x', 'y'); COMMIT");
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM pairs WHERE x NOT LIKE 'y%' OR y NOT LIKE 'x%'"), "0");
        QCOMPARE(m_place->target("SELECT count(*) FROM pairs"), "2003");
    }

    /// By itself, not in exchange.
    void schemaRenamed_data()
    {
        QTest::addColumn<QString>("gate");
        for (const char *gate : {"apply.before-hold", "apply.held", "copy.claimed", "copy.opened"})
            QTest::newRow(gate) << gate;
    }
    void schemaRenamed()
    {
        QFETCH(QString, gate);
        renamedAt(gate.toStdString(), "ALTER SCHEMA one RENAME TO uno");
        if (QTest::currentTestFailed())
            return;
        m_place->source("ALTER SCHEMA one RENAME TO uno; DELETE FROM uno.same WHERE id = 5");
        verifyEqual({{"uno.same"}, {"two.same"}});
        QVERIFY2(m_run->output().find("ChangeFailed") == std::string::npos, m_run->output().c_str());
    }

    /// What an attempt in slices has left is taken out of its own table, whatever has that table's name by now.
    void leftBySlices()
    {
        makePairs();
        const std::string kept = "CREATE TABLE kept (id int PRIMARY KEY, x text, y text);";
        m_place->target(kept);
        m_place->source(kept + "INSERT INTO kept SELECT g, 'kept', '' FROM generate_series(1, 30) g; ALTER PUBLICATION p ADD TABLE kept");
        run({"plan.small-bytes=0"});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        const std::string unit = "(SELECT unit FROM _tidegate.subscription_rel WHERE tablename = 'pairs')";
        m_place->target("UPDATE _tidegate.copy_unit SET kind = 'sliced', slices = 3, state = 'i', snapshot = NULL, lsn = NULL WHERE id = " + unit
                        + "; INSERT INTO _tidegate.copy_slice (unit, slice, token) VALUES (" + unit + ", 0, 'of a copier that is gone')"
                          "; UPDATE _tidegate.subscription_rel SET state = 'i' WHERE tablename = 'pairs'");
        const rules::Gate at("copy.named");
        run({at.setting()});
        QVERIFY(at.arrived());
        const std::string exchange = "ALTER TABLE pairs RENAME TO z; ALTER TABLE kept RENAME TO pairs; ALTER TABLE z RENAME TO kept";
        m_place->target(exchange);
        at.open();
        QVERIFY2(m_place->allReady() && m_place->settle(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT (SELECT count(*) FROM pairs) || ' ' || (SELECT count(*) FROM kept)"), "30 2000");
        m_place->source(exchange);
        m_place->source("DELETE FROM pairs WHERE id = 3; UPDATE kept SET x = 'x by now' WHERE id = 4");
        verifyEqual({{"public.pairs"}, {"public.kept"}});
    }

    /// Between the look at the definitions and the reading of the rows.
    void schemasOfTheSource()
    {
        makeSchemas();
        const rules::Gate at("copy.held");
        run({at.setting(), "plan.small-bytes=0"}, {"--table-sync-workers", "1"});
        QVERIFY(at.arrived());
        m_place->source(schemas);
        at.open();
        QVERIFY2(m_place->allReady(), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT (SELECT count(*) FROM one.same WHERE a NOT LIKE 'one%') + (SELECT count(*) FROM two.same WHERE a NOT LIKE 'two%')"),
                 "0");
        m_place->target(schemas);
        m_place->source("UPDATE one.same SET a = 'two again' WHERE id = 4; DELETE FROM two.same WHERE id = 5");
        verifyEqual(bothSchemas());
    }
};

QTEST_GUILESS_MAIN(DefinitionsHeldTest)
#include "definitions_held_test.moc"
