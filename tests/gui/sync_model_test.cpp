// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/run_options.h"
#include "pages/sync/sync_model.h"
#include "pages/sync/sync_text.h"
#include "pages/sync/table_list.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QElapsedTimer>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <random>
#include <set>

using namespace tidegate;
using pages::SyncModel;
using progress::ProgressSnapshot;
using progress::TableState;

namespace {

constexpr TableState states[] = {TableState::Waiting, TableState::Copying, TableState::Copied, TableState::CaughtUp,
                                 TableState::Ready};

progress::TableProgress table(const std::string &name, std::uint64_t rows = 0)
{
    progress::TableProgress made;
    made.source = {"public", name};
    made.target = {"public", name};
    made.rowsCopied = rows;
    return made;
}

ProgressSnapshot someSnapshot(std::mt19937 &random)
{
    ProgressSnapshot snapshot;
    std::set<std::string> names;
    const auto count = random() % 30;
    for (unsigned i = 0; i < count; ++i)
        names.insert("t" + std::to_string(random() % 60));
    for (const auto &name : names) {
        auto each = table(name, random() % 1000);
        each.state = states[random() % 5];
        each.rowsApplied = random() % 1000;
        each.rowsCaptured = each.rowsApplied + random() % 10;
        if (random() % 3)
            each.approximateRows = random() % 1000;
        if (random() % 10 == 0)
            each.lastError = Problem{Code::TableStopped, {name, "see the journal"}, {}, {}, {}, false};
        snapshot.tables.push_back(each);
    }
    return snapshot;
}

ProgressSnapshot manyTables(int count)
{
    ProgressSnapshot snapshot;
    for (int i = 0; i < count; ++i) {
        auto each = table(QStringLiteral("t%1").arg(i, 5, 10, QLatin1Char('0')).toStdString(), static_cast<std::uint64_t>(i));
        each.approximateRows = 1000;
        snapshot.tables.push_back(each);
    }
    return snapshot;
}

} // namespace

