// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ask/danger_dialog.h"
#include "asking_sites.h"
#include "migration_place.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>
#include <QTreeView>

using namespace tidegate;
using namespace tidegate::tests;
using settings::Environment;

namespace {

constexpr int wait = 60'000; // ms

/// A button that asks before it does something.
struct Danger {
    const char *site; ///< the function that asks, as the sources name it
    std::function<bool()> ready; ///< comes to where the button works
    std::function<void()> press;
    const char *sql; ///< stands in the preview; null: nothing is lost on a server, and a plain question is enough
    std::function<bool()> isDone; ///< what was agreed to has happened
};

bool eventually(const std::function<bool()> &condition)
{
    return QTest::qWaitFor(condition, wait);
}

} // namespace

/// Every dangerous button of the window with the dialogs that people see, on servers of its own, as one migration from
/// the publication to the cleanup: Cancel is the default and what Escape means, and changes nothing on either server.
class DangerWalkTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MigrationPlace> m_place;
    std::unique_ptr<frame::Run> m_elsewhere;

    shell::MainWindow &window() { return m_place->fixture().window(); }
    void shifted(Qt::Key key) { m_place->key(key, Qt::ControlModifier | Qt::ShiftModifier); }
    bool canPress(const char *page, Qt::Key key) { return works(page, QKeySequence(Qt::CTRL | Qt::SHIFT | key)); }
    bool works(const char *page, const QKeySequence &keys)
    {
        return eventually([&] { return m_place->action(page, keys)->isEnabled(); });
    }
    QString word(const char *page) { return m_place->page(page).state().word; }
    bool isIdle(const char *page) { return m_place->page(page).state().tone != look::Tone::Busy; }
    bool isInSync() { return eventually([this] { return !m_place->workspace().run().inSyncSince().isNull(); }); }
    QAbstractButton *takeOver() { return buttonNamed(m_place->page("sync"), QString::fromUtf8("Take over…")); }
    QAbstractButton *skip() { return buttonNamed(m_place->page("sync"), QString::fromUtf8("Skip this change…")); }
    QAbstractButton *startAnew() { return buttonNamed(m_place->page("sync"), QString::fromUtf8("Start anew…")); }
    QDialog *question();
    void answer(QDialog &box, const QString &id);

    QString fault(const QDialog &box, const Danger &danger, bool production);
    void cancelled(const Danger &danger, Qt::Key key, bool production);
    void agreed(const Danger &danger, bool production);
    void walk(bool production);
    std::vector<Danger> dangers();

    bool readyToPublish();
    bool readyToTakeAway();
    bool readyToCopyAgain();
    bool readyToLeave();
    bool readyToTakeOver();

private slots:
    void initTestCase() { m_place = std::make_unique<MigrationPlace>(); }
    void cleanupTestCase() { m_place.reset(); }
    void cleanup()
    {
        m_elsewhere.reset();
        m_place->end();
    }

    void noneIsForgotten()
    {
        QStringList walked;
        for (const auto &danger : dangers())
            walked << QLatin1String(danger.site);
        walked.sort();
        const auto sites = askingSites(QStringLiteral(TIDEGATE_WINDOW_SOURCES));
        QVERIFY(sites.size() > 5);
        QCOMPARE(walked, sites);
    }
    void onTestServers() { walk(false); }
    void inProduction() { walk(true); }
};

QDialog *DangerWalkTest::question()
{
    for (auto *dialog : window().findChildren<QDialog *>()) {
        if (dialog->isVisible() && (qobject_cast<ask::DangerDialog *>(dialog) || qobject_cast<QMessageBox *>(dialog)))
            return dialog;
    }
    return nullptr;
}

void DangerWalkTest::answer(QDialog &box, const QString &id)
{
    for (auto *button : box.findChildren<QPushButton *>()) {
        if (button->property("id").toString() == id)
            QTest::mouseClick(button, Qt::LeftButton);
    }
}

