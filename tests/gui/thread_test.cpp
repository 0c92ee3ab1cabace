// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"
#include "pages/connections/connection_dialog.h"
#include "support/skips.h"
#include "thread_watch.h"
#include "widgets/banner.h"
#include "widgets/status_badge.h"

#include <QAbstractItemView>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace tidegate;
using namespace tidegate::tests;

namespace {

constexpr int wait = 60'000; // ms

bool hasCall(const QStringList &calls, const char *call, const QString &path = {})
{
    const QString beginning = QLatin1String(call) + QLatin1Char(' ') + path;
    return std::any_of(calls.begin(), calls.end(), [&](const QString &each) { return each.startsWith(beginning); });
}

} // namespace

/// The window asks no server and no disk on its own thread: both may take their time, and it must not.
class ThreadTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MigrationPlace> m_place;

    int rows(const char *page, const char *list)
    {
        return find<QAbstractItemView>(m_place->page(page), list)->model()->rowCount();
    }
    bool isListed(const char *page, const char *list)
    {
        m_place->show(page);
        return QTest::qWaitFor([&] { return rows(page, list) > 0; }, wait);
    }
    /// By Ctrl+S on the page that is shown.
    bool isExported(const char *page, const QString &path)
    {
        m_place->asker().answers = {path};
        m_place->key(Qt::Key_S, Qt::ControlModifier);
        return QTest::qWaitFor([&] { return m_place->page(page).findChild<widgets::Banner *>()->text().contains(path); }, wait);
    }
    static bool isNone(const QStringList &calls)
    {
        for (const auto &call : calls)
            qWarning("%s", qPrintable(call)); // a failure's own text is cut off
        return calls.isEmpty();
    }