/// The list of tables under snapshots, and what is said of a run.
class SyncModelTest : public QObject
{
    Q_OBJECT

private slots:
    void underRandomSnapshots()
    {
        SyncModel model;
        pages::SyncFilter filter(model);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QAbstractItemModelTester filtered(&filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        filter.sort(SyncModel::Table);
        std::mt19937 random(11);
        progress::Clock::time_point now{};
        auto snapshot = someSnapshot(random);
        for (int round = 0; round < 400; ++round) {
            if (random() % 3 == 0) {
                snapshot = someSnapshot(random);
            } else {
                for (auto &each : snapshot.tables) {
                    each.rowsCopied += random() % 5;
                    each.state = states[random() % 5];
                }
            }
            now += std::chrono::milliseconds(250);
            model.setSnapshot(snapshot, now);
            if (random() % 5 == 0)
                filter.setWhich(static_cast<pages::SyncFilter::Which>(random() % 3));
            filter.review();
            if (!snapshot.tables.empty() && random() % 4 == 0)
                model.noteProblem(snapshot.tables[random() % snapshot.tables.size()].source.display(),
                                  {Code::UnitFailed, {"x"}, {}, {}, {}, true});
            QCOMPARE(model.rowCount(), static_cast<int>(snapshot.tables.size()));
            int finished = 0;
            for (int row = 0; row < model.rowCount(); ++row) {
                const auto &each = snapshot.tables[static_cast<std::size_t>(row)];
                QCOMPARE(model.index(row, SyncModel::Table).data().toString(),
                         QString::fromStdString(each.source.display()));
                QCOMPARE(model.index(row, SyncModel::Copied).data(SyncModel::SortRole).toULongLong(), each.rowsCopied);
                QCOMPARE(model.index(row, SyncModel::Captured).data(SyncModel::SortRole).toULongLong(), each.rowsCaptured);
                QVERIFY(model.index(row, SyncModel::State).data().toString().startsWith(
                    QLatin1Char(static_cast<char>(each.state))));
                QCOMPARE(model.problem(row) != nullptr || !each.lastError, true);
                finished += model.isFinished(row);
            }
            filter.setWhich(pages::SyncFilter::Which::Unfinished);
            QCOMPARE(filter.rowCount(), model.rowCount() - finished);
            filter.setWhich(pages::SyncFilter::Which::All);
            QCOMPARE(filter.rowCount(), model.rowCount());
        }
    }

    /// Of the same tables: one range, from the first to the last that moved, or nothing.
    void oneRangeASnapshot()
    {
        SyncModel model;
        auto snapshot = manyTables(10'000);
        progress::Clock::time_point now{};
        model.setSnapshot(snapshot, now);
        QSignalSpy changes(&model, &SyncModel::dataChanged);
        QSignalSpy resets(&model, &SyncModel::modelReset);
        model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
        QCOMPARE(changes.count(), 0);
        snapshot.tables[20].rowsCopied += 7;
        snapshot.tables[70].state = TableState::Copying;
        model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].toModelIndex().row(), 20);
        QCOMPARE(changes[0][1].toModelIndex().row(), 70);
        for (auto &each : snapshot.tables)
            each.rowsCopied += 3;
        model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
        QCOMPARE(changes.count(), 2);
        QCOMPARE(changes[1][0].toModelIndex().row(), 0);
        QCOMPARE(changes[1][1].toModelIndex().row(), 9'999);
        // A table joins, one leaves; what was selected stays so.
        QItemSelectionModel selection(&model);
        selection.select(model.index(70, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        snapshot.tables.erase(snapshot.tables.begin() + 3);
        snapshot.tables.insert(snapshot.tables.begin(), table("a"));
        snapshot.tables.insert(snapshot.tables.begin(), table("A"));
        model.setSnapshot(snapshot, now);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(selection.selectedRows().value(0).data().toString(), QStringLiteral("public.t00070"));
        QCOMPARE(selection.selectedRows().value(0).row(), 71);
    }

    void ratesAndTroubles()
    {
        SyncModel model;
        ProgressSnapshot snapshot;
        snapshot.tables = {table("a")};
        snapshot.tables[0].state = TableState::Copying;
        progress::Clock::time_point now{};
        for (int i = 0; i < 40; ++i) {
            model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
            snapshot.tables[0].rowsCopied += 250;
        }
        QCOMPARE(model.index(0, SyncModel::Speed).data().toString(), QStringLiteral("1,000/s"));
        QCOMPARE(model.index(0, SyncModel::Progress).data().toString(), QStringLiteral("unknown")); // no estimate
        // A failed copy is told until the table has got over it.
        model.noteProblem("public.a", {Code::UnitFailed, {"public.a"}, "57014", {}, "canceling", true});
        QVERIFY(model.index(0, SyncModel::Error).data(Qt::ToolTipRole).toString().contains(QLatin1String("57014")));
        snapshot.tables[0].rowsCopied = 0; // it begins again
        model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
        QVERIFY(model.problem(0));
        QVERIFY(model.index(0, SyncModel::Speed).data().toString().isEmpty());
        snapshot.tables[0].state = TableState::Ready;
        model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
        QVERIFY(!model.problem(0));
        QCOMPARE(model.index(0, SyncModel::Progress).data().toString(), QStringLiteral("100 %"));
        // A stopped one says why, as the event did, which the snapshot does not know.
        model.noteProblem("public.a", {Code::TableStopped, {"public.a", "its row filter was changed"}, {}, {}, {}, false});
        snapshot.tables[0].lastError = Problem{Code::TableStopped, {"public.a", "see the journal"}, {}, {}, {}, false};
        model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
        QVERIFY(model.index(0, SyncModel::Error).data().toString().contains(QLatin1String("row filter")));
        QCOMPARE(model.index(0, SyncModel::State).data().toString(), QStringLiteral("r stopped"));
        snapshot.tables[0].lastError.reset();
        model.setSnapshot(snapshot, now += std::chrono::milliseconds(250));
        QVERIFY(!model.problem(0));
    }

    /// Each in its column, and told again when it has changed.
    void forecastAndHeldTime()
    {
        SyncModel model;
        ProgressSnapshot snapshot;
        snapshot.tables = {table("a"), table("b")};
        snapshot.tables[0].state = TableState::Copying;
        const progress::Clock::time_point now{};
        model.setSnapshot(snapshot, now);
        QVERIFY(model.index(0, SyncModel::Left).data().toString().isEmpty() && model.index(0, SyncModel::Held).data().toString().isEmpty());
        QSignalSpy changes(&model, &SyncModel::dataChanged);
        snapshot.tables[0].forecastSeconds = 125.2;
        snapshot.tables[0].heldSeconds = 12.4;
        model.setSnapshot(snapshot, now);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(model.index(0, SyncModel::Left).data().toString(), QStringLiteral("2 min 5 s"));
        QCOMPARE(model.index(0, SyncModel::Held).data().toString(), QStringLiteral("12 s"));
        QVERIFY(model.index(0, SyncModel::Held).data(Qt::ToolTipRole).toString().contains(QLatin1String("waited 12 s")));
        QCOMPARE(model.index(0, SyncModel::Progress).data().toString(), QStringLiteral("0 %"));
        QVERIFY(model.index(1, SyncModel::Held).data().toString().isEmpty());
        snapshot.tables[0].forecastSeconds = 125.3; // which looks the same
        model.setSnapshot(snapshot, now);
        QCOMPARE(changes.count(), 1);
    }

    /// Ten thousand tables in a view: the figure is printed; the bound is loose, for machines that are busy.
    void manyTablesInAFrame()
    {
        pages::TableList list({});
        list.resize(1000, 500);
        list.show();
        QVERIFY(QTest::qWaitForWindowExposed(&list));
        auto snapshot = manyTables(10'000);
        list.setSnapshot(snapshot);
        QElapsedTimer timer;
        double worst = 0;
        double sum = 0;
        constexpr int rounds = 40;
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < snapshot.tables.size(); i += 1 + static_cast<std::size_t>(round % 7))
                snapshot.tables[i].rowsCopied += 3;
            timer.start();
            list.setSnapshot(snapshot);
            const double ms = static_cast<double>(timer.nsecsElapsed()) / 1e6;
            worst = std::max(worst, ms);
            sum += ms;
        }
        qInfo("10,000 tables: %.2f ms a snapshot, at most %.2f ms", sum / rounds, worst);
        QVERIFY2(sum / rounds < 64, "a snapshot holds up the window");
        auto *filter = list.findChild<QLineEdit *>(QStringLiteral("syncFilter"));
        filter->setText(QStringLiteral("T0999"));
        QCOMPARE(list.findChild<QTreeView *>(QStringLiteral("syncTables"))->model()->rowCount(), 10);
        list.findChild<QComboBox *>(QStringLiteral("syncWhich"))->setCurrentIndex(2);
        QCOMPARE(list.findChild<QTreeView *>(QStringLiteral("syncTables"))->model()->rowCount(), 0);
    }

    void sharesOfTheWhole()
    {
        ProgressSnapshot snapshot;
        QVERIFY(!pages::copyShare(snapshot));
        snapshot.tables = {table("a", 50), table("b", 1000)};
        snapshot.tables[0].state = TableState::Copying;
        snapshot.tables[1].state = TableState::Ready;
        QVERIFY(!pages::copyShare(snapshot)); // nobody knows how much there is of a
        snapshot.tables[0].approximateRows = 1000;
        const auto share = pages::copyShare(snapshot);
        QVERIFY(share && *share > 0.5 && *share < 0.55);
        snapshot.tables[0].rowsCopied = 5000; // more than estimated, and not done
        QCOMPARE(*pages::copyShare(snapshot), 0.99);
        snapshot.tables[0].state = TableState::Copied;
        QCOMPARE(*pages::copyShare(snapshot), 1.0);
    }

    void riskOfTheSlot()
    {
        progress::SlotGuard slot;
        QCOMPARE(pages::slotRisk(slot).tone, look::Tone::Idle);
        slot.walStatus = "reserved";
        slot.walKeptBytes = 1 << 20;
        QCOMPARE(pages::slotRisk(slot).tone, look::Tone::Done);
        QVERIFY(!pages::pauseCost(slot).contains(QLatin1String("each second")));
        slot.growthBytesPerSecond = 1 << 20;
        QVERIFY(pages::pauseCost(slot).contains(QLatin1String("disk")));
        slot.secondsUntilFull = 10 * 3600;
        QCOMPARE(pages::slotRisk(slot).tone, look::Tone::Attention);
        QVERIFY(pages::pauseCost(slot).contains(QLatin1String("10 h")));
        slot.secondsUntilFull = 600;
        QCOMPARE(pages::slotRisk(slot).tone, look::Tone::Failed);
        slot.secondsUntilFull.reset();
        slot.limitBytes = 1 << 20;
        QCOMPARE(pages::slotRisk(slot).tone, look::Tone::Failed);
        slot.limitBytes.reset();
        slot.walStatus = "unreserved";
        QCOMPARE(pages::slotRisk(slot).tone, look::Tone::Failed);
        slot.walStatus = "extended";
        QCOMPARE(pages::slotRisk(slot).tone, look::Tone::Attention);
        slot.walStatus = "lost";
        QVERIFY(!pages::slotRisk(slot).advice.isEmpty());
    }

    /// What the plan says is what the engine is told.
    void optionsOfAPlan()
    {
        plan::MigrationPlan plan;
        const auto source = endpoint::Endpoint::fromText("host=a dbname=shop user=u");
        const auto target = endpoint::Endpoint::fromText("host=b dbname=ts password=secret");
        QVERIFY(!frame::missingForRun(plan).isEmpty());
        QCOMPARE(frame::runOptions(plan, source, target).subscription, std::string("shop"));
        QVERIFY(!frame::runOptions(plan, source, target).copyAgainWhenRedefined);
        plan.subscription = "move";
        plan.publications = {"p"};
        plan.copyData = false;
        plan.tableSyncWorkers = 7;
        plan.onDefinitionChange = plan::OnDefinitionChange::Recopy;
        plan.allowNonempty = {{"public", "kept"}};
        plan.tableMap.add(R"({"source":{"schema":"s","table":".*"},"target":{"schema":"all"}})");
        plan.tables = {{{"public", "a.b+"}, {"new", "a"}, {}, {}},
                       {{"public", "axbb"}, {"public", "axbb"}, {}, {}},
                       {{"s", "x"}, {"all", "x"}, {}, {}},
                       {{"s", "y"}, {"s", "y"}, {}, {}}};
        QVERIFY(frame::missingForRun(plan).isEmpty());
        const auto options = frame::runOptions(plan, source, target);
        QCOMPARE(options.subscription, std::string("move"));
        QCOMPARE(options.publications, std::vector<std::string>{"p"});
        QCOMPARE(options.source.value("dbname"), std::string("shop"));
        QCOMPARE(options.target.value("password"), std::string("secret"));
        QCOMPARE(options.tableSyncWorkers, 7);
        QVERIFY(!options.copyData && !options.takeOver && options.copyAgainWhenRedefined);
        QCOMPARE(options.allowNonempty, std::vector<std::string>{"public.kept"});
        for (const auto &each : plan.tables)
            QCOMPARE(options.tableMap.target(each.source).display(), each.target.display());
        QCOMPARE(options.tableMap.target({"s", "other"}).display(), std::string("all.other"));
        QCOMPARE(options.tableMap.texts().size(), std::size_t(3)); // two of one table each, before the plan's own
    }
};

QTEST_MAIN(SyncModelTest)
#include "sync_model_test.moc"
