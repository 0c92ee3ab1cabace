// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/saved_login.h"
#include "pages/connections/connection_dialog.h"
#include "settings/connection_json.h"
#include "support/cluster.h"
#include "support/skips.h"
#include "support/ssh_daemon.h"
#include "thread_watch.h"
#include "widgets/banner.h"
#include "widgets/status_badge.h"
#include "window_fixture.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace tidegate;
using namespace tidegate::tests;
using pages::ConnectionDialog;
using support::Cluster;

/// Connections through an SSH tunnel as a person makes, tests and uses them.
class GuiTunnelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
            qunsetenv(variable);
        m_cluster = Cluster::start();
        for (const char *database : {"shop", "new"}) {
            m_cluster->createDatabase(database);
            m_cluster->sql(database, "CREATE TABLE t (id int PRIMARY KEY)");
        }
        m_cluster->sql("shop", "INSERT INTO t VALUES (1); CREATE PUBLICATION p FOR TABLE t");
    }
    void init()
    {
        if (!support::SshDaemon::isInstalled())
            TIDEGATE_SKIP("OpenSSH's client and server");
        m_daemon = std::make_unique<support::SshDaemon>();
        m_place = std::make_unique<WindowFixture>();
        QVERIFY(QTest::qWaitForWindowActive(&m_place->window()));
    }
    void cleanup()
    {
        m_place.reset();
        m_daemon.reset();
    }

    void fieldsComeBack();
    void whatIsNoServerIsRefused();
    void olderFilesKeepTheirServer();
    void testShowsTheTunnel();
    void unknownHostIsToldWithItsFingerprint();
    void openingIsCancelledWithinASecond();
    void tablesAreReadThroughIt();
    void migrationRunsThroughIt();

private:
    ConnectionDialog *newDialog()
    {
        QTest::keyClick(&m_place->window(), Qt::Key_N, Qt::ControlModifier);
        return openDialog<ConnectionDialog>(m_place->window());
    }
    void fill(const ConnectionDialog &dialog, int sshPort = 0)
    {
        find<QLineEdit>(dialog, "uri")->setText(QStringLiteral("postgresql://postgres@127.0.0.1:%1/shop?sslmode=prefer")
                                                    .arg(m_cluster->port()));
        find<QLineEdit>(dialog, "ssh")->setText(QString::fromStdString(m_daemon->server(sshPort)));
        find<QLineEdit>(dialog, "sshKey")->setText(QString::fromStdString(m_daemon->userKey()));
        find<QLineEdit>(dialog, "sshConfig")->setText(QString::fromStdString(m_daemon->config()));
    }
    void click(const QWidget &where, const QString &text)
    {
        auto *button = buttonNamed(where, text);
        QVERIFY2(button, qPrintable(QStringLiteral("no button ") + text));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    QString stateOf(const QWidget &where) const { return find<widgets::StatusBadge>(where, "testState")->word(); }
    bool shows(const QWidget &where, const QString &words) const
    {
        const auto labels = where.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const auto *label) { return label->text().contains(words); });
    }
    QUuid save(const char *database)
    {
        const auto id = m_place->save(QLatin1String(database), m_cluster->conninfo(database));
        auto connection = *m_place->connections().find(id);
        connection.ssh = QString::fromStdString(m_daemon->server());
        connection.sshConfig = QString::fromStdString(m_daemon->config());
        m_place->connections().put(connection);
        return id;
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<support::SshDaemon> m_daemon;
    std::unique_ptr<WindowFixture> m_place;
};

void GuiTunnelTest::fieldsComeBack()
{
    auto *dialog = newDialog();
    QVERIFY(dialog);
    QVERIFY(!find<QLineEdit>(*dialog, "sshKey")->isEnabled()); // without a server they would mean nothing
    fill(*dialog);
    QVERIFY(find<QLineEdit>(*dialog, "sshKey")->isEnabled());
    click(*dialog, QStringLiteral("Save"));
    QTRY_COMPARE(m_place->connections().connections().size(), std::size_t(1));
    const auto saved = m_place->connections().connections().front();
    QCOMPARE(saved.ssh, QString::fromStdString(m_daemon->server()));
    QCOMPARE(saved.sshKey, QString::fromStdString(m_daemon->userKey()));
    QVERIFY(!saved.uri.contains(QLatin1String("ssh")));
    const auto server = saved.endpoint().ssh();
    QVERIFY(server && server->identityFile == m_daemon->userKey() && server->configFile == m_daemon->config());
    // From the file, and back into the fields; a pasted URI leaves the tunnel alone.
    m_place->open();
    QVERIFY(QTest::qWaitForWindowActive(&m_place->window()));
    QCOMPARE(m_place->connections().connections().front(), saved);
    auto *list = find<QTreeView>(m_place->window(), "connectionList");
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(&m_place->window(), Qt::Key_F2);
    dialog = openDialog<ConnectionDialog>(m_place->window());
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(QStringLiteral("postgresql://postgres@other.example/shop"));
    QCOMPARE(find<QLineEdit>(*dialog, "ssh")->text(), saved.ssh);
    QCOMPARE(find<QLineEdit>(*dialog, "sshKey")->text(), saved.sshKey);
    QCOMPARE(find<QLineEdit>(*dialog, "sshConfig")->text(), saved.sshConfig);
    find<QLineEdit>(*dialog, "ssh")->clear();
    click(*dialog, QStringLiteral("Save"));
    QTRY_VERIFY(m_place->connections().connections().front().ssh.isEmpty());
    QVERIFY(m_place->connections().connections().front().sshKey.isEmpty());
    QVERIFY(!m_place->connections().connections().front().endpoint().ssh());
}

