// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "fake_vault.h"
#include "vault/keychain_vault.h"
#include "vault/session_first_vault.h"

#include <QSignalSpy>
#include <QTest>

using namespace tidegate;
using namespace tidegate::vault;
using tests::FakeVault;
using Kind = VaultAnswer::Kind;

namespace {

/// How a request ends, and how often.
struct Watch {
    explicit Watch(VaultRequest *request)
    {
        QObject::connect(request, &VaultRequest::ended, &context, [this](const VaultAnswer &told) {
            ++count;
            answer = told;
        });
    }
    QObject context;
    int count = 0;
    VaultAnswer answer;
};

} // namespace

class VaultTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qRegisterMetaType<VaultAnswer>();
        qunsetenv("DBUS_SESSION_BUS_ADDRESS"); // somebody's real keyring
        qunsetenv("DISPLAY");
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
    }

    void aRequestEndsOnceHoweverItEnds()
    {
        const auto id = QUuid::createUuid();
        FakeVault vault;
        Watch done(vault.write(id, QStringLiteral("p"), Keep::Always));
        QCOMPARE(done.count, 0); // never before the caller is back in its event loop
        QTRY_COMPARE(done.count, 1);
        QVERIFY(done.answer.isDone());

        vault.mood = FakeVault::Mood::Refuses;
        Watch failed(vault.read(id));
        QTRY_COMPARE(failed.count, 1);
        QCOMPARE(failed.answer.kind, Kind::Failed);
        QVERIFY(!failed.answer.reason.isEmpty());

        vault.mood = FakeVault::Mood::Locked;
        auto *request = vault.read(id);
        Watch cancelled(request);
        request->cancel();
        request->cancel();
        QCOMPARE(cancelled.count, 1);
        QCOMPARE(cancelled.answer.kind, Kind::Cancelled);
        vault.unlock(); // too late
        QCoreApplication::sendPostedEvents();
        QCOMPARE(cancelled.count, 1);

        auto dying = std::make_unique<FakeVault>();
        dying->mood = FakeVault::Mood::Locked;
        Watch orphan(dying->read(id));
        dying.reset();
        QCOMPARE(orphan.count, 1);
        QCOMPARE(orphan.answer.kind, Kind::Cancelled);
    }

    void aSilentKeyringIsTold()
    {
        FakeVault vault;
        vault.mood = FakeVault::Mood::Locked;
        auto *request = vault.read(QUuid::createUuid());
        QSignalSpy waiting(request, &VaultRequest::stillWaiting);
        QVERIFY(waiting.wait(VaultRequest::patience + 2000));
        Watch end(request);
        vault.unlock();
        QTRY_COMPARE(end.count, 1);
        QCOMPARE(end.answer.kind, Kind::NotFound);
    }

    void memoryForgetsAndSaysSo()
    {
        MemoryVault vault(QStringLiteral("no keychain"));
        const auto id = QUuid::createUuid();
        Watch write(vault.write(id, QStringLiteral("geheim"), Keep::Always));
        QTRY_COMPARE(write.count, 1);
        Watch read(vault.read(id));
        QTRY_COMPARE(read.count, 1);
        QCOMPARE(read.answer.secret, QStringLiteral("geheim"));
        Watch remove(vault.remove(id));
        QTRY_COMPARE(remove.count, 1);
        Watch gone(vault.read(id));
        QTRY_COMPARE(gone.count, 1);
        QCOMPARE(gone.answer.kind, Kind::NotFound);
        QVERIFY(!vault.describe().lasting);
        QCOMPARE(vault.describe().reason, QStringLiteral("no keychain"));
    }

    void thisSessionHidesWhatLastsAndNotLonger()
    {
        auto lasting = std::make_unique<FakeVault>();
        auto *fake = lasting.get();
        SessionFirstVault vault(std::move(lasting));
        const auto id = QUuid::createUuid();
        fake->passwords.insert(id, QStringLiteral("lasting"));
        Watch session(vault.write(id, QStringLiteral("session"), Keep::ThisSession));
        QTRY_COMPARE(session.count, 1);
        QCOMPARE(fake->passwords.value(id), QStringLiteral("lasting"));
        Watch first(vault.read(id));
        QTRY_COMPARE(first.count, 1);
        QCOMPARE(first.answer.secret, QStringLiteral("session"));
        Watch kept(vault.write(id, QStringLiteral("new"), Keep::Always));
        QTRY_COMPARE(kept.count, 1);
        Watch second(vault.read(id));
        QTRY_COMPARE(second.count, 1);
        QCOMPARE(second.answer.secret, QStringLiteral("new"));
        QVERIFY(vault.describe().lasting);
    }

    void cancellingReachesThroughToTheLastingOne()
    {
        auto lasting = std::make_unique<FakeVault>();
        auto *fake = lasting.get();
        fake->mood = FakeVault::Mood::Locked;
        SessionFirstVault vault(std::move(lasting));
        auto *request = vault.write(QUuid::createUuid(), QStringLiteral("x"), Keep::Always);
        Watch end(request);
        request->cancel();
        QCOMPARE(end.count, 1);
        QTRY_VERIFY(fake->findChildren<VaultRequest *>().isEmpty());
        fake->unlock();
        QVERIFY(fake->passwords.isEmpty());
    }

    void withoutAKeychainMemoryIsUsedAndTheReasonTold()
    {
        const auto vault = SessionFirstVault::fromKeychain();
        const auto id = QUuid::createUuid();
        Watch write(vault->write(id, QStringLiteral("p"), Keep::Always)); // waits for the probe
        QTRY_COMPARE(write.count, 1);
        QVERIFY(write.answer.isDone());
        QVERIFY(!vault->describe().lasting);
        QVERIFY(!vault->describe().reason.isEmpty());
        Watch read(vault->read(id));
        QTRY_COMPARE(read.count, 1);
        QCOMPARE(read.answer.secret, QStringLiteral("p"));
    }
};

QTEST_GUILESS_MAIN(VaultTest)
#include "vault_test.moc"
