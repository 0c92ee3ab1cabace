// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/membership_dialog.h"
#include "pages/sync/sync_model.h"
#include "pages/sync/target_dialog.h"
#include "sync_place.h"
#include "widgets/banner.h"
#include "widgets/script_view.h"
#include "widgets/status_badge.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace tidegate;
using namespace tidegate::tests;
using pages::SyncModel;
using progress::Phase;

/// The sync page as a person uses it, against real servers: each function is a migration of its own.
class SyncPageTest : public SyncTest
{
    Q_OBJECT

private slots:
    void startedPausedStoppedAndGoneOnByKeyboardAlone();
    void oneTableIsCopiedAgain();
    void tablesJoinAndLeaveWhileItRuns();
    void aTableGoesIntoAnother();
    void theChoiceAboutDefinitionsIsThePlans();
    void whatIsMissingIsTold();
    void wrongPasswordIsTold();
    void aChangeThatTheTargetRefusesIsSkipped();
    void aRefusalIsToldAndTriedAgain();
    void theSourceGoesAwayAndComesBack();
    void anotherEngineIsTakenOver();
};

void SyncPageTest::startedPausedStoppedAndGoneOnByKeyboardAlone()
{
    auto &place = *m_place;
    QCOMPARE(place.page().state().word, QStringLiteral("Not running"));
    place.press(Qt::Key_Return, Qt::ControlModifier); // asked and cancelled: nothing is made
    QTRY_COMPARE_WITH_TIMEOUT(asker().questions.size(), std::size_t(1), 20'000);
    const auto question = asker().questions.front();
    QVERIFY(question.sql.contains(QLatin1String("CREATE SCHEMA IF NOT EXISTS _tidegate")));
    QVERIFY2(question.sql.contains(QLatin1String("CREATE_REPLICATION_SLOT \"tidegate_shop_")), qPrintable(question.sql));
    QVERIFY(question.more.contains(QLatin1String("tidegate_shop")));
    QTRY_COMPARE(place.page().state().word, QStringLiteral("Not running"));
    QCOMPARE(place.target.value("shop", "SELECT to_regnamespace('_tidegate') IS NULL"), std::string("t"));

    place.start();
    QVERIFY(place.isInSync());
    QTRY_COMPARE(place.page().state().word, QStringLiteral("In sync"));
    QCOMPARE(place.list().model()->rowCount(), 3);
    QCOMPARE(place.cell("public.readings", SyncModel::Copied), QStringLiteral("20,000"));
    QCOMPARE(place.cell("public.Odd.Name", SyncModel::State), QStringLiteral("r ready"));
    QVERIFY(find<QLabel>(place.page(), "syncSummary")->text().startsWith(QLatin1String("3 of 3")));
    QCOMPARE(find<QLabel>(place.page(), "slotStatus")->text(), QStringLiteral("reserved"));
    QVERIFY(find<QLabel>(place.page(), "syncFigures")->text().contains(QLatin1String("since")));

    asker().answers = {QStringLiteral("pause")};
    place.press(Qt::Key_P);
    QVERIFY(place.isPhase(Phase::Paused));
    QVERIFY(asker().questions.back().more.contains(QLatin1String("keeps all WAL")));
    QTRY_VERIFY2(place.answer().contains(QLatin1String("pause")), qPrintable(place.answer()));
    QCOMPARE(place.page().state().word, QStringLiteral("Paused"));
    place.onSource("INSERT INTO orders SELECT g, 'while paused' FROM generate_series(5001, 6000) g; DELETE FROM orders WHERE id < 100");
    QVERIFY(!place.isEqual());
    place.press(Qt::Key_R);
    QVERIFY(place.isInSync());
    QVERIFY2(place.becomesEqual(), place.report.c_str());
    QTRY_COMPARE(place.cell("public.orders", SyncModel::Applied), QStringLiteral("1,099"));

    asker().answers = {QString()}; // Cancel: it goes on
    place.press(Qt::Key_E);
    QTRY_VERIFY(asker().answers.empty());
    QVERIFY(place.run().isRunning());
    asker().answers = {QStringLiteral("stop")};
    QSignalSpy ended(&place.run(), &frame::Run::finished);
    place.press(Qt::Key_E);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 10'000);
    QCOMPARE(place.page().state().word, QStringLiteral("Stopped"));
    QVERIFY(!place.banner().isVisible());
    place.onSource("UPDATE readings SET v = -1 WHERE device = 3");
    const auto asked = asker().questions.size();
    place.start(false); // known there: nothing is asked
    QVERIFY(place.isInSync());
    QCOMPARE(asker().questions.size(), asked);
    QVERIFY2(place.becomesEqual(), place.report.c_str());
    QCOMPARE(place.source.value("shop", "SELECT count(*) FROM pg_replication_slots"), std::string("1"));
}

void SyncPageTest::oneTableIsCopiedAgain()
{
    auto &place = *m_place;
    place.start();
    QVERIFY(place.isInSync());
    place.target.sql("shop", "DELETE FROM orders WHERE id <= 50"); // somebody has damaged it
    QVERIFY(!place.isEqual());
    place.press(Qt::Key_F, Qt::ControlModifier);
    auto *filter = find<QLineEdit>(place.page(), "syncFilter");
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClicks(filter, QStringLiteral("order"));
    QTRY_COMPARE(place.list().model()->rowCount(), 1);
    place.list().setFocus(Qt::TabFocusReason);
    QTest::keyClick(&place.list(), Qt::Key_Home);
    QTRY_VERIFY(place.list().currentIndex().isValid());
    place.press(Qt::Key_Y); // cancelled
    QTRY_COMPARE(asker().dangerous.size(), std::size_t(1));
    const auto &question = asker().dangerous.front();
    QVERIFY2(question.sql.contains(QLatin1String("TRUNCATE \"public\".\"orders\"")), qPrintable(question.sql));
    QCOMPARE(question.servers.size(), std::size_t(2));
    QVERIFY(question.typed.isEmpty()); // a test server
    QVERIFY(!place.isEqual());
    asker().answers = {QStringLiteral("yes")};
    place.press(Qt::Key_Y);
    QTRY_VERIFY2_WITH_TIMEOUT(place.answer().contains(QLatin1String("copied again: public.orders")), qPrintable(place.answer()), 30'000);
    QVERIFY(place.isInSync());
    QVERIFY2(place.becomesEqual(), place.report.c_str());
}

void SyncPageTest::tablesJoinAndLeaveWhileItRuns()
{
    auto &place = *m_place;
    place.start();
    QVERIFY(place.isInSync());
    place.press(Qt::Key_M);
    auto *dialog = openDialog<pages::MembershipDialog>(place.window().window());
    QVERIFY(dialog);
    auto *tables = find<QTreeView>(*dialog, "membershipTables");
    QTRY_COMPARE_WITH_TIMEOUT(tables->model()->rowCount(), 4, 20'000);
    auto *apply = find<QPushButton>(*dialog, "membershipApply");
    QVERIFY(!apply->isEnabled() && !apply->isDefault());
    QTest::keyClicks(find<QLineEdit>(*dialog, "membershipFilter"), QStringLiteral("LATER"));
    QCOMPARE(tables->model()->rowCount(), 1);
    tables->setFocus(Qt::TabFocusReason);
    tables->setCurrentIndex(tables->model()->index(0, 0));
    QTest::keyClick(tables, Qt::Key_Space);
    const auto *sql = dialog->findChild<widgets::ScriptView *>();
    QCOMPARE(sql->sql(), QStringLiteral("ALTER PUBLICATION \"tidegate_shop\" ADD TABLE \"public\".\"later\";"));
    QVERIFY(apply->isEnabled());
    QTest::mouseClick(apply, Qt::LeftButton); // ours, and nothing leaves: not asked again
    QTRY_VERIFY2_WITH_TIMEOUT(place.answer().contains(QLatin1String("added: public.later")), qPrintable(place.answer()), 30'000);
    QTRY_VERIFY(place.rowOf("public.later") >= 0);
    QVERIFY(place.isInSync());
    place.onSource("INSERT INTO later VALUES (1000)");
    QVERIFY(place.isInSync());
    QVERIFY2(place.becomesEqual({{"public.later"}, {"public.orders"}}), place.report.c_str());
    QCOMPARE(place.window().workspace().plan().value().tables.size(), std::size_t(1));

    // Somebody else takes one out: what leaves is named before it does.
    place.onSource("ALTER PUBLICATION tidegate_shop DROP TABLE later");
    asker().answers = {QStringLiteral("yes")};
    place.window().window().activateWindow(); // the dialog is gone
    QVERIFY(QTest::qWaitForWindowActive(&place.window().window()));
    const auto asked = asker().dangerous.size();
    place.press(Qt::Key_F5, Qt::NoModifier);
    QTRY_COMPARE_WITH_TIMEOUT(asker().dangerous.size(), asked + 1, 20'000);
    QVERIFY(asker().dangerous.back().text.contains(QLatin1String("public.later")));
    QTRY_COMPARE_WITH_TIMEOUT(place.rowOf("public.later"), -1, 30'000);
    QVERIFY(place.answer().contains(QLatin1String("left: public.later")));
    QCOMPARE(place.target.value("shop", "SELECT count(*) FROM later"), std::string("101"));
    QVERIFY2(place.becomesEqual(), place.report.c_str());
}

void SyncPageTest::aTableGoesIntoAnother()
{
    auto &place = *m_place;
    place.target.sql("shop", "CREATE SCHEMA sales; CREATE TABLE sales.orders (LIKE orders INCLUDING ALL)");
    place.start();
    QVERIFY(place.isInSync());
    place.press(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(find<QLineEdit>(place.page(), "syncFilter"), QStringLiteral("order"));
    QTRY_COMPARE(place.list().model()->rowCount(), 1);
    place.list().setFocus(Qt::TabFocusReason);
    QTest::keyClick(&place.list(), Qt::Key_Home);
    QTRY_VERIFY(place.list().currentIndex().isValid());
    place.press(Qt::Key_N);
    auto *dialog = openDialog<pages::TargetDialog>(place.window().window());
    QVERIFY(dialog);
    auto *send = find<QPushButton>(*dialog, "targetSend");
    QVERIFY(!send->isEnabled() && !send->isDefault()); // it goes there already
    auto *schema = find<QLineEdit>(*dialog, "targetSchema");
    schema->setFocus(Qt::TabFocusReason);
    schema->selectAll();
    QTest::keyClicks(schema, QStringLiteral("sales"));
    const auto sql = dialog->findChild<widgets::ScriptView *>()->sql();
    for (const char *part : {"COPY \"sales\".\"orders\" FROM STDIN", "table_map", "its rows stay in public.orders"})
        QVERIFY2(sql.contains(QLatin1String(part)), qPrintable(sql));
    QTest::mouseClick(send, Qt::LeftButton); // cancelled
    QTRY_COMPARE(asker().questions.size(), std::size_t(2)); // the first was about the start
    QVERIFY(dialog->isVisible());
    QCOMPARE(place.target.value("shop", "SELECT count(*) FROM sales.orders"), std::string("0"));
    asker().answers = {QStringLiteral("copy")};
    QTest::mouseClick(send, Qt::LeftButton);
    QTRY_VERIFY2_WITH_TIMEOUT(place.answer().contains(QLatin1String("copied again: public.orders")), qPrintable(place.answer()), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(place.cell("public.orders", SyncModel::Target), QStringLiteral("sales.orders"), 30'000);
    QVERIFY(place.isInSync());
    const auto before = place.target.value("shop", "SELECT count(*) FROM orders");
    place.onSource("INSERT INTO orders VALUES (9000, 'after'); UPDATE orders SET note = 'changed' WHERE id = 1");
    QVERIFY2(place.becomesEqual({{"public.orders", "sales.orders"}, {"public.readings"}}), place.report.c_str());
    QCOMPARE(place.target.value("shop", "SELECT count(*) FROM orders"), before);
    const auto &plan = place.window().workspace().plan().value();
    QCOMPARE(plan::tableMapOf(plan).target({"public", "orders"}).display(), std::string("sales.orders"));
}

void SyncPageTest::theChoiceAboutDefinitionsIsThePlans()
{
    auto &place = *m_place;
    auto &plan = place.window().workspace().plan();
    auto *choice = find<QComboBox>(place.page(), "onDefinitionChange");
    const auto *words = find<QLabel>(place.page(), "onDefinitionChangeWords");
    QVERIFY(choice->isVisible() && choice->isEnabled());
    QVERIFY(!choice->accessibleName().isEmpty());
    QVERIFY(words->text().contains(QLatin1String("wait")));
    QCOMPARE(choice->accessibleDescription(), words->text());
    choice->setFocus(Qt::TabFocusReason);
    QTest::keyClick(choice, Qt::Key_Down);
    QVERIFY(plan.value().onDefinitionChange == plan::OnDefinitionChange::Recopy);
    QVERIFY(words->text().contains(QLatin1String("copied again")));
    QCOMPARE(choice->accessibleDescription(), words->text());
    auto other = plan.value();
    other.onDefinitionChange = plan::OnDefinitionChange::Wait; // as another plan has it
    plan.set(other);
    QCOMPARE(choice->currentIndex(), 0);
    QTest::keyClick(choice, Qt::Key_Down);
    place.start();
    QVERIFY(place.isInSync());
    QVERIFY(choice->isVisible() && !choice->isEnabled());
    place.onSource("ALTER TABLE orders ADD more int; INSERT INTO orders VALUES (9000, 'after', 1); INSERT INTO readings VALUES (9, now(), 1)");
    QTRY_COMPARE_WITH_TIMEOUT(place.page().state().tone, look::Tone::Attention, 30'000); // it alone is stopped
    QVERIFY(QTest::qWaitFor([&] { return place.isEqual({{"public.readings"}}); }, 30'000));
    place.target.sql("shop", "ALTER TABLE orders ADD more int");
    QVERIFY2(place.becomesEqual(), place.report.c_str());
}

void SyncPageTest::aChangeThatTheTargetRefusesIsSkipped()
{
    auto &place = *m_place;
    place.start();
    QVERIFY(place.isInSync());
    place.target.sql("shop", "INSERT INTO orders VALUES (9000, 'a stranger')");
    place.onSource("BEGIN; INSERT INTO orders VALUES (8999, 'before'), (9000, 'ours'), (9001, 'after'); COMMIT");
    const auto skip = QString::fromUtf8("Skip this change…");
    QVERIFY(QTest::qWaitFor([&] { return place.clickInBanner(skip); }, 30'000)); // cancelled
    QTRY_COMPARE(asker().dangerous.size(), std::size_t(1));
    const auto question = asker().dangerous.front();
    const auto lsn = question.text.section(QLatin1String("position "), 1).section(QLatin1Char('\n'), 0, 0);
    QVERIFY2(question.text.contains(QLatin1String("INSERT on public.orders\nRow: id=9000\nTransaction ")), qPrintable(question.text));
    QVERIFY2(question.text.contains(QLatin1String("orders_pkey")), qPrintable(question.text)); // the target's words
    QVERIFY(Lsn::parse(lsn.toStdString()));
    QVERIFY2(question.sql.contains(QLatin1String("INSERT INTO _tidegate.skip")) && question.sql.contains(lsn), qPrintable(question.sql));
    QCOMPARE(question.servers.size(), std::size_t(2));
    QCOMPARE(place.target.value("shop", "SELECT count(*) FROM orders WHERE id IN (8999, 9001)"), std::string("0"));
    QCOMPARE(place.target.value("shop", "SELECT count(*) FROM _tidegate.skip"), std::string("0"));
    asker().answers = {QStringLiteral("yes")};
    QVERIFY(QTest::qWaitFor([&] { return place.clickInBanner(skip); }, 30'000));
    QTRY_VERIFY2_WITH_TIMEOUT(place.answer().contains(QLatin1String("to be left out on the target")), qPrintable(place.answer()), 30'000);
    QVERIFY(place.isInSync());
    QTRY_VERIFY_WITH_TIMEOUT(!place.banner().isVisible(), 30'000);
    place.onSource("INSERT INTO orders VALUES (9002, 'it goes on')");
    QVERIFY(QTest::qWaitFor([&] { return place.target.value("shop", "SELECT count(*) FROM orders WHERE id > 8998") == "4"; }, 30'000));
    QCOMPARE(place.target.value("shop", "SELECT count(*) FROM _tidegate.skip WHERE skipped_at IS NOT NULL AND lsn = '" + lsn.toStdString() + "'"),
             std::string("1"));
    place.onSource("UPDATE orders SET note = 'a stranger' WHERE id = 9000"); // the one difference
    QVERIFY2(place.becomesEqual(), place.report.c_str());
}

void SyncPageTest::whatIsMissingIsTold()
{
    auto &place = *m_place;
    auto plan = place.window().workspace().plan().value();
    plan.publications.clear();
    place.window().workspace().plan().set(plan);
    place.press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(place.banner().isVisible());
    QVERIFY(place.banner().text().contains(QLatin1String("publication")));
    QVERIFY(!place.run().isRunning() && asker().questions.empty());
    plan.publications = {"tidegate_shop"};
    place.window().workspace().plan().set(plan);
    place.window().workspace().setTarget(QUuid());
    place.press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(place.banner().text().contains(QLatin1String("target")));
    QVERIFY(!place.run().isRunning());
}

void SyncPageTest::wrongPasswordIsTold()
{
    auto &place = *m_place;
    addWithPassword(place.target, "joe", "right");
    const auto id = place.window().save(QStringLiteral("new as joe"), place.target.conninfo("shop") + " user=joe");
    place.window().vault.passwords.insert(id, QStringLiteral("wrong"));
    QVERIFY(place.window().workspace().setTarget(id));
    const auto failedToLogIn = [&place] {
        if (!place.banner().isVisible())
            place.press(Qt::Key_Return, Qt::ControlModifier); // the server may not have read its new rules yet
        return place.banner().text().contains(QLatin1String("assword"));
    };
    QTRY_VERIFY2_WITH_TIMEOUT(failedToLogIn(), qPrintable(place.banner().text()), 20'000);
    QVERIFY(!place.run().isRunning());
    QCOMPARE(place.page().state().tone, look::Tone::Failed);
    QVERIFY(place.clickInBanner(QStringLiteral("Details")));
    QCOMPARE(asker().told.size(), std::size_t(1));
    QVERIFY(!asker().told.front().sql.contains(QLatin1String("wrong")));
    place.window().vault.passwords.insert(id, QStringLiteral("right"));
    asker().answers = {QStringLiteral("start")};
    QVERIFY(place.clickInBanner(QStringLiteral("Try again")));
    QVERIFY(place.isInSync());
    QVERIFY(!place.banner().isVisible());
    QVERIFY2(place.becomesEqual(), place.report.c_str());
}

void SyncPageTest::aRefusalIsToldAndTriedAgain()
{
    auto &place = *m_place;
    place.target.sql("shop", "DROP TABLE readings");
    place.start();
    QTRY_VERIFY2_WITH_TIMEOUT(place.banner().text().contains(QLatin1String("readings")), qPrintable(place.banner().text()), 30'000);
    QVERIFY(!place.run().isRunning());
    QCOMPARE(place.page().state().word, QStringLiteral("Failed"));
    place.target.sql("shop", "CREATE TABLE readings (device int, at timestamptz, v float, PRIMARY KEY (device, at))");
    asker().answers = {QStringLiteral("start")};
    QVERIFY(place.clickInBanner(QStringLiteral("Try again")));
    QVERIFY(place.isInSync());
    QVERIFY2(place.becomesEqual(), place.report.c_str());
}

void SyncPageTest::theSourceGoesAwayAndComesBack()
{
    auto &place = *m_place;
    place.start();
    QVERIFY(place.isInSync());
    place.source.stop(support::StopMode::Immediate);
    QVERIFY(place.isPhase(Phase::Retrying));
    QTRY_VERIFY(place.banner().isVisible());
    QTRY_COMPARE(place.page().state().word, QStringLiteral("Trying again"));
    QTRY_VERIFY(find<QLabel>(place.page(), "syncFigures")->text().contains(QLatin1String("attempt")));
    place.source.startAgain();
    place.onSource("INSERT INTO orders VALUES (7000, 'after')");
    QVERIFY(place.isInSync());
    QVERIFY2(place.becomesEqual(), place.report.c_str());
    QTRY_VERIFY_WITH_TIMEOUT(!place.banner().isVisible(), 20'000);
    QVERIFY(place.run().isRunning());
}

void SyncPageTest::anotherEngineIsTakenOver()
{
    auto &place = *m_place;
    place.start();
    QVERIFY(place.isInSync());
    WindowFixture other; // another window, of a colleague
    other.workspace().setSource(other.save(QStringLiteral("old"), place.source.conninfo("shop")));
    other.workspace().setTarget(other.save(QStringLiteral("new"), place.target.conninfo("shop"), settings::Environment::Production));
    other.workspace().plan().set(place.window().workspace().plan().value());
    other.window().showPage(QStringLiteral("sync"));
    QVERIFY(QTest::qWaitForWindowActive(&other.window()));
    QTest::keyClick(&other.window(), Qt::Key_Return, Qt::ControlModifier);
    auto *banner = other.window().page(QStringLiteral("sync"))->findChild<widgets::Banner *>();
    QTRY_VERIFY2_WITH_TIMEOUT(banner->text().contains(QLatin1String("already being run")), qPrintable(banner->text()), 30'000);
    QVERIFY(place.run().isRunning());
    QPushButton *take = nullptr;
    for (auto *button : banner->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().contains(QLatin1String("over")))
            take = button;
    }
    QVERIFY(take);
    other.asker.answers = {QStringLiteral("yes")};
    QTest::mouseClick(take, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(other.asker.dangerous.size(), std::size_t(1), 10'000);
    QCOMPARE(other.asker.dangerous.front().typed, QStringLiteral("shop")); // production
    QTRY_VERIFY_WITH_TIMEOUT(!place.run().isRunning(), 30'000);
    QTRY_VERIFY2(place.banner().text().contains(QLatin1String("taken over")), qPrintable(place.banner().text()));
    place.onSource("DELETE FROM orders WHERE id % 2 = 0");
    QVERIFY2(place.becomesEqual(), place.report.c_str());
    QVERIFY(other.workspace().run().isRunning());
}

QTEST_MAIN(SyncPageTest)
#include "sync_page_test.moc"