QString DangerWalkTest::fault(const QDialog &box, const Danger &danger, bool production)
{
    const auto *buttons = box.findChild<QDialogButtonBox *>();
    const auto *cancel = buttons->button(QDialogButtonBox::Cancel);
    if (!cancel || !cancel->isDefault())
        return QStringLiteral("its default is not Cancel");
    if (!danger.sql)
        return qobject_cast<const QMessageBox *>(&box) ? QString() : QStringLiteral("is more than a question");
    if (!qobject_cast<const ask::DangerDialog *>(&box))
        return QStringLiteral("is no dangerous question");
    QStringList words;
    for (const auto *label : box.findChildren<QLabel *>())
        words << label->text();
    for (const auto *name : {"Source", "Target", "Old shop", "New shop"}) {
        if (!words.contains(QLatin1String(name)))
            return QStringLiteral("does not name %1").arg(QLatin1String(name));
    }
    for (const auto *server : {m_place->workspace().source(), m_place->workspace().target()}) {
        if (!words.contains(server->address()))
            return QStringLiteral("does not say where %1 is").arg(server->name);
    }
    const auto *sql = find<QPlainTextEdit>(box, "sql");
    if (!sql || !sql->isVisible() || !sql->toPlainText().contains(QLatin1String(danger.sql)))
        return QStringLiteral("does not show: %1").arg(QLatin1String(danger.sql));
    const auto *typed = find<QLineEdit>(box, "typed");
    const auto *doIt = find<QPushButton>(box, "doIt");
    if (production != (typed && typed->isVisible()) || production == doIt->isEnabled())
        return QStringLiteral("asks for the name, or does not, where it should be otherwise");
    if (doIt->isDefault() || doIt->autoDefault())
        return QStringLiteral("Return may do it");
    return {};
}

void DangerWalkTest::cancelled(const Danger &danger, Qt::Key key, bool production)
{
    const auto before = m_place->standing();
    danger.press();
    QVERIFY2(eventually([this] { return question(); }), qPrintable(QLatin1String(danger.site) + QLatin1String(": ") + seen(window())));
    auto *box = question();
    QCOMPARE(fault(*box, danger, production), QString());
    if (auto *typed = find<QLineEdit>(*box, "typed"); typed && key == Qt::Key_Return) {
        QTest::keyClicks(typed, QStringLiteral("shop")); // and Return in the line is still no yes
        QTest::keyClick(typed, key);
    } else {
        QTest::keyClick(box->focusWidget() ? box->focusWidget() : box, key);
    }
    QVERIFY2(eventually([this] { return !question(); }), danger.site);
    const auto after = m_place->standing();
    QVERIFY2(after == before, (danger.site + std::string(" changed\n") + before + "\nto\n" + after).c_str());
}

void DangerWalkTest::agreed(const Danger &danger, bool production)
{
    danger.press();
    QVERIFY2(eventually([this] { return question(); }), qPrintable(QLatin1String(danger.site) + QLatin1String(": ") + seen(window())));
    auto *box = question();
    auto *doIt = find<QPushButton>(*box, "doIt");
    if (!danger.sql) {
        const auto buttons = box->findChildren<QPushButton *>();
        for (auto *button : buttons) {
            if (!button->property("id").toString().isEmpty())
                doIt = button; // the last one loses the most
        }
    } else if (production) {
        auto *typed = find<QLineEdit>(*box, "typed");
        for (const char *wrong : {"Shop", "shop ", "New shop"}) {
            typed->selectAll();
            QTest::keyClicks(typed, QLatin1String(wrong));
            QVERIFY2(!doIt->isEnabled(), wrong);
        }
        typed->selectAll();
        QTest::keyClicks(typed, QStringLiteral("shop"));
        QVERIFY2(doIt->isEnabled(), danger.site);
    }
    QTest::mouseClick(doIt, Qt::LeftButton);
    QVERIFY2(eventually([this] { return !question(); }), danger.site);
    QVERIFY2(eventually(danger.isDone), qPrintable(QLatin1String(danger.site) + QLatin1String(": ") + seen(window())));
}

void DangerWalkTest::walk(bool production)
{
    const auto environment = production ? Environment::Production : Environment::Test;
    QVERIFY(m_place->begin(environment, environment, WindowFixture::Asking::Dialogs));
    m_place->source("CREATE TABLE orders (id bigserial PRIMARY KEY, note text); CREATE TABLE later (id int PRIMARY KEY);"
                    "CREATE TABLE other (id int PRIMARY KEY); INSERT INTO later VALUES (1); INSERT INTO other VALUES (1);"
                    "INSERT INTO orders (note) SELECT 'n' || i FROM generate_series(1, 2000) i");
    for (const auto &danger : dangers()) {
        QVERIFY2(danger.ready(), qPrintable(QLatin1String(danger.site) + QLatin1String(": ") + seen(window())));
        // The second look at the servers is late enough to see what the first Cancel might have set going.
        for (const auto key : {Qt::Key_Escape, Qt::Key_Return}) {
            cancelled(danger, key, production);
            if (QTest::currentTestFailed())
                return;
        }
        agreed(danger, production);
        if (QTest::currentTestFailed())
            return;
    }
}

