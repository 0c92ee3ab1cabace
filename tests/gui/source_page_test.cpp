// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"
#include "widgets/banner.h"
#include "widgets/status_badge.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTableWidget>
#include <QTest>

using namespace tidegate;
using namespace tidegate::tests;

/// The source page as a person uses it: findings, what mends them, and the publication.
class SourcePageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MigrationPlace> m_place;

    QString publicationState() { return find<widgets::StatusBadge>(m_place->page("source"), "publicationState")->word(); }
    QString findings()
    {
        QStringList words;
        auto *list = find<QListWidget>(m_place->page("source"), "findings");
        for (int row = 0; row < list->count(); ++row)
            words += list->item(row)->text();
        return words.join(QLatin1Char('\n'));
    }
    void choose(const std::vector<RelationName> &tables)
    {
        auto plan = m_place->workspace().plan().value();
        plan.tables.clear();
        for (const auto &table : tables)
            plan.tables.push_back({table, table, {}, {}});
        m_place->workspace().plan().set(plan);
    }
    QString tablesOf(const char *publication)
    {
        return QString::fromStdString(m_place->sourceValue(
            "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_publication_tables WHERE pubname = '"
            + std::string(publication) + "'"));
    }
    const plan::MigrationPlan &planned() { return m_place->workspace().plan().value(); }
    void publish() { m_place->key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier); }

