// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/sync_model.h"
#include "sync_place.h"
#include "widgets/banner.h"

#include <QLabel>
#include <QTest>

using namespace tidegate;
using namespace tidegate::tests;
using progress::Phase;

namespace {

constexpr int wait = 60'000; // ms

} // namespace

/// What a person reads when something breaks: what happened, what stayed safe and what to do; and that it goes on, with
/// every row, once that is done.
class FailuresTest : public SyncTest
{
    Q_OBJECT

private:
    /// The banner has a sentence of each kind and these words; the rest of the window agrees with it.
    bool tells(std::initializer_list<const char *> words)
    {
        return QTest::qWaitFor(
            [&] {
                const auto text = m_place->banner().text();
                const auto lines = text.split(QLatin1Char('\n'));
                const auto safeAndTodo = lines.size() > 1 ? lines.last().count(QLatin1Char('.')) : 0;
                return safeAndTodo >= 2 && std::all_of(words.begin(), words.end(), [&](const char *word) {
                    return text.contains(QLatin1String(word), Qt::CaseInsensitive);
                });
            },
            wait);
    }
    QString shown() { return seen(m_place->window().window()); }
    QString next() { return find<QLabel>(m_place->window().window(), "headerNext")->text(); }
    /// The copy of readings waits on the target for as long as this session lives.
    support::Session holdTheCopy()
    {
        auto holder = m_target->session("shop");
        holder.exec("BEGIN; LOCK TABLE readings IN SHARE MODE");
        return holder;
    }
    bool isCopying()
    {
        return QTest::qWaitFor(
            [this] {
                return m_target->value("shop", "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'readings'::regclass") == "t";
            },
            wait);
    }
    void loseTheSlot(const std::string &name = "%");
    /// A run that has ended since its slot is gone.
    void endsWithoutSlot();
    bool startsAnew() { return QTest::qWaitFor([this] { return m_place->clickInBanner(QString::fromUtf8("Start anew…")); }, wait); }
    void goesAndComesBack(support::Cluster &server);
    void goesAwayInTheCopy(support::Cluster &server);
    /// Goes on by itself or, when it has ended, by the banner's button.
    void goesOn(bool byItself);

private slots:
    void cleanup()
    {
        for (auto *server : {m_source.get(), m_target.get()}) {
            if (!server->isRunning())
                server->startAgain();
        }
        SyncTest::cleanup();
    }
    void wrongPasswordOnTheSource();
    void refusedTls();
    void sourceGoneInTheCopy() { goesAwayInTheCopy(*m_source); }
    void targetGoneInTheCopy() { goesAwayInTheCopy(*m_target); }
    void sourceGoneInTheStream() { goesAndComesBack(*m_source); }
    void targetGoneInTheStream() { goesAndComesBack(*m_target); }
    void rightsRevokedOnTheTarget();
    void slotDropped();
    void slotThatIsThereAfterAll();
    void startedAnewBesideRowsOfOthers();
    void startingAnewThatFails();
    void startingAnewWhatIsGone();
    void startingAnewThatIsStopped();
    void startedAnewWhereRowsWereAllowed();
    void targetDiskFull();
    void refusedByTheEngine();
};

void FailuresTest::goesOn(bool byItself)
{
    if (!byItself)
        QVERIFY2(m_place->clickInBanner(QStringLiteral("Try again")), qPrintable(shown()));
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    QTRY_VERIFY2_WITH_TIMEOUT(!m_place->banner().isVisible(), qPrintable(shown()), wait);
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
    QTRY_VERIFY2(m_place->page().state().word == QLatin1String("In sync"), qPrintable(shown()));
}