private slots:
    void initTestCase()
    {
        if (!ThreadWatch::isPossible())
            TIDEGATE_SKIP("calls that a program can watch (Linux)");
        m_place = std::make_unique<MigrationPlace>();
    }
    void cleanupTestCase() { m_place.reset(); }
    void init()
    {
        QVERIFY(m_place->begin());
        m_place->onBoth("CREATE TABLE orders (id bigserial PRIMARY KEY, note text)");
        m_place->source("INSERT INTO orders (note) SELECT 'n' || i FROM generate_series(1, 2000) i");
        m_place->publish({{"public", "orders"}});
    }
    void cleanup() { m_place->end(); }

    /// Whatever the other function finds nothing of.
    void whatIsDoneOnPurposeIsSeen()
    {
        const QTemporaryDir directory;
        const auto path = directory.filePath(QStringLiteral("a file"));
        const auto touch = [&path] {
            QSaveFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write("x") == 1 && file.commit() && QFile::exists(path)
                   && QFile::remove(path);
        };
        ThreadWatch watch;
        bool touched = false;
        std::thread([&] { touched = touch(); }).join();
        QVERIFY(touched);
        QCOMPARE(watch.calls(), QStringList());
        QVERIFY(touch());
        QVERIFY2(hasCall(watch.calls(), "open64", directory.path()) || hasCall(watch.calls(), "open", directory.path()),
                 qPrintable(watch.calls().join(QLatin1Char('\n'))));
        QVERIFY(hasCall(watch.calls(), "unlink", path));
        QCOMPARE(QDir(directory.path()).entryList(QDir::Files), QStringList());
        QVERIFY(hasCall(watch.calls(), "opendir", directory.path()));
        QProcess child;
        child.start(QStringLiteral("sleep"), {QStringLiteral("60")});
        QVERIFY(child.waitForStarted());
        child.terminate();
        QVERIFY(child.waitForFinished());
        QVERIFY(hasCall(watch.calls(), "kill"));
        m_place->source("SELECT 1");
        QVERIFY2(hasCall(watch.calls(), "PQgetResult") || hasCall(watch.calls(), "PQexec"),
                 qPrintable(watch.calls().join(QLatin1Char('\n'))));
    }

    /// Every page with something to show, a run from its start to its end, and the window closed.
    void theWindowAsksNoServerAndNoDisk()
    {
        ThreadWatch watch;
        QVERIFY(isListed("connections", "connectionList"));
        QVERIFY(isListed("tables", "tableTree"));
        find<QLineEdit>(m_place->page("tables"), "tableFilter")->setText(QStringLiteral("ord"));
        QVERIFY(isListed("source", "findings"));
        m_place->show("schema");
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->page("schema").state().word.isEmpty(), wait);
        QVERIFY(m_place->run());
        QVERIFY(isListed("sync", "syncTables"));
        QVERIFY(isListed("cutover", "checklist"));
        m_place->show("cleanup");
        m_place->show("activity");
        m_place->workspace().run().post("cutover", "{}");
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->workspace().run().isRunning(), wait);
        m_place->show("cleanup");
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->page("cleanup").state().word.isEmpty(), wait);
        m_place->fixture().window().closeWithoutAsking();
        QVERIFY(isNone(watch.calls()));
    }

    /// Whatever the window keeps is written by others: connections, the plan, a script, the activity, what was reached, and
    /// the window's own place. The dialogs of files are out of it, since a script answers for them: they are Qt's or the
    /// desktop's, and look into folders where they like.
    void whatIsSavedIsSavedElsewhere()
    {
        auto &window = m_place->fixture().window();
        auto &connections = m_place->fixture().connections();
        const auto &profile = m_place->fixture().profile();
        const QTemporaryDir exports;
        const auto script = exports.filePath(QStringLiteral("before.sql"));
        const auto activity = exports.filePath(QStringLiteral("activity.txt"));
        auto server = endpoint::Endpoint::fromText(m_place->sourceCluster().conninfo("shop"));
        server.set("sslmode", "prefer");
        QSignalSpy saved(&connections, &settings::ConnectionStore::saved);
        QSignalSpy closed(&window, &shell::MainWindow::closed);
        ThreadWatch watch;

        m_place->show("connections");
        m_place->key(Qt::Key_N, Qt::ControlModifier);
        auto *dialog = openDialog<pages::ConnectionDialog>(window);
        QVERIFY(dialog);
        QTest::keyClicks(find<QLineEdit>(*dialog, "uri"), QString::fromStdString(server.toUri()));
        QTest::keyClick(find<QLineEdit>(*dialog, "uri"), Qt::Key_Return);
        find<QLineEdit>(*dialog, "name")->setText(QStringLiteral("Third"));
        QTest::mouseClick(find<QPushButton>(*dialog, "test"), Qt::LeftButton);
        const auto *state = find<widgets::StatusBadge>(*dialog, "testState");
        QTRY_VERIFY_WITH_TIMEOUT(state->word().contains(QLatin1String("Passed")), wait);
        QTest::keyClick(find<QLineEdit>(*dialog, "name"), Qt::Key_Return);
        QTRY_COMPARE(connections.connections().size(), std::size_t(3));
        QTRY_VERIFY_WITH_TIMEOUT(saved.count() > 0, wait);
        m_place->key(Qt::Key_F2, {});
        QTRY_VERIFY((dialog = openDialog<pages::ConnectionDialog>(window)));
        find<QLineEdit>(*dialog, "name")->setText(QStringLiteral("Fourth"));
        QTest::keyClick(find<QLineEdit>(*dialog, "name"), Qt::Key_Return);
        QTRY_COMPARE(connections.connections().back().name, QStringLiteral("Fourth"));
        m_place->asker().answers = {QStringLiteral("delete")};
        m_place->key(Qt::Key_Delete, {});
        QTRY_COMPARE(connections.connections().size(), std::size_t(2));

        QVERIFY(isListed("tables", "tableTree"));
        m_place->key(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        m_place->key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_place->workspace().plan().value().tables.size(), std::size_t(1));
        m_place->show("schema");
        m_place->key(Qt::Key_F5, {});
        QTRY_VERIFY_WITH_TIMEOUT(rows("schema", "beforeScriptView") > 0, wait);
        QVERIFY(isExported("schema", script));
        m_place->show("sync");
        m_place->asker().answers = {QStringLiteral("start")};
        m_place->key(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->workspace().run().inSyncSince().isNull(), wait);
        m_place->show("activity");
        QVERIFY(isExported("activity", activity));
        m_place->asker().answers = {QStringLiteral("stop")};
        window.close();
        QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, wait);
        QVERIFY(isNone(watch.calls()));

        m_place->fixture().open(); // the next start: all is there
        QVERIFY(QFile::exists(script) && QFile::exists(activity) && QFile::exists(profile.windowFile()));
        QCOMPARE(m_place->fixture().window().currentPage()->id(), QStringLiteral("activity"));
        QCOMPARE(m_place->fixture().connections().connections().size(), std::size_t(2));
        QCOMPARE(m_place->workspace().plan().value().tables.size(), std::size_t(1));
        QVERIFY(m_place->workspace().milestones().isReached(frame::Milestone::Begun));
    }
};

QTEST_MAIN(ThreadTest)
#include "thread_test.moc"
