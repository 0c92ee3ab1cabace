// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/single_instance.h"
#include "window_fixture.h"

#include <QLocalSocket>
#include <QProcess>
#include <QTest>

using namespace tidegate;

namespace {

/// The built program on a profile of its own.
class Program
{
public:
    Program(const QString &profile, const QStringList &more = {})
    {
        process.setProgram(QStringLiteral(TIDEGATE_WINDOW_PATH));
        process.setArguments(
            QStringList{QStringLiteral("--no-keychain"), QStringLiteral("--profile"), profile} + more);
        process.start();
    }
    ~Program()
    {
        process.kill();
        process.waitForFinished();
    }
    bool ends() { return process.waitForFinished(20'000) && process.exitStatus() == QProcess::NormalExit; }

    QProcess process;
};

/// A second start, which prints nothing before the first one's window is there.
QString pageShownBy(const QString &profile)
{
    app::SingleInstance second{settings::Profile(profile)};
    return second.isFirst() ? QString() : second.answer();
}

/// Whose lock it is; asking for it instead could take it from a program that is just starting.
qint64 lockedBy(const QString &profile)
{
    QFile lock(profile + QStringLiteral("/lock"));
    return lock.open(QIODevice::ReadOnly) ? lock.readLine().trimmed().toLongLong() : 0;
}

} // namespace

class ProgramTest : public QObject
{
    Q_OBJECT

private slots:
    void opensEachPageAndEndsBySigterm()
    {
#ifdef Q_OS_UNIX
        tests::WindowFixture pages;
        for (const auto *page : pages.window().pages()) {
            const QTemporaryDir profile;
            Program program(profile.path(), {QStringLiteral("--page"), page->id()});
            QTRY_VERIFY_WITH_TIMEOUT(lockedBy(profile.path()) == program.process.processId(), 20'000);
            QTRY_COMPARE_WITH_TIMEOUT(pageShownBy(profile.path()), page->id(), 20'000);
            program.process.terminate();
            QVERIFY(program.ends());
            QCOMPARE(program.process.exitCode(), 0);
            QVERIFY(!QFile::exists(profile.filePath(QStringLiteral("lock"))));
        }
#endif
    }

    void aSecondStartRaisesTheFirstAndEnds()
    {
        const QTemporaryDir profile;
        Program first(profile.path());
        QTRY_VERIFY_WITH_TIMEOUT(lockedBy(profile.path()) == first.process.processId(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!pageShownBy(profile.path()).isEmpty(), 20'000);
        Program second(profile.path());
        QVERIFY(second.ends());
        QCOMPARE(second.process.exitCode(), 0);
        QVERIFY(second.process.readAllStandardOutput().contains("running already"));
        QCOMPARE(first.process.state(), QProcess::Running);
    }

    void aKilledOneLeavesNoLockBehind()
    {
        const QTemporaryDir profile;
        {
            Program killed(profile.path());
            QTRY_VERIFY_WITH_TIMEOUT(lockedBy(profile.path()) == killed.process.processId(), 20'000);
            QTRY_VERIFY_WITH_TIMEOUT(!pageShownBy(profile.path()).isEmpty(), 20'000);
        }
        Program next(profile.path());
        QTRY_VERIFY_WITH_TIMEOUT(lockedBy(profile.path()) == next.process.processId(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!pageShownBy(profile.path()).isEmpty(), 20'000);
        QCOMPARE(next.process.state(), QProcess::Running);
    }

    void aNewerProfileIsRefused()
    {
        const QTemporaryDir profile;
        QFile file(profile.filePath(QStringLiteral("connections.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"format\": 99}");
        file.close();
        Program program(profile.path());
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += program.process.readAllStandardError()).contains("newer version"),
                                 20'000);
    }

    void aWrongCommandLineIsTold()
    {
        Program program(QStringLiteral("/nonexistent"), {QStringLiteral("--nonsense")});
        QVERIFY(program.ends());
        QCOMPARE(program.process.exitCode(), 2);
    }
};

QTEST_MAIN(ProgramTest)
#include "program_test.moc"
