// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/migration.h"
#include "rules_place.h"

#include <QTest>

using namespace tidegate;

namespace {

constexpr int wait = 60'000; // ms

/// A run in this process, and what its snapshots say of tables.
class Watched
{
public:
    explicit Watched(const rules::Place &place)
    {
        migration::RunOptions options;
        options.source = endpoint::Endpoint::fromText(place.sourceServer().conninfo("r"));
        options.target = endpoint::Endpoint::fromText(place.targetServer().conninfo("r"));
        options.subscription = "s";
        options.publications = {"p"};
        options.confirmDelaySeconds = 1;
        m_run = std::make_unique<migration::Migration>(options);
        QObject::connect(m_run.get(), &migration::Migration::progressed, m_run.get(), [this](const progress::ProgressSnapshot &snapshot) {
            for (const auto &table : snapshot.tables)
                m_coherent = m_coherent && table.rowsCaptured >= table.rowsApplied;
            m_last = snapshot;
        });
        m_run->start();
    }

    bool isInSync() const
    {
        return QTest::qWaitFor([this] { return m_last.phase == progress::Phase::InSync && m_last.unfinishedUnits == 0; }, wait);
    }
    progress::TableProgress table(const char *name) const
    {
        for (const auto &table : m_last.tables) {
            if (table.source.name == name)
                return table;
        }
        return {};
    }
    void refresh() { m_run->post("refresh-publication", "{}"); }
    std::uint64_t captured(const char *name) const { return table(name).rowsCaptured; }
    std::uint64_t applied(const char *name) const { return table(name).rowsApplied; }
    bool isCoherent() const { return m_coherent; } ///< in every snapshot so far
    std::uint64_t number() const { return m_last.number; }
    /// The next snapshots are made of what is so now.
    bool looksAgain() const
    {
        return QTest::qWaitFor([this, seen = number()] { return number() > seen + 2; }, wait);
    }

private:
    progress::ProgressSnapshot m_last;
    bool m_coherent = true;
    std::unique_ptr<migration::Migration> m_run; // last: nothing is told after it is gone
};

} // namespace

