// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/tables/table_model.h"
#include "support/cluster.h"
#include "widgets/banner.h"
#include "window_fixture.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <random>

using namespace tidegate;
using namespace tidegate::tests;
using pages::TableModel;
using support::Cluster;

namespace {

jobs::SourceTables someTables(std::mt19937 &random)
{
    jobs::SourceTables all;
    const int schemas = static_cast<int>(random() % 4);
    for (int schema = 0; schema < schemas; ++schema) {
        const int tables = 1 + static_cast<int>(random() % 5);
        for (int table = 0; table < tables; ++table) {
            jobs::SourceTable each;
            each.relation.name = {"s" + std::to_string(schema), "t" + std::to_string(table)};
            each.relation.totalBytes = static_cast<std::int64_t>(random() % 1'000'000);
            each.relation.estimatedRows = random() % 3 ? static_cast<double>(random() % 1000) : -1;
            if (random() % 2)
                each.timeColumns.push_back({"at", catalog::TimeType::Timestamptz, {}, 10, {catalog::TimeReason::NotNull}});
            all.tables.push_back(each);
        }
    }
    return all;
}

} // namespace

/// The tables page: its model under random changes, and the page as a person uses it against a real server.
class TablesTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Cluster> m_cluster;
    std::unique_ptr<WindowFixture> m_place;

    QTreeView *tree() const { return find<QTreeView>(m_place->window(), "tableTree"); }
    /// Of the view's model, by schema and table.
    QModelIndex indexOf(const char *schema, const char *table, int column = TableModel::Name) const
    {
        const auto *model = tree()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto parent = model->index(row, 0);
            if (parent.data().toString() != QLatin1String(schema))
                continue;
            for (int child = 0; child < model->rowCount(parent); ++child) {
                if (model->index(child, 0, parent).data().toString() == QLatin1String(table))
                    return model->index(child, column, parent);
            }
        }
        return {};
    }
    bool isRead() const
    {
        return QTest::qWaitFor([this] { return tree()->isVisible() && tree()->model()->rowCount() > 0; }, 20'000);
    }
    void openPage(const QString &password = {})
    {
        const auto id = m_place->save(QStringLiteral("shop"), m_cluster->conninfo("shop"));
        if (!password.isEmpty())
            m_place->vault.passwords.insert(id, password);
        QVERIFY(m_place->workspace().setSource(id));
        m_place->window().showPage(QStringLiteral("tables"));
    }
    const plan::MigrationPlan &planned() const { return m_place->workspace().plan().value(); }

private slots:
    void initTestCase()
    {
        for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
            qunsetenv(variable);
        m_cluster = Cluster::start();
        m_cluster->createDatabase("shop");
        m_cluster->sql("shop", "CREATE TABLE devices (id int PRIMARY KEY, name text);"
                               "CREATE TABLE readings (id bigint, at timestamptz NOT NULL, v float, PRIMARY KEY (id, at));"
                               "CREATE TABLE log (line text); CREATE SCHEMA \"Other.1\"; CREATE TABLE \"Other.1\".t (a int)");
    }
    void init()
    {
        m_place = std::make_unique<WindowFixture>();
        QVERIFY(QTest::qWaitForWindowActive(&m_place->window()));
    }
    void cleanup() { m_place.reset(); }
    void cleanupTestCase() { m_cluster.reset(); }

    void aPlanThatIsNotOnTheDiskIsTold()
    {
        openPage();
        QVERIFY(isRead());
        const auto file = m_place->profile().planFile();
        QVERIFY(QDir().mkdir(file)); // which no plan can take the place of
        const auto *banner = m_place->window().page(QStringLiteral("tables"))->findChild<widgets::Banner *>();
        m_place->window().activateWindow();
        QTest::keyClick(&m_place->window(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(!planned().tables.empty());
        QTRY_VERIFY2(banner->text().contains(file), qPrintable(banner->text()));
        QVERIFY(QDir().rmdir(file));
        QTest::keyClick(&m_place->window(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(!banner->isVisible());
        QVERIFY(planned().tables.empty());
    }

    void modelUnderRandomChanges()
    {
        TableModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            if (random() % 20 == 0) {
                model.setTables(someTables(random), model.chosen());
                continue;
            }
            const auto schemas = model.rowCount();
            if (schemas == 0)
                continue;
            const auto schema = model.index(static_cast<int>(random() % static_cast<unsigned>(schemas)), 0);
            if (random() % 4 == 0) {
                QVERIFY(model.setData(schema, random() % 2 ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole));
                continue;
            }
            const auto table = model.index(static_cast<int>(random() % static_cast<unsigned>(model.rowCount(schema))), 0, schema);
            const auto column = static_cast<int>(random() % TableModel::ColumnCount);
            const auto before = model.chosen().size();
            const auto state = table.data(Qt::CheckStateRole);
            model.setData(table.siblingAtColumn(column), random() % 2 ? QStringLiteral("at") : QString(), Qt::EditRole);
            QCOMPARE(model.chosen().size(), before);
            model.setData(table, state == Qt::Checked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
            QVERIFY(model.chosen().size() != before);
            // What is chosen of a schema and its own mark say the same.
            int checked = 0;
            for (int row = 0; row < model.rowCount(schema); ++row)
                checked += model.index(row, 0, schema).data(Qt::CheckStateRole) == Qt::Checked;
            const auto expected = checked == 0 ? Qt::Unchecked
                : checked == model.rowCount(schema) ? Qt::Checked : Qt::PartiallyChecked;
            QCOMPARE(schema.data(Qt::CheckStateRole).value<Qt::CheckState>(), expected);
        }
    }

    void chosenByMouseAlone()
    {
        openPage();
        QVERIFY(isRead());
        const auto at = indexOf("public", "readings");
        QVERIFY(at.isValid());
        // The check box is at the left edge of what the row shows.
        const auto place = tree()->visualRect(at);
        QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, QPoint(place.left() + 8, place.center().y()));
        QCOMPARE(planned().tables.size(), std::size_t(1));
        QCOMPARE(planned().tables[0].source.display(), std::string("public.readings"));
        QVERIFY(!planned().tables[0].timeColumn); // suggested beside it, chosen by nobody
        QVERIFY(indexOf("public", "readings", TableModel::TimeColumn).data().toString().contains(QLatin1String("Suggested: at")));
        QVERIFY(find<QLabel>(m_place->window(), "tableSummary")->text().startsWith(QLatin1String("1 of 4")));
    }

    void chosenByKeyboardAlone()
    {
        openPage();
        QVERIFY(isRead());
        QTest::keyClick(&m_place->window(), Qt::Key_F, Qt::ControlModifier);
        auto *filter = find<QLineEdit>(m_place->window(), "tableFilter");
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, QStringLiteral("READ"));
        QVERIFY(indexOf("public", "readings").isValid());
        QVERIFY(!indexOf("public", "devices").isValid());
        tree()->setFocus(Qt::TabFocusReason);
        tree()->setCurrentIndex(tree()->model()->index(0, 0));
        QTest::keyClick(tree(), Qt::Key_Down);
        QTest::keyClick(tree(), Qt::Key_Space);
        QCOMPARE(planned().tables.size(), std::size_t(1));
        // The time column in place: its editor offers what would do, with the reasons.
        for (int column = 0; column < TableModel::TimeColumn; ++column)
            QTest::keyClick(tree(), Qt::Key_Right);
        tree()->setCurrentIndex(indexOf("public", "readings", TableModel::TimeColumn));
        QTest::keyClick(tree(), Qt::Key_F2);
        auto *box = tree()->findChild<QComboBox *>();
        QVERIFY(box);
        QCOMPARE(box->count(), 2);
        QVERIFY(box->itemText(1).contains(QLatin1String("never NULL")));
        QTest::keyClick(box, Qt::Key_Down);
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_VERIFY(planned().tables[0].timeColumn);
        QCOMPARE(*planned().tables[0].timeColumn, std::string("at"));
        QCOMPARE(indexOf("public", "readings", TableModel::ChunkInterval).data().toString(), QStringLiteral("7 days"));
        // No target: a hypertable cannot be made there, and that is said here already.
        QVERIFY(find<QListWidget>(m_place->window(), "tableFindings")->item(0)->text().contains(QLatin1String("TimescaleDB")));
    }

    void wholeSchemasAndWhatStandsOut()
    {
        openPage();
        QVERIFY(isRead());
        QTest::keyClick(&m_place->window(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(planned().tables.size(), std::size_t(4));
        const auto *findings = find<QListWidget>(m_place->window(), "tableFindings");
        QVERIFY(findings->isVisible());
        QStringList words;
        for (int row = 0; row < findings->count(); ++row)
            words << findings->item(row)->text();
        QVERIFY(words.join(QLatin1Char('\n')).contains(QLatin1String("public.log")));
        auto *model = tree()->model();
        const auto target = indexOf("public", "log", TableModel::Target);
        QVERIFY(!model->setData(target, QStringLiteral("nodot")));
        QVERIFY(model->setData(target, QStringLiteral("archive.log")));
        QCOMPARE(indexOf("public", "log", TableModel::Target).data().toString(), QStringLiteral("archive.log"));
        const auto schema = indexOf("public", "log").parent();
        QVERIFY(model->setData(schema, Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(planned().tables.size(), std::size_t(1));
        QTest::keyClick(&m_place->window(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(planned().tables.empty());
    }

    /// What was chosen is there again at the next start.
    void chosenAgain()
    {
        openPage();
        QVERIFY(isRead());
        QTest::keyClick(&m_place->window(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(tree()->model()->setData(indexOf("public", "readings", TableModel::TimeColumn), QStringLiteral("at")));
        m_place->open();
        QCOMPARE(planned().tables.size(), std::size_t(4));
        m_place->window().showPage(QStringLiteral("tables"));
        QVERIFY(isRead());
        QCOMPARE(indexOf("public", "readings").data(Qt::CheckStateRole).value<Qt::CheckState>(), Qt::Checked);
        QCOMPARE(indexOf("public", "readings", TableModel::TimeColumn).data(Qt::EditRole).toString(), QStringLiteral("at"));
    }

    /// A server that does not answer is told with its remedy, and read again by a button.
    void aServerThatIsAway()
    {
        m_cluster->stop();
        openPage();
        auto *page = m_place->window().page(QStringLiteral("tables"));
        auto *banner = page->findChild<widgets::Banner *>();
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 20'000);
        QVERIFY2(!banner->text().isEmpty(), "nothing is said");
        m_cluster->startAgain();
        QTest::keyClick(&m_place->window(), Qt::Key_F5);
        QVERIFY(isRead());
        QVERIFY(!banner->isVisible());
    }

    /// Ten thousand tables: structure only, the times are for the bench. One signal for a whole schema.
    void manyTables()
    {
        jobs::SourceTables all;
        for (int i = 0; i < 10'000; ++i) {
            jobs::SourceTable each;
            each.relation.name = {"public", "t" + std::to_string(i)};
            all.tables.push_back(each);
        }
        TableModel model;
        model.setTables(all, {});
        QSignalSpy changes(&model, &TableModel::dataChanged);
        QSignalSpy choices(&model, &TableModel::choiceChanged);
        QVERIFY(model.setData(model.index(0, 0), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(changes.count(), 2);
        QCOMPARE(choices.count(), 1);
        QCOMPARE(model.chosen().size(), std::size_t(10'000));
    }
};

QTEST_MAIN(TablesTest)
#include "tables_test.moc"