bool DangerWalkTest::readyToPublish()
{
    auto plan = m_place->workspace().plan().value();
    for (const char *table : {"orders", "later", "other"})
        plan.tables.push_back({{"public", table}, {"public", table}, {}, {}});
    m_place->workspace().plan().set(plan);
    m_place->show("source");
    return canPress("source", Qt::Key_P);
}

/// A statement as somebody might edit it.
bool DangerWalkTest::readyToTakeAway()
{
    m_place->target("CREATE TABLE old_orders (id int)");
    m_place->show("schema");
    m_place->key(Qt::Key_F5, Qt::NoModifier);
    auto &page = m_place->page("schema");
    const auto *panel = find<QWidget>(page, "beforeScript");
    auto *view = find<QTreeView>(page, "beforeScriptView");
    if (!eventually([&] { return view->model()->rowCount() > 0 && isIdle("schema"); }))
        return false;
    view->setCurrentIndex(view->model()->index(0, 0));
    auto *sql = find<QPlainTextEdit>(*panel, "statementSql");
    sql->setPlainText(QStringLiteral("DROP TABLE public.old_orders; ") + sql->toPlainText());
    return true;
}

bool DangerWalkTest::readyToCopyAgain()
{
    m_place->show("sync");
    m_place->key(Qt::Key_Return, Qt::ControlModifier);
    if (!eventually([this] { return question(); }))
        return false;
    answer(*question(), QStringLiteral("start"));
    if (!isInSync())
        return false;
    auto *list = find<QAbstractItemView>(m_place->page("sync"), "syncTables");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Home);
    return canPress("sync", Qt::Key_Y);
}

bool DangerWalkTest::readyToLeave()
{
    if (!canPress("sync", Qt::Key_M))
        return false;
    shifted(Qt::Key_M);
    const auto dialog = [this] { return window().findChild<QDialog *>(QStringLiteral("membershipDialog")); };
    if (!eventually([&] { return dialog() && find<QTreeView>(*dialog(), "membershipTables")->model()->rowCount() == 3; }))
        return false;
    QTest::keyClicks(find<QLineEdit>(*dialog(), "membershipFilter"), QStringLiteral("other"));
    auto *tables = find<QTreeView>(*dialog(), "membershipTables");
    tables->setFocus();
    tables->setCurrentIndex(tables->model()->index(0, 0));
    QTest::keyClick(tables, Qt::Key_Space);
    return find<QPushButton>(*dialog(), "membershipApply")->isEnabled();
}

bool DangerWalkTest::readyToTakeOver()
{
    m_place->fixture().open(); // the window is closed
    m_elsewhere = std::make_unique<frame::Run>();
    m_elsewhere->start(m_place->options());
    if (!eventually([this] { return !m_elsewhere->inSyncSince().isNull(); }))
        return false;
    m_place->show("sync");
    m_place->key(Qt::Key_Return, Qt::ControlModifier);
    return eventually([this] { return takeOver(); });
}

