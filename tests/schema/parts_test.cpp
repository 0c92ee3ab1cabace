// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/command_forms.h"
#include "schema/decisions.h"
#include "schema/definition_parts.h"
#include "schema/preparation.h"

#include <QTest>

#include <algorithm>

using namespace tidegate;
using namespace tidegate::schema;
using script::LeftOut;
using script::State;

namespace {

DumpEntry entry(const char *type, const char *name, const char *sql, const char *own = "")
{
    DumpEntry made;
    made.type = type;
    made.name = name;
    made.schema = "public";
    made.sql = sql;
    made.postData = true;
    made.table = RelationName{"public", "t"};
    made.own = own;
    return made;
}

const auto plainIndex = entry("INDEX", "i", "CREATE INDEX i ON public.t USING btree (a);");
const auto foreignKey = entry(
    "FK CONSTRAINT", "t k", "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.u(id);", "k");

/// With the table there, as a server of that version has it.
Existing target(int version = 170000)
{
    Existing existing;
    existing.serverVersion = version;
    existing.relations = {{"public", "t"}};
    return existing;
}

script::Script after(const DumpEntry &entry, const Existing &existing, const plan::MigrationPlan &wanted = {})
{
    auto plan = wanted;
    if (plan.tables.empty())
        plan.tables = {{{"public", "t"}, {"public", "t"}, {}, {}}};
    return arrange({entry}, plan, existing).after;
}

/// A line "id: SQL" for each, with what is left out in parentheses and what stands outside of a transaction behind "!".
std::string lines(const script::Script &script)
{
    std::string all;
    for (const auto &statement : script.statements()) {
        const auto line = (statement.transactional ? "" : "!") + statement.id + ": " + statement.sql;
        all += (statement.state == State::Skipped ? "(" + line + ")" : line) + "\n";
    }
    return all;
}

/// A row of a test of one command's form; `wanted` "none": it has none.
void row(const char *name, const std::string &sql, const std::string &wanted)
{
    QTest::newRow(name) << QString::fromStdString(sql) << QString::fromStdString(wanted);
}
void columns()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("wanted");
}

std::string text(const std::optional<std::string> &sql)
{
    return sql.value_or("none");
}

} // namespace

/// How definitions are made while the stream writes, without a server.
class PartsTest : public QObject
{
    Q_OBJECT

private slots:
    void indexesConcurrently_data()
    {
        columns();
        row("plain", "CREATE INDEX i ON public.t USING btree (a);",
            "CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);");
        row("unique", "CREATE UNIQUE INDEX i ON public.t USING btree (a)",
            "CREATE UNIQUE INDEX CONCURRENTLY i ON public.t USING btree (a)");
        row("names", "CREATE INDEX \"CREATE INDEX\" ON \"CREATE INDEX ON ONLY\".t USING btree (\"ONLY\")",
            "CREATE INDEX CONCURRENTLY \"CREATE INDEX\" ON \"CREATE INDEX ON ONLY\".t USING btree (\"ONLY\")");
        row("expression", "CREATE INDEX i ON public.t USING btree (((a || 'CREATE INDEX ON ONLY'::text)))",
            "CREATE INDEX CONCURRENTLY i ON public.t USING btree (((a || 'CREATE INDEX ON ONLY'::text)))");
        row("partitioned", "CREATE INDEX i ON ONLY public.t USING btree (a)", "none");
        row("something else", "ALTER TABLE ONLY public.t ADD CONSTRAINT \"CREATE INDEX\" UNIQUE (a)", "none");
        row("nothing", "", "none");
    }
    void indexesConcurrently()
    {
        QFETCH(QString, sql);
        QFETCH(QString, wanted);
        QCOMPARE(text(concurrently(sql.toStdString())), wanted.toStdString());
    }

