// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cutover/readiness.h"
#include "cutover/sequence_step.h"
#include "journal/unit_rows.h"
#include "support/installation_copy.h"
#include "types_place.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace tidegate;

namespace {

/// Kinds of its own and of people, jobs of people alone, state of which it says nothing, and a sequence that its functions call.
constexpr char shelf[] = R"sql(
CREATE TABLE shelf_kind (id serial PRIMARY KEY, name text, own boolean NOT NULL DEFAULT false);
INSERT INTO shelf_kind (name, own) VALUES ('book', true), ('map', true);
SELECT pg_catalog.pg_extension_config_dump('shelf_kind', 'WHERE NOT shelf_kind.own');
SELECT pg_catalog.pg_extension_config_dump('shelf_kind_id_seq', '');
CREATE TABLE shelf_job (id serial PRIMARY KEY, what text);
SELECT pg_catalog.pg_extension_config_dump('shelf_job', '');
CREATE TABLE shelf_state (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
CREATE SEQUENCE shelf_ticket;
)sql";

/// Tables on which a look stumbles: conditions that end in an error or have a LIMIT, columns that take no value, many pages.
constexpr char odd[] = R"sql(
CREATE TABLE odd_broken (id int PRIMARY KEY);
INSERT INTO odd_broken VALUES (0);
SELECT pg_catalog.pg_extension_config_dump('odd_broken', 'WHERE 1 / (id - id) = 1');
CREATE TABLE odd_large (id int PRIMARY KEY, pad text) WITH (fillfactor = 10);
SELECT pg_catalog.pg_extension_config_dump('odd_large', 'WHERE id > 0');
CREATE TABLE odd_limit (id int PRIMARY KEY);
INSERT INTO odd_limit VALUES (0);
SELECT pg_catalog.pg_extension_config_dump('odd_limit', 'WHERE id > 0 ORDER BY id LIMIT 5');
CREATE TABLE odd_value (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at tstzrange, twice int GENERATED ALWAYS AS (7 * 2) STORED);
INSERT INTO odd_value DEFAULT VALUES;
SELECT pg_catalog.pg_extension_config_dump('odd_value', 'WHERE id > 1');
)sql";

std::string lacking(const std::string &table, const std::string &rows)
{
    const auto isAllPeoples = table == "public.shelf_job";
    return table + " (which comes with the extension shelf; rows that were added to it and that the target lacks: " + rows
           + (isAllPeoples ? "; the extension may act on them, so bring them after the cutover, if they are wanted there)" : ")");
}

} // namespace

/// Tables and sequences of an extension: what it brings itself is not copied, what people have put into it is copied or told,
/// and its sequences stand on the target where they stood.
class PublicationsExtensionsTest : public QObject
{
    Q_OBJECT

private:
    std::vector<std::unique_ptr<support::InstallationCopy>> m_installations; ///< of the source and of the target
    std::unique_ptr<support::Cluster> m_source;
    std::unique_ptr<support::Cluster> m_target;
    std::unique_ptr<types::Place> m_place;