std::vector<Danger> DangerWalkTest::dangers()
{
    const auto click = [](QAbstractButton *button) { QTest::mouseClick(button, Qt::LeftButton); };
    return {
        {"SourcePage::askAndRun", [this] { return readyToPublish(); }, [this] { shifted(Qt::Key_P); }, "CREATE PUBLICATION",
         [this] { return !m_place->workspace().plan().value().publications.empty() && isIdle("source"); }},
        {"SchemaPage::askRun", [this] { return readyToTakeAway(); }, [this] { m_place->key(Qt::Key_R, Qt::ControlModifier); },
         "DROP TABLE public.old_orders", [this] { return word("schema") == QLatin1String("All made"); }},
        {"RunCommands::resync", [this] { return readyToCopyAgain(); },
         [this] {
             if (canPress("sync", Qt::Key_Y))
                 shifted(Qt::Key_Y);
         },
         "TRUNCATE",
         [this] { return find<QLabel>(m_place->page("sync"), "syncAnswer")->text().contains(QLatin1String("copied again")) && isInSync(); }},
        {"RunCommands::skip",
         [this] {
             m_place->target("INSERT INTO orders VALUES (5000, 'a stranger')");
             m_place->source("INSERT INTO orders VALUES (5000, 'ours')");
             return eventually([this] { return skip(); });
         },
         [this, click] { click(skip()); }, "INSERT INTO _tidegate.skip",
         [this] { return m_place->targetValue("SELECT count(*) FROM _tidegate.skip WHERE skipped_at IS NOT NULL") == "1" && isInSync(); }},
        {"FreshStart::ask",
         [this] {
             m_place->source("DO $$ BEGIN LOOP BEGIN PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active;"
                             "PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots; RETURN;"
                             "EXCEPTION WHEN object_in_use THEN NULL; END; END LOOP; END $$");
             return eventually([this] { return startAnew(); });
         },
         [this, click] { click(startAnew()); }, "TRUNCATE",
         [this] {
             if (auto *box = question())
                 answer(*box, QStringLiteral("start"));
             return !m_place->workspace().run().inSyncSince().isNull();
         }},
        {"RunCommands::askToLose",
         [this] {
             m_place->source("ALTER PUBLICATION tidegate_shop DROP TABLE later");
             // Which the engine notices by itself, and begins a session without it.
             return eventually([this] { return word("sync").contains(QLatin1String("stopped")); })
                 && works("sync", QKeySequence::Refresh);
         },
         [this] {
             if (works("sync", QKeySequence::Refresh))
                 m_place->key(Qt::Key_F5, Qt::NoModifier);
         },
         "DELETE FROM _tidegate.subscription_rel",
         [this] { return find<QLabel>(m_place->page("sync"), "syncAnswer")->text().contains(QLatin1String("left: public.later")); }},
        {"MembershipDialog::askAndApply", [this] { return readyToLeave(); },
         [this, click] { click(window().findChild<QPushButton *>(QStringLiteral("membershipApply"))); },
         "ALTER PUBLICATION",
         [this] { return find<QLabel>(m_place->page("sync"), "syncAnswer")->text().contains(QLatin1String("left: public.other")) && isInSync(); }},
        {"Closing::ask", [] { return true; }, [this] { m_place->key(Qt::Key_Q, Qt::ControlModifier); }, nullptr,
         [this] { return !window().isVisible() && !m_place->workspace().run().isRunning(); }},
        {"RunStarter::askForTakeOver", [this] { return readyToTakeOver(); },
         [this, click] { click(takeOver()); }, "pg_terminate_backend",
         [this] { return !m_elsewhere->isRunning() && isInSync(); }},
        {"CutoverPage::resetSequences",
         [this] {
             m_place->show("cutover");
             if (!canPress("cutover", Qt::Key_O))
                 return false;
             shifted(Qt::Key_V);
             return canPress("cutover", Qt::Key_E);
         },
         [this] { shifted(Qt::Key_E); }, "setval",
         [this] { return m_place->targetValue("SELECT last_value FROM orders_id_seq") == "2000" && canPress("cutover", Qt::Key_O); }},
        {"CutoverPage::openSource",
         [this] {
             m_place->sourceCluster().sql("postgres", "ALTER DATABASE shop SET default_transaction_read_only = on");
             m_place->key(Qt::Key_F5, Qt::NoModifier);
             return canPress("cutover", Qt::Key_U);
         },
         [this] { shifted(Qt::Key_U); }, "RESET default_transaction_read_only",
         [this] { // which ends every session on that database
             return m_place->sourceCluster().value("postgres", "SELECT count(*) FROM pg_db_role_setting") == "0" && isIdle("cutover");
         }},
        {"CutoverPage::askForCutover", [this] { return canPress("cutover", Qt::Key_O); },
         [this] {
             if (canPress("cutover", Qt::Key_O))
                 shifted(Qt::Key_O);
         },
         "default_transaction_read_only", [this] { return word("cutover") == QLatin1String("Cut over"); }},
        {"CleanupPage::ask",
         [this] {
             m_place->show("cleanup");
             auto *remove = find<QRadioButton>(m_place->page("cleanup"), "remove");
             if (!eventually([&] { return remove->isVisible(); }))
                 return false;
             QTest::mouseClick(remove, Qt::LeftButton, {}, QPoint(8, remove->height() / 2));
             return canPress("cleanup", Qt::Key_D);
         },
         [this] { shifted(Qt::Key_D); }, "pg_drop_replication_slot",
         [this] { return word("cleanup") == QLatin1String("Cleaned up"); }},
        {"ConnectionsPage::remove",
         [this] {
             m_place->show("connections");
             return true;
         },
         [this] { m_place->key(Qt::Key_Delete, Qt::NoModifier); }, nullptr,
         [this] { return m_place->fixture().connections().connections().size() == 1; }},
    };
}

QTEST_MAIN(DangerWalkTest)
#include "danger_walk_test.moc"
