// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include "support/wanted_version.h"

#include <QFile>
#include <QTest>

namespace tidegate::rules {

namespace {

constexpr char schema[] = R"(
    CREATE TABLE things (id int PRIMARY KEY, u int UNIQUE, note text);
    CREATE TABLE notes (a int, b text);
    ALTER TABLE notes REPLICA IDENTITY FULL;
    CREATE TABLE amounts (v numeric);
    ALTER TABLE amounts REPLICA IDENTITY FULL;
    CREATE TABLE settled (id int PRIMARY KEY);
    CREATE TABLE late (a int, b text);
    ALTER TABLE late REPLICA IDENTITY FULL;
)";

constexpr char rows[] = R"(
    INSERT INTO things SELECT g, g * 10, 'thing' FROM generate_series(1, 100) g;
    INSERT INTO notes SELECT g, 'note' FROM generate_series(1, 100) g;
    INSERT INTO late SELECT g, 'late' FROM generate_series(1, 10) g;
    CREATE PUBLICATION p FOR TABLE things, notes, amounts, settled;
)";

constexpr int patience = 60'000;

bool becomes(support::Session session, const std::string &sql, const std::string &wanted, int milliseconds)
{
    return QTest::qWaitFor([&] { return session.value(sql) == wanted; }, milliseconds);
}

} // namespace

void onAndOff()
{
    QTest::addColumn<bool>("on");
    QTest::newRow("with the rule") << true;
    QTest::newRow("without it") << false;
}

Gate::Gate(std::string failpoint)
    : m_failpoint(std::move(failpoint)), m_path(m_directory.filePath(QStringLiteral("open")).toStdString())
{
}

bool Gate::arrived() const
{
    const auto here = QString::fromStdString(m_path + ".here");
    return QTest::qWaitFor([&] { return QFile::exists(here); }, patience);
}

void Gate::open() const
{
    QFile file(QString::fromStdString(m_path));
    if (!file.open(QIODevice::WriteOnly))
        throw std::runtime_error("cannot write " + m_path);
}

void Gate::close() const
{
    for (const char *end : {"", ".here"})
        QFile::remove(QString::fromStdString(m_path + end));
}

Place::Place(bool withSynchronousStandby)
    : Place([&] {
          support::ClusterOptions source;
          source.withSynchronousStandby = withSynchronousStandby;
          return source;
      }(), {})
{
}

Place::Place(const support::ClusterOptions &source, const support::ClusterOptions &target)
    : m_source(support::Cluster::start(support::ofWantedSource(source))), m_target(support::Cluster::start(support::ofWantedTarget(target)))
{
}

void Place::begin()
{
    for (auto *server : {m_source.get(), m_target.get()}) {
        server->createDatabase("r");
        server->sql("r", schema);
    }
    m_source->sql("r", rows);
    m_settled = 0;
}

void Place::end()
{
    for (auto *server : {m_source.get(), m_target.get()}) {
        server->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'r'");
        for (const auto &row : server->sql("postgres", "SELECT slot_name FROM pg_replication_slots"
                                                       " WHERE slot_type = 'logical'")) {
            becomes(server->session(), "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_type = 'logical'",
                    "0", patience);
            server->sql("postgres", "SELECT pg_drop_replication_slot('" + *row[0] + "')");
        }
        server->sql("postgres", "DROP DATABASE r WITH (FORCE)");
    }
}

void Place::putProxiesBetween()
{
    m_sourcePath = std::make_unique<support::Proxy>("127.0.0.1", m_source->port());
    m_targetPath = std::make_unique<support::Proxy>("127.0.0.1", m_target->port());
}

std::vector<std::string> Place::arguments(const std::string &verb) const
{
    const auto way = [](const support::Cluster &server, const std::unique_ptr<support::Proxy> &path) {
        return path ? path->conninfo("r") + " connect_timeout=2" : server.conninfo("r");
    };
    return {verb, "--subscription", "s", "--source", way(*m_source, m_sourcePath), "--target", way(*m_target, m_targetPath)};
}

