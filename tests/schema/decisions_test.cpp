// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/decisions.h"
#include "schema/hypertable_findings.h"

#include <QTest>

using namespace tidegate;
using namespace tidegate::schema;
using plan::StatementDecision;
using script::LeftOut;
using script::State;

namespace {

script::Statement statement(const char *id, const char *purpose, const char *sql, const char *object = "")
{
    script::Statement made;
    made.id = id;
    made.purpose = purpose;
    made.sql = sql;
    made.object = object;
    made.table = "public.t";
    return made;
}

script::Script fresh()
{
    script::Script made;
    made.add(statement("TABLE t", "create-table", "CREATE TABLE t ()"));
    made.add(statement("KEY t_pkey", "create-key", "ALTER TABLE ONLY t ADD CONSTRAINT t_pkey PRIMARY KEY (id)", "t_pkey"));
    made.add(statement("HYPERTABLE t", "create-hypertable", "SELECT create_hypertable()", "t"));
    made.add(statement("VIEW v", "create-view", "CREATE VIEW v AS SELECT 1"));
    made.skip(3, LeftOut::MayNeedMore);
    return made;
}

} // namespace

/// What a person decided about statements and findings, without a server.
class DecisionsTest : public QObject
{
    Q_OBJECT

private slots:
    void rememberedAndAppliedAnew()
    {
        std::vector<StatementDecision> decisions;
        auto first = fresh();
        first.edit(0, "CREATE TABLE t (a int)");
        first.skip(1);
        first.restore(3);
        for (const auto &each : first.statements())
            QVERIFY(remember(decisions, each));
        QCOMPARE(decisions.size(), std::size_t(3));
        auto second = fresh();
        applyDecisions(second, decisions);
        QCOMPARE(second.at(0).sql, std::string("CREATE TABLE t (a int)"));
        QCOMPARE(second.at(0).original->sql, std::string("CREATE TABLE t ()"));
        QCOMPARE(second.at(1).state, State::Skipped);
        QCOMPARE(second.at(3).state, State::Pending);
        // Taken back, each of them.
        second.edit(0, "CREATE TABLE t ()");
        second.restore(1);
        second.skip(3, LeftOut::MayNeedMore);
        for (const auto &each : second.statements())
            QVERIFY(remember(decisions, each));
        QVERIFY(decisions.empty());
    }

    void anEditIsForOneTextOnly()
    {
        std::vector<StatementDecision> decisions;
        auto first = fresh();
        first.edit(0, "CREATE TABLE t (a int)");
        QVERIFY(remember(decisions, first.at(0)));
        script::Script changed;
        changed.add(statement("TABLE t", "create-table", "CREATE TABLE t (b int)"));
        applyDecisions(changed, decisions);
        QCOMPARE(changed.at(0).sql, std::string("CREATE TABLE t (b int)"));
    }

    void whatIsThereStaysLeftOut()
    {
        const std::vector<StatementDecision> decisions{{"TABLE t", StatementDecision::Kind::Edit, "CREATE TABLE t ()", "x"},
                                                       {"KEY t_pkey", StatementDecision::Kind::Run, {}, {}}};
        auto there = fresh();
        there.skip(0, LeftOut::Exists);
        there.skip(1, LeftOut::Exists);
        applyDecisions(there, decisions);
        QCOMPARE(there.at(0).state, State::Skipped);
        QCOMPARE(there.at(1).state, State::Skipped);
    }

    void passwordsAreNotKept()
    {
        std::vector<StatementDecision> decisions;
        auto edited = fresh();
        edited.edit(0, "CREATE USER MAPPING FOR joe SERVER s OPTIONS (password 'geheim')");
        QVERIFY(!remember(decisions, edited.at(0)));
        QVERIFY(decisions.empty());
        edited.edit(0, " \n");
        QVERIFY(remember(decisions, edited.at(0)));
        QVERIFY(decisions.empty()); // a plan that holds it could not be read
    }

