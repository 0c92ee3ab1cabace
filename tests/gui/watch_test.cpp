// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/watch_strip.h"
#include "pages/sync/membership_dialog.h"
#include "pages/sync/sync_model.h"
#include "pages/sync/watch_dialog.h"
#include "support/cli_process.h"
#include "sync_place.h"
#include "widgets/banner.h"
#include "widgets/script_view.h"
#include "widgets/status_badge.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QAbstractButton>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace tidegate;
using namespace tidegate::tests;
using pages::SyncModel;
using progress::Phase;
using support::CliProcess;

namespace {

constexpr int patience = 60'000;

} // namespace

/// The window on a run of tidegate-cli: as a person watches it, takes control, and goes on here when it has ended.
class WatchTest : public SyncTest
{
    Q_OBJECT

private:
    std::unique_ptr<CliProcess> m_cli;

    frame::Run &run() { return m_place->run(); }

    std::unique_ptr<CliProcess> cli(const std::string &subscription = "shop", const std::string &publication = "tidegate_shop")
    {
        return std::make_unique<CliProcess>(std::vector<std::string>{
            "run", "--subscription", subscription, "--publication", publication, "--confirm-delay", "1", "--source",
            m_source->conninfo("shop"), "--target", m_target->conninfo("shop")});
    }
    QAction *action(Qt::Key key)
    {
        for (auto *action : m_place->page().actions()) {
            if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::SHIFT | key))
                return action;
        }
        return nullptr;
    }
    bool mayAsk() { return action(Qt::Key_E)->isEnabled() && (action(Qt::Key_P)->isEnabled() || action(Qt::Key_R)->isEnabled()); }
    QString strip()
    {
        auto *strip = find<frame::WatchStrip>(m_place->page(), "watchStrip");
        return strip->isVisible() ? strip->findChild<widgets::Banner *>()->text() : QString();
    }
    /// A button that was just made shows itself a moment later.
    bool clickInStrip(const QString &text)
    {
        auto *strip = find<frame::WatchStrip>(m_place->page(), "watchStrip");
        QAbstractButton *button = nullptr;
        if (QTest::qWaitFor([&] { return (button = buttonNamed(*strip, text)) != nullptr; }))
            QTest::mouseClick(button, Qt::LeftButton);
        return button;
    }
    QString banner() { return m_place->banner().text(); }
    void watch()
    {
        m_cli = cli();
        QVERIFY2(m_cli->waitFor("in-sync", patience), m_cli->output().c_str());
        m_place->press(Qt::Key_W);
        QTRY_VERIFY_WITH_TIMEOUT(run().isWatching() && run().snapshot() && run().snapshot()->phase == Phase::InSync, patience);
    }
    void takeControl()
    {
        asker().answers = {QStringLiteral("control")};
        QVERIFY(clickInStrip(QString::fromUtf8("Take control…")));
        QTRY_VERIFY(!run().isReadOnly());
    }
    /// A picture of the window for people, where they ask for one.
    void picture(const char *name)
    {
        const auto directory = qEnvironmentVariable("TIDEGATE_PICTURES");
        if (!directory.isEmpty())
            m_place->window().window().grab().save(directory + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }

    /// And nothing is removed by who only looks on.
    void cleanupIsOfTheWatchedRun()
    {
        auto &window = m_place->window().window();
        window.showPage(QStringLiteral("cleanup"));
        auto &page = *window.page(QStringLiteral("cleanup"));
        const auto *sql = page.findChild<widgets::ScriptView *>();
        QTRY_VERIFY2_WITH_TIMEOUT(sql->isVisible() && sql->sql().contains(QLatin1String("'another'")), qPrintable(sql->sql()), patience);
        QVERIFY(!sql->sql().contains(QLatin1String("'shop'")));
        find<QCheckBox>(page, "stopEngine")->setChecked(true);
        find<QRadioButton>(page, "remove")->setChecked(true);
        const auto *clean = [&page]() -> QAction * {
            for (auto *action : page.actions()) {
                if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D))
                    return action;
            }
            return nullptr;
        }();
        QVERIFY(clean && !clean->isEnabled());
        run().takeControl();
        QVERIFY(clean->isEnabled());
        window.showPage(QStringLiteral("sync"));
    }