std::unique_ptr<support::CliProcess> Place::run(const std::string &rulesOff, const std::vector<std::string> &failpoints,
                                                const std::vector<std::string> &more) const
{
    auto all = arguments("run");
    for (const char *argument : {"--publication", "p", "--confirm-delay", "1"})
        all.emplace_back(argument);
    all.insert(all.end(), more.begin(), more.end());
    std::string list;
    for (const auto &failpoint : failpoints)
        list += (list.empty() ? "" : ",") + failpoint;
    return std::make_unique<support::CliProcess>(
        all, support::Environment{{"TIDEGATE_FAILPOINTS", list}, {"TIDEGATE_RULES_OFF", rulesOff}});
}

bool Place::allReady() const
{
    return targetBecomes("SELECT count(*) > 0 AND bool_and(state = 'r') FROM _tidegate.copy_unit", "t");
}

bool Place::runToSync() const
{
    const auto process = run({}, {});
    if (!process->waitFor("slot") || !allReady()) {
        qWarning("%s", process->said().c_str());
        return false;
    }
    process->terminate();
    return process->waitForEnd() && process->exitCode() == 0;
}

std::string Place::answer(const support::Cluster &server, const std::string &sql)
{
    const auto all = server.sql("r", sql);
    return all.empty() || all.front().empty() ? std::string() : all.front().front().value_or(std::string());
}

bool Place::sourceBecomes(const std::string &sql, const std::string &wanted) const
{
    return becomes(sourceSession(), sql, wanted, patience);
}

bool Place::targetBecomes(const std::string &sql, const std::string &wanted, int milliseconds) const
{
    return becomes(targetSession(), sql, wanted, milliseconds);
}

bool Place::received(const std::string &lsn) const
{
    return targetBecomes("SELECT coalesce(bool_or(received_lsn >= '" + lsn + "'), false) FROM _tidegate.heartbeat", "t");
}

bool Place::stored(const std::string &lsn) const
{
    return targetBecomes("SELECT coalesce(max(lsn) >= '" + lsn + "', false) FROM _tidegate.progress", "t");
}

bool Place::isStored(const std::string &lsn) const
{
    return m_target->value("r", "SELECT coalesce(max(lsn) >= '" + lsn + "', false) FROM _tidegate.progress") == "t";
}

bool Place::settle()
{
    const auto id = std::to_string(++m_settled);
    source("INSERT INTO settled VALUES (" + id + ")");
    return targetBecomes("SELECT count(*) FROM settled WHERE id = " + id, "1");
}

support::Comparison Place::compare(bool late) const
{
    std::vector<support::TablePair> tables = {
        {"public.things"}, {"public.notes"}, {"public.amounts"}, {"public.settled"}};
    if (late)
        tables.push_back({"public.late"});
    return support::rowsEqual(*m_source, "r", *m_target, "r", tables);
}

bool PlaceTest::runs(const std::string &rulesOff, const std::vector<std::string> &more)
{
    m_run = m_place->run(rulesOff, {}, more);
    return m_run->waitFor("slot") && m_place->allReady() && m_place->settle();
}

std::vector<std::string> PlaceTest::resync(const std::string &table) const
{
    auto all = m_place->arguments("resync");
    all.erase(all.begin() + 3, all.begin() + 5); // it asks the engine, not the source
    for (const auto &more : {std::string("--yes"), std::string("--table"), table})
        all.push_back(more);
    return all;
}

bool PlaceTest::stopped(const std::string &table) const
{
    return m_place->targetBecomes("SELECT stopped FROM _tidegate.subscription_rel WHERE tablename = '" + table + "'", "t");
}

void PlaceTest::verifySame()
{
    QVERIFY(m_place->allReady());
    QVERIFY(m_place->settle());
    const auto same = m_place->compare();
    QVERIFY2(same, same.report.c_str());
}

void PlaceTest::cleanup()
{
    if (QTest::currentTestFailed() && m_run)
        qWarning("%s", m_run->said().c_str());
    m_run.reset();
    m_place->end();
}

} // namespace tidegate::rules
