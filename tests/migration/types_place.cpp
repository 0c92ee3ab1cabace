// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "types_place.h"

#include <QTest>

namespace tidegate::types {

namespace {

constexpr int patience = 60'000;

bool becomes(support::Cluster &server, const std::string &sql, const std::string &wanted)
{
    auto session = server.session(Place::database);
    return QTest::qWaitFor([&] { return session.value(sql) == wanted; }, patience);
}

void createDatabase(support::Cluster &server, const std::string &encoding)
{
    server.sql("postgres",
               "CREATE DATABASE types TEMPLATE template0"
                   + (encoding.empty() ? std::string()
                                       : " LC_COLLATE 'C' LC_CTYPE 'C' ENCODING '" + encoding + "'"));
}

} // namespace

support::Cluster &Servers::at(const std::string &installation, const std::string &use)
{
    auto &cluster = m_clusters[installation + " " + use];
    for (const auto &candidate : support::Cluster::installations()) {
        if (!cluster && candidate.display() == installation)
            cluster = support::Cluster::start({candidate});
    }
    return *cluster;
}

Place::Place(support::Cluster &source, support::Cluster &target, const std::string &sourceEncoding,
             const std::string &targetEncoding)
    : m_source(source), m_target(target)
{
    createDatabase(m_source, sourceEncoding);
    createDatabase(m_target, targetEncoding);
    both("CREATE TABLE settled (id int PRIMARY KEY)");
}

Place::~Place()
{
    m_process.reset();
    for (auto *server : {&m_source, &m_target}) {
        server->sql("postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'types'");
        becomes(*server, "SELECT count(*) FROM pg_replication_slots WHERE active AND database = 'types'",
                "0");
        server->sql(
            "postgres",
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = 'types'");
        server->sql("postgres", "DROP DATABASE types WITH (FORCE)");
    }
}

bool Place::both(const std::string &sql, bool mayFail)
{
    try {
        source(sql);
        target(sql);
    } catch (const support::SessionError &) {
        if (!mayFail)
            throw;
        return false;
    }
    return true;
}

bool Place::haveExtension(const std::string &name)
{
    if (name.empty())
        return true;
    const auto known = "SELECT count(*) FROM pg_available_extensions WHERE name = '" + name + "'";
    return sourceValue(known) == "1" && targetValue(known) == "1"
           && both("CREATE EXTENSION IF NOT EXISTS " + name, true);
}

support::CliProcess &Place::startRun(const std::string &publication, const std::vector<std::string> &more)
{
    source("CREATE PUBLICATION p " + publication);
    auto arguments = command("run", {"--publication", "p", "--confirm-delay", "1"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    m_process = std::make_unique<support::CliProcess>(arguments);
    return *m_process;
}

bool Place::allReady()
{
    return becomes(m_target, "SELECT count(*) > 0 AND bool_and(state = 'r') FROM _tidegate.copy_unit", "t");
}

std::vector<std::string> Place::skip(const std::string &lsn) const
{
    return command("skip", {"--yes", "--lsn", lsn});
}

std::vector<std::string> Place::command(const std::string &verb, const std::vector<std::string> &more) const
{
    std::vector<std::string> arguments = {verb, "--subscription", "s", "--source", m_source.conninfo(database), "--target", m_target.conninfo(database)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

bool Place::run(const std::string &publication, const std::vector<std::string> &more)
{
    return startRun(publication, more).waitFor("slot", patience) && allReady();
}

bool Place::settle()
{
    const auto id = std::to_string(++m_settled);
    source("INSERT INTO settled VALUES (" + id + ")");
    return becomes(m_target, "SELECT count(*) FROM settled WHERE id = " + id, "1");
}

std::unique_ptr<support::Session> Place::holdTarget(const std::vector<std::string> &tables)
{
    auto session = std::make_unique<support::Session>(m_target.conninfo(database));
    std::string all;
    for (const auto &table : tables)
        all += (all.empty() ? "" : ", ") + table;
    session->exec("BEGIN; LOCK TABLE " + all + " IN SHARE MODE");
    return session;
}

support::Comparison Place::compare(const std::vector<std::string> &tables)
{
    std::vector<support::TablePair> pairs;
    for (const auto &table : tables)
        pairs.push_back({table});
    return support::rowsEqual(m_source, database, m_target, database, pairs);
}

void Place::tell()
{
    if (m_process)
        qWarning("%s", m_process->said().c_str());
}

Place &PlaceTest::begin(const std::string &source, const std::string &target, const std::string &sourceEncoding,
                        const std::string &targetEncoding)
{
    const auto named = [](const std::string &name) { return name.empty() ? support::Installation::own().display() : name; };
    m_place = std::make_unique<Place>(m_servers.at(named(source), "source"), m_servers.at(named(target), "target"),
                                      sourceEncoding, targetEncoding);
    return *m_place;
}

void PlaceTest::verifySame(const std::vector<std::string> &tables)
{
    QVERIFY(m_place->settle());
    const auto same = m_place->compare(tables);
    QVERIFY2(same, same.report.c_str());
}

void PlaceTest::verifyValues(const std::vector<support::TypeValues> &types)
{
    auto &place = *m_place;
    std::vector<std::string> tables;
    std::string rows;
    std::string changes;
    for (const auto &type : types) {
        const auto number = std::to_string(tables.size());
        const auto keyed = "k" + number;
        const auto bare = "f" + number;
        place.both("CREATE TABLE " + keyed + " (id int PRIMARY KEY, v " + type.type
                   + ");"
                     "CREATE TABLE "
                   + bare + " (id int, v " + type.type + "); ALTER TABLE " + bare + " REPLICA IDENTITY FULL");
        std::string values = "(1, NULL)";
        for (std::size_t i = 0; i < type.values.size(); ++i)
            values += ", (" + std::to_string(i + 2) + ", (" + type.values[i] + ")::" + type.type + ")";
        const auto count = std::to_string(type.values.size() + 1);
        for (const auto &table : {keyed, bare}) {
            rows += "INSERT INTO " + table + " VALUES " + values + ";";
            changes +=
                "INSERT INTO " + table + " SELECT id + 100, v FROM " + table
                + ";"
                  // Each value to each other's place, then away with some, and the rest moved with its value untouched.
                  "UPDATE "
                + table + " t SET v = (SELECT o.v FROM " + table + " o WHERE o.id = t.id % " + count
                + " + 1 LIMIT 1) WHERE id < 100;"
                  "DELETE FROM "
                + table
                + " WHERE id = 102;"
                  "UPDATE "
                + table + " SET id = id + 1000 WHERE id % 2 = 0;";
            tables.push_back("public." + table);
        }
        // Rows that are there twice: one of them goes.
        rows += "INSERT INTO " + bare + " SELECT * FROM " + bare + ";";
        changes += "DELETE FROM " + bare + " WHERE ctid IN (SELECT DISTINCT ON (id) ctid FROM " + bare
                   + " WHERE id < 100);";
    }
    place.source(rows);
    QVERIFY(place.run());
    place.source(changes);
    QVERIFY(place.settle());
    const auto same = place.compare(tables);
    QVERIFY2(same, same.report.c_str());
    QVERIFY(same.sourceRows > 4 * types.size());
}

void PlaceTest::cleanup()
{
    if (QTest::currentTestFailed() && m_place)
        m_place->tell();
    m_place.reset();
}

} // namespace tidegate::types
