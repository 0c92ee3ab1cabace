// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sync_place.h"

#include "pages/sync/sync_model.h"
#include "widgets/banner.h"

#include <QLabel>
#include <QTest>

namespace tidegate::tests {

namespace {

constexpr int patience = 60'000; // ms

const char *const definitions = "CREATE TABLE orders (id int PRIMARY KEY, note text);"
                                "CREATE TABLE readings (device int, at timestamptz, v float, PRIMARY KEY (device, at));"
                                "CREATE TABLE \"Odd.Name\" (\"K\" int PRIMARY KEY);"
                                "CREATE TABLE later (id int PRIMARY KEY)";

} // namespace

SyncPlace::SyncPlace(support::Cluster &from, support::Cluster &to) : source(from), target(to)
{
    for (auto *cluster : {&source, &target}) {
        cluster->createDatabase("shop");
        cluster->sql("shop", definitions);
    }
    onSource("INSERT INTO orders SELECT g, 'order ' || g FROM generate_series(1, 5000) g;"
             "INSERT INTO readings SELECT g % 10, timestamptz '2026-01-01' + g * interval '1 s', g FROM generate_series(1, 20000) g;"
             "INSERT INTO \"Odd.Name\" SELECT generate_series(1, 10);"
             "INSERT INTO later SELECT generate_series(1, 100); ANALYZE;"
             "CREATE PUBLICATION tidegate_shop FOR TABLE orders, readings, \"Odd.Name\"");
}

SyncPlace::~SyncPlace()
{
    m_window.reset(); // the engine first
    for (auto *cluster : {&source, &target}) {
        cluster->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'");
        for (const auto &row : cluster->sql("postgres", "SELECT slot_name FROM pg_replication_slots"))
            cluster->sql("postgres", "SELECT pg_drop_replication_slot('" + *row[0] + "')");
        cluster->sql("postgres", "DROP DATABASE shop");
    }
}

void SyncPlace::openWindow()
{
    m_window = std::make_unique<WindowFixture>();
    auto &workspace = m_window->workspace();
    workspace.setSource(m_window->save(QStringLiteral("old"), source.conninfo("shop")));
    workspace.setTarget(m_window->save(QStringLiteral("new"), target.conninfo("shop")));
    plan::MigrationPlan plan;
    plan.subscription = "shop";
    plan.publications = {"tidegate_shop"};
    workspace.plan().set(plan);
    m_window->window().resize(1280, 800);
    m_window->window().showPage(QStringLiteral("sync"));
}

void SyncPlace::start(bool isNew)
{
    if (isNew)
        m_window->asker.answers.push_back(QStringLiteral("start"));
    press(Qt::Key_Return, Qt::ControlModifier);
}

bool SyncPlace::isEqual(std::vector<support::TablePair> tables)
{
    if (tables.empty())
        tables = {{"public.orders"}, {"public.readings"}, {"public.\"Odd.Name\""}};
    const auto same = support::rowsEqual(source, "shop", target, "shop", tables);
    report = same.report;
    return same.equal;
}

bool SyncPlace::becomesEqual(const std::vector<support::TablePair> &tables)
{
    return QTest::qWaitFor([&] { return isEqual(tables); }, patience);
}

frame::Page &SyncPlace::page()
{
    return *m_window->window().page(QStringLiteral("sync"));
}

widgets::Banner &SyncPlace::banner()
{
    return *page().findChild<widgets::Banner *>();
}

QAbstractItemView &SyncPlace::list()
{
    return *find<QAbstractItemView>(page(), "syncTables");
}

void SyncPlace::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(&m_window->window(), key, modifiers);
}

int SyncPlace::rowOf(const char *table)
{
    const auto *model = list().model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, pages::SyncModel::Table).data().toString() == QLatin1String(table))
            return row;
    }
    return -1;
}

QString SyncPlace::cell(const char *table, int column)
{
    return list().model()->index(rowOf(table), column).data().toString();
}

bool SyncPlace::isInSync()
{
    return QTest::qWaitFor(
        [this] {
            const auto &snapshot = run().snapshot();
            return run().isRunning() && snapshot && snapshot->phase == progress::Phase::InSync
                && snapshot->unfinishedTables == 0;
        },
        patience);
}

bool SyncPlace::isPhase(progress::Phase phase)
{
    return QTest::qWaitFor([this, phase] { return run().snapshot() && run().snapshot()->phase == phase; }, patience);
}

QString SyncPlace::answer()
{
    const auto *label = find<QLabel>(page(), "syncAnswer");
    return label->isVisible() ? label->text() : QString();
}

void addWithPassword(const support::Cluster &cluster, const std::string &role, const std::string &password)
{
    auto session = cluster.session();
    session.exec("SET password_encryption = 'scram-sha-256'; CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD '" + password + "'");
    const auto rules = session.value("SHOW hba_file");
    session.exec("CREATE TEMP TABLE line (number int, text text)");
    session.exec("INSERT INTO line VALUES (1, 'host all " + role + " all scram-sha-256'),"
                 "(2, 'host replication " + role + " all scram-sha-256'), (3, 'local all all trust'),"
                 "(4, 'host all all 127.0.0.1/32 trust'), (5, 'host replication all 127.0.0.1/32 trust')");
    session.exec("COPY (SELECT text FROM line ORDER BY number) TO '" + rules + "'");
    session.exec("SELECT pg_reload_conf()");
}

bool SyncPlace::clickInBanner(const QString &text)
{
    QAbstractButton *button = nullptr;
    if (QTest::qWaitFor([&] { return (button = buttonNamed(banner(), text)) != nullptr; }))
        QTest::mouseClick(button, Qt::LeftButton);
    return button;
}

void SyncTest::initTestCase()
{
    for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
        qunsetenv(variable);
    m_source = support::Cluster::start();
    m_target = support::Cluster::start();
}

void SyncTest::init()
{
    m_place = std::make_unique<SyncPlace>(*m_source, *m_target);
    m_place->openWindow();
    QVERIFY(QTest::qWaitForWindowActive(&m_place->window().window()));
}

void SyncTest::cleanupTestCase()
{
    m_source.reset();
    m_target.reset();
}

} // namespace tidegate::tests
