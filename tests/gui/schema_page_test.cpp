// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema_fixture.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QTemporaryDir>

using namespace tidegate;
using namespace tidegate::tests;
using script::LeftOut;
using script::State;
using support::Cluster;

namespace {

constexpr char shop[] = R"sql(
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE customers (id int PRIMARY KEY, name text, m mood);
    CREATE TABLE orders (id serial PRIMARY KEY, customer int NOT NULL REFERENCES customers, at timestamptz, note text);
    CREATE INDEX orders_at ON orders (at);
    CREATE INDEX orders_note ON orders (note);
    CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION trg();
    CREATE VIEW latest AS SELECT * FROM orders;
    CREATE TABLE unwanted (a int);
)sql";

} // namespace

/// The schema page as a person uses it, between two real servers: from reading to a target that has the tables.
class SchemaPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
    std::unique_ptr<SchemaPlace> m_place;
    int m_number = 0;
    std::string m_database;

    std::string onTarget(const std::string &sql) const { return m_target->value(m_database, sql); }
    std::string hasRelation(const char *name) const
    {
        return onTarget(std::string("SELECT to_regclass('") + name + "') IS NOT NULL");
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
        m_source->sql(m_database, shop);
        m_place = std::make_unique<SchemaPlace>(*m_source, *m_target, m_database);
        m_place->choose({SchemaPlace::table("customers"), SchemaPlace::table("orders")});
    }
    void cleanup() { m_place.reset(); }
    void cleanupTestCase()
    {
        m_target.reset();
        m_source.reset();
    }

    /// Read, refuse one, edit one, run both: the target has what was chosen and not what was refused.
    void fromReadingToTheTables()
    {
        QCOMPARE(m_place->page().state().word, QStringLiteral("Not read"));
        QVERIFY(m_place->read());
        QVERIFY(m_place->row(0, "TABLE public.unwanted") < 0);
        QCOMPARE(hasRelation("orders"), "f"); // reading changes nothing
        QCOMPARE(m_place->page().state().word, QStringLiteral("%1 to run").arg(m_place->model(0).left()));
        QVERIFY(m_place->select(1, "INDEX public.orders_note"));
        m_place->action(QStringLiteral("Refuse"))->trigger();
        QCOMPARE(m_place->statement(1, "INDEX public.orders_note").leftOut, LeftOut::Refused);
        QVERIFY(m_place->select(1, "INDEX public.orders_at"));
        auto &sql = m_place->sql(1);
        QVERIFY(sql.toPlainText().startsWith(QLatin1String("CREATE INDEX CONCURRENTLY orders_at")));
        sql.setPlainText(QStringLiteral("CREATE INDEX orders_at_desc ON public.orders (at DESC)"));
        QVERIFY(m_place->statement(1, "INDEX public.orders_at").original);
        QVERIFY(m_place->select(1, "VIEW public.latest"));
        QCOMPARE(m_place->statement(1, "VIEW public.latest").leftOut, LeftOut::MayNeedMore);
        m_place->action(QStringLiteral("Restore"))->trigger();

        const int toRun = m_place->model(0).left();
        QVERIFY(m_place->run(0));
        const auto &question = m_place->window.asker.questions.back();
        QVERIFY2(question.text.contains(QLatin1String("Cloud")), qPrintable(question.text));
        QVERIFY(question.text.contains(QString::number(toRun)));
        QCOMPARE(m_place->model(0).left(), 0);
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
        QCOMPARE(hasRelation("orders_pkey"), "t");
        QCOMPARE(hasRelation("orders_at_desc"), "f");

        QVERIFY(m_place->run(1, "held"));
        QVERIFY(m_place->window.asker.questions.back().more.contains(QLatin1String("copy")));
        for (const char *made : {"orders_at_desc", "latest"})
            QCOMPARE(hasRelation(made), "t");
        for (const char *refused : {"orders_note", "orders_at", "unwanted"})
            QCOMPARE(hasRelation(refused), "f");
        QCOMPARE(onTarget("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"), "0");
        QCOMPARE(onTarget("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"), "1");
        QVERIFY(m_place->run(1)); // the trigger, which is all that is left
        QCOMPARE(onTarget("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"), "1");
        QCOMPARE(m_place->page().state().word, QStringLiteral("All made"));
        QVERIFY(!m_place->action(QStringLiteral("Run “before the copy”…"))->isEnabled());
    }

    /// Whoever says no has changed nothing.
    void nothingRunsWithoutAnAnswer()
    {
        QVERIFY(m_place->read());
        m_place->key(Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(m_place->window.asker.questions.size(), std::size_t(1));
        QCoreApplication::sendPostedEvents(); // the answer: Cancel
        m_place->key(Qt::Key_R, Qt::ControlModifier); // it may be asked again
        QCOMPARE(m_place->window.asker.questions.size(), std::size_t(2));
        QCoreApplication::sendPostedEvents();
        QCOMPARE(hasRelation("customers"), "f");
    }

    /// What fails is shown with the server's words; mended on the target, the run goes on at that statement.
    void aFailureIsShownAndMended()
    {
        m_target->sql(m_database, "CREATE TABLE customers (name text)"); // without the column that its key needs
        QVERIFY(m_place->read());
        QCOMPARE(m_place->statement(0, "TABLE public.customers").leftOut, LeftOut::Exists);
        QVERIFY(m_place->run(0));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Failed"));
        const auto &failed = m_place->statement(0, "CONSTRAINT public.customers customers_pkey");
        QCOMPARE(failed.state, State::Failed);
        QCOMPARE(m_place->statement(0, "TABLE public.orders").state, State::Done);
        QVERIFY2(m_place->banner().text().contains(QLatin1String("\"id\"")), qPrintable(m_place->banner().text()));
        const auto reason = find<QLabel>(m_place->panel(0), "statementReason")->text();
        QVERIFY2(reason.contains(QLatin1String("42703")), qPrintable(reason)); // it is the one that is shown
        m_target->sql(m_database, "ALTER TABLE customers ADD COLUMN id int");
        QVERIFY(m_place->run(0));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
        QCOMPARE(hasRelation("customers_pkey"), "t");
        QVERIFY(!m_place->banner().isVisible());
    }

    /// The other way to mend: an edit. As it takes something away, both servers and the SQL are shown first.
    void anEditThatTakesAwayIsDangerous()
    {
        m_target->sql(m_database, "CREATE TABLE customers (name text)");
        QVERIFY(m_place->read());
        QVERIFY(m_place->run(0));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Failed"));
        QVERIFY(!m_place->sql(0).isReadOnly());
        m_place->sql(0).setPlainText(QStringLiteral("DROP TABLE public.customers; "
                                                    "CREATE TABLE public.customers (id int PRIMARY KEY, name text, m public.mood)"));
        QVERIFY(m_place->run(0, "yes"));
        QCOMPARE(m_place->window.asker.dangerous.size(), std::size_t(1));
        QVERIFY(m_place->window.asker.dangerous[0].sql.contains(QLatin1String("DROP TABLE public.customers")));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
        QCOMPARE(onTarget("SELECT count(*) FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attname = 'm'"), "1");
    }

    void aServerThatIsAwayIsTold()
    {
        QVERIFY(m_place->show());
        m_target->stop();
        m_place->key(Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(m_place->banner().isVisible(), 20'000);
        QCOMPARE(m_place->page().state().word, QStringLiteral("Not read"));
        m_target->startAgain();
        QVERIFY(m_place->read());
        // The same for a run: nothing has failed of the script itself.
        m_target->stop();
        QVERIFY(m_place->run(0));
        QVERIFY(m_place->banner().isVisible());
        QCOMPARE(m_place->model(0).count(State::Failed), 0);
        m_target->startAgain();
        QVERIFY(m_place->run(0));
        QCOMPARE(m_place->page().state().word, QStringLiteral("Prepared"));
    }

    /// What is saved does the same in psql; what is copied is what is seen.
    void savedAndCopied()
    {
        QVERIFY(m_place->read());
        QVERIFY(m_place->select(0, "TABLE public.orders"));
        m_place->key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), m_place->sql(0).toPlainText());
        m_place->key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QLatin1String("CREATE TYPE public.mood")));
        QTemporaryDir directory;
        const auto path = directory.filePath(QStringLiteral("before.sql"));
        m_place->window.asker.answers = {path};
        m_place->key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(QFile::exists(path));
        QTRY_VERIFY(m_place->banner().text().contains(path));
        const auto result = m_target->tool("psql", {"-X", "-v", "ON_ERROR_STOP=1", "-d", m_database, "-f", path.toStdString()});
        QVERIFY2(result.exitCode == 0, result.output.c_str());
        QCOMPARE(hasRelation("orders_pkey"), "t");
        m_place->window.asker.answers = {QStringLiteral("/nowhere/at/all.sql")};
        m_place->key(Qt::Key_S, Qt::ControlModifier);
        QTRY_VERIFY(m_place->banner().text().contains(QLatin1String("/nowhere/at/all.sql")));
    }
};

QTEST_MAIN(SchemaPageTest)
#include "schema_page_test.moc"
