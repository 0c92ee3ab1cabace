// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/connection_json.h"
#include "settings/connection_store.h"
#include "settings/settings.h"

#include <QDir>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

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
            TestRecord{QDateTime::fromSecsSinceEpoch(random.bounded(2000000000), Qt::UTC),
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
        ConnectionStore store(m_profile);
        QRandomGenerator random(1);
        QVERIFY(store.put(randomConnection(random)));
        QVERIFY(!(QFile::permissions(m_profile.connectionsFile()) & others));
#endif
    }

    void settingsComeBack()
    {
        QVERIFY(!prepare(m_profile));
        const auto source = QUuid::createUuid();
        {
            Settings settings(m_profile);
            QVERIFY(settings.language().isEmpty() && settings.source().isNull());
            settings.setLanguage(QStringLiteral("de"));
            settings.setRoles(source, {});
        }
        QVERIFY(!prepare(m_profile));
        const Settings again(m_profile);
        QCOMPARE(again.language(), QStringLiteral("de"));
        QCOMPARE(again.source(), source);
        QVERIFY(again.target().isNull());
        QVERIFY(read(m_profile.settingsFile()).contains("format=2"));
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
        ConnectionStore store(m_profile);
        QSignalSpy changed(&store, &ConnectionStore::changed);
        QRandomGenerator random(3);
        auto connection = randomConnection(random);
        QVERIFY(store.put(connection));
        QVERIFY(store.put(connection)); // the same: nothing to tell
        QCOMPARE(changed.count(), 1);
        connection.name = QStringLiteral("other");
        QVERIFY(store.put(connection));
        QCOMPARE(store.find(connection.id)->name, QStringLiteral("other"));
        QCOMPARE(ConnectionStore(m_profile).connections().size(), std::size_t(1));
        QVERIFY(store.remove(connection.id));
        QVERIFY(!store.find(connection.id));
        QCOMPARE(changed.count(), 3);
    }

    void whatCannotBeWrittenIsNotChanged()
    {
        QVERIFY(!prepare(m_profile));
        ConnectionStore store(m_profile);
        QSignalSpy changed(&store, &ConnectionStore::changed);
        QVERIFY(QDir(m_profile.directory()).removeRecursively());
        QRandomGenerator random(5);
        QVERIFY(!store.put(randomConnection(random)));
        QVERIFY(!store.errorString().isEmpty());
        QVERIFY(store.connections().empty());
        QCOMPARE(changed.count(), 0);
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
