// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>

using namespace tidegate;
using rules::Gate;

namespace {

/// Our sessions on a server neither answer nor end, as where a disk hangs.
class Frozen
{
public:
    explicit Frozen(const support::Cluster &server)
    {
        for (const auto &row : server.sql("r", "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'")) {
            m_sessions.push_back(std::stoi(*row[0]));
            ::kill(m_sessions.back(), SIGSTOP);
        }
    }
    ~Frozen() { thaw(); }
    void thaw() const
    {
        for (const int session : m_sessions)
            ::kill(session, SIGCONT);
    }

private:
    std::vector<int> m_sessions;
};

} // namespace

/// Servers that restart, crash, shut down, hang, fail over or lose our slot (FAULTS.md).
class FaultsServersTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    enum class End { Restart, Crash };

    static void eachServer();
    support::Cluster &server(bool source) const { return source ? m_place->sourceServer() : m_place->targetServer(); }
    void goAwayAndComeBack(bool source, End end) const;
    bool isInSync() const { return m_run->waitFor("slot") && m_place->allReady() && m_place->settle(); }
    bool isTold(const std::string &words) const;
    void fillNotes(int rows) const;
    bool saveTarget();
    void failOverTarget() const;
    void verifyStartsAnew(const std::string &code);

private slots:
    void inTheCopy_data() { eachServer(); }
    void inTheCopy();
    void inTheStream_data() { eachServer(); }
    void inTheStream();
    void aSourceThatLosesAsynchronousCommits();
    void theTargetIsLockedForLongerThanTheWalsenderWaits();
    void theSourceShutsDownWhileTheTargetHangs();
    void theSourceShutsDownWithUnconfirmedWal();
    void theSlotIsInvalidated();
    void theSlotIsDropped();
    void theSourceFailsOver();
    void theTargetFailsOver_data();
    void theTargetFailsOver();
    void theTargetFailsOverBeforeTheConsumer();
    void whoHoldsUpTheSlotIsNamed();
};

void FaultsServersTest::eachServer()
{
    QTest::addColumn<bool>("source");
    QTest::addColumn<End>("end");
    QTest::newRow("source restarts") << true << End::Restart;
    QTest::newRow("source crashes") << true << End::Crash;
    QTest::newRow("target restarts") << false << End::Restart;
    QTest::newRow("target crashes") << false << End::Crash;
}

void FaultsServersTest::goAwayAndComeBack(bool source, End end) const
{
    auto &gone = server(source);
    if (end == End::Crash)
        gone.kill9();
    else
        gone.stop();
    QVERIFY(m_run->waitFor(source ? "connection to the source" : "connection to the target"));
    QVERIFY(m_run->isRunning());
    gone.startAgain();
}

bool FaultsServersTest::isTold(const std::string &words) const
{
    const bool told = m_run->waitFor(words);
    if (!told)
        qWarning("not told: %s", words.c_str());
    return told;
}

void FaultsServersTest::fillNotes(int rows) const
{
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 1000) FROM generate_series(1, " + std::to_string(rows) + ") g");
}