    void indexesOfHypertables_data()
    {
        columns();
        const std::string head = "CREATE INDEX i ON public.t USING btree (a)";
        row("plain", head + ";", head + " WITH (timescaledb.transaction_per_chunk);");
        row("no end", head, head + " WITH (timescaledb.transaction_per_chunk)");
        row("where", head + " WHERE (a > 1);", head + " WITH (timescaledb.transaction_per_chunk) WHERE (a > 1);");
        row("with", head + " INCLUDE (b) WITH (fillfactor='70') WHERE (a > 1);",
            head + " INCLUDE (b) WITH (timescaledb.transaction_per_chunk, fillfactor='70') WHERE (a > 1);");
        row("words", "CREATE INDEX \"WITH (\" ON public.t USING btree (((a || 'WHERE'::text)) text_ops)",
            "CREATE INDEX \"WITH (\" ON public.t USING btree (((a || 'WHERE'::text)) text_ops)"
            " WITH (timescaledb.transaction_per_chunk)");
        row("unique", "CREATE UNIQUE INDEX i ON public.t USING btree (a)", "none");
    }
    void indexesOfHypertables()
    {
        QFETCH(QString, sql);
        QFETCH(QString, wanted);
        QCOMPARE(text(perChunk(sql.toStdString())), wanted.toStdString());
    }

    void foreignKeysNotValid_data()
    {
        columns();
        const std::string head = "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT \"NOT VALID\" FOREIGN KEY (\"FOREIGN\") REFERENCES public.u(id)";
        row("plain", head + ";", head + " NOT VALID;");
        row("deferred", head + " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;",
            head + " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;");
        row("not valid on the source", head + " NOT VALID;", "none");
        row("not enforced on the source", head + " NOT ENFORCED;", "none");
        row("a check", "ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a <> 'FOREIGN'::text));", "none");
    }
    void foreignKeysNotValid()
    {
        QFETCH(QString, sql);
        QFETCH(QString, wanted);
        QCOMPARE(text(notValid(sql.toStdString())), wanted.toStdString());
    }

    void commandsAreCut()
    {
        const auto all = commandsOf("CREATE INDEX i ON t (((a || ';'::text)));\n\nALTER TABLE t CLUSTER ON \";\";\n-- end");
        QCOMPARE(all.size(), std::size_t(3));
        QCOMPARE(all[0], std::string("CREATE INDEX i ON t (((a || ';'::text)));"));
        QCOMPARE(all[1], std::string("ALTER TABLE t CLUSTER ON \";\";"));
        QVERIFY(commandsOf(" \n").empty());
        QCOMPARE(text(withoutOnly("ALTER TABLE ONLY \"ONLY\".t ADD x")), std::string("ALTER TABLE \"ONLY\".t ADD x"));
        QCOMPARE(text(withoutOnly("ALTER TABLE \"ONLY\".t ADD x")), std::string("none"));
    }

    /// What it says beside the CREATE comes after it: the build must stand alone.
    void anIndexAndItsSettings()
    {
        const auto clustered = entry("INDEX", "i", "CREATE INDEX i ON public.t USING btree (a);\n\n\nALTER TABLE public.t CLUSTER ON i;");
        QCOMPARE(lines(after(clustered, target())),
                 std::string("!INDEX public.i: CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);\n"
                             "SETTINGS INDEX public.i: ALTER TABLE public.t CLUSTER ON i;\n"));
        auto there = target();
        there.relations.insert({"public", "i"}); // the run was ended between the two
        QCOMPARE(after(clustered, there).count(State::Pending), std::size_t(1));
        there.setIndexes = {{"public", "i"}};
        QCOMPARE(after(clustered, there).count(State::Pending), std::size_t(0));
    }

