// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"
#include "support/skips.h"

#include <QTest>

using namespace tidegate;

/// Somebody's ALTER TABLE or VACUUM FULL holds one of the published tables, for as long as that takes. From 16 on the
/// server opens every one of them to say what is published.
class RulesLocksTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    std::unique_ptr<support::Session> hold(const char *table) const
    {
        auto owner = std::make_unique<support::Session>(m_place->sourceSession());
        owner->exec("BEGIN; LOCK TABLE " + std::string(table) + " IN ACCESS EXCLUSIVE MODE");
        return owner;
    }

    bool locksWhatItShows() const { return m_place->sourceServer().major() >= 16; }

private slots:
    void initTestCase()
    {
        support::ClusterOptions source;
        source.installation = support::Installation::withMajor(18);
        m_place = std::make_unique<rules::Place>(source, support::ClusterOptions());
    }

    void init()
    {
        if (!locksWhatItShows())
            TIDEGATE_SKIP("PostgreSQL 18"); // before anything is made: after it nothing is cleaned up
        PlaceTest::init();
    }

    /// The stream is lost and begins again.
    void streamBeginsAgain()
    {
        QVERIFY(runs(""));
        const auto owner = hold("notes");
        m_place->source("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
        QVERIFY(m_run->waitFor("problem"));
        QVERIFY(m_place->settle());
        owner->exec("ROLLBACK");
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// Everything is lost and begins again; what was published meanwhile joins when the lock is gone, and whoever asks
    /// before that is answered.
    void everythingBeginsAgain()
    {
        QVERIFY(runs(""));
        const auto owner = hold("notes");
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        m_place->target("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate s %'");
        QVERIFY(m_run->waitFor("problem"));
        QVERIFY(m_place->settle());
        const auto refused = support::CliProcess::runToEnd(m_place->arguments("refresh-publication"), {}, 30'000);
        QVERIFY2(refused.output.find("55P03") != std::string::npos, refused.output.c_str());
        owner->exec("ROLLBACK");
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM late", "10"));
        QVERIFY(m_place->allReady() && m_place->settle());
        const auto same = m_place->compare(true);
        QVERIFY2(same, same.report.c_str());
    }

    /// At the end of a cutover publications are looked at once more: it is refused in words, the source takes writes again, and
    /// the next one comes to its end.
    void aTableIsHeldAtTheCutover()
    {
        const rules::Gate gate("cutover.drained");
        m_run = m_place->run("", {gate.setting()});
        QVERIFY(m_run->waitFor("in-sync") && m_place->allReady() && m_place->settle());
        auto arguments = m_place->arguments("cutover");
        arguments.insert(arguments.end(), {"--yes", "--stop-writes", "read-only"});
        support::CliProcess cut(arguments);
        QVERIFY(gate.arrived());
        auto owner = std::make_unique<support::Session>(m_place->sourceSession());
        owner->exec("SET default_transaction_read_only = off; BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE");
        gate.open();
        QVERIFY(cut.waitForEnd(60'000));
        QVERIFY2(cut.exitCode() != 0 && cut.output().find("somebody holds a published table") != std::string::npos, cut.output().c_str());
        owner.reset();
        m_place->source("INSERT INTO notes VALUES (0, 'takes writes again')");
        support::CliProcess again(arguments);
        QVERIFY2(again.waitForEnd(60'000) && again.exitCode() == 0, (again.output() + m_run->output()).c_str());
        QVERIFY(m_run->waitForEnd());
        const auto same = m_place->compare();
        QVERIFY2(same, same.report.c_str());
    }

    /// A copier has claimed a table, and the stream may have to wait for it (rule 4).
    void anotherTableIsCopied()
    {
        QVERIFY(m_place->runToSync());
        const rules::Gate gate("copy.before.lock");
        m_run = m_place->run("", {gate.settingForAll()});
        QVERIFY(m_run->waitFor("in-sync"));
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        const support::CliProcess refresh(m_place->arguments("refresh-publication"));
        QVERIFY(gate.arrived());
        const auto owner = hold("notes");
        gate.open();
        QVERIFY(m_place->targetBecomes("SELECT state FROM _tidegate.subscription_rel WHERE tablename = 'late'", "d"));
        m_place->source("INSERT INTO late VALUES (11, 'behind the lock'); UPDATE late SET b = 'changed' WHERE a < 4");
        QVERIFY(m_place->settle());
        owner->exec("ROLLBACK");
        QVERIFY(m_place->allReady() && m_place->settle());
        const auto same = m_place->compare(true);
        QVERIFY2(same, same.report.c_str());
    }

    /// A slice that is being copied holds its row of the journal: a table that is copied again does not wait for it with
    /// the fence in hand.
    void slicesAreCopied()
    {
        QVERIFY(runs(""));
        QCOMPARE(support::CliProcess::runToEnd(resync("public.notes"), {}).exitCode, 0); // into a unit of its own
        QVERIFY(m_place->allReady());
        m_run->terminate();
        QVERIFY(m_run->waitForEnd());
        const std::string unit = "(SELECT unit FROM _tidegate.subscription_rel WHERE tablename = 'notes')";
        m_place->target("UPDATE _tidegate.copy_unit SET kind = 'sliced', slices = 3, state = 'i', snapshot = NULL, lsn = NULL"
                        " WHERE id = " + unit);
        m_place->target("UPDATE _tidegate.subscription_rel SET state = 'i' WHERE tablename = 'notes'; TRUNCATE notes");
        const rules::Gate gate("copy.slice.rows");
        m_run = m_place->run("", {gate.settingForAll()});
        QVERIFY(gate.arrived());
        m_place->source("INSERT INTO notes VALUES (101, 'while slices are copied')");
        const auto again = support::CliProcess::runToEnd(resync("public.notes"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        gate.open();
        verifySame();
    }

    /// A slice whose COMMIT is on its way when the table is copied again, from a copier that is gone: its rows are among
    /// those that go.
    void sliceCommitsLate()
    {
        QVERIFY(runs(""));
        QCOMPARE(support::CliProcess::runToEnd(resync("public.notes"), {}).exitCode, 0); // into a unit of its own
        QVERIFY(m_place->allReady());
        m_place->target("INSERT INTO _tidegate.copy_slice SELECT unit, 0, 'late' FROM _tidegate.subscription_rel"
                        " WHERE tablename = 'notes'");
        auto slice = m_place->targetSession();
        slice.exec("BEGIN; UPDATE _tidegate.copy_slice SET done = true; INSERT INTO notes VALUES (1, 'late')");
        support::CliProcess again(resync("public.notes"));
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'tidegate s %'"
                                       " AND wait_event = 'transactionid'", "1"));
        slice.exec("COMMIT");
        QVERIFY(again.waitForEnd(60'000));
        QVERIFY2(again.exitCode() == 0, again.output().c_str());
        verifySame();
    }
};

QTEST_GUILESS_MAIN(RulesLocksTest)
#include "rules_locks_test.moc"
