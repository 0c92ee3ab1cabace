// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"
#include "support/skips.h"
#include "thread_watch.h"

#include <QAbstractItemView>
#include <QFile>
#include <QLineEdit>
#include <QSaveFile>
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
    /// Without what QSettings still writes here: settings.ini at its leisure, both files when the window closes. A file
    /// in which something was decided, the plan or a connection, is not among them.
    QStringList others(QStringList calls)
    {
        const auto directory = m_place->fixture().profile().directory();
        calls.removeIf([&](const QString &call) {
            const auto path = call.section(QLatin1Char(' '), 1).section(QLatin1String("  by "), 0, 0);
            return path == directory || path.startsWith(directory + QLatin1String("/settings.ini"))
                   || path.startsWith(directory + QLatin1String("/window.ini"));
        });
        return calls;
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
        const auto seen = others(watch.calls());
        for (const auto &call : seen)
            qWarning("%s", qPrintable(call)); // a failure's own text is cut off
        QCOMPARE(seen.size(), 0);
    }
};

QTEST_MAIN(ThreadTest)
#include "thread_test.moc"