private slots:
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_cli)
            qWarning("tidegate-cli said:\n%s", m_cli->output().c_str());
        m_cli.reset();
        SyncTest::cleanup();
    }
    void watchedReadOnlyThenLeft();
    void controlledThroughCommands();
    void aChangeIsSkippedFromHere();
    void goneOnHereAfterTheOtherEnded();
    void goneOnHereAfterTheOtherWasKilled();
    void oneOfSeveralIsChosen();
    void whoRunsItAlreadyIsWatched();
    void nobodyRunsAnything();
    void cutOverFromHere();
};

void WatchTest::watchedReadOnlyThenLeft()
{
    watch();
    auto &place = *m_place;
    QTRY_COMPARE(place.list().model()->rowCount(), 3);
    QCOMPARE(place.cell("public.readings", SyncModel::Copied), QStringLiteral("20,000"));
    QCOMPARE(place.page().state().word, QStringLiteral("In sync"));
    QTRY_VERIFY2(strip().contains(QString::number(m_cli->pid())), qPrintable(strip()));
    QVERIFY(strip().startsWith(QLatin1String("Read-only: ")));
    QVERIFY(find<QLabel>(place.window().window(), "headerFigures")->text().contains(QLatin1String("watching ")));
    place.onSource("UPDATE orders SET note = 'seen from elsewhere' WHERE id <= 12");
    QTRY_COMPARE_WITH_TIMEOUT(place.cell("public.orders", SyncModel::Applied), QStringLiteral("12"), patience);
    place.list().setCurrentIndex(place.list().model()->index(0, 0));
    for (const auto key : {Qt::Key_P, Qt::Key_R, Qt::Key_E, Qt::Key_Y, Qt::Key_M, Qt::Key_W})
        QVERIFY2(!action(key)->isEnabled(), qPrintable(action(key)->text()));
    run().post("pause", "{}"); // not even by mistake
    picture("watching");
    place.window().window().showPage(QStringLiteral("cutover"));
    auto &cutover = *place.window().window().page(QStringLiteral("cutover"));
    QTRY_COMPARE_WITH_TIMEOUT(cutover.state().word, QStringLiteral("Ready"), patience);
    for (auto *action : cutover.actions())
        QVERIFY2(action->shortcut() != QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O) || !action->isEnabled(), "cut over");
    picture("watching-cutover");
    place.window().window().showPage(QStringLiteral("sync"));
    QVERIFY(clickInStrip(QStringLiteral("Stop watching")));
    QTRY_VERIFY(!run().isActive());
    QCOMPARE(place.page().state().word, QStringLiteral("Not running"));
    QVERIFY(strip().isEmpty() && action(Qt::Key_W)->isEnabled());
    QCOMPARE(m_target->value("shop", "SELECT count(*) FROM _tidegate.command"), std::string("0"));
    QVERIFY(m_cli->isRunning());
}

