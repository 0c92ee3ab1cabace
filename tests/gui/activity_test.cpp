// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/activity/activity_model.h"
#include "widgets/banner.h"
#include "window_fixture.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QCheckBox>
#include <QFile>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <random>
#include <thread>

using namespace tidegate;
using namespace tidegate::tests;
using frame::EventLog;
using Level = frame::EventLog::Level;
using pages::ActivityModel;

/// The event log and its page: bounded, drained by a timer, filtered, copied and saved.
class ActivityTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<WindowFixture> m_place;

    template <typename T>
    T *get(const char *name)
    {
        return find<T>(*m_place->window().page(QStringLiteral("activity")), name);
    }
    EventLog &log() { return m_place->workspace().log(); }
    QTableView *table() { return get<QTableView>("activityTable"); }
    QString text(int row) { return table()->model()->index(row, ActivityModel::Text).data().toString(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers) { QTest::keyClick(&m_place->window(), key, modifiers); }

private slots:
    void init()
    {
        m_place = std::make_unique<WindowFixture>();
        m_place->window().showPage(QStringLiteral("activity"));
        QVERIFY(QTest::qWaitForWindowActive(&m_place->window()));
    }
    void cleanup() { m_place.reset(); }

    /// Bursts of every size, past the bound and around it; what is left is the newest, in order.
    void boundedUnderRandomBursts()
    {
        EventLog log;
        const ActivityModel model(log);
        const QAbstractItemModelTester tester(const_cast<ActivityModel *>(&model),
                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy appended(&log, &EventLog::appended);
        std::mt19937 random(5);
        int number = 0;
        int bursts = 0;
        for (const int size : {1, 17, 4000, 9999, 1, 1, 10'000, 3, 12'345, 500}) {
            const int count = size + static_cast<int>(random() % 7);
            for (int i = 0; i < count; ++i)
                log.add(Level::Note, QString::number(number++));
            ++bursts;
            QTRY_COMPARE(appended.count(), bursts); // one change for the view, however many came
            const auto kept = std::min(number, EventLog::capacity);
            QCOMPARE(model.rowCount(), kept);
            QCOMPARE(model.index(kept - 1, ActivityModel::Text).data(Qt::DisplayRole).toString(), QString::number(number - 1));
            QCOMPARE(model.index(0, ActivityModel::Text).data(Qt::DisplayRole).toString(), QString::number(number - kept));
        }
    }

    /// The engine writes from its own threads, also when nobody fetches, and no password stands in it.
    void theEnginesLog()
    {
        auto log = std::make_unique<EventLog>();
        const auto engine = log->engineLog();
        const auto write = [engine] {
            for (int i = 0; i < 8000; ++i)
                engine->info("line {} of postgresql://joe:verysecret@host/db", i);
        };
        std::thread one(write);
        std::thread two(write);
        one.join();
        two.join();
        engine->warn("mind this");
        QTRY_COMPARE(log->entries().size(), static_cast<std::size_t>(EventLog::capacity));
        for (const auto &entry : log->entries())
            QVERIFY2(!entry.text.contains(QLatin1String("verysecret")), qPrintable(entry.text));
        QVERIFY(log->entries().front().level == Level::Engine);
        QVERIFY(log->entries().back().level == Level::Warning);
        log.reset();
        engine->info("into nothing"); // an engine may outlive the window's log by a moment
    }

    void filteredByLevelAndWords()
    {
        log().add(Level::Note, QStringLiteral("copied"), QStringLiteral("public.orders"));
        log().add(Level::Warning, QStringLiteral("slow"));
        log().add(Level::Problem, QStringLiteral("broken\nand more"), QStringLiteral("public.devices"));
        log().engineLog()->info("inner words");
        QTRY_COMPARE(table()->model()->rowCount(), 3);
        QCOMPARE(text(2), QStringLiteral("broken")); // a row is a line, and below stands all of it
        table()->setCurrentIndex(table()->model()->index(2, 0));
        QCOMPARE(get<QPlainTextEdit>("wholeEntry")->toPlainText(), QStringLiteral("broken\nand more"));
        auto *level = get<QComboBox>("level");
        const int expected[] = {3, 2, 1, 4};
        for (int choice = 0; choice < 4; ++choice) {
            level->setCurrentIndex(choice);
            QCOMPARE(table()->model()->rowCount(), expected[choice]);
        }
        key(Qt::Key_F, Qt::ControlModifier);
        auto *words = get<QLineEdit>("words");
        QVERIFY(words->hasFocus());
        QTest::keyClicks(words, QStringLiteral("ORDERS"));
        QCOMPARE(table()->model()->rowCount(), 1);
        QCOMPARE(text(0), QStringLiteral("copied"));
        words->clear();
        QTest::keyClicks(words, QStringLiteral("and more")); // also what the row does not show
        QCOMPARE(table()->model()->rowCount(), 1);
        QCOMPARE(m_place->window().currentPage()->state().word, QStringLiteral("1 problem(s)"));
    }

    void copiedAndSaved()
    {
        for (const char *word : {"one", "two", "three"})
            log().add(Level::Note, QLatin1String(word));
        QTRY_COMPARE(table()->model()->rowCount(), 3);
        table()->setFocus();
        table()->selectRow(1);
        key(Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QLatin1String("two")));
        QVERIFY(!QGuiApplication::clipboard()->text().contains(QLatin1String("one")));
        key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count(QLatin1Char('\n')), 3);
        const QTemporaryDir directory;
        const auto path = directory.filePath(QStringLiteral("activity.txt"));
        auto *banner = m_place->window().currentPage()->findChild<widgets::Banner *>();
        m_place->asker.answers = {path};
        key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(banner->text().contains(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), QGuiApplication::clipboard()->text());
        m_place->asker.answers = {directory.filePath(QStringLiteral("no/such/folder.txt"))};
        key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(banner->text().contains(QLatin1String("no/such/folder.txt")));
    }

    void followsTheNewestUnlessTold()
    {
        const auto fill = [this](int count) {
            for (int i = 0; i < count; ++i)
                log().add(Level::Note, QString::number(i));
        };
        const auto *bar = table()->verticalScrollBar();
        fill(500);
        QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
        QTest::mouseClick(get<QCheckBox>("follow"), Qt::LeftButton, {}, QPoint(8, get<QCheckBox>("follow")->height() / 2));
        QVERIFY(!get<QCheckBox>("follow")->isChecked());
        const auto before = bar->value();
        fill(100);
        QTRY_COMPARE(table()->model()->rowCount(), 600);
        QCOMPARE(bar->value(), before);
        key(Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(bar->value(), bar->maximum());
    }

    /// A run that cannot begin leaves its reason here.
    void aRunThatFails()
    {
        migration::RunOptions options;
        options.source = endpoint::Endpoint::fromText("host=127.0.0.1 port=1 dbname=x");
        options.target = options.source;
        options.subscription = "s";
        options.publications = {"p"};
        m_place->workspace().run().start(options);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model()->rowCount() >= 2, 30'000);
        m_place->workspace().run().requestStop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->workspace().run().isRunning(), 10'000);
        QCOMPARE(text(0), QStringLiteral("The migration was started from this window."));
    }
};

QTEST_MAIN(ActivityTest)
#include "activity_test.moc"