    void anInvalidIndexIsDroppedFirst()
    {
        auto existing = target();
        existing.invalidIndexes = {{"public", "i"}};
        QCOMPARE(lines(after(plainIndex, existing)),
                 std::string("!DROP INDEX public.i: DROP INDEX CONCURRENTLY \"public\".\"i\";\n"
                             "!INDEX public.i: CREATE INDEX CONCURRENTLY i ON public.t USING btree (a);\n"));
        const auto drop = after(plainIndex, existing).at(0);
        QVERIFY(!drop.onlyIf.empty() && drop.onlyIfAnyway && !drop.destructive);
        // Of a hypertable the server would drop it of the chunks not at all.
        existing.hypertables = {{"public", "t"}};
        QCOMPARE(lines(after(plainIndex, existing)),
                 std::string("DROP INDEX public.i: DROP INDEX \"public\".\"i\";\n"
                             "!INDEX public.i: CREATE INDEX i ON public.t USING btree (a) WITH (timescaledb.transaction_per_chunk);\n"));
        // Under its target's name, and by what was decided of it.
        plan::MigrationPlan plan;
        plan.tables = {{{"public", "t"}, {"new", "t"}, {}, {}}};
        plan.statements = {{"DROP INDEX public.i", plan::StatementDecision::Kind::Refuse, {}, {}}};
        existing = target();
        existing.invalidIndexes = {{"new", "i"}};
        auto script = after(plainIndex, existing, plan);
        QCOMPARE(script.at(0).sql, std::string("DROP INDEX CONCURRENTLY \"new\".\"i\";"));
        applyDecisions(script, plan.statements);
        QCOMPARE(script.at(0).leftOut, LeftOut::Refused);
        QCOMPARE(script.at(1).state, State::Pending);
    }

    /// Also of a table that the plan makes a hypertable before the copy, if that is not refused.
    void hypertablesToBe()
    {
        plan::MigrationPlan plan;
        plan.tables = {{{"public", "t"}, {"public", "t"}, "at", {}}};
        auto existing = target();
        const auto isPerChunk = [&] { return after(plainIndex, existing, plan).at(0).sql.find("timescaledb") != std::string::npos; };
        QVERIFY(!isPerChunk());
        existing.others["EXTENSION"] = {{"-", "timescaledb"}};
        QVERIFY(isPerChunk());
        plan.statements = {{"HYPERTABLE public.t", plan::StatementDecision::Kind::Refuse, {}, {}}};
        QVERIFY(!isPerChunk());
        plan.statements.clear();
        QCOMPARE(after(foreignKey, existing, plan).at(0).sql,
                 std::string("ALTER TABLE public.t\n    ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.u(id) NOT VALID;"));
    }

    void foreignKeysAreValidatedByThemselves()
    {
        const auto sql = foreignKey.sql.substr(0, foreignKey.sql.size() - 1);
        const auto made = "FK CONSTRAINT public.t k: " + sql + " NOT VALID;";
        const std::string validate("VALIDATE FK CONSTRAINT public.t k: ALTER TABLE \"public\".\"t\" VALIDATE CONSTRAINT \"k\";");
        QCOMPARE(lines(after(foreignKey, target())), made + "\n" + validate + "\n");
        auto existing = target();
        existing.ofTables = {{{"public", "t"}, "k"}};
        QCOMPARE(lines(after(foreignKey, existing)), "(" + made + ")\n(" + validate + ")\n");
        existing.notValidated = existing.ofTables;
        QCOMPARE(lines(after(foreignKey, existing)), "(" + made + ")\n" + validate + "\n");
        // What the source has not validated stays so.
        auto asOnSource = foreignKey;
        asOnSource.sql = sql + " NOT VALID;";
        QCOMPARE(after(asOnSource, existing).size(), std::size_t(1));
    }

