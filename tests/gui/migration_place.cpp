// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration_place.h"

#include "ask/danger_dialog.h"
#include "jobs/connect.h"
#include "jobs/source_preparation.h"
#include "jobs/target_preparation.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

namespace tidegate::tests {

using support::Cluster;

MigrationPlace::MigrationPlace(const support::Settings &sourceSettings)
{
    for (const char *variable : {"PGPASSWORD", "PGPASSFILE", "PGSSLMODE"})
        qunsetenv(variable);
    m_source = Cluster::start({{}, sourceSettings});
    m_target = Cluster::start();
}

MigrationPlace::~MigrationPlace() = default;

bool MigrationPlace::beginEmpty(WindowFixture::Asking asking)
{
    for (auto *cluster : {m_source.get(), m_target.get()})
        cluster->createDatabase("shop");
    m_fixture = std::make_unique<WindowFixture>(asking);
    return QTest::qWaitForWindowActive(&m_fixture->window());
}

bool MigrationPlace::begin(settings::Environment source, settings::Environment target, WindowFixture::Asking asking)
{
    if (!beginEmpty(asking))
        return false;
    const auto from = m_fixture->save(QStringLiteral("Old shop"), m_source->conninfo("shop"), source);
    const auto to = m_fixture->save(QStringLiteral("New shop"), m_target->conninfo("shop"), target);
    auto plan = workspace().plan().value();
    plan.subscription = "shop";
    workspace().plan().set(plan);
    return workspace().setSource(from) && workspace().setTarget(to);
}

void MigrationPlace::end()
{
    m_fixture.reset();
    for (auto *cluster : {m_source.get(), m_target.get()}) {
        if (!cluster->isRunning())
            cluster->startAgain();
        cluster->sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop'");
        const bool idle = QTest::qWaitFor([cluster] {
            return cluster->value("postgres", "SELECT count(*) FROM pg_replication_slots WHERE active") == "0";
        }, 10'000);
        if (!idle)
            qWarning("a slot is still in use");
        for (const auto &row : cluster->sql("postgres", "SELECT slot_name FROM pg_replication_slots"))
            cluster->sql("postgres", "SELECT pg_drop_replication_slot('" + *row[0] + "')");
        cluster->sql("postgres", "DROP DATABASE IF EXISTS shop WITH (FORCE)");
    }
}

void MigrationPlace::onBoth(const std::string &sql)
{
    source(sql);
    target(sql);
}

void MigrationPlace::publish(const std::vector<RelationName> &tables)
{
    auto plan = workspace().plan().value();
    plan.tables.clear();
    for (const auto &table : tables)
        plan.tables.push_back({table, table, {}, {}});
    const auto endpoint = endpoint::Endpoint::fromText(m_source->conninfo("shop"));
    const auto connection = jobs::connectSource(endpoint, StopToken());
    auto found = jobs::prepareSource(*connection, plan);
    jobs::runScript(found.script, endpoint, endpoint, {}, StopToken());
    plan.publications = {found.publication};
    workspace().plan().set(plan);
}

std::string MigrationPlace::standing() const
{
    std::string text = std::to_string(m_fixture->connections().connections().size());
    for (auto *cluster : {m_source.get(), m_target.get()}) {
        auto session = cluster->session("shop");
        const auto add = [&](const std::string &sql) {
            for (const auto &row : session.exec(sql)) {
                text += '\n';
                for (const auto &field : row)
                    text += field.value_or("NULL") + ' ';
            }
        };
        add("SELECT slot_name FROM pg_replication_slots");
        add("SELECT pubname, schemaname, tablename FROM pg_publication_tables ORDER BY 1, 2, 3");
        add("SELECT setconfig FROM pg_db_role_setting");
        add("SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal");
        const auto relations = session.exec("SELECT oid::regclass, relkind, relfilenode FROM pg_class"
                                            " WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
        for (const auto &relation : relations) {
            text += '\n' + *relation[0] + ' ' + *relation[2];
            if (relation[1] == "r")
                add("SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM " + *relation[0] + " t");
            else if (relation[1] == "S")
                add("SELECT last_value, is_called FROM " + *relation[0]);
        }
        if (session.value("SELECT to_regclass('_tidegate.fence') IS NOT NULL") == "t") {
            add("SELECT generation, token FROM _tidegate.fence");
            add("SELECT cut_over_at FROM _tidegate.slot");
            add("SELECT count(*) FROM _tidegate.command");
            add("SELECT tablename, state, stopped FROM _tidegate.subscription_rel ORDER BY 1");
        }
    }
    return text;
}

migration::RunOptions MigrationPlace::options() const
{
    migration::RunOptions options;
    options.source = endpoint::Endpoint::fromText(m_source->conninfo("shop"));
    options.target = endpoint::Endpoint::fromText(m_target->conninfo("shop"));
    options.subscription = "shop";
    options.publications = m_fixture->workspace().plan().value().publications;
    options.confirmDelaySeconds = 1;
    return options;
}

bool MigrationPlace::run()
{
    auto &run = workspace().run();
    run.start(options());
    return QTest::qWaitFor([&run] { return !run.inSyncSince().isNull(); }, 60'000);
}

void MigrationPlace::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    auto &window = m_fixture->window();
    window.activateWindow(); // a dialog that a test looked at may have been the active one
    if (!QTest::qWaitForWindowActive(&window))
        qWarning("the window is not active, and shortcuts are for one that is");
    QTest::keyClick(&window, key, modifiers);
}

QAction *MigrationPlace::action(const char *id, const QKeySequence &shortcut)
{
    for (auto *action : page(id).menuActions()) {
        if (action->shortcut() == shortcut)
            return action;
    }
    return nullptr;
}

OrderWriter::OrderWriter(std::string conninfo)
    : m_thread([this, conninfo = std::move(conninfo)] {
          while (!m_stop && !m_refused) {
              try {
                  support::Session session(conninfo);
                  while (!m_stop) {
                      session.exec("INSERT INTO orders (note) VALUES ('under load')");
                      ++m_written;
                  }
              } catch (const support::SessionError &error) {
                  m_refused = error.sqlstate() == "25006"; // read_only_sql_transaction
              }
          }
      })
{
}

OrderWriter::~OrderWriter()
{
    m_stop = true;
    m_thread.join();
}

QString faultOf(const ask::DangerousQuestion &question)
{
    ask::DangerDialog dialog(question);
    dialog.show();
    QStringList words;
    for (const auto *label : dialog.findChildren<QLabel *>())
        words += label->text();
    for (const auto *role : {"Source", "Target", "Old shop", "New shop"}) {
        if (!words.contains(QLatin1String(role)))
            return QStringLiteral("does not name %1").arg(QLatin1String(role));
    }
    const auto *sql = dialog.findChild<QPlainTextEdit *>(QStringLiteral("sql"));
    if (!sql || sql->toPlainText().trimmed().isEmpty())
        return QStringLiteral("shows no SQL");
    const auto *box = dialog.findChild<QDialogButtonBox *>();
    if (!box->button(QDialogButtonBox::Cancel)->isDefault())
        return QStringLiteral("its default is not Cancel");
    QTest::keyClick(&dialog, Qt::Key_Escape);
    if (dialog.isVisible() || dialog.result() != QDialog::Rejected)
        return QStringLiteral("Escape is not Cancel");
    return {};
}

} // namespace tidegate::tests
