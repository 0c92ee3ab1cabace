// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preparation_place.h"
#include "schema/definition_parts.h"
#include "script/export.h"
#include "support/skips.h"

#include <QElapsedTimer>
#include <QTemporaryFile>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace tidegate;
using namespace tidegate::schema;
using script::LeftOut;
using script::State;
using support::Cluster;

namespace {

const char *const tables =
    "CREATE TABLE u (id int PRIMARY KEY);"
    "CREATE TABLE t (id int PRIMARY KEY, a int, u int, CONSTRAINT t_u FOREIGN KEY (u) REFERENCES u);"
    "CREATE INDEX \"an INDEX ON ONLY\" ON t ((100 / a));"
    "CREATE TABLE p (id int, a int) PARTITION BY RANGE (id);"
    "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);"
    "CREATE INDEX p_a ON p (a)";

const char *const indexId = "INDEX public.an INDEX ON ONLY";
const char *const dropId = "DROP INDEX public.an INDEX ON ONLY";
const char *const keyId = "FK CONSTRAINT public.t t_u";
const char *const validateId = "VALIDATE FK CONSTRAINT public.t t_u";
const std::string isValid = "SELECT coalesce((SELECT indisvalid::text FROM pg_index"
                            " WHERE indexrelid = to_regclass('\"an INDEX ON ONLY\"')), 'none')";

} // namespace

/// The script that runs while the stream writes, on real servers: what fails midway, what is left of it, what is built anew.
class AfterCopyTest : public QObject
{
    Q_OBJECT

private:
    tests::PreparationPlace m_place;
    int m_number = 0;

    TargetPreparation prepare() const
    {
        plan::MigrationPlan plan;
        plan.tables = tests::selected({{"public", "u"}, {"public", "t"}, {"public", "p"}, {"public", "p1"}});
        return m_place.prepare(plan);
    }
    std::string target(const std::string &sql) const
    {
        const auto rows = m_place.target->sql(m_place.database, sql);
        return rows.empty() ? std::string() : rows[0][0].value_or("");
    }
    static std::size_t rowOf(const script::Script &script, const std::string &id)
    {
        const auto &all = script.statements();
        const auto found = std::find_if(all.begin(), all.end(), [&id](const auto &each) { return each.id == id; });
        return static_cast<std::size_t>(found - all.begin()); // size(): it has none
    }
    /// Whether the script has that statement and running it, alone, does nothing.
    bool isDropNotNeeded(script::Script script, const std::string &id) const
    {
        const auto drop = rowOf(script, id);
        for (std::size_t at = 0; at < script.size(); ++at) {
            if (at != drop)
                script.skip(at);
        }
        return m_place.runHere(script).empty() && drop < script.size() && script.at(drop).leftOut == LeftOut::NotNeeded;
    }
    static bool has(const script::Script &script, const std::string &id) { return rowOf(script, id) < script.size(); }

    /// A run of a script on its own thread, which stays at an open transaction of somebody else.
    class HeldUp
    {
    public:
        HeldUp(const tests::PreparationPlace &place, script::Script script)
            : m_script(std::move(script)), m_holder(place.target->session(place.database))
        {
            m_holder.exec("BEGIN; INSERT INTO t VALUES (1000, 1)"); // a build waits for who has written to its table
            m_thread = std::thread([this, &place] {
                try {
                    const auto connection = place.connect(*place.target, "target", m_stop);
                    script::Runner(nullptr, connection.get()).run(m_script);
                } catch (const Stopped &) {
                    m_wasStopped = true;
                }
            });
            auto watch = place.target->session(place.database);
            m_isHeld = QTest::qWaitFor(
                [&] { return watch.value(isValid) == "false" && !watch.exec("SELECT FROM pg_locks WHERE NOT granted").empty(); },
                20'000);
        }
        ~HeldUp() { end(); }
        bool isHeld() const { return m_isHeld; }
        void stop() { m_stop.requestStop(); }
        void letGo() { m_holder.exec("COMMIT"); }
        script::Script end()
        {
            if (m_thread.joinable())
                m_thread.join();
            return m_script;
        }
        bool wasStopped() const { return m_wasStopped; }

    private:
        script::Script m_script;
        support::Session m_holder;
        StopToken m_stop;
        std::thread m_thread;
        bool m_isHeld = false;
        bool m_wasStopped = false;
    };

private slots:
    void initTestCase() { m_place = {Cluster::start(), Cluster::start(), {}}; }
    void cleanupTestCase() { m_place = {}; }
    void init()
    {
        m_place.database = "after" + std::to_string(++m_number);
        for (auto *cluster : {m_place.source.get(), m_place.target.get()})
            cluster->createDatabase(m_place.database);
        m_place.source->sql(m_place.database, tables);
        QCOMPARE(m_place.run(prepare().before), "");
        target("INSERT INTO t SELECT g, g FROM generate_series(1, 100) g");
    }

