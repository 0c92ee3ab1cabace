// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"
#include "pages/cleanup/cleanup_model.h"
#include "widgets/banner.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QRadioButton>
#include <QTableView>
#include <QTest>

#include <random>

using namespace tidegate;
using namespace tidegate::tests;

namespace {

constexpr int wait = 60'000; // ms
const QKeySequence cleanKeys(Qt::CTRL | Qt::SHIFT | Qt::Key_D);

} // namespace

/// The cleanup page: keeping is the default, and what is removed is what was listed.
class CleanupPageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MigrationPlace> m_place;

    template <typename T>
    T *get(const char *name)
    {
        return find<T>(m_place->page("cleanup"), name);
    }
    bool isListed(int rows)
    {
        return QTest::qWaitFor([&] {
            auto *table = get<QTableView>("cleanupItems");
            return table->isVisible() && table->model()->rowCount() == rows;
        }, wait);
    }
    QString banner() { return m_place->page("cleanup").findChild<widgets::Banner *>()->text(); }
    QString word() { return m_place->page("cleanup").state().word; }
    bool stopRun()
    {
        m_place->workspace().run().requestStop();
        return QTest::qWaitFor([this] { return !m_place->workspace().run().isRunning(); }, wait);
    }
    void chooseRemoval()
    {
        auto *remove = get<QRadioButton>("remove");
        QTest::mouseClick(remove, Qt::LeftButton, {}, QPoint(8, remove->height() / 2));
        QVERIFY(remove->isChecked());
    }
    QAction *clean() { return m_place->action("cleanup", cleanKeys); }
    void press() { m_place->key(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier); }
    void nothingIsLeft()
    {
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_replication_slots"), "0");
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_publication"), "0");
        QCOMPARE(m_place->targetValue("SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"), "0");
        QCOMPARE(m_place->targetValue("SELECT count(*) FROM orders"), "2000");
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM orders"), "2000");
    }

