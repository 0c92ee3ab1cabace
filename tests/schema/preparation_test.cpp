// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation_reader.h"
#include "preparation_place.h"
#include "support/skips.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace tidegate;
using namespace tidegate::schema;
using support::Cluster;
using tests::selected;

namespace {

constexpr char shop[] = R"sql(
    CREATE SCHEMA "S a";
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE DOMAIN posint AS int CHECK (value > 0);
    CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS 'SELECT $1';
    CREATE TABLE "S a"."t ; Type: x" (id serial PRIMARY KEY, m mood DEFAULT 'ok', p posint, c int CHECK (c > f(1, '')),
        at timestamptz NOT NULL DEFAULT now(), g int GENERATED ALWAYS AS (p + 1) STORED);
    CREATE TABLE other (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t int NOT NULL REFERENCES "S a"."t ; Type: x",
        "weird ON name" text, CONSTRAINT "u x" UNIQUE (t));
    ALTER TABLE other REPLICA IDENTITY USING INDEX "u x";
    CREATE INDEX ON other ("weird ON name");
    CREATE UNIQUE INDEX "i ON x" ON other (id) WHERE id > 5;
    ALTER TABLE other ADD CONSTRAINT late CHECK (id > 0) NOT VALID;
    CREATE VIEW v AS SELECT * FROM other;
    CREATE TABLE part (a int, b int) PARTITION BY RANGE (a);
    CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (10);
    CREATE INDEX ON part (b);
    CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER "tr ON g" AFTER UPDATE OF "weird ON name" ON other FOR EACH ROW EXECUTE FUNCTION trg();
    COMMENT ON COLUMN other.t IS 'a; "b" $$';
    CREATE INDEX "CREATE INDEX ON ONLY" ON other ((id + t));
    ALTER INDEX "CREATE INDEX ON ONLY" ALTER COLUMN 1 SET STATISTICS 55;
    ALTER TABLE other CLUSTER ON "CREATE INDEX ON ONLY";
    ALTER TABLE other ADD CONSTRAINT "NOT VALID" FOREIGN KEY (id) REFERENCES other NOT VALID;
    ALTER TABLE part ADD CONSTRAINT whole FOREIGN KEY (a) REFERENCES "S a"."t ; Type: x" ON DELETE CASCADE;
    CREATE STATISTICS st ON id, t FROM other;
    ALTER TABLE other ENABLE ROW LEVEL SECURITY;
    CREATE POLICY pol ON other USING (true);
    CREATE SEQUENCE alone;
    CREATE UNLOGGED TABLE ul (a int);
    CREATE TABLE unwanted (id serial PRIMARY KEY);
)sql";

/// pg_dump's definitions without what differs from run to run.
std::string definitions(const Cluster &cluster, const std::string &database)
{
    const auto dump = cluster.tool("pg_dump", {"--schema-only", "--no-owner", "-d", database});
    std::string all;
    std::size_t at = 0;
    while (at < dump.output.size()) {
        const auto end = std::min(dump.output.find('\n', at), dump.output.size());
        const auto line = dump.output.substr(at, end - at);
        if (line.rfind("\\", 0) != 0)
            all += line + "\n";
        at = end + 1;
    }
    return all;
}

const std::vector<RelationName> shopTables = {{"S a", "t ; Type: x"}, {"public", "other"}, {"public", "part"},
                                              {"public", "part1"},    {"public", "ul"}};

} // namespace

class PreparationTest : public QObject
{
    Q_OBJECT

private:
    tests::PreparationPlace m_place;
    int m_number = 0;
    std::string &m_database = m_place.database;

    TargetPreparation prepare(const plan::MigrationPlan &plan) const { return m_place.prepare(plan); }
    std::string run(const script::Script &script) const { return m_place.run(script); }

private slots:
    void initTestCase() { m_place = {Cluster::start(), Cluster::start(), {}}; }
    void cleanupTestCase() { m_place = {}; }

    void init()
    {
        m_database = "prepared" + std::to_string(++m_number);
        for (auto *cluster : {m_place.source.get(), m_place.target.get()})
            cluster->createDatabase(m_database);
        m_place.source->sql(m_database, shop);
    }