private slots:
    void initTestCase() { m_place = std::make_unique<MigrationPlace>(); }
    void cleanupTestCase() { m_place.reset(); }
    void init()
    {
        QVERIFY(m_place->begin());
        m_place->source("CREATE TABLE devices (id int PRIMARY KEY, name text); CREATE TABLE log (line text);"
                        "CREATE SCHEMA \"Other.1\"; CREATE TABLE \"Other.1\".\"T\"\"x\" (a int PRIMARY KEY)");
    }
    void cleanup() { m_place->end(); }

    /// By keyboard alone: nothing chosen, chosen, published; the plan learns the name.
    void publishedByKeyboard()
    {
        m_place->show("source");
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Choose tables first"), 20'000);
        auto *facts = find<QTableWidget>(m_place->page("source"), "serverFacts");
        QVERIFY(facts->rowCount() >= 9);
        QVERIFY(facts->item(0, 0)->text().startsWith(QLatin1String("PostgreSQL")));
        choose({{"public", "devices"}, {"Other.1", "T\"x"}});
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Not published yet"), 20'000);
        // Cancel first: nothing happens.
        publish();
        QTRY_COMPARE(m_place->asker().dangerous.size(), std::size_t(1));
        QCOMPARE(faultOf(m_place->asker().dangerous.front()), QString());
        QVERIFY(m_place->asker().dangerous.front().sql.contains(QLatin1String("\"Other.1\".\"T\"\"x\"")));
        QVERIFY(m_place->asker().dangerous.front().typed.isEmpty());
        QCoreApplication::sendPostedEvents();
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_publication"), "0");
        m_place->asker().answers = {QStringLiteral("yes")};
        publish();
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Published"), 20'000);
        QCOMPARE(tablesOf("tidegate_shop"), QStringLiteral("T\"x,devices"));
        QCOMPARE(planned().publications, std::vector<std::string>{"tidegate_shop"});
        QCOMPARE(planned().subscription, std::string("shop"));
        // Its own check follows: the target has no tables yet, which is one line and no refusal.
        QTRY_VERIFY_WITH_TIMEOUT(findings().contains(QLatin1String("2 table(s) are not on the target yet")), 20'000);
    }

    /// A plan that nobody named is named after its source.
    void namedAfterTheDatabase()
    {
        auto plan = planned();
        plan.subscription = frame::PlanFile::unnamed;
        plan.tables.push_back({{"public", "devices"}, {"public", "devices"}, {}, {}});
        m_place->workspace().plan().set(plan);
        m_place->show("source");
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Not published yet"), 20'000);
        QCOMPARE(find<QLineEdit>(m_place->page("source"), "subscription")->text(), QStringLiteral("shop"));
        m_place->asker().answers = {QStringLiteral("yes")};
        publish();
        QTRY_COMPARE_WITH_TIMEOUT(planned().subscription, std::string("shop"), 20'000);
    }

    void differsAndIsAltered()
    {
        m_place->publish({{"public", "devices"}});
        m_place->show("source");
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Published"), 20'000);
        choose({{"public", "log"}});
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Differs from what is chosen"), 20'000);
        auto *words = find<QLabel>(m_place->page("source"), "publicationWords");
        QVERIFY2(words->text().contains(QLatin1String("public.log")), qPrintable(words->text())); // no key
        // Dropping is refused, adding is not.
        find<QCheckBox>(m_place->page("source"), "run1")->setChecked(false);
        m_place->asker().answers = {QStringLiteral("yes")};
        publish();
        QTRY_COMPARE_WITH_TIMEOUT(tablesOf("tidegate_shop"), QStringLiteral("devices,log"), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Differs from what is chosen"), 20'000);
        // As changed by hand.
        auto *sql = find<QPlainTextEdit>(m_place->page("source"), "statement0");
        QTRY_VERIFY((sql = find<QPlainTextEdit>(m_place->page("source"), "statement0"))->toPlainText().contains(QLatin1String("DROP TABLE")));
        sql->setPlainText(QStringLiteral("ALTER PUBLICATION tidegate_shop SET TABLE public.log"));
        m_place->asker().answers = {QStringLiteral("yes")};
        publish();
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Published"), 20'000);
        QCOMPARE(tablesOf("tidegate_shop"), QStringLiteral("log"));
    }

    void everythingRefusedRunsNothing()
    {
        choose({{"public", "devices"}});
        m_place->show("source");
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Not published yet"), 20'000);
        auto *publish = m_place->action("source", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
        QTRY_VERIFY(publish->isEnabled());
        for (const char *box : {"run0", "run1"})
            find<QCheckBox>(m_place->page("source"), box)->setChecked(false);
        QVERIFY(!publish->isEnabled());
    }

    /// Somebody else's publication of that name is left alone; another name helps.
    void aNameThatIsTaken()
    {
        m_place->source("CREATE PUBLICATION tidegate_shop FOR ALL TABLES");
        choose({{"public", "devices"}});
        m_place->show("source");
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("The name is taken"), 20'000);
        QVERIFY(!m_place->action("source", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P))->isEnabled());
        QVERIFY(planned().publications.empty());
        auto *name = find<QLineEdit>(m_place->page("source"), "subscription");
        name->setFocus();
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("shop2"));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Not published yet"), 20'000);
        QCOMPARE(planned().subscription, std::string("shop2"));
    }

    /// A finding with a statement: on which server it belongs, and run from here.
    void mended()
    {
        m_place->target("CREATE TABLE devices (id int PRIMARY KEY, name text);"
                        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                        "CREATE TRIGGER always BEFORE INSERT ON devices FOR EACH ROW EXECUTE FUNCTION f();"
                        "ALTER TABLE devices ENABLE ALWAYS TRIGGER always");
        m_place->publish({{"public", "devices"}});
        m_place->show("source");
        QTRY_VERIFY_WITH_TIMEOUT(findings().contains(QLatin1String("always")), 20'000);
        QVERIFY(m_place->page("source").state().tone == look::Tone::Attention);
        m_place->asker().answers = {QStringLiteral("yes")};
        m_place->key(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(findings().contains(QLatin1String("Nothing stands in the way")), 20'000);
        QCOMPARE(m_place->targetValue("SELECT tgenabled FROM pg_trigger WHERE tgname = 'always'"), "O");
        const auto &question = m_place->asker().dangerous.at(0);
        QCOMPARE(faultOf(question), QString());
        QVERIFY(question.text.contains(QLatin1String("target")) && question.sql.contains(QLatin1String("ENABLE TRIGGER")));
        QVERIFY(m_place->page("source").state().tone == look::Tone::Done);
    }

    /// What the server refuses is told with its words, and nothing of it remains.
    void aStatementThatFails()
    {
        choose({{"public", "devices"}});
        m_place->show("source");
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Not published yet"), 20'000);
        find<QPlainTextEdit>(m_place->page("source"), "statement0")->setPlainText(QStringLiteral("CREATE PUBLICATION p FOR TABLE absent"));
        m_place->asker().answers = {QStringLiteral("yes")};
        publish();
        auto *banner = m_place->page("source").findChild<widgets::Banner *>();
        QTRY_VERIFY_WITH_TIMEOUT(banner->text().contains(QLatin1String("absent")), 20'000);
        QVERIFY(m_place->page("source").state().tone == look::Tone::Failed);
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_publication"), "0");
        QVERIFY(m_place->action("source", QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P))->isEnabled());
    }

    void productionWantsTheNameTyped()
    {
        m_place->end();
        QVERIFY(m_place->begin(settings::Environment::Production));
        m_place->source("CREATE TABLE devices (id int PRIMARY KEY)");
        choose({{"public", "devices"}});
        m_place->show("source");
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Not published yet"), 20'000);
        publish();
        QTRY_COMPARE(m_place->asker().dangerous.size(), std::size_t(1));
        QCOMPARE(m_place->asker().dangerous.front().typed, QStringLiteral("shop"));
    }

    void aServerThatIsAway()
    {
        m_place->targetCluster().stop();
        m_place->show("source");
        auto *banner = m_place->page("source").findChild<widgets::Banner *>();
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible() && !banner->text().isEmpty(), 20'000);
        m_place->targetCluster().startAgain();
        m_place->key(Qt::Key_F5, Qt::NoModifier);
        QTRY_COMPARE_WITH_TIMEOUT(publicationState(), QStringLiteral("Choose tables first"), 20'000);
        QVERIFY(!banner->isVisible());
    }
};

QTEST_MAIN(SourcePageTest)
#include "source_page_test.moc"