    /// However it ended: the next reading shows what drops the rest, and running that makes it whole.
    void whatIsLeftIsBuiltAnew_data()
    {
        QTest::addColumn<QString>("end");
        for (const char *end : {"cancelled", "session lost", "failed"})
            QTest::newRow(end) << end;
    }
    void whatIsLeftIsBuiltAnew()
    {
        QFETCH(QString, end);
        const auto first = prepare().after;
        QVERIFY(!has(first, dropId));
        if (end == QLatin1String("failed")) {
            target("INSERT INTO t VALUES (0, 0)"); // the index divides by it
            QVERIFY(m_place.run(first).find("zero") != std::string::npos);
            target("DELETE FROM t WHERE a = 0");
        } else {
            HeldUp held(m_place, first);
            QVERIFY(held.isHeld());
            QElapsedTimer clock;
            clock.start();
            if (end == QLatin1String("cancelled"))
                held.stop();
            else
                target("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted");
            const auto script = held.end();
            QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
            QCOMPARE(held.wasStopped(), end == QLatin1String("cancelled"));
            QCOMPARE(script.at(rowOf(script, indexId)).state, State::Failed);
            held.letGo();
        }
        QCOMPARE(target(isValid), "false");
        auto second = prepare().after;
        const auto drop = rowOf(second, dropId);
        QCOMPARE(rowOf(second, indexId), drop + 1);
        QCOMPARE(second.at(drop).state, State::Pending);
        QCOMPARE(second.at(drop + 1).state, State::Pending);
        QCOMPARE(m_place.runHere(second), "");
        QCOMPARE(second.at(drop).state, State::Done);
        QCOMPARE(target("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
        const auto third = prepare().after;
        QVERIFY(!has(third, dropId));
        QCOMPARE(third.count(State::Skipped), third.size());
    }

    /// One that is being built is no rest: whoever dropped it would wait for its end and drop a valid index.
    void whatIsBeingBuiltIsLeftAlone()
    {
        HeldUp held(m_place, prepare().after);
        QVERIFY(held.isHeld());
        QCOMPARE(target(isValid), "false");
        QVERIFY(isDropNotNeeded(prepare().after, dropId));
        held.letGo();
        QVERIFY(held.end().isFinished());
        QCOMPARE(target(isValid), "true");
        QVERIFY(!has(prepare().after, dropId));
    }

    /// What has become valid since the script was read is not dropped, in whatever words.
    void whatIsValidIsNotDropped_data()
    {
        QTest::addColumn<bool>("edited");
        QTest::newRow("as it is") << false;
        QTest::newRow("edited") << true;
    }
    void whatIsValidIsNotDropped()
    {
        QFETCH(bool, edited);
        QVERIFY(m_place.run(prepare().after).empty());
        target("UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\"an INDEX ON ONLY\"'::regclass");
        auto script = prepare().after;
        QVERIFY(has(script, dropId));
        if (edited)
            script.edit(rowOf(script, dropId), "DROP INDEX IF EXISTS public.\"an INDEX ON ONLY\";", true);
        target("UPDATE pg_index SET indisvalid = true WHERE indexrelid = '\"an INDEX ON ONLY\"'::regclass");
        const auto oid = target("SELECT '\"an INDEX ON ONLY\"'::regclass::oid");
        QVERIFY(m_place.runHere(script).find("already exists") != std::string::npos);
        QCOMPARE(script.at(rowOf(script, dropId)).leftOut, LeftOut::NotNeeded);
        QCOMPARE(target("SELECT to_regclass('\"an INDEX ON ONLY\"')::oid"), oid);
    }

    void foreignKeys()
    {
        target("SET session_replication_role = replica; UPDATE t SET u = 7 WHERE id = 1"); // as the stream does it
        auto first = prepare().after;
        const auto why = m_place.runHere(first);
        QVERIFY2(why.find("VALIDATE") != std::string::npos && why.find("t_u") != std::string::npos, why.c_str());
        QCOMPARE(first.at(rowOf(first, validateId)).problem->sqlstate, std::string("23503"));
        QCOMPARE(first.at(rowOf(first, keyId)).state, State::Done);
        // Read again, it is there and lacks its validation only.
        auto second = prepare().after;
        QCOMPARE(second.at(rowOf(second, keyId)).leftOut, LeftOut::Exists);
        QCOMPARE(second.at(rowOf(second, validateId)).state, State::Pending);
        target("INSERT INTO u VALUES (7)");
        QCOMPARE(m_place.runHere(first), ""); // it goes on where it failed
        QCOMPARE(target("SELECT convalidated FROM pg_constraint WHERE conname = 't_u'"), "t");
        QCOMPARE(m_place.runHere(second), "");
        QCOMPARE(second.at(rowOf(second, validateId)).leftOut, LeftOut::NotNeeded);
        QCOMPARE(prepare().after.count(State::Pending), std::size_t(0));
    }

    /// Made in the user's own words, it is validated under the name that it has there.
    void anEditedKey()
    {
        auto script = prepare().after;
        auto sql = script.at(rowOf(script, keyId)).sql;
        const auto name = sql.find("t_u");
        QVERIFY(name != std::string::npos);
        script.edit(rowOf(script, keyId), sql.replace(name, 3, "renamed"));
        schema::followEdits(script);
        QCOMPARE(m_place.runHere(script), "");
        QCOMPARE(script.at(rowOf(script, validateId)).state, State::Done);
        QCOMPARE(target("SELECT convalidated FROM pg_constraint WHERE conname = 'renamed'"), "t");
    }

    /// A key that is refused is not validated either; restored, both run.
    void aRefusedKey()
    {
        auto script = prepare().after;
        script.skip(rowOf(script, keyId));
        QCOMPARE(m_place.runHere(script), "");
        QCOMPARE(script.at(rowOf(script, validateId)).leftOut, LeftOut::NotNeeded);
        script.restore(rowOf(script, keyId));
        QCOMPARE(m_place.runHere(script), "");
        QCOMPARE(target("SELECT convalidated FROM pg_constraint WHERE conname = 't_u'"), "t");
    }

    /// The saved file does the same in psql: what is not needed is passed over.
    void inPsql()
    {
        QCOMPARE(m_place.run(prepare().after), "");
        target("ALTER TABLE t DROP CONSTRAINT t_u;"
               "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '\"an INDEX ON ONLY\"'::regclass");
        auto script = prepare().after;
        QVERIFY(has(script, dropId));
        script.skip(rowOf(script, keyId));
        QTemporaryFile file;
        QVERIFY(file.open());
        file.write(QByteArray::fromStdString(script::toSql(script)));
        file.close();
        const auto result = m_place.target->tool("psql", {"-X", "-v", "ON_ERROR_STOP=1", "-d", m_place.database, "-f",
                                                          file.fileName().toStdString()});
        QVERIFY2(result.exitCode == 0, result.output.c_str());
        QCOMPARE(target(isValid), "true");
        QCOMPARE(target("SELECT count(*) FROM pg_constraint WHERE conname = 't_u'"), "0");
    }

    /// TimescaleDB builds no index concurrently: chunk by chunk, and what is left of that is dropped with its chunks' parts.
    void ofHypertables()
    {
        const auto options = support::ClusterOptions::withTimescale();
        if (!options)
            TIDEGATE_SKIP("TimescaleDB");
        m_place.target = Cluster::start(*options);
        m_place.target->createDatabase(m_place.database);
        target("CREATE EXTENSION timescaledb");
        m_place.source->sql(m_place.database, "CREATE TABLE h (at timestamptz NOT NULL, u int REFERENCES u, v int);"
                                              "CREATE INDEX h_v ON h (v) WHERE v > 0");
        plan::MigrationPlan plan;
        plan.tables = tests::selected({{"public", "u"}, {"public", "h"}});
        plan.tables[1].timeColumn = "at";
        plan.tables[1].chunkInterval = "1 day";
        auto both = m_place.prepare(plan);
        QCOMPARE(m_place.run(both.before), "");
        target("INSERT INTO u VALUES (1);"
               "INSERT INTO h SELECT '2026-01-01'::timestamptz + g * interval '1 hour', 1, g FROM generate_series(1, 100) g");
        const auto chunk = target("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'h'::regclass"
                                  " ORDER BY inhrelid OFFSET 2 LIMIT 1");
        auto holder = m_place.target->session(m_place.database);
        holder.exec("BEGIN; LOCK TABLE ONLY " + chunk + " IN ROW EXCLUSIVE MODE");
        const StopToken stop;
        std::thread thread([&] {
            const auto connection = m_place.connect(*m_place.target, "target", stop);
            try {
                script::Runner(nullptr, connection.get()).run(both.after);
            } catch (const Stopped &) {
            }
        });
        const bool isHeld = QTest::qWaitFor([&] { return target("SELECT count(*) FROM pg_locks WHERE NOT granted") == "1"; }, 20'000);
        const bool isLeftAlone = isDropNotNeeded(m_place.prepare(plan).after, "DROP INDEX public.h_v");
        stop.requestStop();
        thread.join();
        holder.exec("ROLLBACK");
        QVERIFY(isHeld);
        QVERIFY(isLeftAlone);
        auto again = m_place.prepare(plan).after;
        QVERIFY(has(again, "DROP INDEX public.h_v"));
        QCOMPARE(m_place.runHere(again), "");
        QCOMPARE(target("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), "0");
        QCOMPARE(target("SELECT count(*) FROM pg_class WHERE relkind = 'i' AND relname LIKE '%h_v'"), "6"); // five chunks
        QCOMPARE(target("SELECT bool_and(convalidated) FROM pg_constraint WHERE conname LIKE '%h_u_fkey'"), "t");
        QCOMPARE(m_place.prepare(plan).after.count(State::Pending), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(AfterCopyTest)
#include "after_copy_test.moc"