    /// Both scripts make what the source has, but for what was not chosen; a second look finds nothing to do.
    void makesTheSame()
    {
        plan::MigrationPlan plan;
        plan.tables = selected(shopTables);
        const auto first = prepare(plan);
        QVERIFY(first.findings.empty());
        QCOMPARE(run(first.before), "");
        QCOMPARE(m_place.target->value(m_database, "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = indrelid"
                                                   " WHERE relname = 'other' AND indisunique"), "3");
        QCOMPARE(m_place.target->value(m_database, "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"), "0");
        // What is made later is found again although its tables are there by now.
        auto second = prepare(plan);
        QCOMPARE(second.before.count(script::State::Skipped), second.before.size());
        QCOMPARE(second.after.count(script::State::Pending), first.after.count(script::State::Pending));
        for (std::size_t at = 0; at < second.after.size(); ++at) {
            if (second.after.at(at).purpose == "create-view")
                second.after.restore(at);
        }
        QCOMPARE(run(second.after), "");
        m_place.source->sql(m_database, "DROP TABLE unwanted");
        QCOMPARE(definitions(*m_place.target, m_database), definitions(*m_place.source, m_database));
        const auto third = prepare(plan);
        for (const auto *script : {&third.before, &third.after}) {
            for (const auto &statement : script->statements()) {
                const bool harmless = statement.purpose == "create-schema" || statement.purpose == "create-other";
                QVERIFY2(statement.state == script::State::Skipped || harmless, statement.sql.c_str());
            }
        }
        QCOMPARE(run(third.before), "");
    }

