// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;

/// Rule 15: while a large table is copied its changes are put aside on the target, and the stream goes on for all others.
class RulesParkingTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    /// Copied and followed; then `things` and `notes` are to be copied once more, each as a unit of its own, and stand at
    /// the gate.
    bool copiesAgain(const rules::Gate &gate)
    {
        if (!m_place->runToSync())
            return false;
        for (const std::string table : {"things", "notes"}) {
            const auto again = "INSERT INTO _tidegate.copy_unit (subname, kind, admitted) VALUES ('s', 'relation', true) RETURNING id";
            const auto unit = m_place->target(again);
            m_place->target("UPDATE _tidegate.subscription_rel SET state = 'i', unit = " + unit + " WHERE tablename = '" + table
                            + "'; TRUNCATE " + table);
        }
        m_run = m_place->run("", {gate.settingForAll()});
        return gate.arrived();
    }
    /// The same, with changes put aside.
    bool putsAside(const rules::Gate &gate)
    {
        if (!copiesAgain(gate))
            return false;
        change(1);
        return m_place->settle() && parked() != "0";
    }
    /// Two leaves of `events` that go to one table of that name, with `key` there.
    void makeLeaves(const std::string &key, const std::string &published = "events") const
    {
        m_place->source("CREATE TABLE events (id int, part int, note text, PRIMARY KEY (id, part)) PARTITION BY LIST (part);"
                        "CREATE TABLE e1 PARTITION OF events FOR VALUES IN (1); CREATE TABLE e2 PARTITION OF events FOR VALUES IN (2);"
                        "INSERT INTO events SELECT g, 1 + g % 2, 'event' FROM generate_series(1, 100) g;"
                        "ALTER PUBLICATION p ADD TABLE " + published);
        m_place->target("CREATE TABLE events (id int, part int, note text, " + key + ")");
    }
    /// All is copied and followed, and the second leaf once more: it stands at the gate.
    bool copiesLeafAgain(const rules::Gate &gate)
    {
        if (!m_place->runToSync())
            return false;
        m_place->target("WITH u AS (INSERT INTO _tidegate.copy_unit (subname, kind, admitted) VALUES ('s', 'relation', true) RETURNING id)"
                        " UPDATE _tidegate.subscription_rel SET state = 'i', unit = u.id FROM u WHERE tablename = 'e2';"
                        "DELETE FROM events WHERE part = 2");
        m_run = m_place->run("", {gate.setting()});
        return gate.arrived();
    }
    void verifyLeaves()
    {
        verifySame();
        const auto same = support::rowsEqual(m_place->sourceServer(), "r", m_place->targetServer(), "r", {{"public.events"}});
        QVERIFY2(same, same.report.c_str());
    }
    void verifyLeavesCopiedAgain()
    {
        support::CliProcess again(resync("public.e2"));
        QVERIFY(again.waitForEnd(60'000));
        QVERIFY2(again.exitCode() == 0, again.output().c_str());
        verifyLeaves();
    }
    std::string parked() const { return m_place->target("SELECT count(*) FROM _tidegate.parked"); }
    /// Every kind of change, several of one row, also of rows that the copy does not have.
    void change(int round) const
    {
        const auto n = std::to_string(round);
        m_place->source("INSERT INTO things SELECT i, 100000 + i, 'new' FROM generate_series(1000 * " + n + ", 1000 * " + n
                        + " + 40) i");
        m_place->source("UPDATE things SET note = 'round " + n + "' WHERE id % 3 = 0; DELETE FROM things WHERE id % 7 = " + n);
        m_place->source("BEGIN; UPDATE things SET note = note || '+' WHERE id % 5 = 0; INSERT INTO notes VALUES (" + n
                        + ", 'beside things'); DELETE FROM notes WHERE a % 11 = " + n + "; COMMIT");
        m_place->source("UPDATE things SET id = id + 100000 * " + n + " WHERE id % 13 = " + n + "; UPDATE things SET u = -id WHERE id % 17 = "
                        + n);
    }

private slots:
    /// The copy stands still with its snapshot taken; others are followed meanwhile, and what was put aside comes after it.
    void othersGoOn()
    {
        const rules::Gate gate("copy.rows");
        QVERIFY(copiesAgain(gate));
        for (int round = 1; round < 4; ++round) {
            change(round);
            QVERIFY2(m_place->settle(), m_run->output().c_str()); // this one's table is followed
        }
        QVERIFY(parked() != "0");
        QCOMPARE(m_place->target("SELECT count(*) FROM things"), std::string("0"));
        gate.open();
        verifySame();
        QCOMPARE(parked(), std::string("0"));
        QCOMPARE(m_place->target("SELECT count(*) FROM _tidegate.copy_unit WHERE state <> 'r'"), std::string("0"));
    }

    /// TRUNCATE, before what comes after it and after what comes before.
    void truncated()
    {
        const rules::Gate gate("copy.flushed"); // behind the end of the lock
        QVERIFY(copiesAgain(gate));
        change(1);
        m_place->source("TRUNCATE things, notes; INSERT INTO things VALUES (1, 1, 'after'); INSERT INTO notes VALUES (1, 'after')");
        change(2);
        QVERIFY(m_place->settle());
        gate.open();
        verifySame();
    }

    /// Whatever the journal says of its unit: what is aside of a table stands in the way of the cutover, until it is copied again.
    void neverForgotten()
    {
        const rules::Gate gate("copy.rows");
        QVERIFY(copiesAgain(gate));
        m_place->source("INSERT INTO notes VALUES (777, 'put aside')");
        QVERIFY(m_place->settle());
        m_place->target("CREATE TABLE saved AS SELECT p.* FROM _tidegate.parked p JOIN _tidegate.subscription_rel r ON r.unit = p.unit"
                        " WHERE r.tablename = 'notes'");
        gate.open();
        verifySame();
        m_place->target("INSERT INTO _tidegate.parked (unit, xid, commit_lsn, lsn, message)"
                        " SELECT unit, xid, commit_lsn, lsn, message FROM saved ORDER BY seq; DELETE FROM notes WHERE a = 777");
        auto cutover = m_place->arguments("cutover");
        cutover.push_back("--yes");
        const auto refused = support::CliProcess::runToEnd(cutover, {}, 60'000);
        QVERIFY(refused.exitCode != 0);
        QVERIFY2(refused.output.find("not ready (public.notes)") != std::string::npos, refused.output.c_str());
        const auto again = support::CliProcess::runToEnd(resync("public.notes"), {}, 60'000);
        QVERIFY2(again.exitCode == 0, again.output.c_str());
        QVERIFY2(m_place->targetBecomes("SELECT count(*) FROM _tidegate.parked", "0"), m_run->output().c_str());
        verifySame();
    }

    /// Killed with changes put aside, and killed again while they are made, at each step of that.
    void killed_data()
    {
        QTest::addColumn<QString>("where");
        for (const char *where : {"apply.unpark", "apply.before-progress", "apply.before-commit", "apply.after-commit"})
            QTest::newRow(where) << where;
    }
    void killed()
    {
        QFETCH(QString, where);
        {
            const rules::Gate gate("copy.rows");
            QVERIFY(putsAside(gate));
            m_run->kill9();
            QVERIFY(m_run->waitForEnd());
        }
        change(2); // decided by the snapshot of the copy that comes
        {
            const rules::Gate gate("copy.rows");
            m_run = m_place->run("", {gate.settingForAll()});
            QVERIFY(gate.arrived());
            change(3);
            QVERIFY(m_place->settle());
            m_run->kill9();
            QVERIFY(m_run->waitForEnd());
        }
        const rules::Gate gate(where.toStdString());
        const rules::Gate copying("copy.rows");
        m_run = m_place->run("", {copying.settingForAll()});
        QVERIFY(copying.arrived());
        QVERIFY(m_place->settle());
        m_run->kill9();
        QVERIFY(m_run->waitForEnd());
        m_run = m_place->run("", {gate.setting()});
        QVERIFY(gate.arrived());
        m_run->kill9();
        QVERIFY(m_run->waitForEnd());
        m_run = m_place->run("", {});
        change(4);
        verifySame();
        QCOMPARE(parked(), std::string("0"));
    }

    /// The copy fails after changes were put aside: they are decided by the snapshot of the one that succeeds.
    void copyFails()
    {
        const rules::Gate gate("copy.rows");
        QVERIFY(putsAside(gate));
        m_place->source("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate s %'"
                        " AND backend_xmin IS NOT NULL AND backend_type = 'client backend' AND state = 'idle in transaction'");
        change(2);
        gate.open();
        change(3);
        verifySame();
        QCOMPARE(parked(), std::string("0"));
    }

    /// A table that is copied again leaves nothing aside.
    void copiedAgain()
    {
        const rules::Gate gate("copy.rows");
        QVERIFY(putsAside(gate));
        support::CliProcess again(resync("public.things"));
        gate.open();
        QVERIFY(again.waitForEnd(60'000));
        QVERIFY2(again.exitCode() == 0, again.output().c_str());
        change(2);
        verifySame();
        QCOMPARE(parked(), std::string("0"));
    }

    /// The snapshot that decides what is aside stays as long as any of it is, also what is still on its way there: between
    /// the two changes of a transaction its table is copied, and what came before it is stored beyond that copy.
    void asideIsOnItsWay()
    {
        QVERIFY(m_place->runToSync());
        m_place->target("WITH u AS (INSERT INTO _tidegate.copy_unit (subname, kind, admitted) VALUES ('s', 'relation', true) RETURNING id)"
                        " UPDATE _tidegate.subscription_rel SET state = 'i', unit = u.id FROM u WHERE tablename = 'things';"
                        "WITH u AS (INSERT INTO _tidegate.copy_unit (subname, kind, admitted) VALUES ('s', 'list', true) RETURNING id)"
                        " UPDATE _tidegate.subscription_rel SET state = 'i', unit = u.id FROM u WHERE tablename IN ('notes', 'amounts');"
                        "TRUNCATE things, notes, amounts");
        const auto state = [](const std::string &table) {
            return "SELECT u.state FROM _tidegate.copy_unit u JOIN _tidegate.subscription_rel r ON r.unit = u.id WHERE tablename = '"
                + table + "'";
        };
        auto locker = m_place->targetSession();
        locker.exec("BEGIN; LOCK TABLE notes IN SHARE MODE"); // holds up the copy of the list, and with it the stream
        const rules::Gate copied("copy.finished");
        const rules::Gate aside("apply.parked");
        m_place->putProxiesBetween();
        m_run = m_place->run("", {copied.setting(), aside.setting()});
        QVERIFY(copied.arrived());
        QVERIFY(m_place->targetBecomes(state("notes"), "d"));
        m_place->sourcePath().stall(); // both of them in one batch
        m_place->source("INSERT INTO settled VALUES (1000)");
        const auto first = m_place->position();
        m_place->source("BEGIN; UPDATE things SET note = 'aside' WHERE id = 1; INSERT INTO notes VALUES (1, 'waits'); COMMIT");
        m_place->sourcePath().pass();
        QVERIFY(aside.arrived());
        QCOMPARE(m_place->target(state("things")), std::string("d"));
        copied.open();
        QVERIFY(m_place->targetBecomes(state("things"), "f"));
        aside.open();
        QVERIFY(m_place->stored(first));
        QCOMPARE(m_place->target(state("things")), std::string("f"));
        m_place->source("UPDATE things SET note = note || ' and after' WHERE id = 1");
        locker.exec("COMMIT");
        verifySame();
        QCOMPARE(m_place->target("SELECT note FROM things WHERE id = 1"), std::string("aside and after"));
        QCOMPARE(parked(), std::string("0"));
    }

    /// Leaves that go to one table: what is put aside of one of them would be a TRUNCATE of the others' rows as well.
    void leavesOfOneTarget()
    {
        makeLeaves("PRIMARY KEY (id, part)");
        const rules::Gate gate("copy.flushed"); // behind the end of the lock
        QVERIFY(copiesLeafAgain(gate));
        m_place->source("UPDATE e1 SET note = 'changed' WHERE id < 50; TRUNCATE e2; INSERT INTO e2 VALUES (1000, 2, 'after')");
        QVERIFY(m_place->received(m_place->position()));
        QCOMPARE(parked(), std::string("0"));
        gate.open();
        QVERIFY(stopped("e2"));
        const auto ofOther = "SELECT count(*) FROM events WHERE part = 1";
        QCOMPARE(m_place->target(ofOther), m_place->source(ofOther));
        verifyLeavesCopiedAgain();
    }

    void leavesThatStandApart_data()
    {
        QTest::addColumn<bool>("apart");
        QTest::newRow("by their keys") << true;
        QTest::newRow("not by their keys") << false;
    }
    /// What is put aside of one leaf is in nobody's way where every unique key of the target tells the leaves apart; else the
    /// stream waits, and no row of one leaf is taken for another's.
    void leavesThatStandApart()
    {
        QFETCH(bool, apart);
        makeLeaves(apart ? "PRIMARY KEY (id, part)" : "PRIMARY KEY (id)");
        const rules::Gate gate("copy.flushed");
        QVERIFY(copiesLeafAgain(gate));
        m_place->source("UPDATE events SET note = 'changed' WHERE id < 50; DELETE FROM events WHERE id % 10 = 3;"
                        "UPDATE events SET part = 3 - part WHERE id % 10 IN (4, 5)"); // from each leaf into the other
        m_place->source("INSERT INTO events VALUES (1000, 1, 'new'), (1001, 2, 'new')");
        if (apart) {
            QVERIFY(m_place->settle());
            QVERIFY(parked() != "0");
            const auto ofOther = "SELECT count(*), min(note), max(note) FROM events WHERE part = 1";
            QCOMPARE(m_place->target(ofOther), m_place->source(ofOther));
        } else {
            QVERIFY(m_place->received(m_place->position()));
            QCOMPARE(parked(), std::string("0"));
        }
        gate.open();
        verifyLeaves();
        QVERIFY2(!m_run->waitFor("waits", 0), m_run->output().c_str());
    }

    /// A TRUNCATE of what is aside is not put behind it.
    void truncatedBehindWhatIsAside()
    {
        makeLeaves("PRIMARY KEY (id, part)");
        const rules::Gate gate("copy.flushed");
        QVERIFY(copiesLeafAgain(gate));
        m_place->source("UPDATE e2 SET note = 'changed'");
        m_place->source("TRUNCATE e2");
        m_place->source("INSERT INTO e2 VALUES (1000, 2, 'after'); INSERT INTO e1 VALUES (1000, 1, 'after')");
        QVERIFY(stopped("e2"));
        gate.open();
        QVERIFY(m_place->settle());
        const auto ofOther = "SELECT count(*) FROM events WHERE part = 1";
        QCOMPARE(m_place->target(ofOther), m_place->source(ofOther));
        verifyLeavesCopiedAgain();
    }

    /// A TRUNCATE was put aside when nobody else fed the target; then another leaf joins.
    void truncatedBeforeAnotherJoined()
    {
        makeLeaves("PRIMARY KEY (id, part)", "e2");
        const rules::Gate gate("copy.flushed");
        QVERIFY(copiesLeafAgain(gate));
        m_place->source("TRUNCATE e2");
        m_place->source("INSERT INTO e2 VALUES (1000, 2, 'after')");
        QVERIFY(m_place->settle());
        QVERIFY(parked() != "0");
        m_place->source("ALTER PUBLICATION p ADD TABLE e1");
        support::CliProcess refresh(m_place->arguments("refresh-publication"));
        QVERIFY(m_place->targetBecomes("SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = 'e1'", "1"));
        gate.open();
        QVERIFY(stopped("e2"));
        QVERIFY2(m_place->settle(), m_run->output().c_str());
        QVERIFY(refresh.waitForEnd(60'000));
        verifyLeavesCopiedAgain();
    }

    /// Columns that joined the source and the target while changes were aside: each is made by the definition it came with.
    void definitionChanges()
    {
        m_place->target("ALTER TABLE things ADD COLUMN late text"); // later the copy would hold it up
        const rules::Gate gate("copy.flushed");
        QVERIFY(copiesAgain(gate));
        change(1);
        m_place->source("ALTER TABLE things ADD COLUMN late text");
        m_place->source("UPDATE things SET late = 'x' WHERE id % 2 = 0");
        change(2);
        QVERIFY(m_place->settle());
        gate.open();
        verifySame();
    }
};

QTEST_GUILESS_MAIN(RulesParkingTest)
#include "rules_parking_test.moc"