    void whatTakesAway_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<bool>("takes");
        QTest::newRow("drop") << "drop TABLE t" << true;
        QTest::newRow("inside") << "ALTER TABLE t DROP CONSTRAINT k, ADD PRIMARY KEY (a)" << true;
        QTest::newRow("truncate") << "Truncate t" << true;
        QTest::newRow("comment") << "SELECT 1 -- drop it\n/* delete */" << false;
        QTest::newRow("text") << "COMMENT ON TABLE t IS 'drop'" << false;
        QTest::newRow("name") << "CREATE TABLE \"drop\" (a int)" << false;
    }
    void whatTakesAway()
    {
        QFETCH(QString, sql);
        QFETCH(bool, takes);
        QCOMPARE(takesAway(sql.toStdString()), takes);
    }

    void keysAreWidened_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("wide");
        QTest::newRow("primary") << "ALTER TABLE ONLY t\n    ADD CONSTRAINT k PRIMARY KEY (id);"
                                 << "ALTER TABLE ONLY t\n    ADD CONSTRAINT k PRIMARY KEY (id, \"At\");";
        QTest::newRow("unique") << "ALTER TABLE ONLY t ADD CONSTRAINT \"KEY (\" UNIQUE (a, b) INCLUDE (c)"
                                << "ALTER TABLE ONLY t ADD CONSTRAINT \"KEY (\" UNIQUE (a, b, \"At\") INCLUDE (c)";
        QTest::newRow("nulls") << "ALTER TABLE t ADD CONSTRAINT k UNIQUE NULLS NOT DISTINCT (a)"
                               << "ALTER TABLE t ADD CONSTRAINT k UNIQUE NULLS NOT DISTINCT (a, \"At\")";
        QTest::newRow("index") << "CREATE UNIQUE INDEX i ON t USING btree (lower((a)::text)) WHERE (b > 1)"
                               << "CREATE UNIQUE INDEX i ON t USING btree (lower((a)::text), \"At\") WHERE (b > 1)";
        QTest::newRow("none") << "CREATE TABLE t (a int)" << "";
        QTest::newRow("cut") << "ALTER TABLE t ADD PRIMARY KEY (a" << "";
    }
    void keysAreWidened()
    {
        QFETCH(QString, sql);
        QFETCH(QString, wide);
        QCOMPARE(QString::fromStdString(widenedKey(sql.toStdString(), "At").value_or("")), wide);
    }

    /// Each way out answers the finding; none leaves it.
    void findingsAreAnswered()
    {
        std::vector<plan::SelectedTable> tables{{{"s", "t"}, {"public", "t"}, "at", {}}};
        HypertableObstacles obstacles;
        obstacles.keysWithoutTime = {{"t_pkey", true, {"id"}}};
        obstacles.referredBy = {"public.child"};
        const auto findings = hypertableFindings(tables[0], true, obstacles, true);
        QCOMPARE(findings.size(), std::size_t(2));
        auto now = fresh();
        QCOMPARE(unanswered(findings, now, tables).size(), std::size_t(2));
        now.edit(1, "ALTER TABLE t ADD PRIMARY KEY (id, at)");
        QCOMPARE(unanswered(findings, now, tables).size(), std::size_t(1)); // it is still referred to
        now.edit(1, fresh().at(1).sql);
        now.skip(1, LeftOut::Exists);
        QCOMPARE(unanswered(findings, now, tables).size(), std::size_t(2));
        now.skip(1);
        QCOMPARE(unanswered(findings, now, tables).size(), std::size_t(1));
        now.restore(1);
        now.skip(2);
        QVERIFY(unanswered(findings, now, tables).empty());
        now.restore(2);
        tables[0].timeColumn.reset();
        QVERIFY(unanswered(findings, now, tables).empty());
    }
};

QTEST_GUILESS_MAIN(DecisionsTest)
#include "decisions_test.moc"
