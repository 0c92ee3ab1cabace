// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hands.h"
#include "migration_place.h"
#include "support/oracle.h"

#include <QApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

using namespace tidegate;
using namespace tidegate::tests;

namespace {

constexpr int wait = 60'000; // ms

} // namespace

/// A whole migration of a small shop that is being written to, from an empty window to servers that are clean again: by
/// keyboard alone and by mouse alone.
class WalkTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<MigrationPlace> m_place;

    shell::MainWindow &window() { return m_place->fixture().window(); }
    bool becomes(const char *page, const char *word)
    {
        return QTest::qWaitFor([&] { return m_place->page(page).state().word == QLatin1String(word); }, wait);
    }
    bool act(Hand &hand, const char *text)
    {
        return QTest::qWaitFor([&] { return hand.act(text); }, wait); // it may not be enabled yet
    }
    /// The button of the dialog in front, by its id or its name.
    bool answer(Hand &hand, const char *button);
    bool save(Hand &hand, const support::Cluster &cluster);
    void walk(Hand &hand);

private slots:
    void initTestCase() { m_place = std::make_unique<MigrationPlace>(); }
    void cleanupTestCase() { m_place.reset(); }
    void init()
    {
        QVERIFY(m_place->beginEmpty(WindowFixture::Asking::Dialogs));
        window().resize(1280, 900);
        m_place->source("CREATE TABLE customers (id int PRIMARY KEY, name text);"
                        "CREATE TABLE orders (id bigserial PRIMARY KEY, customer int REFERENCES customers, note text);"
                        "CREATE INDEX orders_customer ON orders (customer);"
                        "INSERT INTO customers SELECT g, 'customer ' || g FROM generate_series(1, 500) g;"
                        "INSERT INTO orders (customer, note) SELECT g % 500 + 1, 'order ' || g FROM generate_series(1, 5000) g");
    }
    void cleanup() { m_place->end(); }

    void byKeyboardAlone()
    {
        Keyboard keyboard(window());
        walk(keyboard);
    }
    void byMouseAlone()
    {
        Mouse mouse(window());
        walk(mouse);
    }
};

bool WalkTest::answer(Hand &hand, const char *button)
{
    const auto wanted = [button]() -> QPushButton * {
        const auto *dialog = QApplication::activeModalWidget();
        for (auto *each : dialog ? dialog->findChildren<QPushButton *>() : QList<QPushButton *>()) {
            if (each->isVisible() && (each->objectName() == QLatin1String(button) || each->property("id") == QLatin1String(button)))
                return each;
        }
        return nullptr;
    };
    if (!QTest::qWaitFor([&] { return wanted(); }, wait))
        return false;
    auto *typed = find<QLineEdit>(*QApplication::activeModalWidget(), "typed"); // as saved, it counts as production
    if (typed && !QTest::qWaitFor([&] { return hand.enter(*typed, QStringLiteral("shop")); }, wait))
        return false;
    if (!QTest::qWaitFor([&] { return hand.press(*wanted()); }, wait))
        return false;
    return QTest::qWaitFor([] { return !QApplication::activeModalWidget(); }, wait);
}

bool WalkTest::save(Hand &hand, const support::Cluster &cluster)
{
    if (!act(hand, "New connection") || !QTest::qWaitFor([] { return QApplication::activeModalWidget(); }))
        return false;
    auto *dialog = QApplication::activeModalWidget();
    const auto uri = QStringLiteral("postgresql://postgres@127.0.0.1:%1/shop?sslmode=prefer").arg(cluster.port());
    if (!hand.enter(*find<QLineEdit>(*dialog, "uri"), uri))
        return false;
    return hand.press(*buttonNamed(*dialog, QStringLiteral("Save")))
        && QTest::qWaitFor([] { return !QApplication::activeModalWidget(); }, wait);
}

void WalkTest::walk(Hand &hand)
{
    QVERIFY(save(hand, m_place->sourceCluster()));
    QVERIFY(act(hand, "Use as source"));
    QVERIFY(save(hand, m_place->targetCluster()));
    QVERIFY(act(hand, "Use as target"));
    QTRY_VERIFY2(m_place->workspace().source() && m_place->workspace().target(), qPrintable(seen(window())));

    QVERIFY(hand.goTo("source"));
    QVERIFY2(becomes("source", "No tables yet"), qPrintable(seen(window())));
    QVERIFY(hand.goTo("tables"));
    QVERIFY(becomes("tables", "None chosen"));
    QVERIFY(act(hand, "Choose all"));
    QVERIFY(becomes("tables", "2 chosen"));
    QVERIFY(hand.goTo("source"));
    QVERIFY2(becomes("source", "Not published"), qPrintable(seen(window())));
    QVERIFY(act(hand, "Publish the chosen tables"));
    QVERIFY(answer(hand, "doIt"));
    QVERIFY2(QTest::qWaitFor([this] { return !m_place->workspace().plan().value().publications.empty(); }, wait), qPrintable(seen(window())));

    QVERIFY(hand.goTo("schema"));
    QVERIFY(act(hand, "Read definitions"));
    QVERIFY(act(hand, "Run “before the copy”"));
    QVERIFY(answer(hand, "run"));
    QVERIFY2(becomes("schema", "Prepared"), qPrintable(seen(window())));

    QVERIFY(hand.goTo("sync"));
    QVERIFY(act(hand, "Start"));
    QVERIFY(answer(hand, "start"));
    QVERIFY2(becomes("sync", "In sync"), qPrintable(seen(window())));
    const OrderWriter writer(m_place->sourceCluster().conninfo("shop"));
    QVERIFY(hand.goTo("schema"));
    QVERIFY(act(hand, "Run “after the copy”"));
    QVERIFY(answer(hand, "run"));
    QVERIFY2(becomes("schema", "All made"), qPrintable(seen(window())));
    QTRY_VERIFY_WITH_TIMEOUT(writer.written() > 50, wait);

    QVERIFY(hand.goTo("cutover"));
    QVERIFY2(act(hand, "Cut over"), qPrintable(seen(window())));
    QVERIFY(answer(hand, "doIt"));
    QVERIFY2(becomes("cutover", "Cut over"), qPrintable(seen(window())));
    QVERIFY(writer.refused());
    const auto same = support::rowsEqual(m_place->sourceCluster(), "shop", m_place->targetCluster(), "shop",
                                         {{"public.orders"}, {"public.customers"}});
    QVERIFY2(same, same.report.c_str());
    QVERIFY(same.sourceRows > 5550);

    QVERIFY(hand.goTo("cleanup"));
    auto *remove = find<QRadioButton>(m_place->page("cleanup"), "remove");
    QTRY_VERIFY_WITH_TIMEOUT(remove->isVisible(), wait);
    QVERIFY(hand.press(*remove));
    QVERIFY(act(hand, "Clean up"));
    QVERIFY(answer(hand, "doIt"));
    QVERIFY2(becomes("cleanup", "Cleaned up"), qPrintable(seen(window())));
    QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_replication_slots"), "0");
    QCOMPARE(m_place->sourceValue("SELECT count(*) FROM pg_publication"), "0");
    QCOMPARE(m_place->targetValue("SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"), "0");
}

QTEST_MAIN(WalkTest)
#include "walk_test.moc"