    postgres::Connection connection(const support::Cluster &server, const char *side, const std::string &role = "postgres") const
    {
        auto parameters = postgres::ConnectionParameters::parse(server.conninfo(types::Place::database));
        parameters.set("user", role);
        return {parameters, {side, "publications_extensions_test"}, {}};
    }
    cutover::Readiness readiness() const
    {
        auto source = connection(*m_source, "source");
        auto target = connection(*m_target, "target");
        return cutover::readReadiness(source, target, "s");
    }
    /// What it says beside what stands in the way, of which there must be nothing.
    QStringList told() const
    {
        const auto found = readiness();
        QStringList words{QString::fromStdString(found.display())};
        for (const auto &finding : found.findings)
            words << QString::fromLatin1(codeName(finding.code)) + QLatin1Char(' ') + QString::fromStdString(finding.arguments.at(0));
        words.removeAll(QString());
        return words;
    }
    static QStringList telling(const std::vector<std::string> &tables)
    {
        QStringList words;
        for (const auto &table : tables)
            words << QLatin1String("TableNotFollowed ") + QString::fromStdString(table);
        return words;
    }
    std::string followed() { return m_place->targetValue("SELECT string_agg(tablename, ',' ORDER BY tablename) FROM _tidegate.subscription_rel"); }
    void verifySame(const std::vector<std::string> &tables)
    {
        QVERIFY(m_place->settle());
        const auto same = m_place->compare(tables);
        QVERIFY2(same, same.report.c_str());
    }
    support::CommandResult cutOver()
    {
        return support::CliProcess::runToEnd(m_place->command("cutover", {"--yes"}));
    }

private slots:
    void initTestCase()
    {
        // The oldest and the newest of which there can be a copy.
        auto oldest = support::Installation::own();
        auto newest = oldest;
        for (const auto &each : support::Cluster::installations()) {
            if (each.root.empty() && each.major < oldest.major)
                oldest = each;
            if (each.root.empty() && each.major > newest.major)
                newest = each;
        }
        for (const auto &each : {oldest, newest}) {
            m_installations.push_back(std::make_unique<support::InstallationCopy>(each));
            m_installations.back()->addExtension("shelf", shelf);
            m_installations.back()->addExtension("odd", odd);
        }
        m_source = support::Cluster::start({m_installations.front()->installation()});
        m_target = support::Cluster::start({m_installations.back()->installation()});
    }
    void init()
    {
        m_place = std::make_unique<types::Place>(*m_source, *m_target);
        m_place->source("CREATE EXTENSION shelf; INSERT INTO shelf_kind (name) VALUES ('record');"
                        "INSERT INTO shelf_job (what) VALUES ('dust'), ('sort'); INSERT INTO shelf_state (note) VALUES ('full');"
                        "SELECT nextval('shelf_ticket') FROM generate_series(1, 7)");
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_place)
            m_place->tell();
        m_place.reset();
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_target.reset();
    }

    /// All that is in a database: what people added to the extension's own rows is told when the run starts, when somebody asks
    /// whether it can be cut over, and by the cutover, also what has come since.
    void allTables()
    {
        m_place->target("CREATE EXTENSION shelf");
        QVERIFY(m_place->run());
        QVERIFY(m_place->process().waitFor(lacking("public.shelf_kind", "1")));
        QCOMPARE(followed(), "settled,shelf_job,shelf_state");
        m_place->source("INSERT INTO shelf_kind (name) VALUES ('tape'); DELETE FROM shelf_kind WHERE name = 'book';"
                        "INSERT INTO shelf_job (what) VALUES ('paint'); DELETE FROM shelf_job WHERE id = 1;"
                        "UPDATE shelf_state SET note = 'empty'; INSERT INTO shelf_state (note) VALUES ('new')");
        verifySame({"public.settled", "public.shelf_job", "public.shelf_state"});
        QCOMPARE(told(), telling({lacking("public.shelf_kind", "2")}));
        m_place->process().forget();
        const auto done = cutOver();
        QVERIFY2(done.exitCode == 0, done.output.c_str());
        QVERIFY2(done.output.find(lacking("public.shelf_kind", "2")) != std::string::npos, done.output.c_str());
        QVERIFY(m_place->process().waitFor(lacking("public.shelf_kind", "2"))); // the engine tells, too
        QCOMPARE(m_place->targetValue("SELECT string_agg(name, ',' ORDER BY id) FROM shelf_kind"), "book,map");
        for (const auto &[sequence, next] : {std::pair{"shelf_kind_id_seq", "5"}, {"shelf_job_id_seq", "4"}, {"shelf_state_id_seq", "3"}, {"shelf_ticket", "8"}})
            QCOMPARE(m_place->targetValue(std::string("SELECT nextval('") + sequence + "')"), next);
    }

    /// Tables by name, and the extension in another schema of the target. What the finding proposes brings the rows, and what is
    /// the same there is not told.
    void tablesByName()
    {
        m_place->target("CREATE SCHEMA ext; CREATE EXTENSION shelf SCHEMA ext");
        QVERIFY(m_place->run("FOR TABLE settled"));
        QCOMPARE(followed(), "settled");
        QCOMPARE(told(), telling({lacking("public.shelf_job", "2"), lacking("public.shelf_kind", "1")}));
        // Jobs would be done there at once.
        QCOMPARE(readiness().findings.at(0).mend, "");
        m_place->target(readiness().findings.at(1).mend);
        QCOMPARE(told(), telling({lacking("public.shelf_job", "2")}));
        QCOMPARE(m_place->targetValue("SELECT string_agg(name, ',' ORDER BY id) FROM ext.shelf_kind"), "book,map,record");
        // Emptied by somebody, the extension's own are missing, too.
        m_place->target("TRUNCATE ext.shelf_kind");
        QCOMPARE(told(), telling({lacking("public.shelf_job", "2"), lacking("public.shelf_kind", "3")}));
        m_place->target(readiness().findings.at(1).mend);
        // Whoever holds the table is not waited for.
        auto holder = m_target->session(types::Place::database);
        holder.exec("BEGIN; LOCK TABLE ext.shelf_kind");
        QVERIFY2(told().join(QLatin1Char(' ')).contains(QLatin1String("NotSeen which rows were added to public.shelf_kind on the target")),
                 qPrintable(told().join(QLatin1Char(' '))));
        holder.exec("ROLLBACK");
        QCOMPARE(cutOver().exitCode, 0);
        QCOMPARE(m_place->targetValue("SELECT nextval('ext.shelf_kind_id_seq')"), "4");
        QCOMPARE(m_place->targetValue("SELECT nextval('ext.shelf_ticket')"), "8");
    }

    /// Named in the publication they are tables like others.
    void theExtensionsTableByName()
    {
        m_place->target("CREATE EXTENSION shelf; TRUNCATE shelf_kind");
        QVERIFY(m_place->run("FOR TABLE settled, shelf_kind, shelf_job"));
        m_place->source("UPDATE shelf_kind SET name = 'atlas' WHERE name = 'map'; DELETE FROM shelf_kind WHERE name = 'book'");
        verifySame({"public.settled", "public.shelf_kind", "public.shelf_job"});
        QCOMPARE(told(), QStringList());
    }

    /// What the look stumbles on is told and stands in nobody's way, and what is the same is not told whatever the servers are set to.
    void oddOnes()
    {
        m_place->source("CREATE EXTENSION odd; INSERT INTO odd_broken VALUES (1); INSERT INTO odd_limit SELECT generate_series(1, 9);"
                        "ALTER TABLE odd_large ALTER pad SET STORAGE PLAIN; INSERT INTO odd_large SELECT i, repeat('x', 2000) FROM generate_series(1, 2001) i;"
                        "ALTER TABLE odd_value ADD only_here int; INSERT INTO odd_value (at, only_here) VALUES ('[2020-01-01, 2021-01-01)', 1), (NULL, 2)");
        m_place->target("CREATE SCHEMA ext; CREATE EXTENSION shelf SCHEMA ext; CREATE EXTENSION odd SCHEMA ext; ALTER DATABASE " + std::string(types::Place::database)
                        + " SET TimeZone = 'Asia/Tokyo'; ALTER DATABASE " + types::Place::database + " SET DateStyle = 'German'");
        m_place->source("DELETE FROM shelf_job; DELETE FROM shelf_kind WHERE name = 'record'");
        QVERIFY(m_place->run("FOR TABLE settled"));
        const auto of = [](const char *table, const char *what) { return std::string("public.") + table + " (which comes with the extension odd; " + what + ")"; };
        const QStringList still = QStringList{QLatin1String("NotSeen which rows were added to public.odd_broken on the source (division by zero)")}
            + telling({of("odd_large", "whether rows were added to it was not looked at: it is too large")});
        const auto found = readiness();
        QCOMPARE(told(), still + telling({of("odd_limit", "rows that were added to it and that the target lacks: 5"),
                                          of("odd_value", "rows that were added to it and that the target lacks: 2")}));
        for (const auto &finding : found.findings) {
            if (!finding.mend.empty())
                m_place->target(finding.mend);
        }
        QCOMPARE(m_place->targetValue("SELECT string_agg(concat_ws(',', id, extract(epoch FROM lower(at))::bigint, twice), ';' ORDER BY id) FROM ext.odd_value"),
                 m_place->sourceValue("SELECT string_agg(concat_ws(',', id, extract(epoch FROM lower(at))::bigint, twice), ';' ORDER BY id) FROM odd_value"));
        QCOMPARE(told(), still);
        QCOMPARE(cutOver().exitCode, 0);
    }

    /// Where the target does without the extension, nobody asks for its sequences, and its rows are told only if all were to come.
    void withoutTheExtensionThere()
    {
        QVERIFY(m_place->run("FOR TABLE settled"));
        QCOMPARE(told(), QStringList());
        QCOMPARE(cutOver().exitCode, 0);
    }

    /// An extension's sequences often belong to a superuser: what can not be set and no table of the migration needs is no reason
    /// not to cut over.
    void withoutTheRights()
    {
        m_place->target("CREATE EXTENSION shelf");
        m_target->sql("postgres", "DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN");
        QVERIFY(m_place->run());
        auto source = connection(*m_source, "source");
        auto target = connection(*m_target, "target");
        auto tables = journal::readUnits(target, "s").relations;
        QCOMPARE(tables.size(), std::size_t(3));
        auto plain = connection(*m_target, "target", "plain");
        const auto left = cutover::unsettableSequences(source, plain, tables);
        QCOMPARE(left.needed, (std::vector<std::string>{"public.shelf_job_id_seq (a right is missing)", "public.shelf_state_id_seq (a right is missing)"}));
        // The others are named.
        QStringList others;
        for (const auto &finding : left.others)
            others << QString::fromLatin1(codeName(finding.code)) + QLatin1Char(' ') + QString::fromStdString(finding.arguments.at(0));
        QCOMPARE(others, (QStringList{QLatin1String("SequenceDenied public.shelf_kind_id_seq"), QLatin1String("SequenceDenied public.shelf_ticket")}));
        const auto all = cutover::unsettableSequences(source, target, tables);
        QVERIFY(all.needed.empty() && all.others.empty());
        // And fail nothing, where the others can be set.
        m_place->target("GRANT USAGE ON SCHEMA _tidegate TO plain; GRANT SELECT ON ALL TABLES IN SCHEMA _tidegate TO plain;"
                        "GRANT SELECT, UPDATE ON SEQUENCE shelf_job_id_seq TO plain");
        const auto copySequences = [this] {
            auto command = m_place->command("copy-sequences", {});
            auto &server = *(std::find(command.begin(), command.end(), "--target") + 1);
            server.replace(server.find("user=postgres"), 13, "user=plain");
            return support::CliProcess::runToEnd(command);
        };
        QVERIFY(copySequences().exitCode != 0);
        m_place->target("GRANT SELECT, UPDATE ON SEQUENCE shelf_state_id_seq TO plain");
        const auto set = copySequences();
        QVERIFY2(set.exitCode == 0, set.output.c_str());
        QVERIFY2(set.output.find("1 sequences set, 1 stood right, 2 left.") != std::string::npos, set.output.c_str());
    }
};

QTEST_GUILESS_MAIN(PublicationsExtensionsTest)
#include "publications_extensions_test.moc"