private slots:
    void initTestCase() { m_place = std::make_unique<MigrationPlace>(); }
    void cleanupTestCase() { m_place.reset(); }
    void init()
    {
        QVERIFY(m_place->begin());
        m_place->onBoth("CREATE TABLE orders (id bigserial PRIMARY KEY, note text)");
        m_place->source("INSERT INTO orders (note) SELECT 'n' || i FROM generate_series(1, 2000) i");
        m_place->publish({{"public", "orders"}});
    }
    void cleanup() { m_place->end(); }

    void modelUnderRandomOutcomes()
    {
        pages::CleanupModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        std::mt19937 random(11);
        for (int round = 0; round < 200; ++round) {
            if (random() % 10 == 0) {
                cleanup::Inventory inventory;
                for (unsigned item = 0; item < random() % 5; ++item)
                    inventory.items.push_back({cleanup::ItemKind::Slot, std::to_string(item), Side::Source, true, 5, "SELECT 1"});
                model.set(inventory);
                QCOMPARE(model.rowCount(), static_cast<int>(inventory.items.size()));
                continue;
            }
            cleanup::Dropped outcome;
            outcome.item = {cleanup::ItemKind::Slot, std::to_string(random() % 8), Side::Source, true, {}, {}};
            outcome.result = static_cast<cleanup::Result>(random() % 3);
            model.setOutcome(outcome);
            const int last = model.rowCount() - 1;
            QVERIFY(!model.index(last, pages::CleanupModel::State).data().toString().isEmpty());
        }
    }

    /// Nothing happens unless somebody chooses it and says so again; then all of it goes, and no row.
    void afterTheCutover()
    {
        QVERIFY(m_place->run());
        m_place->workspace().run().post("cutover", "{}");
        QTRY_VERIFY_WITH_TIMEOUT(!m_place->workspace().run().isRunning(), wait);
        m_place->show("cleanup");
        QVERIFY(isListed(4)); // slot, publication, journal, its schema
        QVERIFY(get<QLabel>("cleanupMeaning")->text().contains(QLatin1String("was cut over at")));
        QVERIFY(get<QLabel>("cleanupStays")->text().contains(QLatin1String("1 migrated table")));
        QVERIFY(get<QRadioButton>("keep")->isChecked() && !clean()->isEnabled());
        press(); // disabled: nothing
        QVERIFY(m_place->asker().dangerous.empty());
        chooseRemoval();
        QVERIFY(clean()->isEnabled());
        press();
        QTRY_COMPARE(m_place->asker().dangerous.size(), std::size_t(1));
        const auto question = m_place->asker().dangerous.front();
        QCOMPARE(faultOf(question), QString());
        for (const char *part : {"pg_drop_replication_slot", "DROP PUBLICATION", "DROP SCHEMA"})
            QVERIFY2(question.sql.contains(QLatin1String(part)), part);
        QCoreApplication::sendPostedEvents();
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_replication_slots"), "1");
        m_place->asker().answers = {QStringLiteral("yes")};
        press();
        QTRY_COMPARE_WITH_TIMEOUT(word(), QStringLiteral("Cleaned up"), wait);
        nothingIsLeft();
        auto *model = get<QTableView>("cleanupItems")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            QCOMPARE(model->index(row, pages::CleanupModel::State).data().toString(), QStringLiteral("Removed"));
        QVERIFY(!clean()->isEnabled());
        QVERIFY(m_place->workspace().plan().value().publications.empty());
        m_place->key(Qt::Key_F5, Qt::NoModifier);
        QTRY_COMPARE_WITH_TIMEOUT(word(), QStringLiteral("Nothing left"), wait);
    }

    /// A live engine is named, and stopped only if that is asked for. By keyboard alone.
    void aLiveEngine()
    {
        QVERIFY(m_place->run());
        m_place->show("cleanup");
        QVERIFY(isListed(4));
        QVERIFY(get<QLabel>("cleanupMeaning")->text().contains(QLatin1String("was not cut over")));
        auto *stop = get<QCheckBox>("stopEngine");
        QVERIFY(stop->isVisible());
        auto *remove = get<QRadioButton>("remove");
        remove->setFocus();
        QTest::keyClick(remove, Qt::Key_Space);
        QVERIFY(remove->isChecked() && !clean()->isEnabled());
        stop->setFocus();
        QTest::keyClick(stop, Qt::Key_Space);
        QVERIFY(clean()->isEnabled());
        m_place->asker().answers = {QStringLiteral("yes")};
        press();
        QTRY_COMPARE_WITH_TIMEOUT(word(), QStringLiteral("Cleaned up"), wait);
        QVERIFY(m_place->asker().dangerous.front().cannotBeUndone.join(QLatin1Char(' ')).contains(QLatin1String("stopped")));
        QTRY_VERIFY(!m_place->workspace().run().isRunning());
        nothingIsLeft();
    }

    /// Published, and never run: the publication is all there is.
    void neverBegun()
    {
        m_place->show("cleanup");
        QVERIFY(isListed(1));
        chooseRemoval();
        m_place->asker().answers = {QStringLiteral("yes")};
        press();
        QTRY_COMPARE_WITH_TIMEOUT(word(), QStringLiteral("Cleaned up"), wait);
        QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_publication"), "0");
    }

    /// The source is away: what is on it is said not to be known; the journal stays as long as nobody gives it up.
    void theSourceIsAway()
    {
        QVERIFY(m_place->run());
        QVERIFY(stopRun());
        m_place->sourceCluster().stop();
        m_place->show("cleanup");
        QVERIFY(isListed(4));
        auto *model = get<QTableView>("cleanupItems")->model();
        QVERIFY(model->index(0, pages::CleanupModel::State).data().toString().startsWith(QLatin1String("Not known")));
        QVERIFY(!banner().isEmpty());
        chooseRemoval();
        m_place->asker().answers = {QStringLiteral("yes")};
        press();
        QTRY_COMPARE_WITH_TIMEOUT(word(), QStringLiteral("Something is left"), wait);
        QCOMPARE(m_place->targetValue("SELECT count(*) FROM _tidegate.slot"), "1");
        m_place->sourceCluster().startAgain();
        m_place->key(Qt::Key_F5, Qt::NoModifier);
        QTRY_COMPARE_WITH_TIMEOUT(word(), QStringLiteral("4 left behind"), wait);
        chooseRemoval();
        m_place->asker().answers = {QStringLiteral("yes")};
        press();
        QTRY_COMPARE_WITH_TIMEOUT(word(), QStringLiteral("Cleaned up"), wait);
        nothingIsLeft();
    }

    void productionWantsTheNameTyped()
    {
        m_place->end();
        QVERIFY(m_place->begin(settings::Environment::Production, settings::Environment::Production));
        m_place->onBoth("CREATE TABLE orders (id int PRIMARY KEY)");
        m_place->publish({{"public", "orders"}});
        m_place->show("cleanup");
        QVERIFY(isListed(1));
        chooseRemoval();
        press();
        QTRY_COMPARE(m_place->asker().dangerous.size(), std::size_t(1));
        QCOMPARE(m_place->asker().dangerous.front().typed, QStringLiteral("shop"));
    }
};

QTEST_MAIN(CleanupPageTest)
#include "cleanup_page_test.moc"
