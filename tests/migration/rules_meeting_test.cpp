// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

#include <thread>

using namespace tidegate;
using rules::Gate;

/// Where copy and stream meet: rules 6, 7 and 10 of exactness.md.
class RulesMeetingTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    /// Holds back every claim while it lives; readers of the states are not kept.
    support::Session holdClaims() const
    {
        auto session = m_place->targetSession();
        session.exec("BEGIN; SELECT FROM _tidegate.copy_unit FOR UPDATE");
        return session;
    }

    bool copied() const
    {
        return m_place->targetBecomes("SELECT bool_and(state IN ('f', 'r')) FROM _tidegate.copy_unit", "t");
    }

private slots:
    void initTestCase() { m_place = std::make_unique<rules::Place>(true); }

    void cleanup()
    {
        m_place->sourceServer().resumeStandby();
        PlaceTest::cleanup();
    }

    /// Rule 17, in the window of rule 6: a transaction that adds a column and still waits for a synchronous standby is in the
    /// stream, and not in the catalog that tells a new column from one that is gone.
    void aColumnOfACommitThatWaits()
    {
        m_run = m_place->run("", {"migration.retry-ms=500"});
        QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
        m_place->sourceServer().pauseStandby();
        std::thread writer([this] {
            m_place->source("BEGIN; ALTER TABLE things ADD fresh int; INSERT INTO things VALUES (1000, -1, 'with it', 7); COMMIT");
        });
        const bool waits = m_place->sourceBecomes("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", "1");
        const bool received = waits && m_place->received(m_place->position());
        // The consumer has it in hand before the catalog shows it.
        const bool looks = m_place->sourceBecomes("SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name LIKE 'tidegate s %'"
                                                  " AND query = 'SELECT pg_current_snapshot()' AND state = 'idle'", "t");
        m_place->sourceServer().resumeStandby();
        writer.join();
        QVERIFY(waits && received && looks);
        QVERIFY2(m_run->waitFor("fresh"), m_run->output().c_str());
        QCOMPARE(m_place->target("SELECT count(*) FROM things WHERE id = 1000"), std::string("0"));
        m_place->target("ALTER TABLE things ADD fresh int");
        verifySame();
    }

    /// Rule 6, the order: between the two looks the unit is claimed and copied, and the transaction commits after.
    void proofFirstStateSecond_data() { rules::onAndOff(); }
    void proofFirstStateSecond()
    {
        QFETCH(bool, on);
        const Gate session("migration.session");
        const Gate between(on ? "apply.between-proof-and-state" : "apply.between-state-and-proof");
        m_run = m_place->run(on ? "" : "6order", {session.setting(), between.setting()});
        QVERIFY(session.arrived());
        auto claims = holdClaims();
        auto writer = m_place->sourceSession();
        writer.exec("BEGIN; INSERT INTO notes VALUES (1, 'in between')");
        session.open();
        QVERIFY(between.arrived());
        claims.exec("ROLLBACK");
        QVERIFY(copied());
        writer.exec("COMMIT");
        const auto end = m_place->position();
        QVERIFY(m_place->received(end)); // so that it is decided before the next look
        between.open();
        QVERIFY(m_place->stored(end)); // before settle(): a stale look would lose its row as well
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 0, "the row was not lost");
    }

    /// Rule 6, the proof: a transaction that was received and still runs, since its commit waits for a standby.
    void receivedIsNotFinished_data() { rules::onAndOff(); }
    void receivedIsNotFinished()
    {
        QFETCH(bool, on);
        const Gate session("migration.session");
        m_run = m_place->run(on ? "" : "6", {session.setting()});
        QVERIFY(session.arrived());
        auto claims = holdClaims();
        m_place->sourceServer().pauseStandby();
        std::thread writer([this] { m_place->source("INSERT INTO notes VALUES (1, 'hangs')"); });
        const struct Join { // whatever fails below
            rules::Place &place;
            std::thread &thread;
            ~Join()
            {
                place.sourceServer().resumeStandby();
                if (thread.joinable())
                    thread.join();
            }
        } join{*m_place, writer};
        QVERIFY(m_place->sourceBecomes("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                                       " AND query LIKE 'INSERT INTO notes%'", "1"));
        const auto end = m_place->position();
        m_place->source("SET synchronous_commit = local; INSERT INTO settled VALUES (0)");
        session.open();
        if (on) {
            QVERIFY(m_place->received(end));
            QVERIFY2(!m_place->isStored(end), "the stream did not wait");
        } else {
            QVERIFY(m_place->stored(end));
        }
        claims.exec("ROLLBACK");
        QVERIFY(copied());
        m_place->sourceServer().resumeStandby();
        writer.join();
        // Without the rule a row of another table may be skipped just so; then there is nothing to wait for.
        QVERIFY(on ? m_place->settle() : m_place->stored(m_place->position()));
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 1 && same.extra == 0, "the row was not lost");
    }

    /// Rule 7: a change of a unit that is claimed and has no snapshot yet.
    void holdsWhileAUnitIsCopied_data() { rules::onAndOff(); }
    void holdsWhileAUnitIsCopied()
    {
        QFETCH(bool, on);
        const Gate claimed("copy.claimed");
        m_run = m_place->run(on ? "" : "7", {claimed.setting()});
        QVERIFY(claimed.arrived());
        m_place->source("INSERT INTO notes VALUES (1, 'while it is copied')");
        const auto end = m_place->position();
        if (on) {
            QVERIFY(m_place->received(end));
            QVERIFY2(!m_place->isStored(end), "the stream did not wait");
            QCOMPARE(m_place->target("SELECT count(*) FROM notes"), "0");
        } else {
            QVERIFY(m_place->targetBecomes("SELECT count(*) FROM notes", "1"));
        }
        claimed.open();
        QVERIFY(copied());
        QVERIFY(m_place->settle());
        const auto same = m_place->compare();
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 0 && same.extra == 1, "the row was not doubled");
    }

    /// Rule 10: progress that is stored on the way to F_u leaves the snapshot, which the next transaction needs.
    void snapshotStaysUntilProgressHasPassed_data() { rules::onAndOff(); }
    void snapshotStaysUntilProgressHasPassed()
    {
        QFETCH(bool, on);
        QVERIFY(m_place->runToSync());
        m_place->source("ALTER PUBLICATION p ADD TABLE late");
        const Gate stream("stream.connect");
        const Gate claimed("copy.claimed");
        m_run = m_place->run(on ? "" : "10erase", {stream.setting(), claimed.setting()});
        QVERIFY(claimed.arrived());
        // Larger than a batch and of a unit that is ready, so that progress is stored before the second one is decided.
        m_place->source("INSERT INTO things SELECT g, g, repeat('x', 1000000) FROM generate_series(1001, 1030) g");
        m_place->source("INSERT INTO late VALUES (1, 'seen by the snapshot')");
        claimed.open();
        QVERIFY(copied());
        const auto seen = m_place->target("SELECT clock_timestamp()");
        QVERIFY(m_place->targetBecomes("SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'idle' AND query_start > '"
                                           + seen + "' AND query LIKE 'SELECT id, state, kind%'", "t"));
        stream.open();
        QVERIFY(m_place->settle());
        QVERIFY(m_place->allReady());
        const auto same = m_place->compare(true);
        if (on)
            QVERIFY2(same, same.report.c_str());
        else
            QVERIFY2(same.missing == 0 && same.extra == 1, "the row was not doubled");
    }
};

QTEST_GUILESS_MAIN(RulesMeetingTest)
#include "rules_meeting_test.moc"