void WatchTest::controlledThroughCommands()
{
    watch();
    auto &place = *m_place;
    QVERIFY(!mayAsk());
    takeControl();
    const auto &question = asker().questions.back();
    QVERIFY2(question.more.contains(QLatin1String("Source: old")) && question.more.contains(QLatin1String("Target: new")),
             qPrintable(question.more));
    QTRY_VERIFY(mayAsk());
    picture("controlling");
    asker().answers = {QStringLiteral("pause")};
    place.press(Qt::Key_P);
    QTRY_VERIFY_WITH_TIMEOUT(place.answer().contains(QLatin1String("paused")), patience);
    QVERIFY(place.isPhase(Phase::Paused));
    QCOMPARE(m_target->value("shop", "SELECT paused FROM _tidegate.slot"), std::string("t"));
    place.press(Qt::Key_R);
    QVERIFY(place.isPhase(Phase::InSync));
    place.list().setCurrentIndex(place.list().model()->index(place.rowOf("public.orders"), 0));
    asker().answers = {QStringLiteral("yes")};
    place.press(Qt::Key_Y);
    QTRY_VERIFY_WITH_TIMEOUT(place.answer().contains(QLatin1String("copied again: public.orders")), patience);
    QVERIFY2(place.becomesEqual(), place.report.c_str());
    // A table joins, from here.
    place.press(Qt::Key_M);
    auto *dialog = openDialog<pages::MembershipDialog>(place.window().window());
    QVERIFY(dialog);
    auto *tables = find<QTreeView>(*dialog, "membershipTables");
    QTRY_VERIFY_WITH_TIMEOUT(tables->model()->rowCount() > 1, patience);
    QTest::keyClicks(find<QLineEdit>(*dialog, "membershipFilter"), QStringLiteral("later"));
    tables->setFocus(Qt::TabFocusReason);
    tables->setCurrentIndex(tables->model()->index(0, 0));
    QTest::keyClick(tables, Qt::Key_Space);
    QTest::mouseClick(find<QPushButton>(*dialog, "membershipApply"), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(place.answer().contains(QLatin1String("added: public.later")), qPrintable(place.answer()), patience);
    QTRY_VERIFY_WITH_TIMEOUT(place.rowOf("public.later") >= 0, patience);
    QVERIFY2(place.becomesEqual({{"public.later"}, {"public.orders"}}), place.report.c_str());
    place.window().window().activateWindow(); // the dialog is gone
    QVERIFY(QTest::qWaitForWindowActive(&place.window().window()));
    // A command that is refused is told, and the run goes on.
    run().post("resync", R"({"tables":["public.nowhere"]})");
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("command resync was refused")), patience);
    asker().answers = {QStringLiteral("stop")};
    QSignalSpy ended(&run(), &frame::Run::finished);
    place.press(Qt::Key_E);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QVERIFY(m_cli->waitForEnd());
    QCOMPARE(m_cli->exitCode(), 0);
}

/// Not by who only looks on.
void WatchTest::aChangeIsSkippedFromHere()
{
    watch();
    m_target->sql("shop", "INSERT INTO orders VALUES (9000, 'a stranger')");
    m_place->onSource("INSERT INTO orders VALUES (9000, 'ours'), (9001, 'after')");
    const auto button = [this] { return buttonNamed(m_place->banner(), QString::fromUtf8("Skip this change…")); };
    QTRY_VERIFY_WITH_TIMEOUT(button(), patience);
    QVERIFY(!button()->isEnabled());
    takeControl();
    QTRY_VERIFY(button() && button()->isEnabled());
    asker().answers = {QStringLiteral("yes")};
    QTest::mouseClick(button(), Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(m_place->answer().contains(QLatin1String("to be left out on the target")), qPrintable(m_place->answer()), patience);
    QVERIFY2(asker().dangerous.back().text.contains(QLatin1String("Row: id=9000")), qPrintable(asker().dangerous.back().text));
    QTRY_COMPARE_WITH_TIMEOUT(m_target->value("shop", "SELECT count(*) FROM orders WHERE id = 9001"), std::string("1"), patience);
    m_place->onSource("UPDATE orders SET note = 'a stranger' WHERE id = 9000"); // the one difference
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

void WatchTest::goneOnHereAfterTheOtherEnded()
{
    watch();
    m_cli->terminate();
    QTRY_VERIFY_WITH_TIMEOUT(!run().isActive(), patience);
    QCOMPARE(m_place->page().state().word, QStringLiteral("Stopped"));
    QVERIFY2(banner().contains(QLatin1String("nobody runs this migration now")), qPrintable(banner()));
    picture("ended");
    m_place->onSource("INSERT INTO orders VALUES (100000, 'while nobody ran')");
    QVERIFY(m_place->clickInBanner(QStringLiteral("Start here")));
    QVERIFY(m_place->isInSync());
    QVERIFY(run().isRunning() && !run().isWatching() && strip().isEmpty());
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

void WatchTest::goneOnHereAfterTheOtherWasKilled()
{
    watch();
    m_cli->kill9();
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("no sign of life")), patience);
    picture("silent");
    // Nobody need wait until it is taken for ended.
    QVERIFY(clickInStrip(QStringLiteral("Stop watching")));
    QTRY_VERIFY(!run().isActive());
    m_place->start(false);
    QVERIFY(m_place->isInSync());
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

void WatchTest::oneOfSeveralIsChosen()
{
    m_source->sql("shop", "CREATE PUBLICATION other FOR TABLE later");
    m_cli = cli();
    const auto second = cli("another", "other");
    QVERIFY(m_cli->waitFor("in-sync", patience) && second->waitFor("in-sync", patience));
    m_place->press(Qt::Key_W);
    QTRY_VERIFY_WITH_TIMEOUT(openDialog<pages::WatchDialog>(m_place->window().window()), patience);
    auto *dialog = openDialog<pages::WatchDialog>(m_place->window().window());
    auto *list = find<QTreeWidget>(*dialog, "watchRuns");
    QCOMPARE(list->topLevelItemCount(), 2);
    QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("another"));
    QCOMPARE(list->topLevelItem(0)->text(3), QStringLiteral("other"));
    const auto directory = qEnvironmentVariable("TIDEGATE_PICTURES");
    if (!directory.isEmpty())
        dialog->grab().save(directory + QStringLiteral("/watch-dialog.png"));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(run().isWatching() && run().snapshot(), patience);
    QCOMPARE(run().snapshot()->subscription, std::string("another"));
    QCOMPARE(m_place->window().workspace().subscription(), std::string("another"));
    QTRY_COMPARE(m_place->list().model()->rowCount(), 1);
    QTRY_VERIFY(!openDialog<pages::WatchDialog>(m_place->window().window()));
    cleanupIsOfTheWatchedRun();
    if (QTest::currentTestFailed())
        return;
    QVERIFY(clickInStrip(QStringLiteral("Stop watching")));
    QCOMPARE(m_place->window().workspace().subscription(), std::string("shop"));
    QVERIFY(!m_place->window().workspace().milestones().isReached(frame::Milestone::Begun)); // that was another's
}

void WatchTest::whoRunsItAlreadyIsWatched()
{
    m_cli = cli();
    QVERIFY2(m_cli->waitFor("in-sync", patience), m_cli->output().c_str());
    m_place->start(false);
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("already being run")), patience);
    QVERIFY(m_place->clickInBanner(QStringLiteral("Watch it")));
    QTRY_VERIFY_WITH_TIMEOUT(run().isWatching() && run().snapshot(), patience);
    QVERIFY(banner().isEmpty());
    QVERIFY(m_cli->isRunning());
}

