// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/next_step.h"
#include "window_fixture.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>

#include <functional>

using namespace tidegate;
using namespace tidegate::tests;
using frame::Milestone;
using progress::Phase;
using shell::Standing;

Q_DECLARE_METATYPE(Standing)

namespace {

/// From nothing to the end, each as the one before with one thing more.
struct Row {
    const char *name;
    std::function<void(Standing &)> change;
    const char *page;
    bool proceeds;
    bool hasButton = true;
};

const std::vector<Row> &way()
{
    const auto active = [](Phase phase) {
        return [phase](Standing &now) {
            now.isActive = now.hasBegun = true;
            now.phase = phase;
        };
    };
    static const std::vector<Row> rows = {
        {"nothing", [](Standing &) {}, "connections", false},
        {"servers", [](Standing &now) { now.hasServers = true; }, "connections", false},
        {"tested", [](Standing &now) { now.isTested = true; }, "tables", false},
        {"tables", [](Standing &now) { now.hasTables = true; }, "source", true},
        {"refused", [](Standing &now) { now.isChecked = false; now.hasTarget = true; }, "source", false},
        {"no tables there", [](Standing &now) { now.hasTarget = false; }, "schema", true},
        {"checked", [](Standing &now) { now.isChecked = now.hasTarget = true; }, "source", false},
        {"published", [](Standing &now) { now.hasPublication = true; }, "sync", true},
        {"active", [](Standing &now) { now.isActive = true; }, "", false, false},
        {"copying", active(Phase::Copying), "sync", false},
        {"paused", active(Phase::Paused), "sync", false},
        {"keys left", [](Standing &now) { now.phase = Phase::InSync; now.hasKeys = false; }, "schema", false},
        {"in sync", [](Standing &now) { now.hasKeys = true; }, "cutover", true},
        {"looked at", [](Standing &now) { now.isReadOnly = true; }, "sync", false},
        {"controlled", [](Standing &now) { now.isReadOnly = false; }, "cutover", true},
        {"draining", active(Phase::Draining), "", false, false},
        {"stopped", [](Standing &now) { now.isActive = false; now.phase.reset(); }, "sync", true},
        {"slot lost", [](Standing &now) { now.needsFreshStart = true; }, "sync", false},
        {"cut over", [](Standing &now) { now.isCutOver = true; }, "cleanup", false},
        {"cleaned", [](Standing &now) { now.isCleaned = true; }, "", false, false},
    };
    return rows;
}

} // namespace

class NextStepTest : public QObject
{
    Q_OBJECT

private slots:
    void oneStepAtEachPoint_data()
    {
        QTest::addColumn<Standing>("now");
        QTest::addColumn<QString>("page");
        QTest::addColumn<bool>("proceeds");
        QTest::addColumn<bool>("hasButton");
        Standing now;
        for (const auto &row : way()) {
            row.change(now);
            QTest::newRow(row.name) << now << QString::fromLatin1(row.page) << row.proceeds << row.hasButton;
        }
        Standing given; // a plan with a publication and no tables of its own: all that it publishes
        given.hasServers = given.hasPublication = true;
        QTest::newRow("a plan that was given") << given << QStringLiteral("source") << true << true;
    }
    void oneStepAtEachPoint()
    {
        QFETCH(Standing, now);
        const auto step = shell::nextStep(now);
        QTEST(step.page, "page");
        QTEST(step.proceeds, "proceeds");
        QTEST(!step.button.isEmpty(), "hasButton");
        QVERIFY(step.text.endsWith(QLatin1Char('.')));
    }

    void whatDoesNotBecomeUntrueOutlastsTheWindow()
    {
        WindowFixture place;
        const auto from = place.save(QStringLiteral("a"), "host=h dbname=a");
        const auto to = place.save(QStringLiteral("b"), "host=h dbname=b");
        place.workspace().setSource(from);
        place.workspace().setTarget(to);
        for (const auto each : {Milestone::Checked, Milestone::Begun, Milestone::CutOver})
            place.workspace().milestones().set(each, true);
        place.open();
        const auto &again = place.workspace().milestones();
        QVERIFY(again.isReached(Milestone::Begun) && again.isReached(Milestone::CutOver));
        QVERIFY(!again.of(Milestone::Checked));
        QVERIFY(place.workspace().exchangeRoles()); // another migration
        QVERIFY(!again.of(Milestone::Begun) && !again.of(Milestone::CutOver));
        place.open();
        QVERIFY(!place.workspace().milestones().of(Milestone::CutOver));
    }

    void theHeaderLeadsThere()
    {
        WindowFixture place;
        auto &window = place.window();
        window.showPage(QStringLiteral("activity"));
        auto *go = find<QPushButton>(window, "headerGo");
        QVERIFY(go->isVisible());
        QTest::mouseClick(go, Qt::LeftButton);
        QCOMPARE(window.currentPage()->id(), QStringLiteral("connections"));
        const auto from = place.save(QStringLiteral("a"), "host=h dbname=a");
        place.workspace().setSource(from);
        place.workspace().setTarget(place.save(QStringLiteral("b"), "host=h dbname=b"));
        place.workspace().milestones().set(Milestone::CutOver, true);
        QVERIFY(find<QLabel>(window, "headerNext")->text().contains(QLatin1String("clean up")));
        place.workspace().milestones().set(Milestone::Cleaned, true);
        QVERIFY(!go->isVisible());
    }

    /// A step that does something leads to the page's own question; Cancel changes nothing.
    void startingAsksFirst()
    {
        WindowFixture place;
        place.workspace().setSource(place.save(QStringLiteral("a"), "host=127.0.0.1 port=1 dbname=a"));
        place.workspace().setTarget(place.save(QStringLiteral("b"), "host=127.0.0.1 port=1 dbname=b"));
        plan::MigrationPlan plan;
        plan.publications = {"p"};
        place.workspace().plan().set(plan);
        place.workspace().milestones().set(Milestone::Checked, true);
        QTest::mouseClick(find<QPushButton>(place.window(), "headerGo"), Qt::LeftButton);
        QCOMPARE(place.window().currentPage()->id(), QStringLiteral("sync"));
        QVERIFY(!place.workspace().run().isRunning());
        QCOMPARE(place.window().currentPage()->state().tone, look::Tone::Busy); // it looks whether the target knows it
    }
};

QTEST_MAIN(NextStepTest)
#include "next_step_test.moc"
