// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/migration.h"
#include "shop.h"
#include "support/cluster.h"
#include "support/oracle.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <thread>

using namespace tidegate;
using migration::Event;
using migration::Migration;
using migration::Outcome;
using support::Cluster;

namespace {

const std::vector<support::TablePair> tables = {{"public.readings"}, {"public.devices"}, {"public.keyless"},
                                                {"public.parted_1"}, {"public.parted_2"}, {"public.child"}};

/// Changes rows on the source until told to stop; committed transactions only ever count.
class Writer
{
public:
    explicit Writer(std::string conninfo) : m_thread([this, conninfo = std::move(conninfo)] { write(conninfo); }) {}
    ~Writer() { finish(); }
    void finish()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
    }
    int transactions() const { return m_transactions; }

private:
    void write(const std::string &conninfo)
    {
        support::Session session(conninfo);
        for (int i = 0; !m_stop; ++i) {
            const auto n = std::to_string(i);
            session.exec("BEGIN; INSERT INTO readings (device, at, value, note) SELECT g, now(), g, 'live " + n
                         + "' FROM generate_series(1, 3) g;"
                           "UPDATE readings SET value = value + 1 WHERE id % 97 = " + std::to_string(i % 97) + ";"
                           "DELETE FROM readings WHERE id % 1013 = " + std::to_string(i % 1013) + ";"
                           "UPDATE devices SET doc = jsonb_build_object('n', " + n + ") WHERE id % 7 = "
                         + std::to_string(i % 7) + ";"
                           "INSERT INTO keyless VALUES (" + std::to_string(i % 5) + ", 1.0, NULL), ("
                         + std::to_string(i % 5) + ", 1.0, NULL);"
                           "DELETE FROM keyless WHERE ctid = (SELECT ctid FROM keyless LIMIT 1);"
                           "UPDATE parted SET k = (k + 100) % 200 WHERE id % 50 = " + std::to_string(i % 50) + "; COMMIT");
            ++m_transactions;
        }
    }

    std::atomic<bool> m_stop{false};
    std::atomic<int> m_transactions{0};
    std::thread m_thread;
};

} // namespace

class MigrationTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;

    migration::RunOptions options(const std::string &subscription) const
    {
        migration::RunOptions run;
        run.source = endpoint::Endpoint::fromText(m_source->conninfo("shop"));
        run.target = endpoint::Endpoint::fromText(m_target->conninfo("shop"));
        run.subscription = subscription;
        run.publications = {"p"};
        run.confirmDelaySeconds = 1;
        run.log = makeLog({}, spdlog::level::warn);
        return run;
    }

