// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include <QTest>

using namespace tidegate;
using rules::Gate;
using support::Proxy;

/// A network that stalls, loses one side, breaks in the middle of a message or is slow (FAULTS.md), between us and either
/// server, while rows are copied and while they stream.
class FaultsNetworkTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    enum class Fault { Stall, HalfOpen, Refuse };

    /// After so long without a word a server is asked whether it still knows of us.
    static constexpr char impatient[] = "postgres.silence-ms=1000";

    static void everywhere();
    Proxy &path(bool toSource) const { return toSource ? m_place->sourcePath() : m_place->targetPath(); }
    static void breakIt(Proxy &path, Fault fault);
    bool isTold(bool ofSource) const;

private slots:
    void initTestCase();
    void init();
    void inTheCopy_data() { everywhere(); }
    void inTheCopy();
    void inTheStream_data() { everywhere(); }
    void inTheStream();
    void inTheSlotStart_data() { everywhere(); }
    void inTheSlotStart();
    void inARefresh_data() { everywhere(); }
    void inARefresh();
    void inAResync_data();
    void inAResync();
    void whoWaitsForALockIsNotLost();
    void cutInTheMiddle_data();
    void cutInTheMiddle();
    void slow_data();
    void slow();
};

void FaultsNetworkTest::initTestCase()
{
    PlaceTest::initTestCase();
    m_place->putProxiesBetween();
}

void FaultsNetworkTest::init()
{
    for (const bool source : {true, false})
        path(source).pass();
    PlaceTest::init();
}

void FaultsNetworkTest::everywhere()
{
    QTest::addColumn<bool>("source");
    QTest::addColumn<Fault>("fault");
    for (const bool source : {true, false}) {
        const char *const server = source ? "source" : "target";
        QTest::addRow("%s stalls", server) << source << Fault::Stall;
        QTest::addRow("%s half-open", server) << source << Fault::HalfOpen;
        QTest::addRow("%s refuses", server) << source << Fault::Refuse;
    }
}

void FaultsNetworkTest::breakIt(Proxy &path, Fault fault)
{
    switch (fault) {
    case Fault::Stall: path.stall(); break;
    case Fault::HalfOpen: path.halfOpen(); break;
    case Fault::Refuse: path.refuse(); break;
    }
}

bool FaultsNetworkTest::isTold(bool ofSource) const
{
    const bool told = m_run->waitFor(ofSource ? "connection to the source" : "connection to the target");
    return told && m_run->isRunning();
}

void FaultsNetworkTest::inTheCopy()
{
    QFETCH(bool, source);
    QFETCH(Fault, fault);
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 100) FROM generate_series(1, 20000) g");
    const Gate copied("copy.rows"); // and not committed
    m_run = m_place->run({}, {copied.setting(), impatient});
    QVERIFY(copied.arrived());
    breakIt(path(source), fault);
    copied.open();
    QVERIFY(isTold(source));
    m_place->source("INSERT INTO notes VALUES (0, 'meanwhile')");
    path(source).pass();
    verifySame();
}

void FaultsNetworkTest::inTheStream()
{
    QFETCH(bool, source);
    QFETCH(Fault, fault);
    m_run = m_place->run({}, {impatient});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    m_run->forget();
    breakIt(path(source), fault);
    m_place->source("INSERT INTO notes SELECT g, 'meanwhile' FROM generate_series(1, 1000) g");
    QVERIFY(isTold(source));
    path(source).pass();
    verifySame();
}

