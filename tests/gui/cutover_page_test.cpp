// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/status.h"
#include "migration_place.h"
#include "pages/cutover/checklist.h"
#include "support/cli_process.h"
#include "support/oracle.h"
#include "widgets/banner.h"
#include "widgets/script_view.h"
#include "widgets/status_badge.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>

using namespace tidegate;
using namespace tidegate::tests;

namespace {

constexpr int wait = 60'000; // ms
const QKeySequence cutOverKeys(Qt::CTRL | Qt::SHIFT | Qt::Key_O);
const QKeySequence callOffKeys(Qt::CTRL | Qt::SHIFT | Qt::Key_B);

} // namespace

/// The cutover page over a migration that runs: what stands in the way, sequences, and the switch itself.
class CutoverPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MigrationPlace> m_place;

    template <typename T>
    T *get(const char *name)
    {
        return find<T>(m_place->page("cutover"), name);
    }
    QString checks()
    {
        QStringList words;
        auto *list = get<QListWidget>("checklist");
        for (int row = 0; row < list->count(); ++row)
            words += list->item(row)->text();
        return words.join(QLatin1Char('\n'));
    }
    bool isReady()
    {
        return QTest::qWaitFor([this] { return m_place->action("cutover", cutOverKeys)->isEnabled(); }, wait);
    }
    void cutOver() { m_place->key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier); }
    bool canCallOff()
    {
        return QTest::qWaitFor([this] { return m_place->action("cutover", callOffKeys)->isEnabled(); }, wait);
    }
    void callOff()
    {
        m_place->asker().answers = {QStringLiteral("callOff")};
        m_place->key(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    }
    /// Asked from another database, where no session is ended.
    std::string closedSources()
    {
        return m_place->sourceCluster().value(
            "postgres", "SELECT count(*) FROM pg_db_role_setting WHERE 'default_transaction_read_only=on' = ANY (setconfig)");
    }
    bool isOver()
    {
        return QTest::qWaitFor([this] { return get<QLineEdit>("targetUri")->isVisible(); }, wait);
    }
    QString banner() { return m_place->page("cutover").findChild<widgets::Banner *>()->text(); }
    void readOnlyNot() { get<QRadioButton>("byHand")->setChecked(true); }

private slots:
    /// Whoever cuts over knows what the target lacks by somebody's choice.
    void aSkippedChangeIsNamed()
    {
        jobs::CutoverOutlook outlook;
        QCOMPARE(pages::checklist(outlook, true).back().tone, look::Tone::Done);
        journal::SkippedChange change;
        change.table = "public.orders";
        change.operation = "INSERT";
        outlook.status.skipped.push_back(change);
        const auto row = pages::checklist(outlook, true).back();
        QCOMPARE(row.tone, look::Tone::Attention);
        QVERIFY2(row.text.contains(QLatin1String("INSERT on public.orders")), qPrintable(row.text));
    }
    /// And what nobody brings.
    void rowsOfAnExtensionAreNamed()
    {
        jobs::CutoverOutlook outlook;
        outlook.readiness.findings.push_back({Severity::Warning, Code::TableNotFollowed, {"public.kinds (rows: 2)"}, {}});
        const auto row = pages::checklist(outlook, true).back();
        QCOMPARE(row.tone, look::Tone::Attention);
        QVERIFY2(row.text.contains(QLatin1String("public.kinds (rows: 2)")), qPrintable(row.text));
        QVERIFY(outlook.readiness.canCutOver());
    }
    /// Their tables are read when the page is shown, when somebody asks, and else once a minute.
    void rowsOfAnExtensionAreLookedForSeldom()
    {
        m_place->onBoth("CREATE TABLE kinds (id int PRIMARY KEY); ALTER EXTENSION plpgsql ADD TABLE kinds;"
                        "UPDATE pg_extension SET extconfig = ARRAY['kinds'::regclass::oid], extcondition = ARRAY['WHERE id > 0'] WHERE extname = 'plpgsql'");
        m_place->source("INSERT INTO kinds VALUES (1)");
        QVERIFY(m_place->run());
        m_place->show("cutover");
        QTRY_VERIFY_WITH_TIMEOUT(checks().contains(QLatin1String("lacks: 1")), wait);
        m_place->source("INSERT INTO kinds VALUES (2); CREATE SEQUENCE alone");
        QTRY_VERIFY_WITH_TIMEOUT(checks().contains(QLatin1String("public.alone")), wait);
        QVERIFY2(checks().contains(QLatin1String("lacks: 1")), qPrintable(checks()));
        m_place->key(Qt::Key_F5, Qt::NoModifier);
        QTRY_VERIFY_WITH_TIMEOUT(checks().contains(QLatin1String("lacks: 2")), wait);
        m_place->source("INSERT INTO kinds VALUES (3)");
        m_place->show("sync");
        m_place->show("cutover");
        QTRY_VERIFY_WITH_TIMEOUT(checks().contains(QLatin1String("lacks: 3")), wait);
    }
    void initTestCase() { m_place = std::make_unique<MigrationPlace>(support::Settings{{"max_prepared_transactions", "5"}}); }
    void cleanupTestCase() { m_place.reset(); }
    void init()
    {
        QVERIFY(m_place->begin());
        m_place->onBoth("CREATE TABLE orders (id bigserial PRIMARY KEY, note text)");
        m_place->source("INSERT INTO orders (note) SELECT 'n' || i FROM generate_series(1, 2000) i");
        m_place->publish({{"public", "orders"}});
    }
    void cleanup() { m_place->end(); }

    void nothingHasBegun()
    {
        m_place->show("cutover");
        QTRY_COMPARE_WITH_TIMEOUT(m_place->page("cutover").state().word, QStringLiteral("Not begun"), wait);
        QVERIFY(!m_place->action("cutover", cutOverKeys)->isEnabled());
        QVERIFY(banner().isEmpty());
    }

    void blockersByNameThenReady()
    {
        QVERIFY(m_place->run());
        m_place->source("BEGIN; INSERT INTO orders (note) VALUES ('two'); PREPARE TRANSACTION 'left over'");
        m_place->source("CREATE SEQUENCE alone");
        m_place->show("cutover");
        QTRY_VERIFY_WITH_TIMEOUT(checks().contains(QLatin1String("left over")), wait);
        QVERIFY2(checks().contains(QLatin1String("public.alone")), qPrintable(checks()));
        QVERIFY(!m_place->action("cutover", cutOverKeys)->isEnabled());
        QVERIFY(m_place->page("cutover").state().tone == look::Tone::Attention);
        m_place->source("COMMIT PREPARED 'left over'");
        m_place->source("DROP SEQUENCE alone");
        QVERIFY(isReady()); // by itself, within seconds
        QCOMPARE(get<widgets::StatusBadge>("readiness")->word(), QStringLiteral("Ready to cut over"));
    }

    /// Preview, cancel, reset, by keyboard. Nothing but the sequence changes.
    void sequencesAreRehearsed()
    {
        QVERIFY(m_place->run());
        m_place->show("cutover");
        QVERIFY(isReady());
        m_place->key(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        auto *table = get<QTableView>("sequences");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, wait);
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("public.orders_id_seq"));
        const auto reset = [this] { m_place->key(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier); };
        reset();
        QTRY_COMPARE(m_place->asker().dangerous.size(), std::size_t(1));
        QCOMPARE(faultOf(m_place->asker().dangerous.front()), QString());
        QVERIFY(m_place->asker().dangerous.front().sql.contains(QLatin1String("setval")));
        QCoreApplication::sendPostedEvents();
        QCOMPARE(m_place->targetValue("SELECT last_value FROM orders_id_seq"), "1");
        m_place->asker().answers = {QStringLiteral("yes")};
        reset();
        QTRY_VERIFY_WITH_TIMEOUT(banner().contains(QLatin1String("1 sequence")), wait);
        QCOMPARE(m_place->targetValue("SELECT last_value FROM orders_id_seq"), "2000");
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->action("cutover", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E))->isEnabled()
                                     && m_place->action("cutover", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V))->isEnabled(), wait);
        QVERIFY(m_place->workspace().run().isRunning());
    }

    void cancelLeavesAllAsItWas()
    {
        QVERIFY(m_place->run());
        m_place->show("cutover");
        QVERIFY(isReady());
        cutOver();
        QTRY_COMPARE_WITH_TIMEOUT(m_place->asker().dangerous.size(), std::size_t(1), wait);
        const auto &question = m_place->asker().dangerous.front();
        QCOMPARE(faultOf(question), QString());
        for (const char *part : {"default_transaction_read_only", "setval", "cut_over_at"})
            QVERIFY2(question.sql.contains(QLatin1String(part)), part);
        QVERIFY(question.cannotBeUndone.size() >= 2 && question.typed.isEmpty());
        QCoreApplication::sendPostedEvents();
        QVERIFY(m_place->workspace().run().isRunning());
        m_place->source("INSERT INTO orders (note) VALUES ('still open')");
        QCOMPARE(m_place->targetValue("SELECT cut_over_at IS NULL FROM _tidegate.slot"), "t");
    }

    /// Read-only under load: no committed row is lost, and afterwards stands who, where to, and what is still there.
    void cutsOverUnderLoad()
    {
        QVERIFY(m_place->run());
        m_place->show("cutover");
        QVERIFY(isReady());
        const OrderWriter writer(m_place->sourceCluster().conninfo("shop"));
        QTRY_VERIFY_WITH_TIMEOUT(writer.written() > 50, wait);
        QSignalSpy finished(&m_place->workspace().run(), &frame::Run::finished);
        m_place->asker().answers = {QStringLiteral("yes")};
        cutOver();
        QVERIFY2(isOver(), qPrintable(banner()));
        QVERIFY(writer.refused());
        QCOMPARE(finished.count(), 1);
        QCOMPARE(finished.front().front().value<migration::Outcome>(), migration::Outcome::CutOver);
        const auto same = support::rowsEqual(m_place->sourceCluster(), "shop", m_place->targetCluster(), "shop", {{"public.orders"}});
        QVERIFY2(same, same.report.c_str());
        QVERIFY(same.sourceRows > 2050);
        QCOMPARE(m_place->targetValue("SELECT nextval('orders_id_seq')"),
                 m_place->sourceValue("BEGIN READ WRITE; SELECT nextval('orders_id_seq')"));
        QVERIFY(get<QLabel>("cutOverBy")->text().contains(QLatin1String("postgres")));
        QVERIFY(get<QLabel>("cutoverReport")->text().contains(QLatin1String("from the stop of the writes")));
        QVERIFY(get<QLabel>("downtime")->text().startsWith(QLatin1String("Writes rest for")));
        auto *undo = m_place->page("cutover").findChild<QLineEdit *>(QStringLiteral("targetUri"));
        QVERIFY(undo->text().startsWith(QLatin1String("postgresql://")) && !undo->text().contains(QLatin1String("password")));
        m_place->key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), undo->text());
        QVERIFY(m_place->page("cutover").state().word == QLatin1String("Cut over"));
        QVERIFY(!m_place->action("cutover", cutOverKeys)->isEnabled());
        bool undoShown = false;
        for (const auto *view : m_place->page("cutover").findChildren<widgets::ScriptView *>())
            undoShown = undoShown || (view->isVisible() && view->sql().contains(QLatin1String("RESET default_transaction_read_only")));
        QVERIFY(undoShown);
        // Whoever comes now is named, and the first write is seen.
        auto *writes = get<widgets::StatusBadge>("foreignWrites");
        QTRY_VERIFY_WITH_TIMEOUT(writes->word().startsWith(QLatin1String("None since")), wait);
        auto session = m_place->targetCluster().session("shop");
        session.exec("SET application_name = 'web shop'; INSERT INTO orders (note) VALUES ('the first')");
        QTRY_VERIFY2_WITH_TIMEOUT(writes->word().contains(QLatin1String("public.orders")), qPrintable(writes->word()), wait);
        const auto *sessions = get<QTreeWidget>("sessions");
        QVERIFY(!sessions->findItems(QStringLiteral("web shop"), Qt::MatchExactly, 1).isEmpty());
    }

    /// What fails after the stop of the writes is undone and told; the page is where it was.
    void failedCutoverOpensTheSource()
    {
        QVERIFY(m_place->run());
        m_place->show("cutover");
        QVERIFY(isReady());
        auto other = m_place->sourceCluster().session("postgres");
        other.exec("BEGIN; SELECT pg_current_xact_id()");
        get<QSpinBox>("cutoverLimit")->setValue(2);
        m_place->asker().answers = {QStringLiteral("yes")};
        cutOver();
        const auto pid = QString::number(other.backendPid());
        QTRY_VERIFY2_WITH_TIMEOUT(banner().contains(pid), qPrintable(banner()), wait);
        QVERIFY(get<QListWidget>("checklist")->isVisible());
        m_place->source("INSERT INTO orders (note) VALUES ('open again')");
        other.exec("COMMIT");
        QVERIFY(isReady());
        QVERIFY2(banner().contains(pid), "what went wrong is still told after the next look");
    }

    /// While it waits for a transaction that was open: the source takes writes again, and a new cutover comes to its end.
    void calledOff_data()
    {
        QTest::addColumn<bool>("here");
        QTest::addColumn<bool>("begunHere");
        QTest::newRow("this window's engine") << true << true;
        QTest::newRow("an engine elsewhere") << false << true;
        QTest::newRow("begun elsewhere, too") << false << false;
    }
    void calledOff()
    {
        QFETCH(bool, here);
        QFETCH(bool, begunHere);
        frame::Run elsewhere;
        if (here) {
            QVERIFY(m_place->run());
        } else {
            elsewhere.start(m_place->options());
            QTRY_VERIFY_WITH_TIMEOUT(!elsewhere.inSyncSince().isNull(), wait);
        }
        m_place->show("cutover");
        QVERIFY(isReady());
        QVERIFY(!m_place->action("cutover", callOffKeys)->isEnabled());
        auto other = m_place->sourceCluster().session("postgres");
        other.exec("BEGIN; SELECT pg_current_xact_id()");
        m_place->asker().answers = {QStringLiteral("yes")};
        if (begunHere)
            cutOver();
        else
            elsewhere.post("cutover", R"({"stop-writes":"read-only"})");
        QVERIFY(canCallOff());
        QTRY_COMPARE_WITH_TIMEOUT(closedSources(), "1", wait);
        callOff();
        QTRY_COMPARE_WITH_TIMEOUT(m_place->asker().questions.size(), std::size_t(1), wait);
        const auto &question = m_place->asker().questions.front();
        QVERIFY2(question.more.contains(QLatin1String("Old shop")) && question.more.contains(QLatin1String("New shop")),
                 qPrintable(question.more));
        QTRY_VERIFY2_WITH_TIMEOUT(banner().contains(QLatin1String("he source takes writes again")), qPrintable(banner()), wait);
        QCOMPARE(closedSources(), "0");
        QTRY_VERIFY(get<QListWidget>("checklist")->isVisible());
        QVERIFY(!m_place->action("cutover", callOffKeys)->isEnabled());
        other.exec("COMMIT");
        m_place->source("INSERT INTO orders (note) VALUES ('goes on')");
        QVERIFY(isReady());
        m_place->asker().answers = {QStringLiteral("yes")};
        cutOver();
        QVERIFY2(isOver(), qPrintable(banner()));
        QVERIFY(banner().isEmpty());
        const auto same = support::rowsEqual(m_place->sourceCluster(), "shop", m_place->targetCluster(), "shop", {{"public.orders"}});
        QVERIFY2(same, same.report.c_str());
    }

    /// The engine went away in the middle of it: what was refused is told, and the page is not stuck. The source that was
    /// left closed is seen, and opened.
    void engineGoneInTheMiddle()
    {
        auto elsewhere = std::make_unique<support::CliProcess>(
            std::vector<std::string>{"run", "--subscription", "shop", "--publication",
                                     m_place->workspace().plan().value().publications.front(), "--source",
                                     m_place->sourceCluster().conninfo("shop"), "--target",
                                     m_place->targetCluster().conninfo("shop")});
        QVERIFY(elsewhere->waitFor("in-sync"));
        m_place->show("cutover");
        QVERIFY(isReady());
        auto other = m_place->sourceCluster().session("postgres");
        other.exec("BEGIN; SELECT pg_current_xact_id()");
        m_place->asker().answers = {QStringLiteral("yes")};
        cutOver();
        QTRY_COMPARE_WITH_TIMEOUT(closedSources(), "1", wait);
        elsewhere->kill9();
        const std::string live = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";
        QTRY_COMPARE_WITH_TIMEOUT(m_place->targetValue(live), "0", wait);
        QVERIFY(canCallOff());
        callOff();
        QTRY_VERIFY2_WITH_TIMEOUT(banner().contains(QLatin1String("no cutover of shop")), qPrintable(banner()), wait);
        auto *closed = get<QWidget>("closedSource");
        QTRY_VERIFY_WITH_TIMEOUT(closed->isVisible(), wait);
        QVERIFY(closed->findChild<widgets::ScriptView *>()->sql().contains(QLatin1String("RESET default_transaction_read_only")));
        m_place->asker().dangerous.clear();
        m_place->asker().answers = {QStringLiteral("yes")};
        m_place->key(Qt::Key_U, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY2_WITH_TIMEOUT(banner().contains(QLatin1String("takes writes again")), qPrintable(banner()), wait);
        QCOMPARE(faultOf(m_place->asker().dangerous.front()), QString());
        QCOMPARE(closedSources(), "0");
        QTRY_VERIFY_WITH_TIMEOUT(!closed->isVisible(), wait);
        m_place->source("INSERT INTO orders (note) VALUES ('open again')");
    }

    /// The run lives in another program: seen, and cut over through the journal. By hand, so nothing runs on the source.
    void engineElsewhere()
    {
        frame::Run elsewhere;
        elsewhere.start(m_place->options());
        QTRY_VERIFY_WITH_TIMEOUT(!elsewhere.inSyncSince().isNull(), wait);
        m_place->show("cutover");
        QVERIFY(isReady());
        readOnlyNot();
        m_place->asker().answers = {QStringLiteral("yes")};
        cutOver();
        QVERIFY2(isOver(), qPrintable(banner()));
        QVERIFY(!m_place->asker().dangerous.front().sql.contains(QLatin1String("default_transaction_read_only")));
        QTRY_VERIFY(!elsewhere.isRunning());
        QCOMPARE(m_place->sourceValue("SHOW default_transaction_read_only"), "off");
    }

    void productionWantsTheNameTyped()
    {
        m_place->end();
        QVERIFY(m_place->begin(settings::Environment::Test, settings::Environment::Production));
        m_place->onBoth("CREATE TABLE orders (id bigserial PRIMARY KEY, note text); INSERT INTO orders VALUES (7)");
        m_place->target("TRUNCATE orders");
        m_place->publish({{"public", "orders"}});
        QVERIFY(m_place->run());
        m_place->show("cutover");
        QVERIFY(isReady());
        cutOver();
        QTRY_COMPARE_WITH_TIMEOUT(m_place->asker().dangerous.size(), std::size_t(1), wait);
        QCOMPARE(m_place->asker().dangerous.front().typed, QStringLiteral("shop"));
    }
};

QTEST_MAIN(CutoverPageTest)
#include "cutover_page_test.moc"
