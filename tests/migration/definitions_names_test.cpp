// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definitions_place.h"

#include <QTest>

using namespace tidegate;

/// Tables and the columns of key ranges that are named otherwise midway (DEFINITIONS.md): rows follow the table, whatever it is
/// called.
class DefinitionsNamesTest : public rules::DefinitionTest
{
    Q_OBJECT

private:
    /// t and u, alike but for their rows.
    void makeTwo() const
    {
        const std::string other = "CREATE TABLE u (id int PRIMARY KEY, a int, b text NOT NULL DEFAULT 'b', c varchar(5));";
        m_place->source(other + "INSERT INTO u SELECT g, -g, 'other ' || g, 'u' FROM generate_series(1, 50) g; ALTER PUBLICATION p ADD TABLE u");
        m_place->target(other);
    }
    static constexpr char exchange[] = "ALTER TABLE t RENAME TO x; ALTER TABLE u RENAME TO t; ALTER TABLE x RENAME TO u";
    static const std::vector<support::TablePair> &both()
    {
        static const std::vector<support::TablePair> tables = {{"public.t"}, {"public.u"}};
        return tables;
    }
    void makeWide() const
    {
        const std::string made = "CREATE TABLE wide (id bigint PRIMARY KEY, n bigint, body text);"
                                 " ALTER TABLE wide ALTER body SET STORAGE EXTERNAL";
        m_place->source(made);
        m_place->target(made);
        m_place->source("INSERT INTO wide SELECT g, g, repeat(md5(g::text), 100) FROM generate_series(1, 1000) g");
        m_place->source("ANALYZE wide; ALTER PUBLICATION p ADD TABLE wide");
    }
    static std::vector<std::string> inRanges(const rules::Gate *gate = nullptr)
    {
        std::vector<std::string> all = {"plan.small-bytes=0", "plan.sliced-bytes=0"};
        if (gate)
            all.push_back(gate->setting());
        return all;
    }

private slots:
    /// Renamed before its copy: it is known by its oid, and copied into its target.
    void renamedBeforeItsCopy_data()
    {
        QTest::addColumn<QString>("meanwhile"); ///< also on the source
        QTest::addColumn<QString>("target");    ///< while the copier stands at the gate
        QTest::newRow("the name is free") << "" << "";
        QTest::newRow("another table has the name")
            << "CREATE TABLE t (id int PRIMARY KEY, a int, b text, c varchar(5)); INSERT INTO t VALUES (1, 1, 'of another', 'x')" << "";
        QTest::newRow("on both sides") << "" << "ALTER TABLE t RENAME TO renamed";
    }
    void renamedBeforeItsCopy()
    {
        QFETCH(QString, meanwhile);
        QFETCH(QString, target);
        const rules::Gate gate("copy.taken");
        run({gate.settingForAll()});
        QVERIFY(gate.arrived());
        m_place->source("UPDATE t SET b = 'before' WHERE id = 2; ALTER TABLE t RENAME TO renamed");
        if (!meanwhile.isEmpty())
            m_place->source(meanwhile.toStdString());
        if (!target.isEmpty())
            m_place->target(target.toStdString());
        gate.open();
        QVERIFY2(m_place->allReady(), m_run->output().c_str());
        m_place->source("UPDATE renamed SET b = 'after' WHERE id = 3");
        if (target.isEmpty()) {
            mendAsShown("is named public.renamed now");
            if (QTest::currentTestFailed())
                return;
        }
        verifyEqual({{"public.renamed"}});
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = 'renamed' AND target_table = 'renamed'"),
                 "1");
    }

    /// Two tables exchange their names: rows follow the table.
    void exchanged_data()
    {
        QTest::addColumn<QString>("when");
        QTest::addColumn<bool>("waits");
        for (const char *when : {"before the copy", "between two copies", "while it streams", "between two changes of a transaction"}) {
            QTest::addRow("%s", when) << when << true;
            QTest::addRow("%s, the others go on", when) << when << false;
        }
    }
    void exchanged()
    {
        QFETCH(QString, when);
        QFETCH(bool, waits);
        makeTwo();
        const std::vector<std::string> choice = waits ? std::vector<std::string>() : std::vector<std::string>{"--on-definition-change", "recopy"};
        const bool copying = when.contains(QStringLiteral("cop"));
        const rules::Gate gate(when.contains(QStringLiteral("between two copies")) ? "copy.committed" : "copy.taken");
        if (copying) {
            auto more = choice;
            more.insert(more.end(), {"--table-sync-workers", "1"});
            run({gate.setting(), "plan.small-bytes=0"}, more);
            QVERIFY(gate.arrived());
        } else {
            QVERIFY(runs(choice));
        }
        const std::string after = "UPDATE t SET b = 'u by now' WHERE id = 3; DELETE FROM t WHERE id = 4; UPDATE u SET b = 't by now' WHERE id = 5;"
                                  " INSERT INTO u VALUES (77, 7, 'of t', 'c')";
        if (when.contains(QStringLiteral("transaction")))
            m_place->source("BEGIN; UPDATE t SET b = 'before' WHERE id = 2; UPDATE u SET b = 'before' WHERE id = 1;" + std::string(exchange) + ";"
                            + after + "; COMMIT");
        else
            m_place->source("UPDATE t SET b = 'before' WHERE id = 2; BEGIN;" + std::string(exchange) + "; COMMIT;" + after);
        gate.open();
        if (copying) { // which has seen all of it
            QVERIFY(m_place->targetBecomes("SELECT bool_and(state IN ('f', 'r')) FROM _tidegate.copy_unit", "t"));
            m_place->source("UPDATE t SET a = a * 2 WHERE id = 10; UPDATE u SET a = a * 3 WHERE id = 11");
        }
        if (waits) {
            mendAsShown("is named public.");
            if (QTest::currentTestFailed())
                return;
        } else {
            QVERIFY2(m_place->allReady() && m_place->settle(), m_run->output().c_str());
            const auto crossed = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r",
                                                    {{"public.t", "public.u"}, {"public.u", "public.t"}});
            QVERIFY2(crossed, crossed.report.c_str());
            m_place->target(exchange);
        }
        m_place->source("UPDATE t SET a = 1000 WHERE id = 6; DELETE FROM u WHERE id = 7; TRUNCATE settled");
        verifyEqual(both());
        QVERIFY(m_place->source("SELECT min(a) FROM t WHERE id = 8").front() == '-');
        m_place->source("TRUNCATE t; INSERT INTO t VALUES (1, 1, 'after it', 'c')");
        verifyEqual(both());
    }

    /// As people do it: the target first, while changes come.
    void exchangedOnTheTargetFirst_data()
    {
        QTest::addColumn<bool>("waits");
        QTest::newRow("waits") << true;
        QTest::newRow("the others go on") << false;
    }
    void exchangedOnTheTargetFirst()
    {
        QFETCH(bool, waits);
        makeTwo();
        QVERIFY(waits ? runs() : runs({"--on-definition-change", "recopy"}));
        m_place->source("UPDATE t SET b = 'before' WHERE id = 2; UPDATE u SET b = 'before' WHERE id = 1");
        QVERIFY(m_place->settle());
        m_place->target(exchange);
        m_place->source("UPDATE t SET b = 'meanwhile' WHERE id = 3; DELETE FROM u WHERE id = 4; INSERT INTO t VALUES (60, 6, 'meanwhile', 't')");
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        m_place->source("BEGIN;" + std::string(exchange) + "; COMMIT");
        m_place->source("UPDATE t SET b = 'after' WHERE id = 5; DELETE FROM u WHERE id = 6; INSERT INTO t VALUES (61, 6, 'after', 't')");
        verifyEqual(both());
        QVERIFY2(m_run->output().find("Run on the target: ALTER") == std::string::npos, m_run->output().c_str());
    }

    /// A table that is copied in ranges of a column that is renamed.
    void rangesRenamed_data()
    {
        QTest::addColumn<QString>("when");
        QTest::addColumn<QString>("change");
        const char *const another = "ALTER TABLE wide RENAME id TO number";
        const char *const exchanged = "ALTER TABLE wide RENAME id TO x; ALTER TABLE wide RENAME n TO id; ALTER TABLE wide RENAME x TO n";
        for (const char *when : {"before the copy", "between two ranges", "while it streams"}) {
            QTest::addRow("%s", when) << when << another;
            QTest::addRow("%s, names exchanged", when) << when << exchanged;
        }
    }
    void rangesRenamed()
    {
        QFETCH(QString, when);
        QFETCH(QString, change);
        makeWide();
        const rules::Gate gate(when.startsWith(QStringLiteral("before")) ? "copy.taken" : "copy.committed");
        const bool streams = when.startsWith(QStringLiteral("while"));
        run(inRanges(streams ? nullptr : &gate), {"--table-sync-workers", "1"});
        QVERIFY(streams ? m_run->waitFor("slot") && m_place->allReady() : gate.arrived());
        QVERIFY(std::stoi(m_place->target("SELECT count(*) FROM _tidegate.copy_range")) >= 4);
        m_place->source("UPDATE wide SET n = -n WHERE id % 10 = 0; UPDATE wide SET id = id + 100000, body = 'short' WHERE id BETWEEN 1 AND 5");
        m_place->source(change.toStdString());
        const std::string key = change.contains(QStringLiteral("number")) ? "number" : "n";
        const std::string other = key == "n" ? "id" : "n";
        m_place->source("UPDATE wide SET " + other + " = 7 WHERE " + key + " % 11 = 0; DELETE FROM wide WHERE " + key + " % 13 = 0;"
                        " UPDATE wide SET " + key + " = -" + key + ", body = 'short' WHERE " + key + " BETWEEN 900 AND 920;"
                        " INSERT INTO wide (" + key + ", " + other + ") VALUES (5000, 5), (-5000, 5)");
        gate.open();
        mendAsShown("was renamed to");
        if (QTest::currentTestFailed())
            return;
        QVERIFY2(m_place->allReady(), m_run->output().c_str());
        m_place->source("UPDATE wide SET " + other + " = 8 WHERE " + key + " % 17 = 0; UPDATE wide SET " + key + " = " + key + " + 200000 WHERE " + key
                        + " BETWEEN 500 AND 510");
        verifyEqual({{"public.wide"}});
        QVERIFY(m_place->targetBecomes("SELECT count(*) >= 4 AND bool_and(column_name = '" + key + "') FROM _tidegate.copy_range", "t"));
        m_place->source("TRUNCATE wide; INSERT INTO wide (" + key + ") VALUES (1), (2)");
        verifyEqual({{"public.wide"}});
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
        QVERIFY(waits ? runs() : runs({"--on-definition-change", "recopy"}));
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

    /// No change comes that says so, so the cutover does.
    void renamedBeforeTheCutover_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("mend");
        QTest::newRow("one") << "ALTER TABLE t RENAME TO renamed" << "ALTER TABLE \"public\".\"t\" RENAME TO \"renamed\"";
        QTest::newRow("exchanged") << "ALTER TABLE t RENAME TO x; ALTER TABLE notes RENAME TO t; ALTER TABLE x RENAME TO notes" << "";
    }
    void renamedBeforeTheCutover()
    {
        QFETCH(QString, change);
        QFETCH(QString, mend);
        QVERIFY(runs());
        m_place->source(change.toStdString());
        const auto refused = command("cutover", {"--yes"});
        QVERIFY(refused.exitCode != 0);
        const std::string words = "tables have other names on the source now. Run on the target: ";
        const auto at = refused.output.find(words);
        QVERIFY2(at != std::string::npos, refused.output.c_str());
        auto sql = refused.output.substr(at + words.size());
        sql.erase(sql.find("\")", sql.rfind("RENAME TO")) + 1); // what was refused stands in parentheses
        if (!mend.isEmpty())
            QCOMPARE(sql, mend.toStdString());
        m_place->target(sql);
        // Until the run knows the target's table by its new name, too.
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        const auto cut = command("cutover", {"--yes"});
        QVERIFY2(cut.exitCode == 0, (sql + cut.output).c_str());
        const std::vector<support::TablePair> tables = {{mend.isEmpty() ? "public.notes" : "public.renamed"}, {"public.things"}};
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", tables);
        QVERIFY2(same, same.report.c_str());
    }
};

QTEST_GUILESS_MAIN(DefinitionsNamesTest)
#include "definitions_names_test.moc"
