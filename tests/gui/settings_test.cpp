// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/connection_json.h"
#include "settings/connection_store.h"
#include "settings/file_saver.h"
#include "settings/settings.h"
#include "settings/write_file.h"

#include <QDir>
#include <QRandomGenerator>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>

using namespace tidegate::settings;

namespace {

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

SavedConnection randomConnection(QRandomGenerator &random)
{
    SavedConnection connection;
    connection.id = QUuid::createUuid();
    connection.name = QStringLiteral("näme \"%1\" \\ ").arg(random.generate());
    connection.environment = static_cast<Environment>(random.bounded(3));
    connection.uri =
        QStringLiteral("postgresql://j%C3%B6@h%1:5432/d?sslmode=verify-full&sslrootcert=%2Fa%20b.crt")
            .replace(QLatin1String("%1"), QString::number(random.bounded(100)));
    if (random.bounded(2)) {
        connection.ssh = QStringLiteral("joe@bastion:2222");
        connection.sshKey = random.bounded(2) ? QStringLiteral("/home/jö/.ssh/id") : QString();
        connection.sshConfig = random.bounded(2) ? QStringLiteral("C:\\ssh\\config") : QString();
    }
    connection.passwordKept = random.bounded(2);
    if (random.bounded(2)) {
        connection.lastTest =
            TestRecord{QDateTime::fromSecsSinceEpoch(random.bounded(2000000000)).toUTC(),
                       static_cast<TestRecord::Outcome>(random.bounded(3)), QStringLiteral("17.2")};
    }
    return connection;
}

} // namespace

class SettingsTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_profile = Profile(m_directory->filePath(QStringLiteral("new/profile")));
    }

    void profileIsMadeForItsOwnerAlone()
    {
        QVERIFY(!prepare(m_profile));
#ifdef Q_OS_UNIX
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(m_profile.directory()) & others));
        {
            FileSaver saver;
            ConnectionStore store(m_profile, saver);
            QRandomGenerator random(1);
            store.put(randomConnection(random));
        }
        QVERIFY(QFile::exists(m_profile.connectionsFile()));
        QVERIFY(!(QFile::permissions(m_profile.connectionsFile()) & others));