/// The slot is made and its barrier has not passed: what is half made is dropped, and the run begins with another.
void FaultsNetworkTest::inTheSlotStart()
{
    QFETCH(bool, source);
    QFETCH(Fault, fault);
    m_place->source("INSERT INTO notes SELECT g, 'before' FROM generate_series(1, 1000) g");
    const Gate barrier("slot.barrier.waits");
    std::vector<support::Session> writers; // one of them is within a transaction at any time, until the barrier waits for it
    for (int i = 0; i < 2; ++i)
        writers.push_back(m_place->sourceSession());
    writers.back().exec("BEGIN; INSERT INTO notes VALUES (-1, 'across')");
    m_run = m_place->run({}, {barrier.setting(), impatient});
    const auto isMade = [&] {
        writers.front().exec("BEGIN; INSERT INTO notes VALUES (-1, 'across')");
        writers.back().exec("COMMIT");
        std::swap(writers.front(), writers.back());
        return m_place->source("SELECT count(*) FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL") == "1";
    };
    QTRY_VERIFY_WITH_TIMEOUT(isMade(), 30'000);
    QVERIFY(barrier.arrived());
    breakIt(path(source), fault);
    barrier.open();
    if (!source) // which nobody needs before the barrier has passed
        writers.back().exec("COMMIT");
    QVERIFY(isTold(source));
    if (source)
        writers.back().exec("COMMIT");
    m_place->source("INSERT INTO notes VALUES (0, 'meanwhile')");
    path(source).pass();
    verifySame();
    QCOMPARE(m_place->source("SELECT count(*) FROM pg_replication_slots"), std::string("1"));
}

/// A table joins: it is there in the end, with every row, whether or not the command's own connection has heard of it.
void FaultsNetworkTest::inARefresh()
{
    QFETCH(bool, source);
    QFETCH(Fault, fault);
    QVERIFY(m_place->runToSync());
    m_run = m_place->run({}, {impatient});
    QVERIFY(m_run->waitFor("resumed") && m_place->settle());
    auto open = m_place->sourceSession();
    open.exec("BEGIN; INSERT INTO late VALUES (-1, 'across')");
    m_place->source("INSERT INTO late SELECT g, 'before' FROM generate_series(1, 1000) g; ALTER PUBLICATION p ADD TABLE late");
    support::CliProcess refresh(m_place->arguments("refresh-publication"));
    QVERIFY(m_run->waitFor("waiting for transactions on the source"));
    m_run->forget();
    breakIt(path(source), fault);
    m_place->source("INSERT INTO late VALUES (0, 'meanwhile')");
    QVERIFY(isTold(source));
    open.exec("COMMIT");
    path(source).pass();
    QVERIFY(refresh.waitForEnd(60'000));
    m_place->source("UPDATE late SET b = 'changed' WHERE a % 10 = 0");
    verifySame();
    QTRY_VERIFY_WITH_TIMEOUT(m_place->compare(true), 60'000);
}

void FaultsNetworkTest::inAResync_data()
{
    QTest::addColumn<bool>("source");
    QTest::addColumn<int>("bytes");
    for (const bool source : {true, false}) {
        for (const int bytes : {600, 4'000, 30'000})
            QTest::addRow("%s after %d bytes", source ? "source" : "target", bytes) << source << bytes;
    }
}

/// Cut anywhere in it, a table is either copied again or goes on as before, and copied again when that is asked for again.
void FaultsNetworkTest::inAResync()
{
    QFETCH(bool, source);
    QFETCH(int, bytes);
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 100) FROM generate_series(1, 2000) g");
    m_run = m_place->run({}, {impatient});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    m_place->target("UPDATE notes SET b = 'somebody else''s' WHERE a = 1"); // what a new copy mends
    path(source).cutAfter(static_cast<std::uint64_t>(bytes));
    support::CliProcess first(resync("public.notes"));
    m_place->source("INSERT INTO notes SELECT g, 'meanwhile' FROM generate_series(3000, 3100) g; DELETE FROM notes WHERE a % 7 = 3");
    QVERIFY(first.waitForEnd(60'000));
    if (first.exitCode() != 0) // said so, or nobody knows
        QTRY_VERIFY_WITH_TIMEOUT(support::CliProcess::runToEnd(resync("public.notes")).exitCode == 0, 60'000);
    verifySame();
    QVERIFY(m_run->isRunning());
}

/// Whoever waits for a lock of the target hears nothing from it either: then it is asked, and waited for.
void FaultsNetworkTest::whoWaitsForALockIsNotLost()
{
    m_run = m_place->run({}, {impatient});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    m_run->forget();
    auto holder = m_place->targetSession();
    holder.exec("BEGIN; LOCK TABLE notes");
    m_place->source("INSERT INTO notes VALUES (1, 'waits')");
    const auto connections = m_place->targetPath().connectionsSeen();
    QTRY_VERIFY_WITH_TIMEOUT(m_place->targetPath().connectionsSeen() >= connections + 3, 30'000);
    holder.exec("COMMIT");
    verifySame();
    QVERIFY2(!m_run->waitFor("was lost", 0), m_run->output().c_str());
}

void FaultsNetworkTest::cutInTheMiddle_data()
{
    QTest::addColumn<bool>("source");
    QTest::addColumn<int>("bytes");
    for (const bool source : {true, false}) {
        for (const int bytes : {1, 1'000, 20'001, 150'003, 700'007})
            QTest::addRow("%s after %d bytes", source ? "source" : "target", bytes) << source << bytes;
    }
}

void FaultsNetworkTest::cutInTheMiddle()
{
    QFETCH(bool, source);
    QFETCH(int, bytes);
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 100) FROM generate_series(1, 20000) g");
    const Gate claimed("copy.claimed");
    m_run = m_place->run({}, {claimed.setting()});
    QVERIFY(claimed.arrived());
    path(source).cutAfter(static_cast<std::uint64_t>(bytes));
    claimed.open();
    QVERIFY(isTold(source));
    QVERIFY(m_place->allReady());
    m_run->forget();
    path(source).cutAfter(static_cast<std::uint64_t>(bytes));
    m_place->source("BEGIN; INSERT INTO things SELECT g, -g, repeat('y', 100) FROM generate_series(1000, 9000) g;"
                    "UPDATE notes SET b = 'z' WHERE a % 200 = 0; COMMIT");
    QVERIFY(isTold(source));
    verifySame();
}

void FaultsNetworkTest::slow_data()
{
    QTest::addColumn<bool>("source");
    QTest::newRow("source") << true;
    QTest::newRow("target") << false;
}

/// Half a MB a second: nothing is taken for lost, and a stop takes no longer than ever.
void FaultsNetworkTest::slow()
{
    QFETCH(bool, source);
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 100) FROM generate_series(1, 10000) g");
    path(source).slow(500'000);
    m_run = m_place->run({}, {impatient});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady());
    m_place->source("INSERT INTO things SELECT g, -g, repeat('y', 100) FROM generate_series(1000, 9000) g");
    verifySame();
    QVERIFY2(m_run->output().find("was lost") == std::string::npos, m_run->output().c_str());
    m_place->source("INSERT INTO things SELECT g, -g, repeat('y', 100) FROM generate_series(10000, 99000) g");
    m_run->terminate();
    QVERIFY(m_run->waitForEnd(2'000));
    path(source).pass();
    m_run = m_place->run({}, {});
    verifySame();
}

QTEST_GUILESS_MAIN(FaultsNetworkTest)
#include "faults_network_test.moc"