void FailuresTest::loseTheSlot(const std::string &name)
{
    QVERIFY(QTest::qWaitFor(
        [this, name] {
            try {
                m_place->onSource("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
                m_place->onSource("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE '" + name + "'");
                return true;
            } catch (const support::SessionError &) {
                return false; // in use again already
            }
        },
        wait));
}

void FailuresTest::endsWithoutSlot()
{
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    loseTheSlot();
    QTRY_VERIFY2_WITH_TIMEOUT(!m_place->run().isRunning(), qPrintable(shown()), wait);
}

void FailuresTest::goesAndComesBack(support::Cluster &server)
{
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    server.stop(support::StopMode::Immediate);
    QVERIFY2(tells({&server == m_source.get() ? "source" : "target"}), qPrintable(shown()));
    QVERIFY(m_place->isPhase(Phase::Retrying));
    QCOMPARE(m_place->page().state().word, QStringLiteral("Trying again"));
    QVERIFY2(next().contains(QLatin1String("nothing that was committed is lost")), qPrintable(next()));
    if (&server != m_source.get())
        m_place->onSource("UPDATE orders SET note = 'meanwhile' WHERE id < 100; DELETE FROM readings WHERE device = 1");
    server.startAgain();
    m_place->onSource("INSERT INTO orders VALUES (7000, 'after')");
    goesOn(true);
}

void FailuresTest::goesAwayInTheCopy(support::Cluster &server)
{
    {
        const auto holder = holdTheCopy();
        m_place->start();
        QVERIFY2(isCopying(), qPrintable(shown()));
        m_place->onSource("UPDATE orders SET note = 'meanwhile' WHERE id < 100");
        server.stop(support::StopMode::Immediate);
        QVERIFY2(tells({&server == m_source.get() ? "source" : "target"}), qPrintable(shown()));
        QVERIFY(m_place->isPhase(Phase::Retrying));
    }
    server.startAgain();
    goesOn(true);
}

void FailuresTest::wrongPasswordOnTheSource()
{
    addWithPassword(*m_source, "joe", "right");
    auto &window = m_place->window();
    const auto id = window.save(QStringLiteral("old as joe"), m_source->conninfo("shop") + " user=joe");
    window.vault.passwords.insert(id, QStringLiteral("wrong"));
    QVERIFY(window.workspace().setSource(id));
    window.asker.answers = {QStringLiteral("start")};
    m_place->press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY2(tells({"source", "password"}), qPrintable(shown()));
    QVERIFY(!m_place->banner().text().contains(QLatin1String("wrong")));
    QCOMPARE(m_place->page().state().tone, look::Tone::Failed);
    window.vault.passwords.insert(id, QStringLiteral("right"));
    window.asker.answers = {QStringLiteral("start")};
    goesOn(false);
}

void FailuresTest::refusedTls()
{
    auto &window = m_place->window();
    const auto id = window.save(QStringLiteral("new, encrypted"), m_target->conninfo("shop") + " sslmode=require");
    QVERIFY(window.workspace().setTarget(id));
    m_place->press(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY2(tells({"target", "SSL"}), qPrintable(shown()));
    QCOMPARE(m_place->page().state().tone, look::Tone::Failed);
    auto connection = *window.connections().find(id);
    connection.uri.replace(QLatin1String("sslmode=require"), QLatin1String("sslmode=prefer"));
    window.connections().put(connection);
    window.asker.answers = {QStringLiteral("start")};
    goesOn(false);
}

void FailuresTest::rightsRevokedOnTheTarget()
{
    m_target->sql("shop", "CREATE ROLE mover LOGIN REPLICATION; GRANT CREATE ON DATABASE shop TO mover;"
                          "ALTER TABLE orders OWNER TO mover; ALTER TABLE readings OWNER TO mover; ALTER TABLE \"Odd.Name\" OWNER TO mover");
    auto &window = m_place->window();
    QVERIFY(window.workspace().setTarget(window.save(QStringLiteral("new as mover"), m_target->conninfo("shop") + " user=mover")));
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    m_target->sql("shop", "REVOKE ALL ON orders FROM mover");
    m_place->onSource("INSERT INTO orders VALUES (8000, 'not allowed')");
    QVERIFY2(tells({"permission denied", "orders"}), qPrintable(shown()));
    m_target->sql("shop", "GRANT ALL ON orders TO mover");
    goesOn(m_place->run().isRunning());
    m_place->window().close(); // its role goes with the database
    m_target->sql("shop", "DROP OWNED BY mover CASCADE; DROP ROLE mover");
}

void FailuresTest::slotDropped()
{
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    loseTheSlot();
    m_place->onSource("INSERT INTO orders VALUES (9000, 'nobody keeps it')");
    QVERIFY2(tells({"slot", "tidegate_shop"}), qPrintable(shown()));
    QTRY_VERIFY2_WITH_TIMEOUT(!m_place->run().isRunning(), qPrintable(shown()), wait);
    QCOMPARE(m_place->page().state().tone, look::Tone::Failed);
    QCOMPARE(find<QLabel>(m_place->page(), "slotStatus")->text(), QStringLiteral("missing"));
    QVERIFY2(next().contains(QLatin1String("copied again")), qPrintable(next()));
    QCOMPARE(m_target->value("shop", "SELECT count(*) FROM orders"), std::string("5000")); // what was applied stays

    QVERIFY2(startsAnew(), qPrintable(shown())); // cancelled
    QTRY_COMPARE_WITH_TIMEOUT(asker().dangerous.size(), std::size_t(1), wait);
    const auto &question = asker().dangerous.front();
    QVERIFY2(question.sql.contains(QLatin1String("TRUNCATE ONLY \"public\".\"Odd.Name\"")), qPrintable(question.sql));
    QVERIFY2(question.text.contains(QLatin1String("public.orders")), qPrintable(question.text));
    QCOMPARE(question.servers.size(), std::size_t(2));
    QTRY_VERIFY(m_place->page().state().tone != look::Tone::Busy);
    QCOMPARE(m_target->value("shop", "SELECT count(*) FROM orders"), std::string("5000"));
    asker().answers = {QStringLiteral("yes"), QStringLiteral("start")};
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    QVERIFY(asker().answers.empty());
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
    QCOMPARE(m_target->value("shop", "SELECT count(*) FROM orders WHERE id = 9000"), std::string("1"));
}

/// Somebody has brought it back, with every change since: nothing is taken away.
void FailuresTest::slotThatIsThereAfterAll()
{
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    const auto slot = m_source->value("shop", "SELECT slot_name FROM pg_replication_slots");
    m_place->onSource("SELECT pg_copy_logical_replication_slot('" + slot + "', 'saved')");
    loseTheSlot(slot);
    m_place->onSource("INSERT INTO orders VALUES (9000, 'the saved one has it')");
    QTRY_VERIFY2_WITH_TIMEOUT(!m_place->run().isRunning(), qPrintable(shown()), wait);
    m_place->onSource("SELECT pg_copy_logical_replication_slot('saved', '" + slot + "'), pg_drop_replication_slot('saved')");
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QTRY_VERIFY2_WITH_TIMEOUT(m_place->banner().text().contains(QLatin1String("The slot is there")), qPrintable(shown()), wait);
    QVERIFY(asker().dangerous.empty());
    QVERIFY2(m_place->clickInBanner(QStringLiteral("Try again")), qPrintable(shown()));
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

/// Somebody has begun to use a table: it is named, keeps its rows, and everything else is as if it was never there.
void FailuresTest::startedAnewBesideRowsOfOthers()
{
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    m_target->sql("shop", "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
                          "CREATE TRIGGER no BEFORE TRUNCATE ON orders EXECUTE FUNCTION no(); ALTER TABLE orders ENABLE ALWAYS TRIGGER no");
    loseTheSlot();
    QTRY_VERIFY2_WITH_TIMEOUT(!m_place->run().isRunning(), qPrintable(shown()), wait);
    auto &plan = m_place->window().workspace().plan();
    const auto ended = plan.value();
    auto another = ended;
    another.subscription = "another";
    another.allowNonempty = {{"public", "orders"}};
    plan.set(another);
    asker().answers = {QStringLiteral("yes")};
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QVERIFY(QTest::qWaitFor([this] { return m_place->banner().text().contains(QLatin1String("public.orders: a trigger")); }, wait));
    QVERIFY(asker().dangerous.front().text.contains(QLatin1String("public.orders: a trigger")));
    QVERIFY(!m_place->run().isRunning());
    QVERIFY(!m_place->clickInBanner(QStringLiteral("Try again"))); // it would copy onto the rows that were left
    QCOMPARE(m_target->value("shop", "SELECT count(*) FROM orders"), std::string("5000"));
    QCOMPARE(m_target->value("shop", "SELECT count(*) FROM readings"), std::string("0"));
    QCOMPARE(plan.value().allowNonempty.size(), std::size_t(1)); // of a plan that was opened meanwhile
    plan.set(ended);
    m_target->sql("shop", "DROP FUNCTION no() CASCADE; TRUNCATE orders");
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

/// It can be tried again, also where the plan has been given another name since: that one is neither started nor changed.
void FailuresTest::startingAnewThatFails()
{
    endsWithoutSlot();
    const auto before = m_place->banner().text();
    m_target->stop(); // with the engine's last word
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QTRY_VERIFY2_WITH_TIMEOUT(m_place->banner().text() != before, qPrintable(shown()), wait);
    QVERIFY2(tells({"target"}), qPrintable(shown()));
    QVERIFY(!m_place->clickInBanner(QStringLiteral("Try again"))); // a run would end as the last one did
    m_target->startAgain();
    auto plan = m_place->window().workspace().plan().value();
    const auto name = plan.subscription;
    plan.subscription = "renamed";
    m_place->window().workspace().plan().set(plan);
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QTRY_COMPARE_WITH_TIMEOUT(asker().dangerous.size(), std::size_t(1), wait);
    QVERIFY2(asker().dangerous.front().text.contains(QLatin1String("The migration shop ends")), qPrintable(asker().dangerous.front().text));
    QVERIFY(asker().dangerous.front().cannotBeUndone.join(QLatin1Char(' ')).contains(QLatin1String("written there directly")));
    auto &milestones = m_place->window().workspace().milestones();
    milestones.set(frame::Milestone::Begun, true);
    asker().answers = {QStringLiteral("yes")};
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QVERIFY2(QTest::qWaitFor([this] { return m_place->banner().text().contains(QLatin1String("another migration, renamed. Start shop")); }, wait), qPrintable(shown()));
    QVERIFY(!m_place->run().isRunning() && milestones.isReached(frame::Milestone::Begun));
    plan.subscription = name;
    m_place->window().workspace().plan().set(plan);
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

/// Somebody has dropped it, and the rows stayed: nothing is emptied, which is said before a start is asked for.
void FailuresTest::startingAnewWhatIsGone()
{
    endsWithoutSlot();
    m_target->sql("shop", "DROP SCHEMA _tidegate CASCADE");
    asker().answers = {QStringLiteral("start")};
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QTRY_VERIFY2_WITH_TIMEOUT(m_place->banner().text().contains(QLatin1String("somebody has taken it away")), qPrintable(shown()), wait);
    QCOMPARE(asker().answers.size(), std::size_t(1));
    QCOMPARE(m_target->value("shop", "SELECT count(*) FROM orders"), std::string("5000"));
    m_target->sql("shop", "TRUNCATE orders, readings, \"Odd.Name\"");
    goesOn(false);
}

/// What was removed by then is told.
void FailuresTest::startingAnewThatIsStopped()
{
    endsWithoutSlot();
    {
        const auto holder = holdTheCopy();
        asker().answers = {QStringLiteral("yes")};
        QVERIFY2(startsAnew(), qPrintable(shown()));
        QVERIFY(QTest::qWaitFor([this] { return m_target->value("shop", "SELECT count(*) FROM _tidegate.subscription_rel WHERE tablename = 'orders'") == "0"; }, wait));
        m_place->press(Qt::Key_E);
        QTRY_VERIFY2_WITH_TIMEOUT(m_place->banner().text().contains(QLatin1String("the rows of public.orders")), qPrintable(shown()), wait);
        QVERIFY(!m_place->banner().text().contains(QLatin1String("public.readings")));
    }
    asker().answers = {QStringLiteral("yes"), QStringLiteral("start")};
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

/// They stay, and with them those that were copied: the same plan does not copy onto them.
void FailuresTest::startedAnewWhereRowsWereAllowed()
{
    m_target->sql("shop", "INSERT INTO orders VALUES (-1, 'stood there')");
    auto plan = m_place->window().workspace().plan().value();
    plan.allowNonempty = {{"public", "orders"}};
    m_place->window().workspace().plan().set(plan);
    endsWithoutSlot();
    asker().answers = {QStringLiteral("yes")};
    QVERIFY2(startsAnew(), qPrintable(shown()));
    QTRY_VERIFY2_WITH_TIMEOUT(m_place->banner().text().contains(QLatin1String("public.orders: rows stood there before")), qPrintable(shown()), wait);
    QVERIFY(m_place->window().workspace().plan().value().allowNonempty.empty());
    m_target->sql("shop", "TRUNCATE orders");
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    QVERIFY2(m_place->becomesEqual(), m_place->report.c_str());
}

/// As the server says it; a disk is not filled for that.
void FailuresTest::targetDiskFull()
{
    m_place->start();
    QVERIFY2(m_place->isInSync(), qPrintable(shown()));
    m_target->sql("shop", "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                          " $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;"
                          "CREATE TRIGGER full_disk BEFORE INSERT ON orders EXECUTE FUNCTION full_disk();"
                          "ALTER TABLE orders ENABLE ALWAYS TRIGGER full_disk");
    m_place->onSource("INSERT INTO orders VALUES (8000, 'no room')");
    QVERIFY2(tells({"No space left on device"}), qPrintable(shown()));
    m_target->sql("shop", "DROP TRIGGER full_disk ON orders");
    goesOn(m_place->run().isRunning());
}

void FailuresTest::refusedByTheEngine()
{
    m_target->sql("shop", "ALTER TABLE orders DROP COLUMN note");
    m_place->start();
    QVERIFY2(tells({"orders"}), qPrintable(shown()));
    QVERIFY(!m_place->run().isRunning());
    QCOMPARE(m_source->value("shop", "SELECT count(*) FROM pg_replication_slots"), std::string("0"));
    m_target->sql("shop", "ALTER TABLE orders ADD COLUMN note text");
    m_place->window().asker.answers = {QStringLiteral("start")};
    goesOn(false);
}

QTEST_MAIN(FailuresTest)
#include "failures_test.moc"
