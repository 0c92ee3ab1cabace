// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QFile>
#include <QTest>

#include <thread>

using namespace tidegate;
using namespace tidegate::rules;

namespace {

constexpr auto oneWay = std::chrono::milliseconds(20);
constexpr int longPatience = 900'000;
constexpr double memoryBound = 150; // MB

/// Small here; `./dev test --scale` asks for the sizes that people have.
int sizeOr(const char *variable, int size)
{
    bool given = false;
    const int wanted = qEnvironmentVariableIntValue(variable, &given);
    return given && wanted > 0 ? wanted : size;
}

void inParts(const support::Cluster &server, int count, const std::function<std::string(int)> &statement)
{
    constexpr int part = 500; // locks of a transaction
    for (int first = 0; first < count; first += part) {
        std::string sql;
        for (int i = first; i < std::min(first + part, count); ++i)
            sql += statement(i) + ";";
        server.sql("r", sql);
    }
}

/// MB of a line of /proc/PID/status.
double memory(qint64 pid, const char *line)
{
    QFile file(QStringLiteral("/proc/%1/status").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const auto text = QString::fromUtf8(file.readAll());
    return text.section(QLatin1String(line), 1).simplified().section(QLatin1Char(' '), 0, 0).toDouble() / 1024;
}

double peakMemory(qint64 pid)
{
    return memory(pid, "VmHWM:");
}

double memoryNow(qint64 pid)
{
    return memory(pid, "VmRSS:");
}

} // namespace

/// Many tables, many columns, many writers, large transactions: what grows with the size and must not, round trips and memory.
class ScaleTest : public PlaceTest
{
    Q_OBJECT

private:
    std::vector<support::TablePair> m_more; ///< beside those of the Place