void FaultsServersTest::inTheCopy()
{
    QFETCH(bool, source);
    QFETCH(End, end);
    fillNotes(2'000);
    const Gate copied("copy.rows"); // and not committed
    m_run = m_place->run({}, {copied.setting()});
    QVERIFY(copied.arrived());
    m_place->source("UPDATE notes SET b = 'meanwhile' WHERE a % 20 = 0");
    m_run->forget();
    copied.open();
    goAwayAndComeBack(source, end);
    QVERIFY(m_place->allReady());
    verifySame();
}

void FaultsServersTest::inTheStream()
{
    QFETCH(bool, source);
    QFETCH(End, end);
    const Gate write("apply.before-commit");
    QVERIFY(m_place->runToSync());
    m_run = m_place->run({}, {write.setting()});
    m_place->source("BEGIN; INSERT INTO notes VALUES (1, 'in the stream'); UPDATE things SET note = 'changed'; COMMIT");
    QVERIFY(write.arrived());
    m_run->forget();
    write.open();
    goAwayAndComeBack(source, end);
    m_place->source("INSERT INTO amounts VALUES (1)");
    verifySame();
}

/// The stream is sent what is on the disk, so that what a crash takes back was never sent.
void FaultsServersTest::aSourceThatLosesAsynchronousCommits()
{
    m_run = m_place->run({}, {});
    QVERIFY(isInSync());
    const Gate tick("migration.tick");
    m_run = m_place->run({}, {tick.settingForAll()}, {"--take-over"}); // its nudge would flush
    QVERIFY(tick.arrived());
    const auto walWriter = std::stoi(m_place->source("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"));
    QCOMPARE(::kill(walWriter, SIGSTOP), 0);
    auto writer = m_place->sourceSession();
    writer.exec("SET synchronous_commit = off");
    const auto lost = writer.number("INSERT INTO notes VALUES (1, 'in memory') RETURNING pg_current_xact_id()");
    QCOMPARE(writer.value("SELECT count(*) FROM notes WHERE b = 'in memory'"), "1");
    m_run->forget();
    m_place->sourceServer().kill9();
    m_place->sourceServer().startAgain();
    tick.open();
    QCOMPARE(m_place->source("SELECT count(*) FROM notes WHERE b = 'in memory'"), "0");
    // Its number is given again.
    QVERIFY(std::stoll(m_place->source("INSERT INTO notes VALUES (2, 'after') RETURNING pg_current_xact_id()")) <= lost);
    verifySame();
}

/// A lock of 60 s on the target, more than the queue holds behind it, and a source that waits 5 s for a word of us.
void FaultsServersTest::theTargetIsLockedForLongerThanTheWalsenderWaits()
{
    m_place->sourceServer().configure({{"wal_sender_timeout", "'5s'"}});
    m_run = m_place->run({}, {});
    QVERIFY(isInSync());
    const std::string walsender = "SELECT pid FROM pg_stat_replication WHERE application_name LIKE 'tidegate %'";
    const auto before = m_place->source(walsender);
    m_run->forget();
    auto holder = m_place->targetSession();
    holder.exec("BEGIN; LOCK TABLE notes IN SHARE MODE");
    const auto since = holder.value("SELECT clock_timestamp()");
    fillNotes(60'000);
    QVERIFY(m_place->targetBecomes("SELECT clock_timestamp() - '" + since + "' > '60 s'", "t", 70'000));
    QCOMPARE(m_place->source(walsender), before);
    QVERIFY2(m_run->output().find("was lost") == std::string::npos, m_run->output().c_str());
    holder.exec("COMMIT");
    verifySame();
    m_place->sourceServer().configure({{"wal_sender_timeout", "'60s'"}});
}

void FaultsServersTest::theSourceShutsDownWhileTheTargetHangs()
{
    m_run = m_place->run({}, {});
    QVERIFY(isInSync());
    const Frozen sessions(m_place->targetServer());
    fillNotes(60'000); // more than the queue holds
    // Until whoever tells the journal how far we are waits as well, and asks the source no more.
    QVERIFY(m_place->sourceBecomes("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'tidegate %'"
                                   " AND backend_type = 'client backend' AND state_change > now() - interval '1500 ms'", "0"));
    QElapsedTimer timer;
    timer.start();
    m_place->sourceServer().stop();
    const auto taken = timer.elapsed();
    sessions.thaw();
    m_place->sourceServer().startAgain();
    QVERIFY2(taken < 10'000, qPrintable(QStringLiteral("%1 ms").arg(taken)));
    verifySame();
}

/// A source that shuts down waits until we have confirmed all, which we do a minute late: it must not wait for that.
void FaultsServersTest::theSourceShutsDownWithUnconfirmedWal()
{
    auto arguments = m_place->arguments("run");
    arguments.insert(arguments.end(), {"--publication", "p"});
    m_run = std::make_unique<support::CliProcess>(arguments);
    QVERIFY(isInSync());
    QCOMPARE(m_place->source("SELECT confirmed_flush_lsn < '" + m_place->position() + "' FROM pg_replication_slots"), "t");
    QElapsedTimer timer;
    timer.start();
    m_place->sourceServer().stop();
    const auto taken = timer.elapsed();
    m_place->sourceServer().startAgain();
    QVERIFY2(taken < 10'000, qPrintable(QStringLiteral("%1 ms").arg(taken)));
    verifySame();
}

/// The end of a run that cannot go on: what it says holds when it is followed. One command drops the subscription and empties
/// the target, and the same run, started again, has every row.
void FaultsServersTest::verifyStartsAnew(const std::string &words)
{
    QVERIFY(isTold(words));
    QVERIFY(isTold("start the migration anew"));
    QVERIFY(m_run->waitForEnd());
    const auto held = m_place->target("SELECT count(*) FROM notes");
    auto again = m_place->run({}, {});
    QVERIFY(again->waitForEnd());
    QVERIFY(again->exitCode() != 0);
    QCOMPARE(m_place->target("SELECT count(*) FROM notes"), held);
    auto drop = m_place->arguments("drop");
    drop.insert(drop.end(), {"--empty-target", "--yes"});
    const auto dropped = support::CliProcess::runToEnd(drop);
    QVERIFY2(dropped.exitCode == 0, dropped.output.c_str());
    QCOMPARE(m_place->source("SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'tidegate%'"), "0");
    QCOMPARE(m_place->target("SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"), "0");
    m_run = m_place->run({}, {});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady());
    verifySame();
}

void FaultsServersTest::theSlotIsInvalidated()
{
    m_run = m_place->run({}, {});
    QVERIFY(isInSync());
    auto holder = m_place->targetSession();
    holder.exec("BEGIN; LOCK TABLE notes IN SHARE MODE");
    m_place->sourceServer().configure({{"max_slot_wal_keep_size", "'1MB'"}, {"max_wal_size", "'32MB'"}, {"min_wal_size", "'32MB'"}});
    for (int i = 0; i < 8; ++i) {
        fillNotes(10'000);
        m_place->source("SELECT pg_switch_wal()");
    }
    m_place->source("CHECKPOINT");
    QVERIFY(m_place->sourceBecomes("SELECT wal_status FROM pg_replication_slots", "lost"));
    m_place->sourceServer().configure({{"max_slot_wal_keep_size", "-1"}});
    holder.exec("COMMIT");
    verifyStartsAnew("has invalidated the replication slot");
}

void FaultsServersTest::theSlotIsDropped()
{
    m_run = m_place->run({}, {});
    QVERIFY(isInSync());
    const Gate session("migration.session");
    m_run = m_place->run({}, {session.setting()}, {"--take-over"});
    QVERIFY(session.arrived());
    QVERIFY(m_place->sourceBecomes("SELECT active FROM pg_replication_slots", "f"));
    m_place->source("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
    m_place->source("INSERT INTO notes VALUES (1, 'nobody keeps it')");
    session.open();
    verifyStartsAnew("is not on the source any more");
}

void FaultsServersTest::theSourceFailsOver()
{
    auto &source = m_place->sourceServer();
    source.stop();
    source.saveData();
    source.startAgain();
    m_run = m_place->run({}, {});
    QVERIFY(isInSync());
    m_place->source("INSERT INTO notes VALUES (1, 'lost by the failover')");
    QVERIFY(m_place->settle());
    source.stop();
    source.startSavedAsPromoted();
    verifyStartsAnew("The source was failed over or restored");
}

void FaultsServersTest::theTargetFailsOver_data()
{
    QTest::addColumn<std::string>("delay");
    QTest::addColumn<bool>("goesOn");
    QTest::newRow("to a state whose WAL the source still has") << std::string("600") << true;
    QTest::newRow("to one that is older than what was confirmed") << std::string("0") << false;
}

/// What it will have when it fails over.
bool FaultsServersTest::saveTarget()
{
    auto &target = m_place->targetServer();
    target.stop();
    target.saveData();
    target.startAgain();
    return m_place->settle();
}

void FaultsServersTest::failOverTarget() const
{
    m_place->targetServer().stop();
    m_place->targetServer().startSavedAsPromoted();
}

/// Rule 11: the target comes back without the last transactions that it had committed, progress and all.
void FaultsServersTest::theTargetFailsOver()
{
    QFETCH(std::string, delay);
    QFETCH(bool, goesOn);
    auto arguments = m_place->arguments("run");
    arguments.insert(arguments.end(), {"--publication", "p", "--confirm-delay", delay});
    m_run = std::make_unique<support::CliProcess>(arguments);
    QVERIFY(isInSync());
    QVERIFY(saveTarget());
    m_place->source("INSERT INTO notes VALUES (1, 'lost by the target'); UPDATE things SET note = 'lost, too'");
    QVERIFY(m_place->settle());
    const auto stored = m_place->target("SELECT max(lsn) FROM _tidegate.progress");
    if (!goesOn)
        QVERIFY(m_place->sourceBecomes("SELECT confirmed_flush_lsn >= '" + stored + "' FROM pg_replication_slots", "t"));
    m_run->forget();
    failOverTarget();
    if (goesOn)
        verifySame();
    else
        verifyStartsAnew("has been confirmed up to");
}

/// … between two looks at the position: what lies between them is asked for as well.
void FaultsServersTest::theTargetFailsOverBeforeTheConsumer()
{
    const Gate read("migration.stored");
    const Gate begun("migration.begun"); // or it would find out itself that its own connection is gone
    for (const auto *gate : {&read, &begun})
        gate->open();
    auto arguments = m_place->arguments("run");
    arguments.insert(arguments.end(), {"--publication", "p", "--confirm-delay", "600"});
    m_run = std::make_unique<support::CliProcess>(
        arguments, support::Environment{{"TIDEGATE_FAILPOINTS", read.settingForAll() + "," + begun.settingForAll()}});
    QVERIFY(isInSync());
    QVERIFY(saveTarget());
    m_place->source("INSERT INTO notes VALUES (1, 'lost by the target')");
    QVERIFY(m_place->settle());
    for (const auto *gate : {&read, &begun})
        gate->close();
    m_place->source("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots");
    QVERIFY(read.arrived());
    m_place->source("INSERT INTO notes VALUES (2, 'afterwards')");
    failOverTarget();
    read.open();
    QVERIFY(begun.arrived());
    QVERIFY(!m_place->targetBecomes("SELECT count(*) FROM notes WHERE b = 'afterwards'", "1", 2'000));
    begun.open();
    verifySame();
}

/// The choice is to wait, or to stop and leave no trace.
void FaultsServersTest::whoHoldsUpTheSlotIsNamed()
{
    auto writer = m_place->sourceSession();
    writer.exec("SET application_name = 'the nightly job'; BEGIN; INSERT INTO notes VALUES (1, 'begun before')");
    m_run = m_place->run({}, {});
    QVERIFY(isTold("waiting for transactions on the source") && isTold("the nightly job"));
    m_run->terminate();
    QVERIFY(m_run->waitForEnd(2'000));
    QVERIFY(m_place->sourceBecomes("SELECT count(*) FROM pg_replication_slots", "0"));
    m_run = m_place->run({}, {});
    QVERIFY(isTold("the nightly job"));
    writer.exec("COMMIT");
    QVERIFY(isInSync());
    verifySame();
}

QTEST_GUILESS_MAIN(FaultsServersTest)
#include "faults_servers_test.moc"
