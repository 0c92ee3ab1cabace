// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/connection_dialog.h"
#include "pages/connections/connection_model.h"
#include "support/cluster.h"
#include "widgets/banner.h"
#include "widgets/status_badge.h"
#include "window_fixture.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace tidegate;
using namespace tidegate::tests;
using pages::ConnectionDialog;
using support::Cluster;

/// The connections page as a person uses it, against a real server.
class ConnectionsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
            qunsetenv(variable);
        m_cluster = Cluster::start();
    }
    void init()
    {
        m_place = std::make_unique<WindowFixture>();
        QVERIFY(QTest::qWaitForWindowActive(&m_place->window()));
    }
    void cleanup() { m_place.reset(); }

    void addedByKeyboardAlone();
    void addedByMouseAlone();
    void escapeChangesNothing();
    void wrongPasswordIsTold();
    void refusedTlsIsTold();
    void unreachablePortIsTold();
    void testIsCancelledInTheMiddle();
    void aKeyringThatRefusesOffersThisSession();
    void aLockedKeyringIsWaitedForAndGivenUp();
    void aVaultThatDoesNotLastIsTold();
    void deletingAsksAndTakesThePasswordToo();
    void rolesAreChosenAndRemembered();
    void openedAndSavedItIsAsItWas();

private:
    QString uri(const char *more = "?sslmode=prefer") const
    {
        return QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres").arg(m_cluster->port())
               + QLatin1String(more);
    }
    ConnectionDialog *newDialog()
    {
        QTest::keyClick(&m_place->window(), Qt::Key_N, Qt::ControlModifier);
        return openDialog<ConnectionDialog>(m_place->window());
    }
    QString stateOf(const QWidget &where) const
    {
        return find<widgets::StatusBadge>(where, "testState")->word();
    }
    /// The remedies that are shown.
    QStringList remedies(const QWidget &where) const
    {
        QStringList words;
        for (const auto *label : where.findChildren<QLabel *>(QStringLiteral("remedy")))
            words += label->text();
        return words;
    }
    void click(const QWidget &where, const QString &text)
    {
        auto *button = buttonNamed(where, text);
        QVERIFY2(button, qPrintable(QStringLiteral("no button ") + text));
        QTest::mouseClick(button, Qt::LeftButton);
    }

    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<WindowFixture> m_place;
};

void ConnectionsTest::addedByKeyboardAlone()
{
    auto *dialog = newDialog();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    // The URI's line comes first; Return there fills the fields and does not save.
    QTest::keyClicks(dialog->focusWidget(), uri());
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
    QVERIFY(dialog->isVisible());
    QCOMPARE(find<QLineEdit>(*dialog, "host")->text(), QStringLiteral("127.0.0.1"));
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
    QCOMPARE(dialog->focusWidget()->objectName(), QStringLiteral("name"));
    QTest::keyClicks(dialog->focusWidget(), QStringLiteral("Shop"));
    const auto tabTo = [dialog](const char *name) {
        for (int i = 0; i < 40 && dialog->focusWidget()->objectName() != QLatin1String(name); ++i)
            QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
        return dialog->focusWidget()->objectName() == QLatin1String(name);
    };
    QVERIFY(tabTo("password"));
    QTest::keyClicks(dialog->focusWidget(), QStringLiteral("geheim"));
    QVERIFY(tabTo("test"));
    QTest::keyClick(dialog->focusWidget(), Qt::Key_Space);
    QTRY_VERIFY2(stateOf(*dialog).contains(QLatin1String("Passed")), qPrintable(stateOf(*dialog)));
    QTest::keyClick(find<QLineEdit>(*dialog, "name"), Qt::Key_Return);
    QTRY_COMPARE(m_place->connections().connections().size(), std::size_t(1));
    const auto saved = m_place->connections().connections().front();
    QCOMPARE(saved.name, QStringLiteral("Shop"));
    QVERIFY(saved.passwordKept && saved.lastTest && !saved.lastTest->serverVersion.isEmpty());
    QCOMPARE(m_place->vault.passwords.value(saved.id), QStringLiteral("geheim"));
    QFile file(m_place->profile().connectionsFile());
    QTRY_VERIFY(file.exists());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("geheim"));
}

void ConnectionsTest::addedByMouseAlone()
{
    click(m_place->window(), QStringLiteral("New connection…"));
    auto *dialog = openDialog<ConnectionDialog>(m_place->window());
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(uri()); // dropped by the mouse
    QVERIFY(find<QLineEdit>(*dialog, "uri")->text().isEmpty());
    click(*dialog, QStringLiteral("Test"));
    QTRY_VERIFY(stateOf(*dialog).contains(QLatin1String("Passed")));
    click(*dialog, QStringLiteral("Save"));
    QTRY_COMPARE(m_place->connections().connections().size(), std::size_t(1));
    QCOMPARE(m_place->connections().connections().front().name, QStringLiteral("postgres on 127.0.0.1"));
}

