// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/language.h"
#include "ask/danger_dialog.h"
#include "ask/window_asker.h"
#include "support/cluster.h"
#include "widgets/status_badge.h"
#include "window_fixture.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tidegate;
using namespace tidegate::tests;

namespace {

bool hasName(const QWidget &widget)
{
    if (!widget.accessibleName().isEmpty() || widget.property("text").toString().size() > 0)
        return true;
    for (const auto *label : widget.window()->findChildren<QLabel *>()) {
        if (label->buddy() == &widget || (label->buddy() && label->buddy()->focusProxy() == &widget))
            return true;
    }
    return false;
}

ask::DangerousQuestion dangerous(const QString &typed)
{
    ask::DangerousQuestion question;
    question.title = QStringLiteral("Cut over");
    question.servers = {{QStringLiteral("Source"), QStringLiteral("old"), QStringLiteral("a:1/shop"),
                         QStringLiteral("Production"), look::Hue::Red},
                        {QStringLiteral("Target"), QStringLiteral("new"), QStringLiteral("b:2/shop"),
                         QStringLiteral("Staging"), look::Hue::Amber}};
    question.cannotBeUndone = QStringList{QStringLiteral("The slot is gone.")};
    question.sql = QStringLiteral("SELECT 1");
    question.verb = QStringLiteral("Cut over");
    question.typed = typed;
    return question;
}

} // namespace

class ShellTest : public QObject
{
    Q_OBJECT

private slots:
    void dangerousQuestionsDefaultToCancel()
    {
        QWidget window;
        window.show();
        ask::WindowAsker asker;
        for (const auto key : {Qt::Key_Escape, Qt::Key_Return}) {
            int answers = 0;
            bool goOn = true;
            asker.askDangerous(&window, dangerous({}), [&](bool answer) {
                ++answers;
                goOn = answer;
            });
            auto *dialog = openDialog<ask::DangerDialog>(window);
            QVERIFY(dialog);
            QTest::keyClick(dialog, key);
            QTRY_COMPARE(answers, 1);
            QVERIFY(!goOn);
            QTRY_VERIFY(!openDialog<ask::DangerDialog>(window));
        }
    }

    void productionWantsTheNameTyped()
    {
        QWidget window;
        window.show();
        ask::WindowAsker asker;
        bool goOn = false;
        asker.askDangerous(&window, dangerous(QStringLiteral("shop")), [&](bool answer) { goOn = answer; });
        auto *dialog = openDialog<ask::DangerDialog>(window);
        QVERIFY(dialog);
        auto *button = find<QPushButton>(*dialog, "doIt");
        auto *typed = find<QLineEdit>(*dialog, "typed");
        QVERIFY(!button->isEnabled());
        QTest::keyClicks(typed, QStringLiteral("Shop"));
        QVERIFY(!button->isEnabled());
        typed->clear();
        QTest::keyClicks(typed, QStringLiteral("shop"));
        QVERIFY(button->isEnabled() && !button->isDefault());
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(goOn);
        QStringList words;
        for (const auto *label : dialog->findChildren<QLabel *>())
            words += label->text();
        for (const char *word :
             {"old", "a:1/shop", "Production", "new", "b:2/shop", "Staging", "The slot is gone."})
            QVERIFY2(words.contains(QLatin1String(word)), word);
    }

    void noAnswerToOneWhoIsGone()
    {
        auto window = std::make_unique<QWidget>();
        window->show();
        ask::WindowAsker asker;
        bool answered = false;
        asker.askDangerous(window.get(), dangerous({}), [&](bool) { answered = true; });
        window.reset();
        QCoreApplication::sendPostedEvents();
        QVERIFY(!answered);
    }

    void pagesAreReachedByRailMenuAndKey()
    {
        WindowFixture place;
        auto &window = place.window();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QCOMPARE(find<QListWidget>(window, "rail")->count(), static_cast<int>(window.pages().size()));
        int key = Qt::Key_1;
        for (const auto *page : window.pages()) {
            QTest::keyClick(&window, static_cast<Qt::Key>(key++), Qt::ControlModifier);
            QCOMPARE(window.currentPage(), page);
        }
    }