    /// Tables that move to another schema and name take their sequences along.
    void makesItElsewhere()
    {
        plan::MigrationPlan plan;
        plan.tables = selected(shopTables);
        plan.tables[0].target = {"new.1", "t"};
        plan.tables[1].target = {"new.1", "Oth\"er"};
        const auto prepared = prepare(plan);
        QCOMPARE(run(prepared.before), "");
        QCOMPARE(run(prepared.after), "");
        auto session = m_place.target->session(m_database);
        session.exec("INSERT INTO \"new.1\".t (p) VALUES (1); INSERT INTO \"new.1\".\"Oth\"\"er\" (t) VALUES (1)");
        QCOMPARE(session.value("SELECT pg_get_serial_sequence('\"new.1\".t', 'id')"), "\"new.1\".\"t ; Type: x_id_seq\"");
        QCOMPARE(session.value("SELECT pg_get_serial_sequence('\"new.1\".\"Oth\"\"er\"', 'id')"), "\"new.1\".other_id_seq");
        QCOMPARE(session.value("SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                               " WHERE relname IN ('other', 't ; Type: x', 'unwanted')"), "0");
    }

    /// Without the extension, and with keys that do not hold the time column: told before anything runs.
    void tellsWhatCannotBe()
    {
        plan::MigrationPlan plan;
        plan.tables = selected({{"S a", "t ; Type: x"}, {"public", "other"}});
        plan.tables[0].timeColumn = "at";
        plan.tables[1].timeColumn = "gone";
        const auto prepared = prepare(plan);
        std::vector<Code> refusals;
        for (const auto &finding : prepared.findings) {
            if (finding.severity == Severity::Refusal)
                refusals.push_back(finding.code);
        }
        for (const auto code : {Code::TimescaleMissing, Code::HypertableKeyLacksTime, Code::TimeColumnMissing})
            QVERIFY(std::count(refusals.begin(), refusals.end(), code) > 0);
        const auto key = std::find_if(prepared.findings.begin(), prepared.findings.end(),
                                      [](const Finding &finding) { return finding.code == Code::HypertableKeyLacksTime; });
        QCOMPARE(key->mend, "ALTER TABLE \"S a\".\"t ; Type: x\" DROP CONSTRAINT \"t ; Type: x_pkey\","
                            " ADD PRIMARY KEY (\"id\", \"at\")");
        QVERIFY(std::any_of(prepared.findings.begin(), prepared.findings.end(),
                            [](const Finding &finding) { return finding.code == Code::HypertableReferred; }));
    }

    /// A week is a week in the unit of the column, as the window shows it.
    void aWeekInTheColumnsUnit()
    {
        m_place.source->sql(m_database, "CREATE TABLE ms (at bigint NOT NULL, made_ns bigint NOT NULL, n int NOT NULL);"
                                        "INSERT INTO ms SELECT s * 1000, s * 1000000000, s FROM generate_series(1767225600::bigint,"
                                        " 1767226600) s; ANALYZE ms");
        const auto source = m_place.connect(*m_place.source, "source");
        const RelationName name{"public", "ms"};
        const auto sources = catalog::RelationReader(*source).readByName({name});
        const auto statementFor = [&](const char *column, std::optional<std::string> interval) {
            const std::vector<plan::SelectedTable> tables{{name, name, column, std::move(interval)}};
            return hypertableScript(tables, sources, readChosenTimes(*source, tables, sources), {"2.19.3", "public"}, {})
                .at(0).sql;
        };
        QVERIFY(statementFor("at", {}).find("604800000::bigint") != std::string::npos);
        QVERIFY(statementFor("at", "60000").find("60000::bigint") != std::string::npos);
        QVERIFY(statementFor("n", {}).find("604800::bigint") != std::string::npos);
    }

    /// The target's own keys count where the table is there already, and what was decided holds.
    void looksAtTheTargetAndAtDecisions()
    {
        m_place.target->sql(m_database, "CREATE TABLE other (id bigint, t int NOT NULL, \"weird ON name\" text,"
                                        " CONSTRAINT other_pkey PRIMARY KEY (id, t), CONSTRAINT \"u x\" UNIQUE (t))");
        plan::MigrationPlan plan;
        plan.tables = selected(shopTables);
        plan.tables[1].timeColumn = "t";
        plan.statements = {{"INDEX public.i ON x", plan::StatementDecision::Kind::Refuse, {}, {}},
                           {"VIEW public.v", plan::StatementDecision::Kind::Run, {}, {}},
                           {"TABLE public.other", plan::StatementDecision::Kind::Run, {}, {}}};
        const auto prepared = prepare(plan);
        for (const auto &finding : prepared.findings)
            QVERIFY(finding.code != Code::HypertableKeyLacksTime || finding.arguments.at(1) == "i ON x");
        std::map<std::string, script::Statement> byId;
        for (const auto *script : {&prepared.before, &prepared.after}) {
            for (const auto &statement : script->statements())
                QVERIFY2(byId.emplace(statement.id, statement).second, statement.id.c_str());
        }
        QCOMPARE(byId.at("INDEX public.i ON x").leftOut, script::LeftOut::Refused);
        QCOMPARE(byId.at("VIEW public.v").state, script::State::Pending);
        QCOMPARE(byId.at("TABLE public.other").state, script::State::Skipped); // it would only fail
        QCOMPARE(byId.at("CONSTRAINT public.other other_pkey").table, std::string("public.other"));
        QCOMPARE(byId.at("CONSTRAINT public.other other_pkey").object, std::string("other_pkey"));
        const auto open = unanswered(prepared.findings, prepared.before, plan.tables);
        QVERIFY(std::none_of(open.begin(), open.end(),
                             [](const Finding &finding) { return finding.code == Code::HypertableKeyLacksTime; }));
    }

    /// With TimescaleDB: by a timestamp and by a number, with the plan's intervals.
    void makesHypertables()
    {
        const auto options = support::ClusterOptions::withTimescale();
        if (!options)
            TIDEGATE_SKIP("TimescaleDB");
        m_place.target = Cluster::start(*options);
        m_place.target->createDatabase(m_database);
        m_place.target->sql(m_database, "CREATE SCHEMA ext; CREATE EXTENSION timescaledb SCHEMA ext");
        m_place.source->sql(m_database, "CREATE TABLE readings (device int, \"At\" timestamptz, v float, PRIMARY KEY (device, \"At\"));"
                                        "CREATE INDEX ON readings (v);"
                                        "CREATE TABLE ticks (t bigint NOT NULL, v int); CREATE TABLE plain (a int)");
        plan::MigrationPlan plan;
        plan.tables = selected({{"public", "readings"}, {"public", "ticks"}, {"public", "plain"}});
        plan.tables[0].timeColumn = "At";
        plan.tables[0].chunkInterval = "1 day";
        plan.tables[1].timeColumn = "t";
        plan.tables[1].chunkInterval = "1000";
        const auto prepared = prepare(plan);
        QVERIFY(prepared.findings.empty());
        QCOMPARE(run(prepared.before), "");
        QCOMPARE(run(prepared.after), "");
        auto session = m_place.target->session(m_database);
        session.exec("INSERT INTO readings VALUES (1, '2026-01-01', 1), (1, '2026-01-02', 1); INSERT INTO ticks VALUES (1, 1), (1001, 1)");
        QCOMPARE(session.value("SELECT string_agg(hypertable_name || ' ' || num_chunks, ', ' ORDER BY 1)"
                               " FROM timescaledb_information.hypertables"), "readings 2, ticks 2");
        QCOMPARE(session.value("SELECT count(*) FROM pg_indexes WHERE tablename = 'readings'"), "2");
        // What is a hypertable by now is not made one again.
        const auto second = prepare(plan);
        QCOMPARE(second.before.count(script::State::Skipped), second.before.size());
    }
};

QTEST_GUILESS_MAIN(PreparationTest)
#include "preparation_test.moc"