void ConnectionsTest::escapeChangesNothing()
{
    auto *dialog = newDialog();
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(uri());
    find<QLineEdit>(*dialog, "password")->setText(QStringLiteral("x"));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!openDialog<ConnectionDialog>(m_place->window()));
    QVERIFY(m_place->connections().connections().empty());
    QVERIFY(m_place->vault.passwords.isEmpty());
}

void ConnectionsTest::wrongPasswordIsTold()
{
    m_cluster->sql("postgres", "SET password_encryption = 'scram-sha-256';"
                               "DROP ROLE IF EXISTS joe; CREATE ROLE joe LOGIN PASSWORD 'right'");
    auto session = m_cluster->session();
    const auto rules = session.value("SHOW hba_file");
    const auto before = session.value("SELECT pg_read_file('" + rules + "')");
    session.exec("CREATE TEMP TABLE line (number int, text text)");
    session.exec("INSERT INTO line VALUES (1, 'host all joe all scram-sha-256'), (2, 'local all all trust'),"
                 "(3, 'host all all 127.0.0.1/32 trust'), (4, 'host replication all 127.0.0.1/32 trust')");
    session.exec("COPY (SELECT text FROM line ORDER BY number) TO '" + rules + "'");
    session.exec("SELECT pg_reload_conf()");
    const auto refused = [this] {
        try {
            support::Session(m_cluster->conninfo() + " user=joe password=none");
        } catch (const support::SessionError &) {
            return true;
        }
        return false;
    };
    QTRY_VERIFY(refused());
    auto *dialog = newDialog();
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(uri());
    find<QLineEdit>(*dialog, "user")->setText(QStringLiteral("joe"));
    find<QLineEdit>(*dialog, "password")->setText(QStringLiteral("wrong"));
    click(*dialog, QStringLiteral("Test"));
    QTRY_VERIFY2(stateOf(*dialog).contains(QLatin1String("Failed")), qPrintable(stateOf(*dialog)));
    QCOMPARE(remedies(*dialog).size(), 1);
    QVERIFY(remedies(*dialog).first().contains(QLatin1String("password")));
}

void ConnectionsTest::refusedTlsIsTold()
{
    auto *dialog = newDialog();
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(uri("")); // verify-full stays chosen; the server has no TLS
    click(*dialog, QStringLiteral("Test"));
    QTRY_VERIFY2(stateOf(*dialog).contains(QLatin1String("Failed")), qPrintable(stateOf(*dialog)));
    QVERIFY(remedies(*dialog).first().contains(QLatin1String("ssl")));
}

void ConnectionsTest::unreachablePortIsTold()
{
    m_place->save(QStringLiteral("Nobody"),
                  "host=127.0.0.1 dbname=x port=" + std::to_string(support::freePort()));
    auto *list = find<QTreeView>(m_place->window(), "connectionList");
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(&m_place->window(), Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY2(stateOf(m_place->window()).contains(QLatin1String("Failed")),
                 qPrintable(stateOf(m_place->window())));
    QVERIFY(remedies(m_place->window()).first().contains(QLatin1String("listen_addresses")));
    const auto &test = m_place->connections().connections().front().lastTest;
    QVERIFY(test && test->outcome == settings::TestRecord::Outcome::Failed);
}

void ConnectionsTest::testIsCancelledInTheMiddle()
{
    support::Proxy proxy("127.0.0.1", m_cluster->port());
    proxy.stall();
    auto *dialog = newDialog();
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(uri());
    find<QLineEdit>(*dialog, "port")->setText(QString::number(proxy.port()));
    click(*dialog, QStringLiteral("Test"));
    const auto reached = [dialog] {
        const auto labels = dialog->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [](const auto *label) { return label->text() == QLatin1String("Port (TCP)"); });
    };
    QTRY_VERIFY(reached()); // the kernel has accepted; nobody answers from here on
    QElapsedTimer since;
    since.start();
    click(*dialog, QStringLiteral("Cancel the test"));
    QTRY_VERIFY(stateOf(*dialog).contains(QLatin1String("cancelled")));
    QVERIFY(since.elapsed() < 1000);
}

void ConnectionsTest::aKeyringThatRefusesOffersThisSession()
{
    m_place->vault.mood = FakeVault::Mood::Refuses;
    auto *dialog = newDialog();
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(uri());
    find<QLineEdit>(*dialog, "password")->setText(QStringLiteral("geheim"));
    click(*dialog, QStringLiteral("Save"));
    auto *banner = dialog->findChild<widgets::Banner *>();
    QTRY_VERIFY(banner->text().contains(QLatin1String("it is broken.")));
    QVERIFY(m_place->connections().connections().empty());
    click(*dialog, QStringLiteral("Keep it for this session"));
    QTRY_COMPARE(m_place->connections().connections().size(), std::size_t(1));
    QVERIFY(!m_place->connections().connections().front().passwordKept);
    QCOMPARE(m_place->vault.session.size(), 1);
}