private slots:
    void initTestCase()
    {
        m_source = Cluster::start();
        m_target = Cluster::start();
    }

    void init()
    {
        for (auto *cluster : {m_source.get(), m_target.get()}) {
            cluster->createDatabase("shop");
            cluster->sql("shop", shop::schema);
        }
        m_source->sql("shop", shop::rows);
    }

    void cleanup()
    {
        for (auto *cluster : {m_source.get(), m_target.get()}) {
            cluster->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'");
            for (const auto &row : cluster->sql("postgres", "SELECT slot_name FROM pg_replication_slots"))
                cluster->sql("postgres", "SELECT pg_drop_replication_slot('" + *row[0] + "')");
            cluster->sql("postgres", "DROP DATABASE shop");
        }
    }

    void copiesStreamsAndCutsOverUnderLoad()
    {
        Writer writer(m_source->conninfo("shop"));
        Migration run(options("s"));
        bool inSync = false;
        std::optional<Outcome> outcome;
        std::optional<Problem> problem;
        connect(&run, &Migration::happened, this, [&](const Event &event) {
            inSync = inSync || event.kind == Event::Kind::InSync;
            if (event.problem)
                qWarning("%s", ProblemError(*event.problem).what());
        });
        connect(&run, &Migration::finished, this, [&](Outcome end, const std::optional<Problem> &why) {
            outcome = end;
            problem = why;
        });
        run.start();
        QTRY_VERIFY_WITH_TIMEOUT(inSync || outcome, 60'000);
        if (outcome && problem)
            QFAIL(ProblemError(*problem).what());
        const auto seen = writer.transactions();
        QTRY_VERIFY_WITH_TIMEOUT(writer.transactions() > seen + 50 || outcome, 30'000);
        writer.finish();
        run.post("cutover", "{}");
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), 60'000);
        QVERIFY2(*outcome == Outcome::CutOver, problem ? ProblemError(*problem).what() : "another outcome");
        const auto same = support::rowsEqual(*m_source, "shop", *m_target, "shop", tables);
        QVERIFY2(same, same.report.c_str());
        QVERIFY(same.sourceRows > 2000); // a fast writer deletes most of the readings
        // The next id on the target is the source's next.
        QCOMPARE(m_target->value("shop", "SELECT nextval('readings_id_seq')"),
                 m_source->value("shop", "SELECT nextval('readings_id_seq')"));
    }

    /// Whoever gives a command through the handle hears of it, be it done or refused; and a run knows how fast it is.
    void commandsThroughTheHandleAreAnswered()
    {
        Migration run(options("s"));
        std::vector<std::string> answers;
        std::vector<Code> problems;
        progress::ProgressSnapshot last;
        bool sawRate = false;
        QObject listener; // what is still queued to it goes with it
        connect(&run, &Migration::happened, &listener, [&](const Event &event) {
            if (event.kind == Event::Kind::CommandDone)
                answers.push_back(event.text);
            if (event.kind == Event::Kind::Problem)
                problems.push_back(event.problem->code);
        });
        connect(&run, &Migration::progressed, &listener, [&](const progress::ProgressSnapshot &snapshot) {
            last = snapshot;
            sawRate = sawRate || snapshot.rates.appliedRowsPerSecond.value_or(0) > 0;
        });
        const auto isAnswered = [&](const char *beginning) {
            return QTest::qWaitFor(
                [&] { return !answers.empty() && answers.back().rfind(beginning, 0) == 0; }, 60'000);
        };
        run.start();
        QTRY_VERIFY_WITH_TIMEOUT(last.phase == progress::Phase::InSync && last.unfinishedTables == 0, 60'000);
        QVERIFY(answers.empty()); // its own look at the publications is nobody's command
        run.post("pause", "{}");
        QVERIFY(isAnswered("pause: "));
        run.post("resume", "{}");
        QVERIFY(isAnswered("resume: "));
        run.post("resync", R"({"tables":["public.child"]})");
        QVERIFY(isAnswered("refresh-publication: copied again: public.child"));
        QVERIFY(problems.empty());
        run.post("resync", R"({"tables":["public.nothing"]})");
        QVERIFY(isAnswered("resync: [TableNotFollowed]"));
        QCOMPARE(problems.size(), std::size_t(1));
        QCOMPARE(codeName(problems.front()), "TableNotFollowed");
        m_source->sql("shop", "INSERT INTO child SELECT g, 1 FROM generate_series(9000, 9500) g");
        QTRY_VERIFY_WITH_TIMEOUT(sawRate, 30'000);
        QCOMPARE(answers.size(), std::size_t(4));
    }

    /// The stream waits at a change that the target refuses, says which, stops at once when asked, and goes on
    /// exactly there when the target is mended.
    void waitsAtAPoisonChangeAndGoesOn()
    {
        std::optional<Problem> problem;
        const auto poison = [&](Migration &run) {
            connect(&run, &Migration::happened, this, [&](const Event &event) {
                if (event.problem)
                    problem = event.problem;
            });
        };
        {
            Migration run(options("s"));
            bool inSync = false;
            connect(&run, &Migration::happened, this,
                    [&](const Event &event) { inSync = inSync || event.kind == Event::Kind::InSync; });
            poison(run);
            run.start();
            QTRY_VERIFY_WITH_TIMEOUT(inSync, 60'000);
            m_target->sql("shop", "ALTER TABLE child ADD CONSTRAINT small CHECK (id < 1000000)");
            m_source->sql("shop", "INSERT INTO child VALUES (5000, 1)");
            m_source->sql("shop", "INSERT INTO child VALUES (2000000, 1)");
            m_source->sql("shop", "INSERT INTO child VALUES (5001, 1)");
            QTRY_VERIFY_WITH_TIMEOUT(problem.has_value(), 30'000);
            QCOMPARE(codeName(problem->code), "ChangeFailed");
            QCOMPARE(problem->sqlstate, "23514");
            QVERIFY(problem->arguments.back().find("2000000") != std::string::npos);
            // What came before the poison is there, it and what came after are not.
            QCOMPARE(m_target->value("shop", "SELECT count(*) FROM child WHERE id >= 5000"), "1");
            QElapsedTimer timer;
            timer.start();
            run.requestStop();
            std::optional<Outcome> outcome;
            connect(&run, &Migration::finished, this, [&](Outcome end) { outcome = end; });
            QTRY_VERIFY(outcome.has_value());
            QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        }
        m_target->sql("shop", "ALTER TABLE child DROP CONSTRAINT small");
        Migration run(options("s"));
        run.start();
        QTRY_COMPARE_WITH_TIMEOUT(m_target->value("shop", "SELECT count(*) FROM child WHERE id >= 5000"), "3", 30'000);
        const auto same = support::rowsEqual(*m_source, "shop", *m_target, "shop", tables);
        QVERIFY2(same, same.report.c_str());
    }

    /// One source, one role, one name, two targets (a rehearsal beside the real one): each leaves the other's sessions
    /// on the source alone, also when it begins again.
    void twoOfOneNameIntoTwoTargets()
    {
        const struct Second {
            Cluster &target;
            explicit Second(Cluster &server) : target(server)
            {
                target.createDatabase("rehearsal");
                target.sql("rehearsal", shop::schema);
            }
            ~Second() { target.sql("postgres", "DROP DATABASE rehearsal WITH (FORCE)"); }
        } second(*m_target);
        auto rehearsal = options("s");
        rehearsal.target = endpoint::Endpoint::fromText(m_target->conninfo("rehearsal"));
        Migration first(options("s"));
        bool disturbed = false;
        connect(&first, &Migration::happened, this,
                [&](const Event &event) { disturbed = disturbed || event.problem.has_value(); });
        first.start();
        const auto arrives = [&](const std::string &database, const std::string &id) {
            return QTest::qWaitFor([&] {
                return m_target->value(database, "SELECT count(*) FROM child WHERE id = " + id) == "1";
            }, 60'000);
        };
        m_source->sql("shop", "INSERT INTO child VALUES (7000, 1)");
        QVERIFY(arrives("shop", "7000"));
        for (const auto *id : {"7001", "7002"}) {
            Migration other(rehearsal);
            other.start();
            m_source->sql("shop", std::string("INSERT INTO child VALUES (") + id + ", 1)");
            QVERIFY(arrives("rehearsal", id));
            QVERIFY(arrives("shop", id));
        }
        QVERIFY(!disturbed);
        const auto same = support::rowsEqual(*m_source, "shop", *m_target, "shop", tables);
        QVERIFY2(same, same.report.c_str());
    }

    /// A table and one that inherits from it, with keys of their own that agree and with none: a change or a TRUNCATE
    /// ONLY of the one never touches a row of the other.
    void inheritedTablesStayApart()
    {
        for (auto *cluster : {m_source.get(), m_target.get()})
            cluster->sql("shop", "CREATE TABLE kin (id int PRIMARY KEY, v text);"
                                 "CREATE TABLE kin_young (PRIMARY KEY (id)) INHERITS (kin);"
                                 "CREATE TABLE kith (a int, b text); CREATE TABLE kith_young () INHERITS (kith);"
                                 "ALTER TABLE kith REPLICA IDENTITY FULL; ALTER TABLE kith_young REPLICA IDENTITY FULL");
        m_source->sql("shop", "INSERT INTO kin SELECT g, 'old' FROM generate_series(1, 10) g;"
                              "INSERT INTO kin_young SELECT g, 'young' FROM generate_series(1, 10) g;"
                              "INSERT INTO kith SELECT 1, 'same' FROM generate_series(1, 10);"
                              "INSERT INTO kith_young SELECT 1, 'same' FROM generate_series(1, 10)");
        Migration run(options("s"));
        bool inSync = false;
        std::optional<Problem> problem;
        connect(&run, &Migration::happened, this, [&](const Event &event) {
            inSync = inSync || event.kind == Event::Kind::InSync;
            if (event.problem)
                problem = event.problem;
        });
        run.start();
        QTRY_VERIFY_WITH_TIMEOUT(inSync, 60'000);
        const auto settled = [&](const std::string &sql) {
            m_source->sql("shop", sql + "; INSERT INTO child SELECT max(id) + 1, NULL FROM child");
            const auto last = m_source->value("shop", "SELECT max(id) FROM child");
            return QTest::qWaitFor([&] {
                return problem || m_target->value("shop", "SELECT max(id) FROM child") == last;
            }, 30'000) && !problem;
        };
        const auto same = [&] {
            return support::rowsEqual(*m_source, "shop", *m_target, "shop",
                                      {{"public.kin"}, {"public.kin_young"}, {"public.kith"}, {"public.kith_young"}});
        };
        for (const char *change : {"UPDATE ONLY kin SET v = 'older' WHERE id < 4", "DELETE FROM ONLY kin WHERE id = 5",
                                   "UPDATE kin_young SET v = 'younger' WHERE id > 6", "UPDATE ONLY kith SET b = 'changed'",
                                   "DELETE FROM kith_young WHERE ctid = (SELECT min(ctid) FROM kith_young)",
                                   "TRUNCATE ONLY kin", "TRUNCATE kith_young", "INSERT INTO kin VALUES (1, 'anew')",
                                   "TRUNCATE kin"}) {
            QVERIFY2(settled(change), problem ? ProblemError(*problem).what() : change);
            const auto compared = same();
            QVERIFY2(compared, (std::string(change) + ": " + compared.report).c_str());
        }
    }

    /// A transaction of many batches arrives whole, in pieces while units are unfinished and at once after.
    void appliesATransactionLargerThanABatch()
    {
        Migration run(options("s"));
        run.start();
        QTRY_COMPARE_WITH_TIMEOUT(m_target->value("shop", "SELECT count(*) > 0 FROM readings"), "t", 30'000);
        m_source->sql("shop", "INSERT INTO readings (device, at, value, note) SELECT g, now(), g, repeat('w', 200)"
                              " FROM generate_series(1, 150000) g; UPDATE readings SET value = 1 WHERE id % 3 = 0");
        QTRY_COMPARE_WITH_TIMEOUT(m_target->value("shop", "SELECT count(*) FROM readings"),
                                  m_source->value("shop", "SELECT count(*) FROM readings"), 120'000);
        m_source->sql("shop", "DELETE FROM readings WHERE note LIKE 'w%'");
        QTRY_COMPARE_WITH_TIMEOUT(m_target->value("shop", "SELECT count(*) FROM readings"),
                                  m_source->value("shop", "SELECT count(*) FROM readings"), 120'000);
        const auto same = support::rowsEqual(*m_source, "shop", *m_target, "shop", tables);
        QVERIFY2(same, same.report.c_str());
    }
};

QTEST_GUILESS_MAIN(MigrationTest)
#include "migration_test.moc"