void WatchTest::nobodyRunsAnything()
{
    m_place->press(Qt::Key_W);
    QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("Nobody runs a migration")), patience);
    QVERIFY(!run().isActive() && action(Qt::Key_W)->isEnabled());
}

void WatchTest::cutOverFromHere()
{
    watch();
    takeControl();
    auto &window = m_place->window().window();
    window.showPage(QStringLiteral("cutover"));
    auto &page = *window.page(QStringLiteral("cutover"));
    QTRY_COMPARE_WITH_TIMEOUT(page.state().word, QStringLiteral("Ready"), patience);
    auto open = m_source->session("postgres");
    open.exec("BEGIN; SELECT pg_current_xact_id()");
    asker().answers = {QStringLiteral("yes")};
    QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    // The engine elsewhere tells what it waits for.
    const auto *step = find<widgets::StatusBadge>(page, "cutoverStep");
    const auto *words = find<QLabel>(page, "cutoverWords");
    QTRY_VERIFY2_WITH_TIMEOUT(step->word().contains(QLatin1String("Waiting for transactions")), qPrintable(step->word()), patience);
    QTRY_VERIFY2_WITH_TIMEOUT(words->text().contains(QLatin1String("waiting for transactions that were open")), qPrintable(words->text()), patience);
    QVERIFY(find<QLabel>(page, "downtime")->text().contains(QLatin1String("at least")));
    picture("cutover-elsewhere");
    open.exec("COMMIT");
    QTRY_COMPARE_WITH_TIMEOUT(page.state().word, QStringLiteral("Cut over"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!run().isActive(), patience);
    QVERIFY(m_cli->waitForEnd());
    QVERIFY(m_target->value("shop", "SELECT cut_over_at IS NOT NULL FROM _tidegate.slot") == "t");
    window.showPage(QStringLiteral("sync"));
    QCOMPARE(m_place->page().state().word, QStringLiteral("Cut over"));
}

QTEST_MAIN(WatchTest)
#include "watch_test.moc"