    void startRun(const std::vector<std::string> &more = {})
    {
        m_run = m_place->run({}, {}, more);
        QVERIFY(m_run->waitFor("slot", longPatience));
    }
    void waitUntilReady()
    {
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 AND bool_and(state = 'r') FROM _tidegate.copy_unit", "t", longPatience));
    }
    void waitUntilApplied()
    {
        const auto lsn = m_place->position();
        m_place->source("INSERT INTO settled SELECT least(min(id), 0) - 1 FROM settled");
        QVERIFY(m_place->targetBecomes("SELECT coalesce(max(lsn) >= '" + lsn + "', false) FROM _tidegate.progress", "t", longPatience));
    }
    void verifyAllSame()
    {
        verifySame();
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", m_more);
        QVERIFY2(same, same.report.c_str());
    }
    void verifyMemory()
    {
        const double peak = peakMemory(m_run->pid());
        qInfo("memory at the peak: %.0f MB", peak);
        QVERIFY(peak > 1);
        QVERIFY2(peak < memoryBound, std::to_string(peak).c_str());
    }
    void makeBlobs()
    {
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            server->sql("r", "CREATE TABLE blobs (id int PRIMARY KEY, t text, n int); ALTER TABLE blobs ALTER t SET STORAGE EXTERNAL");
    }
    static std::string blob(int id, int megabytes)
    {
        return "INSERT INTO blobs VALUES (" + std::to_string(id) + ", E'tab\\tline\\nback\\\\' || repeat('" + char('a' + id % 26) + "', "
            + std::to_string(megabytes * 1'000'000) + "), 0);";
    }
    /// Rows of so many megabytes take four times that at most, and what they took is given back.
    void verifyBounded(const char *what, int megabytes)
    {
        const double peak = peakMemory(m_run->pid());
        qInfo("%s: %.0f MB at the peak, rows of %d MB", what, peak, megabytes);
        QVERIFY2(peak < 4.0 * megabytes, std::to_string(peak).c_str());
    }
    void verifyGivenBack()
    {
        const auto pid = m_run->pid();
        QTRY_VERIFY2_WITH_TIMEOUT(memoryNow(pid) < 50, std::to_string(memoryNow(pid)).c_str(), 60'000);
        qInfo("afterwards: %.0f MB", memoryNow(pid));
    }

private slots:
    void initTestCase()
    {
        support::ClusterOptions options;
        options.settings = {{"max_connections", "150"}, {"max_locks_per_transaction", "1000"}};
        m_place = std::make_unique<Place>(options, options);
    }
    void init()
    {
        PlaceTest::init();
        m_more.clear();
    }

    /// Each table must not cost round trips of its own where a hundred can share one.
    void manyTablesFarAway()
    {
        const int tables = sizeOr("TIDEGATE_SCALE_TABLES", 600);
        const auto name = [](int i) { return "t" + std::to_string(i); };
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            inParts(*server, tables, [&](int i) {
                return "CREATE TABLE " + name(i) + " (id " + (i % 5 ? "int" : "serial") + " PRIMARY KEY, note text)"
                    + (i % 10 == 9 ? "; ALTER TABLE " + name(i) + " REPLICA IDENTITY FULL" : "");
            });
        // Every other one is empty, as in the databases of people.
        inParts(m_place->sourceServer(), tables, [&](int i) {
            return i % 2 == 0 ? "INSERT INTO " + name(i) + " SELECT g, 'row' FROM generate_series(1, 5) g" : std::string("SELECT");
        });
        inParts(m_place->sourceServer(), tables, [&](int i) { return "ALTER PUBLICATION p ADD TABLE " + name(i); });
        for (int i = 0; i < tables; ++i)
            m_more.push_back({"public." + name(i)});
        m_place->putProxiesBetween();
        m_place->sourcePath().delay(oneWay);
        m_place->targetPath().delay(oneWay);
        std::uint64_t source = 0;
        std::uint64_t target = 0;
        const auto trips = [&](const char *what) {
            const auto now = std::pair(m_place->sourcePath().roundTrips(), m_place->targetPath().roundTrips());
            const auto took = std::pair(now.first - source, now.second - target);
            qInfo("%s: %d round trips to the source, %d to the target", what, int(took.first), int(took.second));
            std::tie(source, target) = now;
            return took;
        };
        startRun();
        waitUntilReady();
        const auto copying = trips("copy");
        QVERIFY(copying.first < std::uint64_t(tables / 2 + 500));
        QVERIFY(copying.second < std::uint64_t(tables + 700));
        // One transaction a table, and one that has all of them.
        inParts(m_place->sourceServer(), tables, [&](int i) {
            return "INSERT INTO " + name(i) + " VALUES (100, 'new'); COMMIT;"
                + (i % 4 == 0 ? "UPDATE " + name(i) + " SET note = 'changed' WHERE id < 3" : "DELETE FROM " + name(i) + " WHERE id = 4");
        });
        waitUntilApplied();
        const auto following = trips("one transaction a table");
        QVERIFY(following.first < std::uint64_t(tables / 5 + 500));
        QVERIFY(following.second < std::uint64_t(tables / 5 + 700));
        verifyMemory();
        auto words = m_place->arguments("cutover");
        for (const char *word : {"--yes", "--stop-writes", "read-only"})
            words.emplace_back(word);
        trips("readiness");
        support::CliProcess cutover(words);
        QVERIFY2(cutover.waitForEnd(longPatience), cutover.output().c_str());
        QVERIFY2(cutover.exitCode() == 0, cutover.output().c_str());
        QVERIFY(m_run->waitForEnd());
        const auto ending = trips("cutover");
        QVERIFY(ending.first < std::uint64_t(tables / 10 + 300));
        QVERIFY(ending.second < std::uint64_t(tables / 10 + 300));
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", m_more);
        QVERIFY2(same, same.report.c_str());
    }

    void manyColumns()
    {
        constexpr int columns = 1500;
        std::string definition = "CREATE TABLE wide (id int PRIMARY KEY";
        std::string values = "i";
        for (int c = 1; c < columns; ++c) {
            definition += ", c" + std::to_string(c) + (c % 3 == 0 ? " int" : c % 3 == 1 ? " smallint" : " \"char\"");
            values += c % 7 == 0 ? ", NULL" : c % 3 == 2 ? ", 'x'" : ", i % 100 + " + std::to_string(c % 10);
        }
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            server->sql("r", definition + "); " + "CREATE TABLE wide_full (LIKE wide); ALTER TABLE wide_full REPLICA IDENTITY FULL");
        m_place->source("INSERT INTO wide SELECT " + values + " FROM generate_series(1, 300) i;"
                        "INSERT INTO wide_full SELECT * FROM wide; ALTER PUBLICATION p ADD TABLE wide, wide_full");
        m_more = {{"public.wide"}, {"public.wide_full"}};
        startRun();
        waitUntilReady();
        for (const char *table : {"wide", "wide_full"})
            m_place->source("INSERT INTO " + std::string(table) + " SELECT " + values + " FROM generate_series(1000, 1100) i;"
                            "UPDATE " + table + " SET c3 = 77, c1499 = 'y' WHERE id % 3 = 0; DELETE FROM " + table + " WHERE id % 5 = 0");
        waitUntilApplied();
        verifyMemory();
        verifyAllSame();
    }

    void manyWriters()
    {
        constexpr int writers = 100;
        const int transactions = sizeOr("TIDEGATE_SCALE_TRANSACTIONS", 30);
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            server->sql("r", "CREATE TABLE busy (writer int, n int, PRIMARY KEY (writer, n)); CREATE TABLE total (id int PRIMARY KEY, n int)");
        m_place->source("INSERT INTO total SELECT g, 0 FROM generate_series(0, 9) g;"
                        "INSERT INTO busy SELECT -g, g FROM generate_series(1, 20000) g; ALTER PUBLICATION p ADD TABLE busy, total");
        m_more = {{"public.busy"}, {"public.total"}};
        std::vector<std::thread> all;
        for (int writer = 0; writer < writers; ++writer)
            all.emplace_back([&, writer] {
                auto session = m_place->sourceSession();
                for (int n = 0; n < transactions; ++n)
                    session.exec("BEGIN; INSERT INTO busy VALUES (" + std::to_string(writer) + ", " + std::to_string(n) + ");"
                                 "UPDATE total SET n = n + 1 WHERE id = " + std::to_string((writer + n) % 10) + ";"
                                 "DELETE FROM busy WHERE writer = " + std::to_string(-1 - writer * transactions - n) + "; COMMIT");
            });
        startRun();
        for (auto &each : all)
            each.join();
        waitUntilReady();
        waitUntilApplied();
        QCOMPARE(m_place->target("SELECT sum(n) FROM total"), std::to_string(writers * transactions));
        verifyMemory();
        verifyAllSame();
    }

    /// Rows larger than everything that is gathered or queued: copied, followed, and their memory given back.
    void largeRows()
    {
        const int megabytes = sizeOr("TIDEGATE_SCALE_MEGABYTES", 60);
        makeBlobs();
        const auto row = [&](int id) { return blob(id, megabytes); };
        m_place->source(row(1) + row(2) + row(3) + "ALTER PUBLICATION p ADD TABLE blobs");
        m_more = {{"public.blobs"}};
        startRun();
        waitUntilReady();
        const auto bounded = [&](const char *what) { verifyBounded(what, megabytes); };
        bounded("copied");
        m_place->source(row(4) + row(5) + row(6) + row(7));
        m_place->source(row(8) + "UPDATE blobs SET n = n + 1");
        waitUntilApplied();
        bounded("inserted");
        m_place->source("UPDATE blobs SET t = t || 'more' WHERE id IN (1, 4, 8); DELETE FROM blobs WHERE id = 2");
        waitUntilApplied();
        bounded("updated");
        verifyGivenBack();
        verifyAllSame();
    }

    /// Such rows, changed while their table is copied: put aside, and made afterwards.
    void largeRowsPutAside()
    {
        const int megabytes = sizeOr("TIDEGATE_SCALE_MEGABYTES", 60);
        makeBlobs();
        const auto row = [&](int id) { return blob(id, megabytes); };
        m_place->source(row(1) + row(2) + "ALTER PUBLICATION p ADD TABLE blobs");
        m_more = {{"public.blobs"}};
        const Gate gate("copy.held"); // before the first row is read
        m_run = m_place->run({}, {gate.settingForAll(), "migration.give-back-s=1"}); // also if it has given back while it waited
        QVERIFY(m_place->sourceBecomes("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                                       " WHERE l.relation = 'blobs'::regclass AND a.backend_xmin IS NOT NULL",
                                       "1"));
        const auto bounded = [&](const char *what) { verifyBounded(what, megabytes); };
        m_place->source(row(3) + row(4));
        m_place->source("UPDATE blobs SET n = n + 1; UPDATE blobs SET t = t || 'more' WHERE id IN (1, 3); DELETE FROM blobs WHERE id = 2");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.parked WHERE octet_length(message) > 1000000", "4", longPatience));
        bounded("put aside");
        gate.open();
        waitUntilReady();
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.parked", "0", longPatience));
        bounded("made afterwards");
        verifyGivenBack();
        verifyAllSame();
    }

    /// What each level keeps and what it rolls back, once while the tables are copied and once while they are followed.
    void largeTransactionsWithSavepoints()
    {
        const int rows = sizeOr("TIDEGATE_SCALE_ROWS", 150'000);
        const auto part = [rows](int from, int to) {
            return std::to_string(rows / 10 * from + 1) + ", " + std::to_string(rows / 10 * to);
        };
        for (auto *server : {&m_place->sourceServer(), &m_place->targetServer()})
            server->sql("r", "CREATE TABLE large (id int PRIMARY KEY, n int, note text); CREATE TABLE other (id int PRIMARY KEY, n int)");
        m_place->source("INSERT INTO large SELECT g, 0, 'before' FROM generate_series(-1000, 0) g; ALTER PUBLICATION p ADD TABLE large, other");
        m_more = {{"public.large"}, {"public.other"}};
        const auto transaction = [&](int offset) {
            const auto insert = [&](int from, int to) {
                return "INSERT INTO large SELECT g + " + std::to_string(offset) + ", g, 'row ' || g FROM generate_series(" + part(from, to) + ") g;";
            };
            const auto above = std::to_string(offset);
            return "BEGIN;" + insert(0, 3) + "SAVEPOINT one;" + insert(3, 5) + "SAVEPOINT two;" + insert(5, 8)
                + "UPDATE large SET n = -n WHERE id > " + above + " AND id % 3 = 0; SAVEPOINT three;" + insert(8, 9)
                + "DELETE FROM large WHERE id % 7 = 0; ROLLBACK TO three;" + insert(8, 10)
                + "INSERT INTO other SELECT g + " + above + ", g FROM generate_series(1, 1000) g; RELEASE two;"
                + "SAVEPOINT again; TRUNCATE other; ROLLBACK TO again; DELETE FROM large WHERE id > " + above + " AND id % 11 = 0; COMMIT";
        };
        auto session = m_place->sourceSession();
        startRun();
        session.exec(transaction(0));
        waitUntilReady();
        session.exec(transaction(rows));
        waitUntilApplied();
        verifyMemory();
        verifyAllSame();
    }
};

QTEST_GUILESS_MAIN(ScaleTest)
#include "scale_test.moc"
