// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/schema.h"
#include "postgres/quoting.h"
#include "schema_fixture.h"

#include <QElapsedTimer>
#include <QLineEdit>

using namespace tidegate;
using namespace tidegate::tests;
using script::LeftOut;
using script::State;
using support::Cluster;

/// The schema page where things come in between: cancelled, changed plans, another start of the window, no mouse.
class SchemaSafetyTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
    std::unique_ptr<SchemaPlace> m_place;
    int m_number = 0;
    std::string m_database;

    /// Somebody on that server waits for a lock in our database.
    bool somebodyWaits(const Cluster &cluster) const
    {
        return QTest::qWaitFor(
            [&] {
                return cluster.value(m_database, "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                                 " AND datname = current_database()") == "t";
            },
            20'000);
    }

private slots:
    void initTestCase()
    {
        for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
            qunsetenv(variable);
        m_source = Cluster::start();
        m_target = Cluster::start();
    }
    void init()
    {
        m_database = "shop" + std::to_string(++m_number);
        for (auto *cluster : {m_source.get(), m_target.get()})
            cluster->createDatabase(m_database);
        m_source->sql(m_database, "CREATE TABLE a (id int PRIMARY KEY, v int); CREATE INDEX a_v ON a (v);"
                                  "CREATE TABLE b (id int PRIMARY KEY, v int); CREATE INDEX b_v ON b (v)");
        m_place = std::make_unique<SchemaPlace>(*m_source, *m_target, m_database);
        m_place->choose({SchemaPlace::table("a"), SchemaPlace::table("b")});
    }
    void cleanup() { m_place.reset(); }
    void cleanupTestCase()
    {
        m_target.reset();
        m_source.reset();
    }

    void readingIsCancelled()
    {
        auto holder = m_source->session(m_database);
        holder.exec("BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE"); // pg_dump waits for it
        QVERIFY(m_place->show());
        m_place->key(Qt::Key_F5);
        QVERIFY(somebodyWaits(*m_source));
        QTRY_VERIFY2(m_place->status().contains(QLatin1String("pg_dump")), qPrintable(m_place->status()));
        QElapsedTimer clock;
        clock.start();
        m_place->key(Qt::Key_F5, Qt::ShiftModifier);
        QVERIFY(m_place->ended());
        QVERIFY2(clock.elapsed() < 1500, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Not read"));
        holder.exec("ROLLBACK");
        QVERIFY(m_place->read());
    }

    /// What ran stays, what was under way is undone and waits; the next run goes on there.
    void aRunIsCancelledAndGoesOn()
    {
        m_target->sql(m_database, "CREATE TABLE b (id int, v int)");
        QVERIFY(m_place->read());
        auto holder = m_target->session(m_database);
        holder.exec("BEGIN; LOCK TABLE b");
        m_place->window.asker.answers = {QStringLiteral("run")};
        m_place->key(Qt::Key_R, Qt::ControlModifier);
        QVERIFY(somebodyWaits(*m_target));
        QTRY_VERIFY2(m_place->status().contains(QLatin1String("b_pkey")), qPrintable(m_place->status()));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Running…"));
        QVERIFY(!m_place->action(QStringLiteral("Read definitions"))->isEnabled());
        QVERIFY(m_place->select(0, "CONSTRAINT public.b b_pkey"));
        QVERIFY(m_place->sql(0).isReadOnly());
        QElapsedTimer clock;
        clock.start();
        m_place->key(Qt::Key_F5, Qt::ShiftModifier);
        QVERIFY(m_place->ended());
        QVERIFY2(clock.elapsed() < 1500, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(m_place->statement(0, "TABLE public.a").state, State::Done);
        QCOMPARE(m_place->statement(0, "CONSTRAINT public.b b_pkey").state, State::Pending);
        QVERIFY(m_place->banner().isVisible());
        holder.exec("ROLLBACK");
        QCOMPARE(m_target->value(m_database, "SELECT to_regclass('b_pkey') IS NULL"), "t");
        QVERIFY(m_place->run(0));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
    }

    /// What a build left that was cancelled is shown by the next reading, and the run goes on with it.
    void aBuildIsCancelledAndBuiltAnew()
    {
        QVERIFY(m_place->read());
        QVERIFY(m_place->run(0));
        auto holder = m_target->session(m_database);
        holder.exec("BEGIN; INSERT INTO b VALUES (1, 1)"); // a build waits for who has written to its table
        QVERIFY(m_place->select(1, "INDEX public.b_v"));
        const auto *reason = find<QLabel>(m_place->panel(1), "statementReason");
        QVERIFY2(reason->text().contains(QLatin1String("outside of a transaction")), qPrintable(reason->text()));
        m_place->window.asker.answers = {QStringLiteral("run")};
        m_place->key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_place->window.asker.questions.back().more.contains(QLatin1String("invalid")));
        QTRY_COMPARE(m_target->value(m_database, "SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('b_v')"), "1");
        QElapsedTimer clock;
        clock.start();
        m_place->key(Qt::Key_F5, Qt::ShiftModifier);
        QVERIFY(m_place->ended());
        QVERIFY2(clock.elapsed() < 1500, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(m_place->statement(1, "INDEX public.a_v").state, State::Done);
        QCOMPARE(m_place->statement(1, "INDEX public.b_v").state, State::Failed);
        holder.exec("ROLLBACK");
        auto *again = m_place->banner().findChild<QPushButton *>();
        QVERIFY(m_place->banner().isVisible() && again);
        QTest::mouseClick(again, Qt::LeftButton);
        QVERIFY(m_place->ended());
        QVERIFY2(m_place->row(1, "DROP INDEX public.b_v") >= 0, qPrintable(m_place->banner().text()));
        QCOMPARE(m_place->statement(1, "DROP INDEX public.b_v").state, State::Pending);
        QCOMPARE(m_place->model(1).left(), 2);
        QVERIFY(m_place->run(1));
        QCOMPARE(m_place->page().state().word, QStringLiteral("All made"));
        QCOMPARE(m_target->value(m_database, "SELECT bool_and(indisvalid) FROM pg_index"), "t");
    }

    /// Foreign keys that would act on what the stream brings are not made before the cutover (exactness.md rule 16): the target is asked
    /// when the definitions are read, and again just before.
    void keysThatWouldActAreLeft()
    {
        if (m_target->major() < 15)
            QSKIP("from PostgreSQL 15 on");
        const auto may = [this](bool grant) {
            m_target->sql(m_database, grant ? "GRANT SET ON PARAMETER session_replication_role TO mover" : "REVOKE SET ON PARAMETER session_replication_role FROM mover");
        };
        const auto keys = [this] { return m_target->value(m_database, "SELECT count(*) FROM pg_constraint WHERE conname = 'to_a' AND convalidated"); };
        const auto begin = [this] {
            postgres::Connection target(postgres::ConnectionParameters::parse(m_target->conninfo(m_database)), {"target", "schema_safety_test"}, {});
            journal::ensure(target);
            const auto name = postgres::literal(m_place->window.workspace().subscription());
            m_target->sql(m_database, "INSERT INTO _tidegate.fence (subname, generation, token) VALUES (" + name + ", 1, 't'); INSERT INTO _tidegate.slot (subname, publications,"
                                      " source_system, source_timeline, source_database) VALUES (" + name + ", '{}', '1', 1, 'shop');"
                                      "GRANT USAGE ON SCHEMA _tidegate TO mover; GRANT SELECT ON ALL TABLES IN SCHEMA _tidegate TO mover");
        };
        m_source->sql(m_database, "ALTER TABLE b ADD CONSTRAINT to_a FOREIGN KEY (v) REFERENCES a");
        m_target->sql(m_database, "DROP ROLE IF EXISTS mover; CREATE ROLE mover LOGIN; GRANT ALL ON SCHEMA public TO mover;"
                                  "GRANT CREATE ON DATABASE " + m_database + " TO mover");
        may(true);
        auto mover = m_target->conninfo(m_database);
        mover.replace(mover.find("user=postgres"), 13, "user=mover");
        m_place->window.workspace().setTarget(m_place->window.save(QStringLiteral("Mover"), mover));
        QVERIFY(m_place->read());
        QVERIFY(m_place->run(0));
        QCOMPARE(m_place->findings().count(), 0);
        may(false);
        QVERIFY(m_place->run(1));
        QCOMPARE(keys(), "0");
        QCOMPARE(m_target->value(m_database, "SELECT to_regclass('a_v') IS NOT NULL"), "t");
        QVERIFY2(m_place->banner().isVisible() && m_place->banner().text().contains(QLatin1String("session_replication_role")),
                 qPrintable(m_place->banner().text()));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
        // Nothing has begun yet, so that whoever runs it may want them.
        auto *run = m_place->action(QStringLiteral("Run “after the copy”…"));
        QVERIFY(run->isEnabled());
        QVERIFY(m_place->run(1, "all"));
        QVERIFY(m_place->window.asker.questions.back().more.contains(QLatin1String("session_replication_role")));
        QCOMPARE(keys(), "1");
        // Once a stream comes, nothing else is left to run, and the finding names the role and what gives it the right.
        m_target->sql(m_database, "ALTER TABLE b DROP CONSTRAINT to_a");
        begin();
        QVERIFY(m_place->read());
        QVERIFY(!run->isEnabled());
        QCOMPARE(m_place->findings().count(), 1);
        QVERIFY(m_place->findings().item(0)->text().contains(QLatin1String("mover")));
        const auto grant = m_place->findings().item(0)->toolTip();
        QVERIFY2(grant.contains(QLatin1String("GRANT SET ON PARAMETER")), qPrintable(grant));
        m_target->sql(m_database, grant.toStdString());
        QVERIFY(m_place->read());
        QCOMPARE(m_place->findings().count(), 0);
        QVERIFY(m_place->run(1));
        QCOMPARE(keys(), "1");
        QCOMPARE(m_place->page().state().word, QStringLiteral("All made"));
        // After the cutover nothing comes by a stream.
        may(false);
        m_target->sql(m_database, "ALTER TABLE b DROP CONSTRAINT to_a");
        QVERIFY(m_place->read());
        QVERIFY(!run->isEnabled());
        // But what this window remembers may be of a migration before, which had the same name.
        auto &milestones = m_place->window.workspace().milestones();
        milestones.set(frame::Milestone::CutOver, true);
        QVERIFY(run->isEnabled());
        QVERIFY(m_place->run(1));
        QCOMPARE(keys(), "0");
        QVERIFY(m_place->read());
        QVERIFY(!milestones.isReached(frame::Milestone::CutOver) && !run->isEnabled());
        m_target->sql(m_database, "UPDATE _tidegate.slot SET cut_over_at = now()");
        QVERIFY(m_place->read());
        QVERIFY(milestones.isReached(frame::Milestone::CutOver) && run->isEnabled());
        QCOMPARE(m_place->findings().count(), 0);
        QVERIFY(m_place->run(1));
        QCOMPARE(keys(), "1");
        m_target->sql(m_database, "DROP OWNED BY mover CASCADE; DROP ROLE mover");
    }

    /// A window that goes away takes its statement along; the server keeps nothing of it.
    void theWindowIsClosedMeanwhile()
    {
        m_target->sql(m_database, "CREATE TABLE b (id int, v int)");
        QVERIFY(m_place->read());
        auto holder = m_target->session(m_database);
        holder.exec("BEGIN; LOCK TABLE b");
        m_place->window.asker.answers = {QStringLiteral("run")};
        m_place->key(Qt::Key_R, Qt::ControlModifier);
        QVERIFY(somebodyWaits(*m_target));
        m_place->window.close();
        QTRY_COMPARE(m_target->value(m_database, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tidegate job'"),
                     std::string("0"));
        holder.exec("ROLLBACK");
        QCOMPARE(m_target->value(m_database, "SELECT to_regclass('a_pkey') IS NOT NULL AND to_regclass('b_pkey') IS NULL"), "t");
    }

    /// Another plan or other servers: the scripts are not run, and that is said. The old plan again makes them good.
    void aStaleScriptIsNotRun()
    {
        QVERIFY(m_place->read());
        auto *run = m_place->action(QStringLiteral("Run “before the copy”…"));
        QVERIFY(run->isEnabled());
        m_place->choose({SchemaPlace::table("a")});
        QCOMPARE(m_place->page().state().word, QStringLiteral("Out of date"));
        QVERIFY(!run->isEnabled() && m_place->banner().isVisible());
        m_place->choose({SchemaPlace::table("a"), SchemaPlace::table("b")});
        QVERIFY(run->isEnabled() && !m_place->banner().isVisible());
        // Changed between the question and its answer.
        m_place->window.asker.answers = {QStringLiteral("run")};
        m_place->key(Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(m_place->window.asker.questions.size(), std::size_t(1));
        m_place->choose({SchemaPlace::table("a")});
        QCoreApplication::sendPostedEvents(); // the answer
        QVERIFY(m_place->window.asker.answers.empty());
        QCOMPARE(m_place->page().state().word, QStringLiteral("Out of date"));
        QCOMPARE(m_target->value(m_database, "SELECT to_regclass('a') IS NULL"), "t");
        // Read again, by the banner's button.
        auto *button = m_place->banner().findChild<QPushButton *>();
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(m_place->ended());
        QVERIFY(m_place->row(0, "TABLE public.b") < 0);
        QVERIFY(run->isEnabled());
        QVERIFY(m_place->window.workspace().exchangeRoles());
        QCOMPARE(m_place->page().state().word, QStringLiteral("Out of date"));
        QVERIFY(m_place->window.workspace().exchangeRoles());
        m_place->choose({});
        QCOMPARE(m_place->page().state().word, QStringLiteral("No tables"));
    }

    /// What was refused, restored and edited is so again at the next start; what has run is found on the target.
    void theNextStartKnows()
    {
        QVERIFY(m_place->read());
        QVERIFY(m_place->select(1, "INDEX public.a_v"));
        m_place->action(QStringLiteral("Refuse"))->trigger();
        QVERIFY(m_place->select(1, "INDEX public.b_v"));
        m_place->sql(1).setPlainText(QStringLiteral("CREATE INDEX b_v ON public.b (v DESC)"));
        QVERIFY(m_place->run(0));
        m_place->window.open();
        QCOMPARE(m_place->page().state().word, QStringLiteral("Not read"));
        QVERIFY(m_place->read());
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
        QCOMPARE(m_place->statement(0, "TABLE public.a").leftOut, LeftOut::Exists);
        QCOMPARE(m_place->statement(1, "INDEX public.a_v").state, State::Skipped);
        QVERIFY(m_place->run(1));
        QVERIFY(m_target->value(m_database, "SELECT pg_get_indexdef('b_v'::regclass)").find("v DESC") != std::string::npos);
        QCOMPARE(m_target->value(m_database, "SELECT to_regclass('a_v') IS NULL"), "t");
        // Taken back, it is forgotten.
        QVERIFY(m_place->select(1, "INDEX public.a_v"));
        m_place->action(QStringLiteral("Restore"))->trigger();
        m_place->window.open();
        QVERIFY(m_place->read());
        QCOMPARE(m_place->statement(1, "INDEX public.a_v").state, State::Pending);
    }

    /// No mouse: read, filter, go down, refuse, edit, take back, run.
    void byKeyboardAlone()
    {
        QVERIFY(m_place->read());
        m_place->key(Qt::Key_F, Qt::ControlModifier);
        auto *filter = find<QLineEdit>(m_place->page(), "beforeScriptFilter");
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("PKEY"));
        auto &view = m_place->view(0);
        QCOMPARE(view.model()->rowCount(), 2);
        for (int tabs = 0; tabs < 10 && !view.hasFocus(); ++tabs)
            QTest::keyClick(m_place->window.window().focusWidget(), Qt::Key_Tab);
        QVERIFY(view.hasFocus());
        QTest::keyClick(&view, Qt::Key_Home);
        QTest::keyClick(&view, Qt::Key_Down);
        m_place->key(Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(m_place->statement(0, "CONSTRAINT public.b b_pkey").leftOut, LeftOut::Refused);
        QTest::keyClick(&view, Qt::Key_Up);
        m_place->key(Qt::Key_F2);
        auto &sql = m_place->sql(0);
        QTRY_VERIFY(sql.hasFocus());
        QTest::keyClick(&sql, Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(&sql, QStringLiteral(" -- mine"));
        QCOMPARE(m_place->statement(0, "CONSTRAINT public.a a_pkey").sql.substr(
                     m_place->statement(0, "CONSTRAINT public.a a_pkey").sql.size() - 8), std::string(" -- mine"));
        m_place->key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!m_place->statement(0, "CONSTRAINT public.a a_pkey").original);
        QVERIFY(m_place->run(0));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
        QCOMPARE(m_target->value(m_database, "SELECT to_regclass('a_pkey') IS NOT NULL AND to_regclass('b_pkey') IS NULL"), "t");
    }
};

QTEST_MAIN(SchemaSafetyTest)
#include "schema_safety_test.moc"