/// Rows captured beside rows applied: what the stream has brought, each change once.
class CaptureTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<rules::Place> m_place;
    std::unique_ptr<Watched> m_run;

    /// The session ends and another begins; with it comes all that is not stored.
    bool breakTheStream() const
    {
        const std::string walsender = "SELECT coalesce(max(active_pid), 0) FROM pg_replication_slots WHERE active";
        const auto before = m_place->source(walsender);
        m_place->source("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
        return m_place->sourceBecomes("SELECT count(*) FROM pg_replication_slots WHERE active AND active_pid <> " + before, "1");
    }

private slots:
    void initTestCase()
    {
        qputenv("TIDEGATE_FAILPOINTS", "apply.batch-bytes=64000"); // a large transaction need not be large
        m_place = std::make_unique<rules::Place>();
    }
    void init()
    {
        m_place->begin();
        m_run = std::make_unique<Watched>(*m_place);
        QVERIFY(m_run->isInSync());
    }
    void cleanup()
    {
        m_run.reset();
        m_place->end();
    }
    void cleanupTestCase() { m_place.reset(); }

    void leadsWhileTheTargetIsLocked()
    {
        QCOMPARE(m_run->captured("things"), std::uint64_t(0)); // what was copied came not by the stream
        auto lock = m_place->targetSession();
        lock.exec("BEGIN; LOCK TABLE things IN EXCLUSIVE MODE");
        m_place->source("INSERT INTO things SELECT g, g * 10, 'new' FROM generate_series(1001, 1500) g");
        m_place->source("UPDATE things SET note = 'changed' WHERE id BETWEEN 1001 AND 1100");
        m_place->source("DELETE FROM things WHERE id > 1490");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->captured("things"), std::uint64_t(610), wait);
        QCOMPARE(m_run->applied("things"), std::uint64_t(0));
        QCOMPARE(m_run->captured("notes"), std::uint64_t(0));
        lock.exec("COMMIT");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->applied("things"), std::uint64_t(610), wait);
        QCOMPARE(m_run->captured("things"), std::uint64_t(610));
        QVERIFY(m_run->isCoherent());
    }

    /// What is received again is not counted again.
    void onceAcrossSessions()
    {
        m_place->source("INSERT INTO things SELECT g, g * 10, 'new' FROM generate_series(1001, 1100) g");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->applied("things"), std::uint64_t(100), wait);
        auto lock = m_place->targetSession();
        lock.exec("BEGIN; LOCK TABLE things IN EXCLUSIVE MODE");
        m_place->source("INSERT INTO things SELECT g, g * 10, 'new' FROM generate_series(1101, 1400) g");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->captured("things"), std::uint64_t(400), wait);
        for (int i = 0; i < 2; ++i) {
            QVERIFY(breakTheStream());
            QTRY_COMPARE_WITH_TIMEOUT(m_run->captured("things"), std::uint64_t(400), wait);
            QVERIFY(m_run->looksAgain());
            QCOMPARE(m_run->captured("things"), std::uint64_t(400));
            QCOMPARE(m_run->applied("things"), std::uint64_t(100));
        }
        lock.exec("COMMIT");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->applied("things"), std::uint64_t(400), wait);
        QCOMPARE(m_run->captured("things"), std::uint64_t(400));
        QVERIFY(m_run->isCoherent());
    }

    /// A transaction that is larger than a batch is counted as it moves, and not any more once it is rolled back with its
    /// session.
    void largeTransactionThatIsRolledBack()
    {
        auto lock = m_place->targetSession();
        lock.exec("BEGIN; LOCK TABLE amounts IN EXCLUSIVE MODE");
        m_place->source("BEGIN; INSERT INTO things SELECT g, g * 10, repeat('x', 200) FROM generate_series(1001, 3000) g;"
                        "INSERT INTO amounts SELECT g FROM generate_series(1, 2000) g; COMMIT");
        QTRY_VERIFY_WITH_TIMEOUT(m_run->applied("things") > 500, wait);
        QTRY_COMPARE_WITH_TIMEOUT(m_run->captured("things"), std::uint64_t(2000), wait);
        QVERIFY(breakTheStream());
        QTRY_COMPARE_WITH_TIMEOUT(m_run->captured("things"), std::uint64_t(2000), wait);
        QVERIFY(m_run->looksAgain());
        QCOMPARE(m_run->captured("things"), std::uint64_t(2000));
        lock.exec("COMMIT");
        for (const char *table : {"things", "amounts"}) {
            QTRY_COMPARE_WITH_TIMEOUT(m_run->applied(table), std::uint64_t(2000), wait);
            QCOMPARE(m_run->captured(table), std::uint64_t(2000));
        }
        QVERIFY(m_run->isCoherent());
    }

    /// Only what is committed on the source comes at all.
    void openAndAbortedTransactionsDoNotCount()
    {
        auto open = m_place->sourceSession();
        open.exec("SET logical_decoding_work_mem = '64kB'; BEGIN;"
                  "INSERT INTO things SELECT g, g * 10, repeat('x', 200) FROM generate_series(1001, 3000) g");
        m_place->source("BEGIN; INSERT INTO notes SELECT g, 'gone' FROM generate_series(1, 1000) g; ROLLBACK");
        m_place->source("BEGIN; INSERT INTO notes VALUES (1, 'stays'); SAVEPOINT s; INSERT INTO notes VALUES (2, 'goes');"
                        "ROLLBACK TO s; COMMIT");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->applied("notes"), std::uint64_t(1), wait);
        QVERIFY(m_run->looksAgain());
        QCOMPARE(m_run->captured("notes"), std::uint64_t(1));
        QCOMPARE(m_run->captured("things"), std::uint64_t(0));
        open.exec("COMMIT");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->applied("things"), std::uint64_t(2000), wait);
        QCOMPARE(m_run->captured("things"), std::uint64_t(2000));
        QVERIFY(m_run->isCoherent());
    }

    /// Changes that the copy holds already are let go of without being applied.
    void skippedChangesAreNotWaitedFor()
    {
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        m_place->source("INSERT INTO late SELECT g, 'late' FROM generate_series(11, 500) g");
        QVERIFY(m_place->settle()); // the stream has brought them, and the copy comes after that
        m_run->refresh();
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM late", "500"));
        QVERIFY(m_run->isInSync());
        m_place->source("INSERT INTO late VALUES (501, 'by the stream')");
        QTRY_COMPARE_WITH_TIMEOUT(m_run->applied("late"), std::uint64_t(1), wait);
        QVERIFY(m_run->looksAgain());
        QCOMPARE(m_run->captured("late"), std::uint64_t(1));
        QVERIFY(m_run->isCoherent());
    }
};

QTEST_GUILESS_MAIN(CaptureTest)
#include "capture_test.moc"