void GuiTunnelTest::whatIsNoServerIsRefused()
{
    auto *dialog = newDialog();
    QVERIFY(dialog);
    fill(*dialog);
    find<QLineEdit>(*dialog, "ssh")->setText(QStringLiteral("joe:geheim@bastion"));
    click(*dialog, QStringLiteral("Save"));
    const auto text = dialog->findChild<widgets::Banner *>()->text();
    QVERIFY2(text.contains(QLatin1String("SSH")) && !text.contains(QLatin1String("geheim")), qPrintable(text));
    QVERIFY(m_place->connections().connections().empty());
}

void GuiTunnelTest::olderFilesKeepTheirServer()
{
    const auto read = settings::fromJson(R"({"format": 1, "connections": [{"id": "6a1d7b2e-5b8f-4c11-9a60-0d4f5f0e7a11",
        "name": "n", "environment": "test", "uri": "postgresql://db/shop", "ssh": "joe@bastion"}]})");
    QCOMPARE(read.size(), std::size_t(1));
    QCOMPARE(read.front().endpoint().ssh()->toText(), std::string("joe@bastion"));
    QVERIFY(read.front().sshKey.isEmpty());
}

void GuiTunnelTest::testShowsTheTunnel()
{
    auto *dialog = newDialog();
    QVERIFY(dialog);
    fill(*dialog);
    click(*dialog, QStringLiteral("Test"));
    QTRY_VERIFY2_WITH_TIMEOUT(stateOf(*dialog).contains(QLatin1String("Passed")), qPrintable(stateOf(*dialog)), 20'000);
    QVERIFY(shows(*dialog, QStringLiteral("SSH tunnel")));
    QVERIFY(shows(*dialog, QString::fromStdString(m_daemon->server())));
    click(*dialog, QStringLiteral("Save"));
    QTRY_COMPARE(m_place->connections().connections().size(), std::size_t(1));
    QVERIFY(m_place->connections().connections().front().lastTest); // it was about this way
}

void GuiTunnelTest::unknownHostIsToldWithItsFingerprint()
{
    m_daemon->forgetHost();
    auto *dialog = newDialog();
    QVERIFY(dialog);
    fill(*dialog);
    click(*dialog, QStringLiteral("Test"));
    QTRY_VERIFY2_WITH_TIMEOUT(stateOf(*dialog).contains(QLatin1String("Failed")), qPrintable(stateOf(*dialog)), 20'000);
    QVERIFY(shows(*dialog, QString::fromStdString(m_daemon->hostFingerprint())));
    const auto *remedy = find<QLabel>(*dialog, "remedy");
    QVERIFY(remedy && remedy->text().contains(QLatin1String("ssh -F ")));
}

void GuiTunnelTest::openingIsCancelledWithinASecond()
{
    support::Proxy proxy("127.0.0.1", m_daemon->port());
    proxy.slow(1); // ssh waits for the greeting
    auto *dialog = newDialog();
    QVERIFY(dialog);
    fill(*dialog, proxy.port());
    click(*dialog, QStringLiteral("Test"));
    QTRY_VERIFY(proxy.connectionsSeen() > 0);
    QElapsedTimer since;
    since.start();
    click(*dialog, QStringLiteral("Cancel the test"));
    QTRY_VERIFY(stateOf(*dialog).contains(QLatin1String("cancelled")));
    QTRY_VERIFY(support::sshChildren(static_cast<long>(QCoreApplication::applicationPid())).empty());
    QVERIFY(since.elapsed() < 1000);
}

void GuiTunnelTest::tablesAreReadThroughIt()
{
    QVERIFY(m_place->workspace().setSource(save("shop")));
    QVERIFY(m_place->workspace().setTarget(save("new")));
    m_place->window().showPage(QStringLiteral("tables"));
    auto *tree = find<QTreeView>(m_place->window(), "tableTree");
    QTRY_VERIFY_WITH_TIMEOUT(tree->isVisible() && tree->model()->rowCount() > 0, 20'000);
    QCOMPARE(m_daemon->logins(), 2);
}

void GuiTunnelTest::migrationRunsThroughIt()
{
    migration::RunOptions options;
    options.subscription = "s";
    options.publications = {"p"};
    for (const char *database : {"shop", "new"}) {
        const auto *connection = m_place->connections().find(save(database));
        frame::openLogin(m_place->vault, *connection, &m_place->window(), [&, database](const frame::SavedLogin &login) {
            (database == std::string("shop") ? options.source : options.target) = *login.endpoint;
        });
    }
    QTRY_VERIFY(!options.source.isEmpty() && !options.target.isEmpty());
    auto &run = m_place->workspace().run();
    QSignalSpy finished(&run, &frame::Run::finished);
    run.start(options);
    QTRY_VERIFY_WITH_TIMEOUT(!run.inSyncSince().isNull() || !finished.isEmpty(), 60'000);
    QCOMPARE(m_cluster->value("new", "SELECT count(*) FROM t"), "1");
    QCOMPARE(m_daemon->logins(), 2);
    QElapsedTimer since;
    ThreadWatch watch; // ssh may take its time to end: that is not the window's
    since.start();
    run.requestStop();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(since.elapsed() < 1000);
    QTRY_VERIFY(!run.isRunning());
    QTRY_VERIFY(support::sshChildren(static_cast<long>(QCoreApplication::applicationPid())).empty());
    if (ThreadWatch::isPossible())
        QCOMPARE(watch.calls().join(QLatin1Char('\n')), QString());
}

QTEST_MAIN(GuiTunnelTest)
#include "tunnel_test.moc"