    void geometryAndPageComeBack()
    {
        WindowFixture place;
        place.window().resize(781, 613); // newer Qt brings back no more than the screen holds, 800 offscreen
        const auto size = place.window().size();
        const auto page = place.window().currentPage()->id();
        QVERIFY(place.window().close());
        place.open();
        QCOMPARE(place.window().size(), size);
        QCOMPARE(place.window().currentPage()->id(), page);
    }

    void everyWidgetHasANameAndEveryActionAText_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("en") << QStringLiteral("en");
        QTest::newRow("qps") << QStringLiteral("qps");
    }
    void everyWidgetHasANameAndEveryActionAText()
    {
        QFETCH(QString, language);
        const app::Language translators(language);
        WindowFixture place;
        place.save(QStringLiteral("Shop"), "host=h dbname=d");
        auto &window = place.window();
        QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier); // with the dialog
        for (const auto *widget : window.findChildren<QWidget *>()) {
            const bool reached =
                (widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && !widget->focusProxy();
            QVERIFY2(!reached || hasName(*widget), qPrintable(QLatin1String(widget->metaObject()->className())
                                                              + QLatin1Char(' ') + widget->objectName()));
        }
        for (const auto *page : window.pages()) {
            QSet<QKeySequence> seen;
            for (const auto *action : page->menuActions()) {
                QVERIFY(!action->text().isEmpty());
                QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
                QVERIFY2(!seen.contains(action->shortcut()), qPrintable(action->text()));
                seen.insert(action->shortcut());
            }
        }
        if (language == QLatin1String("qps"))
            QVERIFY(window.pages().front()->title().startsWith(QLatin1Char('[')));
    }

    /// Texts a third longer than the English ones are no reason to be wider than a small screen.
    void fitsOnASmallScreenInAnyLanguage()
    {
        const app::Language translators(QStringLiteral("qps"));
        WindowFixture place;
        place.workspace().setSource(place.save(QStringLiteral("Shop"), "host=h dbname=d"));
        place.workspace().setTarget(place.save(QStringLiteral("Cloud"), "host=g dbname=d"));
        place.window().show();
        QVERIFY2(place.window().minimumSizeHint().width() <= 1280,
                 qPrintable(QString::number(place.window().minimumSizeHint().width())));
    }

    void closingWhileRunningAsks()
    {
        const auto cluster = support::Cluster::start();
        cluster->createDatabase("old");
        cluster->createDatabase("new");
        for (const char *database : {"old", "new"})
            cluster->sql(database, "CREATE TABLE t (id int PRIMARY KEY)");
        cluster->sql("old", "INSERT INTO t SELECT generate_series(1, 100); CREATE PUBLICATION p FOR TABLE t");
        WindowFixture place;
        migration::RunOptions options;
        options.source = endpoint::Endpoint::fromText(cluster->conninfo("old"));
        options.target = endpoint::Endpoint::fromText(cluster->conninfo("new"));
        options.subscription = "s";
        options.publications = {"p"};
        options.log = makeSilentLog();
        auto &run = place.workspace().run();
        run.start(options);
        QTRY_VERIFY_WITH_TIMEOUT(!run.inSyncSince().isNull(), 60'000);
        const auto states = place.window().findChildren<widgets::StatusBadge *>();
        QVERIFY(std::any_of(states.begin(), states.end(),
                            [](const auto *badge) { return badge->word() == QLatin1String("In sync"); }));

        QVERIFY(!place.window().close());
        QCOMPARE(place.asker.questions.size(), std::size_t(1));
        for (const auto &choice : place.asker.questions.front().choices)
            QVERIFY(choice.id != QLatin1String("keep")); // no tray here
        QCoreApplication::sendPostedEvents();            // Cancel
        QVERIFY(run.isRunning() && place.window().isVisible());
        QVERIFY(!place.workspace().setSource(QUuid::createUuid())); // roles stay while it runs

        QSignalSpy closed(&place.window(), &shell::MainWindow::closed);
        place.asker.answers = {QStringLiteral("stop")};
        QVERIFY(!place.window().close());
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 5000);
        QVERIFY(!run.isRunning());
    }
};

QTEST_MAIN(ShellTest)
#include "shell_test.moc"
