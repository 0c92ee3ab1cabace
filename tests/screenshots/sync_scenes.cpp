// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sync_scenes.h"

#include "ask/danger_dialog.h"
#include "pages/sync/membership_dialog.h"
#include "pages/sync/run_panel.h"
#include "pages/sync/sync_text.h"
#include "pages/sync/target_dialog.h"
#include "support/proxy.h"
#include "support/session.h"
#include "widgets/banner.h"

#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

#include <cmath>
#include <cstdio>
#include <functional>

namespace tidegate::tests {

namespace {

using progress::Phase;

const char *const definitions =
    "CREATE TABLE devices (id int PRIMARY KEY, name text);"
    "CREATE TABLE readings (device int, at timestamptz, v float, PRIMARY KEY (device, at));"
    "CREATE TABLE orders (id int PRIMARY KEY, doc text); CREATE TABLE order_items (id int PRIMARY KEY, line text);"
    "CREATE TABLE invoices (id int PRIMARY KEY, doc text); CREATE TABLE audit_log (id int PRIMARY KEY, line text)";

void makeDatabases(const support::Cluster &cluster, const std::string &target)
{
    static bool made = false;
    if (!made) {
        cluster.createDatabase("shop_old");
        cluster.createDatabase("shop_empty");
        cluster.sql("shop_old", std::string(definitions)
                                    + "; INSERT INTO devices SELECT g, 'device ' || g FROM generate_series(1, 500) g;"
                                      "INSERT INTO readings SELECT g % 500, timestamptz '2026-01-01' + g * interval '1 s', g"
                                      " FROM generate_series(1, 200000) g;"
                                      "INSERT INTO orders SELECT g, repeat('order ', 20) FROM generate_series(1, 40000) g;"
                                      "INSERT INTO order_items SELECT g, repeat('line ', 5) FROM generate_series(1, 60000) g;"
                                      "INSERT INTO invoices SELECT g, 'invoice ' || g FROM generate_series(1, 3000) g; ANALYZE;"
                                      "CREATE PUBLICATION tidegate_shop FOR TABLE devices, readings, orders, order_items, invoices");
        cluster.sql("shop_empty", definitions);
        made = true;
    }
    cluster.sql("postgres", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active");
    cluster.sql("postgres", "CREATE DATABASE " + target + " TEMPLATE shop_empty");
}

/// A run that has been started, its first snapshot seen.
frame::Run &start(WindowFixture &place, const support::Cluster &cluster, const std::string &source)
{
    static int number = 0;
    const auto target = "shop_" + std::to_string(++number);
    makeDatabases(cluster, target);
    auto &workspace = place.workspace();
    workspace.setSource(place.save(QStringLiteral("Shop (old data centre)"), source, settings::Environment::Production));
    workspace.setTarget(
        place.save(QStringLiteral("Shop (cloud)"), cluster.conninfo(target), settings::Environment::Staging));
    plan::MigrationPlan plan;
    plan.subscription = "shop";
    plan.publications = {"tidegate_shop"};
    plan.tableSyncWorkers = 2;
    workspace.plan().set(plan);
    place.window().showPage(QStringLiteral("sync"));
    place.asker.answers = {QStringLiteral("start")};
    QTest::keyClick(&place.window(), Qt::Key_Return, Qt::ControlModifier);
    auto &run = workspace.run();
    if (!QTest::qWaitFor([&run] { return run.snapshot() && !run.snapshot()->tables.empty(); }, 30'000))
        std::fputs("the run did not start\n", stderr);
    return run;
}

/// Ten minutes before now, as a run of this kind might have gone.
void makeUpThePast(WindowFixture &place, bool copying)
{
    auto *panel = place.window().findChild<pages::RunPanel *>();
    const double now = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000;
    for (int i = 600; i > 0; --i) {
        progress::ProgressSnapshot past;
        past.tables.resize(1);
        past.tables[0].approximateRows = 303'500;
        const double share = copying ? (600 - i) / 1500.0 : std::min(1.0, (600 - i) / 300.0);
        past.tables[0].rowsCopied = static_cast<std::uint64_t>(303'500 * share);
        past.rates.copiedRowsPerSecond = share < 1 ? 900 + 150 * std::sin(i / 20.0) : 0;
        past.rates.appliedRowsPerSecond = copying ? 0 : 300 + 100 * std::sin(i / 11.0);
        const double lag = share < 1 ? 40e6 * (600 - i) / 600 : 12e6 * std::abs(std::sin(i / 40.0)) * (i / 600.0);
        past.positions.sourceFlush = {1'000'000'000};
        past.positions.received = {1'000'000'000 - static_cast<std::uint64_t>(lag / 20)};
        past.positions.confirmed = {1'000'000'000 - static_cast<std::uint64_t>(lag * 1.2 + 2e6)};
        past.lagBytes = static_cast<std::uint64_t>(lag);
        past.lagSeconds = lag / 2e6;
        past.slot.walStatus = "reserved";
        panel->setSnapshot(past, now - i);
    }
}

bool isAbout(const frame::Run &run, double least)
{
    const auto &snapshot = run.snapshot();
    const auto share = snapshot ? pages::copyShare(*snapshot) : std::nullopt;
    return snapshot && snapshot->phase == Phase::Copying && share && *share >= least;
}

void await(const char *what, const std::function<bool()> &done)
{
    if (!QTest::qWaitFor(done, 60'000))
        std::fprintf(stderr, "not in time: %s\n", what);
}

/// Of the banner's buttons, whatever language they are in: once there are so many.
QPushButton *button(WindowFixture &place, qsizetype which, qsizetype ofThese)
{
    const auto &banner = *place.window().page(QStringLiteral("sync"))->findChild<widgets::Banner *>();
    const auto shown = [&banner] {
        auto buttons = banner.findChildren<QPushButton *>();
        buttons.removeIf([](const auto *button) { return !button->isVisible(); });
        return buttons;
    };
    await("the banner's buttons", [&] { return shown().size() == ofThese; });
    return shown().value(which);
}
QPushButton *skip(WindowFixture &place) { return button(place, 0, 2); }
QPushButton *startAnew(WindowFixture &place) { return button(place, 1, 3); }

/// What is asked when that button is pressed, as a person sees it.
QWidget *questionOf(WindowFixture &place, QPushButton *pressed)
{
    QTest::mouseClick(pressed, Qt::LeftButton);
    await("the question", [&place] { return !place.asker.dangerous.empty(); });
    auto *dialog = new ask::DangerDialog(place.asker.dangerous.back(), &place.window());
    dialog->open();
    return dialog;
}

} // namespace

QWidget *syncCopying(WindowFixture &place, const support::Cluster &cluster)
{
    static std::unique_ptr<support::Proxy> network;
    network = std::make_unique<support::Proxy>("127.0.0.1", cluster.port());
    network->slow(1'500'000);
    auto &run = start(place, cluster, network->conninfo("shop_old"));
    makeUpThePast(place, true);
    if (!QTest::qWaitFor([&run] { return isAbout(run, 0.3) && run.snapshot()->rates.copiedRowsPerSecond; }, 60'000))
        std::fputs("it did not copy\n", stderr);
    return &place.window();
}

QWidget *syncInSync(WindowFixture &place, const support::Cluster &cluster)
{
    auto &run = start(place, cluster, cluster.conninfo("shop_old"));
    await("in sync", [&run] { return run.snapshot()->phase == Phase::InSync && run.snapshot()->unfinishedTables == 0; });
    const auto applied = [&run] { return progress::totals(*run.snapshot()).rowsApplied; };
    for (const char *table : {"orders", "order_items", "invoices"})
        cluster.sql("shop_old", std::string("UPDATE ") + table + " SET id = id WHERE id % 7 = 0");
    await("the changes", [&applied] { return applied() > 14'000; });
    place.window().findChild<pages::RunPanel *>()->clear(); // how it came here so fast
    makeUpThePast(place, false);
    const auto before = applied();
    for (int i = 0; i < 5; ++i) { // the figures are of the newest change, and charts are drawn twice a second
        cluster.sql("shop_old", "UPDATE orders SET id = id WHERE id < 100");
        await("one more change", [&] { return applied() >= before + 99 * static_cast<std::uint64_t>(i + 1); });
        QTest::qWait(200);
    }
    return &place.window();
}

QWidget *syncDisturbed(WindowFixture &place, const support::Cluster &cluster)
{
    auto &run = start(place, cluster, cluster.conninfo("shop_old"));
    if (!QTest::qWaitFor([&run] { return run.snapshot()->phase == Phase::InSync; }, 60'000))
        std::fputs("it did not come in sync\n", stderr);
    cluster.sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tidegate%'");
    if (!QTest::qWaitFor([&run] { return run.snapshot()->phase == Phase::Retrying; }, 60'000))
        std::fputs("it was not disturbed\n", stderr);
    return &place.window();
}

QWidget *syncRefused(WindowFixture &place, const support::Cluster &cluster)
{
    auto &run = start(place, cluster, cluster.conninfo("shop_old"));
    await("in sync", [&run] { return run.snapshot()->phase == Phase::InSync && run.snapshot()->unfinishedTables == 0; });
    const auto target = place.workspace().target()->endpoint().value("dbname");
    cluster.sql(target, "ALTER TABLE orders ADD CONSTRAINT short CHECK (length(doc) < 200) NOT VALID");
    cluster.sql("shop_old", "UPDATE orders SET doc = repeat('long ', 50) WHERE id = 17");
    makeUpThePast(place, false);
    skip(place);
    return &place.window();
}

QWidget *syncSkip(WindowFixture &place, const support::Cluster &cluster)
{
    syncRefused(place, cluster);
    return questionOf(place, skip(place));
}

QWidget *syncSlotGone(WindowFixture &place, const support::Cluster &cluster)
{
    auto &run = start(place, cluster, cluster.conninfo("shop_old"));
    await("in sync", [&run] { return run.snapshot()->phase == Phase::InSync && run.snapshot()->unfinishedTables == 0; });
    makeUpThePast(place, false);
    cluster.sql("shop_old", "DO $$ BEGIN LOOP BEGIN PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active;"
                            "PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots; RETURN;"
                            "EXCEPTION WHEN object_in_use THEN NULL; END; END LOOP; END $$");
    startAnew(place);
    return &place.window();
}

QWidget *syncStartAnew(WindowFixture &place, const support::Cluster &cluster)
{
    syncSlotGone(place, cluster);
    return questionOf(place, startAnew(place));
}

QWidget *cutoverReady(WindowFixture &place, const support::Cluster &cluster)
{
    auto &run = start(place, cluster, cluster.conninfo("shop_old"));
    await("in sync", [&run] { return run.snapshot()->phase == Phase::InSync && run.snapshot()->unfinishedTables == 0; });
    place.window().showPage(QStringLiteral("cutover"));
    auto &page = *place.window().page(QStringLiteral("cutover"));
    await("ready to cut over", [&page] { return page.state().tone == look::Tone::Done; });
    return &place.window();
}

QWidget *cutoverRunning(WindowFixture &place, const support::Cluster &cluster)
{
    static int number = 0; // a source of its own for each picture: it becomes read-only
    static std::unique_ptr<support::Session> inTheWay;
    inTheWay.reset();
    const auto source = "shop_moving_" + std::to_string(++number);
    makeDatabases(cluster, source + "_unused");
    cluster.sql("postgres", "CREATE DATABASE " + source + " TEMPLATE shop_old");
    auto &run = start(place, cluster, cluster.conninfo(source));
    await("in sync", [&run] { return run.snapshot()->phase == Phase::InSync && run.snapshot()->unfinishedTables == 0; });
    // The last change waits for this lock, and the picture with it.
    const auto target = place.workspace().target()->endpoint();
    inTheWay = std::make_unique<support::Session>(cluster.conninfo(target.value("dbname")));
    inTheWay->exec("BEGIN; LOCK TABLE invoices");
    cluster.sql(source, "INSERT INTO invoices VALUES (5000, 'the last one')");
    place.window().showPage(QStringLiteral("cutover"));
    auto &page = *place.window().page(QStringLiteral("cutover"));
    await("ready to cut over", [&page] { return page.state().tone == look::Tone::Done; });
    place.asker.answers = {QStringLiteral("yes")};
    QTest::keyClick(&place.window(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    await("the last changes", [&run] { return run.snapshot()->phase == Phase::Draining; });
    auto *clock = find<QLabel>(place.window(), "downtime");
    await("the clock", [clock] { return clock->isVisible() && clock->text().contains(QLatin1Char('2')); });
    return &place.window();
}

QWidget *syncMembership(WindowFixture &place, const support::Cluster &cluster)
{
    auto &run = start(place, cluster, cluster.conninfo("shop_old"));
    if (!QTest::qWaitFor([&run] { return run.snapshot()->phase == Phase::InSync; }, 60'000))
        std::fputs("it did not come in sync\n", stderr);
    QTest::keyClick(&place.window(), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    auto *dialog = openDialog<pages::MembershipDialog>(place.window());
    auto *tables = find<QTreeView>(*dialog, "membershipTables");
    if (!QTest::qWaitFor([tables] { return tables->model()->rowCount() > 0; }, 20'000))
        std::fputs("the tables were not read\n", stderr);
    for (int row = 0; row < 2; ++row) {
        const auto index = tables->model()->index(row, 0);
        const bool isIn = index.data(Qt::CheckStateRole).value<Qt::CheckState>() == Qt::Checked;
        tables->model()->setData(index, isIn ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    }
    return dialog;
}

QWidget *syncTarget(WindowFixture &place, const support::Cluster &cluster)
{
    auto &run = start(place, cluster, cluster.conninfo("shop_old"));
    await("in sync", [&run] { return run.snapshot()->phase == Phase::InSync; });
    auto &list = *find<QAbstractItemView>(*place.window().page(QStringLiteral("sync")), "syncTables");
    list.setFocus(Qt::TabFocusReason);
    QTest::keyClick(&list, Qt::Key_Home);
    QTest::keyClick(&place.window(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    auto *dialog = openDialog<pages::TargetDialog>(place.window());
    find<QLineEdit>(*dialog, "targetSchema")->setText(QStringLiteral("sales"));
    return dialog;
}

} // namespace tidegate::tests