    /// A key that the user has put in other words is validated under the name that it has there.
    void validatesWhatWasEdited()
    {
        auto script = after(foreignKey, target());
        const auto before = script.at(1);
        QVERIFY(followEdits(script).empty());
        script.edit(0, "alter table only public.t add constraint \"K 2\" foreign key (a) references public.u(id) not valid");
        QCOMPARE(followEdits(script), std::vector<std::size_t>{1});
        QCOMPARE(script.at(1).sql, std::string("ALTER TABLE \"public\".\"t\" VALIDATE CONSTRAINT \"K 2\";"));
        QVERIFY(script.at(1).onlyIf.find("conname = 'K 2'") != std::string::npos && !script.at(1).original);
        QVERIFY(followEdits(script).empty());
        script.edit(0, script.at(0).original->sql);
        QCOMPARE(followEdits(script).size(), std::size_t(1));
        QVERIFY(script.at(1).sql == before.sql && script.at(1).onlyIf == before.onlyIf);
        // One that the server names: not passed over, whatever that is.
        script.edit(0, "ALTER TABLE public.t ADD FOREIGN KEY (a) REFERENCES public.u(id) NOT VALID;");
        followEdits(script);
        QVERIFY(script.at(1).onlyIf.find("conname") == std::string::npos && script.at(1).sql == before.sql);
        // The user's own words are left alone, and what is not about a key changes nothing.
        script.edit(1, "SELECT 1");
        script.edit(0, "ALTER TABLE public.t ADD CONSTRAINT other FOREIGN KEY (a) REFERENCES public.u(id) NOT VALID;");
        QVERIFY(followEdits(script).empty());
        auto nothing = after(foreignKey, target());
        nothing.edit(0, "SELECT 'ADD CONSTRAINT x FOREIGN KEY'");
        QVERIFY(followEdits(nothing).empty());
    }

    /// Also when it is read again, whichever of the two was edited first.
    void editsOutliveTheWindow()
    {
        const std::string named = "ALTER TABLE ONLY public.t ADD CONSTRAINT k2 FOREIGN KEY (a) REFERENCES public.u(id) NOT VALID;";
        for (const bool keyFirst : {true, false}) {
            std::vector<plan::StatementDecision> decisions;
            auto script = after(foreignKey, target());
            const auto edit = [&](std::size_t at, const std::string &sql) {
                script.edit(at, sql);
                followEdits(script);
                QVERIFY(remember(decisions, script.at(at)));
            };
            if (keyFirst)
                edit(0, named);
            edit(1, "SELECT 1");
            if (!keyFirst)
                edit(0, named);
            auto again = after(foreignKey, target());
            applyDecisions(again, decisions);
            QCOMPARE(again.at(0).sql, named);
            QCOMPARE(again.at(1).sql, std::string("SELECT 1"));
        }
        auto again = after(foreignKey, target());
        applyDecisions(again, {{"FK CONSTRAINT public.t k", plan::StatementDecision::Kind::Edit, again.at(0).sql, named}});
        QCOMPARE(again.at(1).sql, std::string("ALTER TABLE \"public\".\"t\" VALIDATE CONSTRAINT \"k2\";"));
    }

    void foreignKeysLockBothTables()
    {
        const auto script = after(foreignKey, target());
        QVERIFY(script.at(0).givesWay && !script.at(1).givesWay);
        QCOMPARE(script.at(0).locks, (std::vector<std::string>{"\"public\".\"t\"", "\"public\".\"u\""}));
        auto own = foreignKey;
        own.sql = "ALTER TABLE ONLY public.t\n    ADD CONSTRAINT k FOREIGN KEY (\"REFERENCES\") REFERENCES public.t(id);";
        QCOMPARE(after(own, target()).at(0).locks.size(), std::size_t(1));
    }

    void foreignKeysOfPartitionedTables()
    {
        auto whole = foreignKey;
        whole.sql = "ALTER TABLE public.t\n    ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.u(id);";
        QCOMPARE(lines(after(whole, target(170005))), "FK CONSTRAINT public.t k: " + whole.sql + "\n");
        QCOMPARE(after(whole, target(180000)).size(), std::size_t(2));
        auto existing = target();
        existing.partitioned = {{"public", "t"}}; // there only
        QCOMPARE(after(foreignKey, existing).size(), std::size_t(1));
        QVERIFY(after(plainIndex, existing).at(0).transactional);
    }
};

QTEST_APPLESS_MAIN(PartsTest)
#include "parts_test.moc"