#endif
    }

    void settingsComeBack()
    {
        QVERIFY(!prepare(m_profile));
        const auto source = QUuid::createUuid();
        {
            FileSaver saver;
            Settings settings(m_profile, saver);
            QVERIFY(settings.language().isEmpty() && settings.source().isNull());
            settings.setLanguage(QStringLiteral("de"));
            settings.setRoles(source, {});
        }
        QVERIFY(!prepare(m_profile));
        FileSaver saver;
        const Settings again(m_profile, saver);
        QCOMPARE(again.language(), QStringLiteral("de"));
        QCOMPARE(again.source(), source);
        QVERIFY(again.target().isNull());
        // As the version before this one reads it.
        const QSettings file(m_profile.settingsFile(), QSettings::IniFormat);
        QCOMPARE(file.value(QStringLiteral("format")).toInt(), 2);
        QCOMPARE(file.value(QStringLiteral("roles/source")).toString(), source.toString(QUuid::WithoutBraces));
    }

    void connectionsComeBackExactly()
    {
        QRandomGenerator random(7);
        std::vector<SavedConnection> connections;
        for (int i = 0; i < 200; ++i)
            connections.push_back(randomConnection(random));
        QVERIFY(fromJson(toJson(connections)) == connections);
    }

    void aNewerFileIsRefusedAndLeftAlone_data()
    {
        QTest::addColumn<bool>("json");
        QTest::newRow("settings.ini") << false;
        QTest::newRow("connections.json") << true;
    }
    void aNewerFileIsRefusedAndLeftAlone()
    {
        QFETCH(bool, json);
        QVERIFY(!prepare(m_profile));
        const auto path = json ? m_profile.connectionsFile() : m_profile.settingsFile();
        const QByteArray text = json ? R"({"format": 3, "connections": [{"new": "things"}]})"
                                     : QByteArray("[General]\nformat=3\nnew=things\n");
        write(path, text);
        const auto refusal = prepare(m_profile);
        QCOMPARE(refusal.why, Refusal::Why::Newer);
        QCOMPARE(refusal.file, path);
        QCOMPARE(refusal.format, 3);
        QCOMPARE(read(path), text);
        QCOMPARE(QDir(m_profile.directory()).entryList(QDir::Files).size(), 1); // no copy, no lock
    }

    void anUnreadableFileIsRefusedAndLeftAlone()
    {
        QVERIFY(!prepare(m_profile));
        write(m_profile.connectionsFile(), "{\"format\": 1, \"connec");
        const auto refusal = prepare(m_profile);
        QCOMPARE(refusal.why, Refusal::Why::Unreadable);
        QVERIFY(!refusal.details.isEmpty());
        QCOMPARE(read(m_profile.connectionsFile()), QByteArray("{\"format\": 1, \"connec"));
    }

    void anOlderFileIsCopiedAsideOnce()
    {
        QVERIFY(!prepare(m_profile));
        const QByteArray text = "{\"format\": 1, \"connections\": []}";
        const QString copy = m_profile.connectionsFile() + QStringLiteral(".format-1");
        write(m_profile.connectionsFile(), text);
        QVERIFY(!prepare(m_profile));
        QCOMPARE(read(copy), text);
        // Had it not been upgraded after all, a second start must not replace the first copy.
        write(m_profile.connectionsFile(), "{\"format\": 1}");
        QVERIFY(!prepare(m_profile));
        QCOMPARE(read(copy), text);
    }

    void storeTellsEachChangeOnce()
    {
        QVERIFY(!prepare(m_profile));
        auto saver = std::make_unique<FileSaver>();
        auto store = std::make_unique<ConnectionStore>(m_profile, *saver);
        QSignalSpy changed(store.get(), &ConnectionStore::changed);
        QRandomGenerator random(3);
        const auto gone = randomConnection(random);
        auto connection = randomConnection(random);
        store->put(gone);
        store->put(connection);
        store->put(connection); // the same: nothing to tell
        QCOMPARE(changed.count(), 2);
        connection.name = QStringLiteral("other");
        store->put(connection);
        QCOMPARE(store->find(connection.id)->name, QStringLiteral("other"));
        store->remove(gone.id);
        QVERIFY(!store->find(gone.id));
        QCOMPARE(changed.count(), 4);
        store.reset();
        saver.reset();
        FileSaver next;
        QVERIFY(ConnectionStore(m_profile, next).connections() == std::vector{connection});
    }

    void whatCannotBeWrittenHoldsAndIsTriedAgain()
    {
        QVERIFY(!prepare(m_profile));
        FileSaver saver;
        ConnectionStore store(m_profile, saver);
        QSignalSpy notSaved(&store, &ConnectionStore::notSaved);
        QSignalSpy saved(&store, &ConnectionStore::saved);
        QVERIFY(QDir(m_profile.directory()).removeRecursively());
        QRandomGenerator random(5);
        store.put(randomConnection(random));
        QCOMPARE(store.connections().size(), std::size_t(1));
        QTRY_COMPARE(notSaved.count(), 1);
        QVERIFY(notSaved.front().front().toString().contains(m_profile.connectionsFile()));
        QVERIFY(!prepare(m_profile));
        store.put(randomConnection(random));
        QTRY_COMPARE(saved.count(), 1);
        FileSaver another;
        QVERIFY(ConnectionStore(m_profile, another).connections() == store.connections());
    }

    /// Of one file the last is written, each file in its turn, and nothing on the thread that asks.
    void theSaverWritesTheLastOfEachFile()
    {
        QVERIFY(!prepare(m_profile));
        const auto path = [this](int file) { return m_profile.directory() + QStringLiteral("/%1").arg(file); };
        auto saver = std::make_unique<FileSaver>();
        QSignalSpy saved(saver.get(), &FileSaver::saved);
        std::atomic<int> writes{0};
        std::atomic<bool> elsewhere{true};
        for (int round = 0; round < 100; ++round) {
            for (int file = 0; file < 3; ++file) {
                saver->save(path(file), [&, round, asker = QThread::currentThread()](const QString &to) {
                    ++writes;
                    elsewhere = elsewhere && QThread::currentThread() != asker;
                    replaceFile(to, QByteArray::number(round));
                });
            }
        }
        QTRY_VERIFY(saved.count() >= 3);
        QVERIFY2(writes < 300, "nothing was left out");
        saver->save(path(0), [](const QString &to) { replaceFile(to, "the end"); });
        saver.reset();
        QCOMPARE(read(path(0)), QByteArray("the end"));
        QCOMPARE(read(path(2)), QByteArray("99"));
        QVERIFY(elsewhere);
    }

    void anUnknownEnvironmentCountsAsProduction()
    {
        QCOMPARE(environmentFromId(QStringLiteral("qa")), Environment::Production);
    }

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    Profile m_profile{QString()};
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