void ConnectionsTest::aLockedKeyringIsWaitedForAndGivenUp()
{
    m_place->vault.mood = FakeVault::Mood::Locked;
    auto *dialog = newDialog();
    QVERIFY(dialog);
    find<QLineEdit>(*dialog, "uri")->setText(uri());
    find<QLineEdit>(*dialog, "password")->setText(QStringLiteral("geheim"));
    click(*dialog, QStringLiteral("Save"));
    auto *banner = dialog->findChild<widgets::Banner *>();
    QTRY_VERIFY_WITH_TIMEOUT(banner->text().contains(QLatin1String("unlocked")),
                             vault::VaultRequest::patience + 3000);
    click(*banner, QStringLiteral("Cancel"));
    QTRY_VERIFY(banner->text().isEmpty());
    QVERIFY(dialog->isVisible());
    QVERIFY(m_place->connections().connections().empty());
}

void ConnectionsTest::aVaultThatDoesNotLastIsTold()
{
    const auto *banner = m_place->window().page(QStringLiteral("connections"))->findChild<widgets::Banner *>();
    QVERIFY(banner->isHidden());
    m_place->vault.lasting = false;
    emit m_place->vault.described();
    QVERIFY(banner->isVisible());
    QVERIFY(banner->text().contains(QLatin1String("It was wished so.")));
}

void ConnectionsTest::deletingAsksAndTakesThePasswordToo()
{
    const auto id = m_place->save(QStringLiteral("Shop"), m_cluster->conninfo());
    m_place->vault.passwords.insert(id, QStringLiteral("p"));
    auto *list = find<QTreeView>(m_place->window(), "connectionList");
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(list, Qt::Key_Delete);
    QCOMPARE(m_place->asker.questions.size(), std::size_t(1));
    QCoreApplication::sendPostedEvents(); // the answer: Cancel
    QVERIFY(m_place->connections().find(id));
    m_place->asker.answers = {QStringLiteral("delete")};
    QTest::keyClick(list, Qt::Key_Delete);
    QTRY_VERIFY(!m_place->connections().find(id));
    QTRY_VERIFY(m_place->vault.passwords.isEmpty());
}

void ConnectionsTest::rolesAreChosenAndRemembered()
{
    const auto one = m_place->save(QStringLiteral("One"), m_cluster->conninfo());
    const auto two = m_place->save(QStringLiteral("Two"), m_cluster->conninfo());
    auto *list = find<QTreeView>(m_place->window(), "connectionList");
    const auto press = [&](int row, Qt::Key key) {
        list->setCurrentIndex(list->model()->index(row, 0));
        QTest::keyClick(&m_place->window(), key, Qt::ControlModifier | Qt::ShiftModifier);
    };
    press(0, Qt::Key_S);
    press(1, Qt::Key_T);
    QCOMPARE(m_place->workspace().source()->id, one);
    QCOMPARE(m_place->workspace().target()->id, two);
    QCOMPARE(m_place->window().currentPage()->state().tone, look::Tone::Done);
    press(1, Qt::Key_S); // it loses the other role
    QCOMPARE(m_place->workspace().source()->id, two);
    QVERIFY(!m_place->workspace().target());
    m_place->open();
    QCOMPARE(m_place->workspace().source()->id, two);
}

/// Also what the form has no choice for by itself: a connection that does not speak of encryption.
void ConnectionsTest::openedAndSavedItIsAsItWas()
{
    const auto id = m_place->save(QStringLiteral("Shop"),
                                  "host=127.0.0.1 port=" + std::to_string(m_cluster->port()) + " dbname=postgres");
    const auto before = m_place->connections().find(id)->endpoint();
    auto *list = find<QTreeView>(m_place->window(), "connectionList");
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(&m_place->window(), Qt::Key_F2);
    auto *dialog = openDialog<ConnectionDialog>(m_place->window());
    QVERIFY(dialog);
    click(*dialog, QStringLiteral("Save"));
    QTRY_VERIFY(!openDialog<ConnectionDialog>(m_place->window()));
    const auto after = m_place->connections().find(id)->endpoint();
    QCOMPARE(after.value("sslmode"), std::string());
    QCOMPARE(after.value("host"), before.value("host"));
    QCOMPARE(after.value("dbname"), before.value("dbname"));
}

QTEST_MAIN(ConnectionsTest)
#include "connections_test.moc"
