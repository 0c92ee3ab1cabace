// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "torture_changes.h"
#include "torture_cutover.h"
#include "torture_faults.h"
#include "torture_place.h"
#include "torture_writer.h"

#include <QTest>

using namespace tidegate;

namespace {

int seedsWanted()
{
    bool given = false;
    const int seeds = qEnvironmentVariableIntValue("TIDEGATE_TORTURE_SEEDS", &given);
    return given && seeds > 0 ? seeds : 6;
}

} // namespace

/// A migration under seeded writers while everything is killed that can be killed, and while people change what is
/// migrated. Ends with a cutover and the oracle: both sides equal row by row, each row once.
class TortureTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<torture::Place> m_place;

private slots:
    void initTestCase() { m_place = std::make_unique<torture::Place>(); }

    void torture_data()
    {
        QTest::addColumn<int>("seed");
        const int first = std::max(1, qEnvironmentVariableIntValue("TIDEGATE_TORTURE_FIRST"));
        for (int seed = first; seed < first + seedsWanted(); ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }

    void torture()
    {
        QFETCH(int, seed);
        m_place->begin(seed);
        torture::Changes changes(*m_place);
        std::atomic<long> committed{0};
        std::vector<std::unique_ptr<torture::Writer>> writers;
        for (int i = 0; i < 3; ++i)
            writers.push_back(std::make_unique<torture::Writer>(m_place->source().conninfo("t"), seed, i, committed));
        m_place->startRun();
        const unsigned rounds = 3 + m_place->pick(5);
        const unsigned lateAt = m_place->pick(rounds);
        for (unsigned round = 0; round < rounds; ++round) {
            const auto until = committed + 30 + static_cast<long>(m_place->pick(300));
            QTRY_VERIFY_WITH_TIMEOUT(committed >= until, 60'000);
            QVERIFY(m_place->isUp());
            const auto end = torture::disturb(*m_place);
            if (end) {
                QTest::qWait(static_cast<int>(m_place->pick(1'200)));
                end();
                QVERIFY(!QTest::currentTestFailed());
            }
            QVERIFY(m_place->hasBegun());
            if (round == lateAt)
                QVERIFY(changes.lateJoins());
            else if (m_place->pick(3) > 0)
                QVERIFY(changes.make());
            QTest::qWait(static_cast<int>(m_place->pick(200)));
        }
        const auto until = committed + 100;
        QTRY_VERIFY_WITH_TIMEOUT(committed >= until, 60'000);
        QVERIFY(changes.settle());
        const bool underWrites = m_place->pick(2) == 0;
        if (!underWrites) {
            writers.clear();
            torture::endPrepared(*m_place);
        }
        m_place->say("cutover " + std::string(underWrites ? "under writes" : "of a quiet source") + " after " + std::to_string(committed) + " transactions");
        QVERIFY2(torture::cutOver(*m_place, changes, underWrites), "the cutover did not come to its end");
        QTest::qWait(underWrites ? 300 : 0); // whoever could still write would
        writers.clear();
        const auto same = support::rowsEqual(m_place->source(), "t", m_place->target(), "t", changes.tables());
        QVERIFY2(same, same.report.c_str());
        QVERIFY(same.sourceRows > 15'000);
        QVERIFY(m_place->run()->waitForEnd(10'000));
        QVERIFY(m_place->command("drop"));
        QCOMPARE(m_place->onSource("SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'tidegate%'"), "0");
    }

    void cleanup()
    {
        if (QTest::currentTestFailed() && m_place->run())
            torture::Place::say(m_place->run()->said());
        m_place->end();
    }
};

QTEST_GUILESS_MAIN(TortureTest)
#include "torture_test.moc"
