// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history.h"
#include "units/decide.h"

#include <QProcess>
#include <QTest>

using namespace tidegate;
using units::MoveAction;
using units::Proof;
using units::UnitState;
using units::UnitView;
using units::Verdict;

namespace {

constexpr std::uint64_t epoch = std::uint64_t{1} << 32;

} // namespace

/// The decision on its own. With TIDEGATE_RULES_OFF the same histories must come out wrong: withoutTheRules() runs this
/// program again and sees that they do.
class DecideTest : public QObject
{
    Q_OBJECT

private slots:
    void everyOrderOfEventsIsExact_data()
    {
        QTest::addColumn<quint64>("firstXid");
        QTest::addColumn<bool>("parks");
        for (const bool parks : {false, true}) {
            const char *how = parks ? ", parked" : "";
            QTest::addRow("usual ids%s", how) << quint64{730} << parks;
            QTest::addRow("ids across an epoch boundary%s", how) << quint64{epoch - 2} << parks;
            QTest::addRow("a later epoch%s", how) << quint64{7 * epoch + 100} << parks;
        }
    }
    void everyOrderOfEventsIsExact()
    {
        QFETCH(quint64, firstXid);
        QFETCH(bool, parks);
        const auto played = model::playAll(model::Order::ProofFirst, firstXid, parks);
        QVERIFY2(played.worlds > 2000, qPrintable(QString::number(played.worlds)));
        QVERIFY2(played.lost == 0, ("lost: " + played.firstWrong).c_str());
        QVERIFY2(played.doubled == 0, ("doubled: " + played.firstWrong).c_str());
        QCOMPARE(played.stuck, std::uint64_t{0});
        QVERIFY2(played.misordered == 0, ("misordered: " + std::to_string(played.misordered)).c_str());
    }

    /// Rule 6: with the looks in the other order the same decision loses rows, and doubles none.
    void stateFirstLosesRows()
    {
        const auto played = model::playAll(model::Order::StateFirst, 730);
        QVERIFY(played.lost > 0);
        QCOMPARE(played.doubled, std::uint64_t{0});
    }

    void eachStateAndProof()
    {
        const auto snapshot = Snapshot::parse("100:110:105");
        for (const auto state : {UnitState::Waiting, UnitState::Copying, UnitState::Copied, UnitState::Ready}) {
            for (const auto proof : {Proof::None, Proof::FinishedBefore}) {
                for (const bool parks : {false, true}) {
                    for (const std::uint32_t xid : {99u, 104u, 105u, 109u, 110u, 200u}) {
                        for (const std::uint64_t commit : {999u, 1000u, 1001u}) {
                            const UnitView unit{state, state == UnitState::Copied ? &snapshot : nullptr, Lsn{1000}, parks};
                            const bool seen = xid < 110 && xid != 105;
                            auto expected = Verdict::Apply;
                            if (state == UnitState::Waiting)
                                expected = proof == Proof::None ? Verdict::Hold : Verdict::Skip;
                            else if (state == UnitState::Copying)
                                expected = parks ? Verdict::Park : Verdict::Hold;
                            else if (state == UnitState::Copied && commit < 1000 && seen)
                                expected = Verdict::Skip;
                            QCOMPARE(units::decide({xid, Lsn{commit}}, unit, proof), expected);
                            // Behind what is put aside, until that is made.
                            auto behind = unit;
                            behind.parked = true;
                            if (state != UnitState::Waiting)
                                expected = Verdict::Park;
                            QCOMPARE(units::decide({xid, Lsn{commit}}, behind, proof), expected);
                        }
                    }
                }
            }
        }
    }

    /// Rule 10: an id that has come round again looks visible in a snapshot that was kept too long.
    void fromCopiedAtOnTheSnapshotIsNotAsked()
    {
        const auto snapshot = Snapshot::parse("10000000000:10000000000:");
        const auto xid = static_cast<std::uint32_t>(10000000000u + 0x80000005u); // more than 2^31 later
        QVERIFY(snapshot.isVisible(snapshot.widen(xid)));
        const UnitView unit{UnitState::Copied, &snapshot, Lsn{5000}, false};
        for (const std::uint64_t commit : {5000u, 9000u})
            QVERIFY2(units::decide({xid, Lsn{commit}}, unit, Proof::FinishedBefore) == Verdict::Apply,
                     "the snapshot was asked");
    }

    /// A copied unit whose snapshot has been erased sees nothing.
    void withoutASnapshotEverythingIsApplied()
    {
        const UnitView unit{UnitState::Copied, nullptr, Lsn{5000}, false};
        QCOMPARE(units::decide({7, Lsn{10}}, unit, Proof::FinishedBefore), Verdict::Apply);
    }

    /// Rule 8, against a model of the two units' rows: the target ends with the row exactly where the source has it.
    void movesBetweenUnits()
    {
        for (const auto from : {Verdict::Skip, Verdict::Apply, Verdict::Hold, Verdict::Park}) {
            for (const auto to : {Verdict::Skip, Verdict::Apply, Verdict::Hold, Verdict::Park}) {
                for (const bool complete : {true, false}) {
                    const auto action = units::decideMove(from, to, complete);
                    const bool decided = (from == Verdict::Skip || from == Verdict::Apply)
                        && (to == Verdict::Skip || to == Verdict::Apply);
                    QCOMPARE(action == MoveAction::Hold, !decided);
                    if (!decided)
                        continue;
                    // A unit that skips holds, or will hold, the state after T; one that applies the state before.
                    bool oldThere = from == Verdict::Apply;
                    bool newThere = to == Verdict::Skip;
                    bool valuesKnown = true; // of the row that is written anew
                    switch (action) {
                    case MoveAction::Update: // keeps what the message does not say
                        QVERIFY(oldThere && !newThere);
                        oldThere = false;
                        newThere = true;
                        break;
                    case MoveAction::DeleteOld:
                        QVERIFY(oldThere);
                        oldThere = false;
                        break;
                    case MoveAction::InsertNew:
                        QVERIFY(!newThere);
                        newThere = true;
                        valuesKnown = complete;
                        break;
                    case MoveAction::ResetNew: // copied again, with a snapshot that sees T
                        newThere = true;
                        QVERIFY(!complete); // or a unit would be copied again for nothing
                        break;
                    case MoveAction::Skip:
                    case MoveAction::Hold:
                        break;
                    }
                    QVERIFY(!oldThere && newThere && valuesKnown);
                }
            }
        }
    }

    void withoutTheRules_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("function");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("6") << "6" << "everyOrderOfEventsIsExact" << QByteArray("lost: ");
        QTest::newRow("7") << "7" << "everyOrderOfEventsIsExact" << QByteArray("doubled: ");
        QTest::newRow("15") << "15behind" << "everyOrderOfEventsIsExact" << QByteArray("misordered: ");
        QTest::newRow("10") << "10" << "fromCopiedAtOnTheSnapshotIsNotAsked" << QByteArray("the snapshot was asked");
    }
    void withoutTheRules()
    {
        if (!qEnvironmentVariableIsEmpty("TIDEGATE_RULES_OFF"))
            return;
        QFETCH(QString, rule);
        QFETCH(QString, function);
        QFETCH(QByteArray, words);
        QProcess child;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TIDEGATE_RULES_OFF"), rule);
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {function});
        QVERIFY(child.waitForFinished(120'000));
        const auto said = child.readAllStandardOutput();
        QVERIFY2(said.contains(words), said.constData());
        QVERIFY(child.exitCode() > 0);
    }
};

QTEST_GUILESS_MAIN(DecideTest)
#include "decide_test.moc"
