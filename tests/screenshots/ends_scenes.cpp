// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ends_scenes.h"

#include "frame/run.h"
#include "jobs/connect.h"
#include "jobs/source_preparation.h"
#include "jobs/target_preparation.h"
#include "widgets/script_view.h"

#include <QLineEdit>
#include <QListWidget>
#include <QTableView>
#include <QTest>

#include <cstdio>

namespace tidegate::tests {

namespace {

using support::Cluster;

/// Two servers with a migration "live" that runs and one, "moved", that was cut over: made once for all pictures.
class Servers
{
public:
    static Servers &all()
    {
        static Servers servers;
        return servers;
    }

    void choose(WindowFixture &place, const std::string &database) const
    {
        place.workspace().setSource(place.save(QStringLiteral("Shop (old data centre)"), m_source->conninfo(database),
                                               settings::Environment::Production));
        place.workspace().setTarget(place.save(QStringLiteral("Shop (cloud)"), m_target->conninfo(database), settings::Environment::Staging));
        place.workspace().plan().set(planOf(database));
    }

    void closeSource(const std::string &database) const
    {
        m_source->sql("postgres", "ALTER DATABASE " + database + " SET default_transaction_read_only = on");
    }

private:
    Servers() : m_source(Cluster::start()), m_target(Cluster::start())
    {
        for (const char *database : {"live", "moved", "fresh"}) {
            for (const auto *cluster : {m_source.get(), m_target.get()}) {
                cluster->createDatabase(database);
                cluster->sql(database, "CREATE TABLE orders (id bigserial PRIMARY KEY, note text);"
                                       "CREATE TABLE devices (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);"
                                       "CREATE TABLE audit_log (line text)");
            }
            m_source->sql(database, "INSERT INTO orders (note) SELECT 'order ' || g FROM generate_series(1, 5000) g;"
                                    "INSERT INTO devices (name) SELECT 'device ' || g FROM generate_series(1, 40) g");
        }
        m_source->sql("live", "CREATE SEQUENCE invoice_numbers");
        m_target->sql("fresh", "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';"
                               "CREATE TRIGGER stamp BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();"
                               "ALTER TABLE orders ENABLE ALWAYS TRIGGER stamp; DROP TABLE audit_log");
        start(m_live, "live");
        start(m_moved, "moved");
        m_moved.post("cutover", "{\"stop-writes\":\"read-only\"}");
        if (!QTest::qWaitFor([this] { return !m_moved.isRunning(); }, 60'000))
            std::fputs("the cutover did not end\n", stderr);
        m_client = std::make_unique<support::Session>(m_target->conninfo("moved") + " application_name='web shop'");
    }

    static plan::MigrationPlan planOf(const std::string &database)
    {
        plan::MigrationPlan plan;
        plan.subscription = database;
        for (const char *table : {"audit_log", "devices", "orders"})
            plan.tables.push_back({{"public", table}, {"public", table}, {}, {}});
        if (database != "fresh")
            plan.publications = {"tidegate_" + database};
        return plan;
    }

    void start(frame::Run &run, const std::string &database) const
    {
        const auto from = endpoint::Endpoint::fromText(m_source->conninfo(database));
        const auto to = endpoint::Endpoint::fromText(m_target->conninfo(database));
        auto found = jobs::prepareSource(*jobs::connectSource(from, StopToken()), planOf(database));
        jobs::runScript(found.script, from, to, {}, StopToken());
        migration::RunOptions options;
        options.source = from;
        options.target = to;
        options.subscription = database;
        options.publications = {found.publication};
        run.start(options);
        if (!QTest::qWaitFor([&run] { return !run.inSyncSince().isNull(); }, 60'000))
            std::fputs("a migration did not come in sync\n", stderr);
    }

    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
    frame::Run m_live;
    frame::Run m_moved;
    std::unique_ptr<support::Session> m_client;
};

void await(const std::function<bool()> &done)
{
    if (!QTest::qWaitFor(done, 30'000))
        std::fputs("a page did not get ready\n", stderr);
}

QWidget *page(WindowFixture &place, const char *id, const char *database)
{
    Servers::all().choose(place, database);
    place.window().showPage(QLatin1String(id));
    return place.window().currentPage();
}

QWidget *source(WindowFixture &place, const Cluster &)
{
    auto *shown = page(place, "source", "fresh");
    auto *findings = find<QListWidget>(*shown, "findings");
    await([findings] { return findings->isVisible() && findings->count() > 0; });
    return &place.window();
}

QWidget *published(WindowFixture &place, const Cluster &)
{
    auto *shown = page(place, "source", "live");
    auto *findings = find<QListWidget>(*shown, "findings");
    await([findings] { return findings->isVisible() && findings->count() > 0; });
    return &place.window();
}

QWidget *cutover(WindowFixture &place, const Cluster &)
{
    auto *checks = find<QListWidget>(*page(place, "cutover", "live"), "checklist");
    await([checks] { return checks->isVisible() && checks->count() > 0; });
    return &place.window();
}

/// An engine was killed in the middle of a cutover. The last of this migration: the source stays so.
QWidget *closedSource(WindowFixture &place, const Cluster &)
{
    Servers::all().closeSource("live");
    auto *closed = find<QWidget>(*page(place, "cutover", "live"), "closedSource");
    await([closed] { return closed->isVisible(); });
    return &place.window();
}

QWidget *sequenceTab(WindowFixture &place, const Cluster &cluster)
{
    cutover(place, cluster);
    QTest::keyClick(&place.window(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    auto *table = find<QTableView>(place.window(), "sequences");
    await([table] { return table->model()->rowCount() > 0; });
    return &place.window();
}

QWidget *afterSwitch(WindowFixture &place, const Cluster &)
{
    auto *uri = find<QLineEdit>(*page(place, "cutover", "moved"), "targetUri");
    await([uri] { return uri->isVisible(); });
    return &place.window();
}

QWidget *cleanupPage(WindowFixture &place, const Cluster &)
{
    auto *items = find<QTableView>(*page(place, "cleanup", "moved"), "cleanupItems");
    await([items] { return items->isVisible() && items->model()->rowCount() > 0; });
    return &place.window();
}

QWidget *activity(WindowFixture &place, const Cluster &)
{
    using Level = frame::EventLog::Level;
    auto &log = place.workspace().log();
    log.add(Level::Note, QStringLiteral("The migration was started from this window."));
    log.add(Level::Note, QStringLiteral("Slot made: tidegate_shop_k3j9x0ab at 0/1A2B3C4D"));
    log.add(Level::Note, QStringLiteral("Table copied: 5,000 rows in 1.2 s"), QStringLiteral("public.orders"));
    log.add(Level::Warning, QStringLiteral("Trying again: the connection to the source was lost"));
    log.add(Level::Problem, QStringLiteral("Changes of public.audit_log are no longer applied.\nAll other tables go on.\nCopy it again."),
            QStringLiteral("public.audit_log"));
    log.add(Level::Note, QStringLiteral("In sync"));
    page(place, "activity", "live");
    auto *table = find<QTableView>(place.window(), "activityTable");
    await([table] { return table->model()->rowCount() > 0; });
    table->selectRow(4);
    return &place.window();
}

} // namespace

std::vector<std::pair<QString, Arrange>> endsScenes()
{
    return {{QStringLiteral("source"), source},
            {QStringLiteral("source-published"), published},
            {QStringLiteral("cutover"), cutover},
            {QStringLiteral("cutover-sequences"), sequenceTab},
            {QStringLiteral("cutover-after"), afterSwitch},
            {QStringLiteral("cutover-closed"), closedSource},
            {QStringLiteral("cleanup"), cleanupPage},
            {QStringLiteral("activity"), activity}};
}

} // namespace tidegate::tests
