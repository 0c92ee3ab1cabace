// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/skips.h"
#include "vault/keychain_vault.h"
#include "vault/session_first_vault.h"

#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace tidegate::vault;
using Kind = VaultAnswer::Kind;

namespace {

VaultAnswer endOf(VaultRequest *request)
{
    QSignalSpy ended(request, &VaultRequest::ended);
    if (!ended.wait(20'000))
        return {Kind::Failed, {}, QStringLiteral("no answer")};
    return ended.first().first().value<VaultAnswer>();
}

} // namespace

/// What runs inside of a session bus of its own, started by the outer test.
class InnerKeychainTest : public QObject
{
    Q_OBJECT

private slots:
    void passwordsComeBack()
    {
        if (!isUnlocked())
            QSKIP("for the unlocked keyring");
        const auto id = QUuid::createUuid();
        {
            KeychainVault vault;
            QCOMPARE(endOf(vault.read(id)).kind, Kind::NotFound);
            QVERIFY(endOf(vault.write(id, QStringLiteral("p:w\\ä "), Keep::Always)).isDone());
        }
        const auto again = SessionFirstVault::fromKeychain(); // as after a restart
        const auto read = endOf(again->read(id));
        QVERIFY2(read.isDone(), qPrintable(read.reason));
        QCOMPARE(read.secret, QStringLiteral("p:w\\ä "));
        QVERIFY(again->describe().lasting);
        QVERIFY(endOf(again->write(id, QStringLiteral("second"), Keep::Always)).isDone());
        QCOMPARE(endOf(again->read(id)).secret, QStringLiteral("second"));
        QVERIFY(endOf(again->remove(id)).isDone());
        QCOMPARE(endOf(again->read(id)).kind, Kind::NotFound);
    }

    void aLockedKeyringFailsWithItsReason()
    {
        if (isUnlocked())
            QSKIP("for the locked keyring");
        KeychainVault vault;
        const auto write = endOf(vault.write(QUuid::createUuid(), QStringLiteral("x"), Keep::Always));
        QCOMPARE(write.kind, Kind::Failed);
        QVERIFY(!write.reason.isEmpty());
    }

private:
    static bool isUnlocked() { return qEnvironmentVariable("TIDEGATE_INNER") == QLatin1String("unlocked"); }
};

/// The system's real keychain: a Secret Service on a private session bus, its files in a temporary directory.
class KeychainTest : public QObject
{
    Q_OBJECT

private slots:
    void realKeyring_data()
    {
        QTest::addColumn<QString>("state");
        QTest::newRow("unlocked") << QStringLiteral("unlocked");
        QTest::newRow("locked") << QStringLiteral("locked");
    }
    void realKeyring()
    {
        QFETCH(QString, state);
        for (const char *program : {"dbus-run-session", "gnome-keyring-daemon"}) {
            if (QStandardPaths::findExecutable(QLatin1String(program)).isEmpty())
                TIDEGATE_SKIP(program);
        }
        const QTemporaryDir home;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("TIDEGATE_INNER"), state);
        for (const char *variable :
             {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
            environment.insert(QLatin1String(variable), home.path());
        for (const char *variable :
             {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "QT_QPA_PLATFORM"})
            environment.remove(QLatin1String(variable));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        const auto unlock =
            state == QLatin1String("unlocked") ? QStringLiteral("printf '\\n' | ") : QString();
        const auto flag =
            state == QLatin1String("unlocked") ? QStringLiteral("--unlock") : QStringLiteral("--start");
        process.start(
            QStringLiteral("dbus-run-session"),
            {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
             QStringLiteral("%1gnome-keyring-daemon %2 --components=secrets >/dev/null; exec \"$0\"")
                 .arg(unlock, flag),
             QCoreApplication::applicationFilePath()});
        QVERIFY(process.waitForFinished(60'000));
        const auto output = process.readAll();
        QVERIFY2(process.exitCode() == 0, output.constData());
        QVERIFY2(output.contains("1 passed, 0 failed, 1 skipped")
                     || output.contains("3 passed, 0 failed, 1 skipped"),
                 output.constData());
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    qRegisterMetaType<VaultAnswer>();
    if (qEnvironmentVariableIsSet("TIDEGATE_INNER")) {
        InnerKeychainTest inner;
        return QTest::qExec(&inner, argc, argv);
    }
    KeychainTest outer;
    return QTest::qExec(&outer, argc, argv);
}

#include "keychain_test.moc"
