// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/connections_page.h"

#include "ask/asker.h"
#include "frame/saved_login.h"
#include "frame/workspace.h"
#include "pages/connections/connection_dialog.h"
#include "pages/connections/connection_model.h"
#include "pages/connections/connection_tester.h"
#include "pages/connections/environment_delegate.h"
#include "pages/connections/stage_text.h"
#include "pages/connections/test_panel.h"
#include "settings/connection_store.h"
#include "vault/vault.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequence>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <utility>

namespace tidegate::pages {

using settings::SavedConnection;

ConnectionsPage::ConnectionsPage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("connections"), tr("Connections"), parent),
      m_context(context),
      m_model(new ConnectionModel(this)),
      m_tester(new ConnectionTester(this))
{
    makeActions();
    makeLayout();
    connect(&context.connections, &settings::ConnectionStore::changed, this, &ConnectionsPage::refresh);
    connect(&context.connections, &settings::ConnectionStore::notSaved, this, &ConnectionsPage::tellNotSaved);
    connect(&context.connections, &settings::ConnectionStore::saved, this, &ConnectionsPage::tellSaved);
    connect(&context.workspace, &frame::Workspace::rolesChanged, this, &ConnectionsPage::refresh);
    connect(m_tester, &ConnectionTester::finished, this, &ConnectionsPage::testEnded);
    connect(m_tester, &ConnectionTester::cancelled, this, [this] {
        m_testing = QUuid();
        refresh();
    });
    connect(&context.vault, &vault::Vault::described, this, &ConnectionsPage::showVault);
    showVault();
    m_ages.callOnTimeout(m_model, &ConnectionModel::refreshAges);
    m_ages.start(60'000);
    refresh();
    m_list->setCurrentIndex(m_model->index(0, 0));
}

void ConnectionsPage::showVault()
{
    const auto where = m_context.vault.describe();
    if (!where.lasting)
        m_banner->show(look::Tone::Idle,
                       tr("Passwords are kept until the window is closed, in memory alone. %1").arg(where.reason));
}

void ConnectionsPage::makeActions()
{
    m_new = addMenuAction(tr("&New connection…"), QKeySequence::New);
    m_edit = addMenuAction(tr("&Edit…"), QKeySequence(Qt::Key_F2));
    m_test = addMenuAction(tr("&Test"), QKeySequence(Qt::CTRL | Qt::Key_T));
    m_source = addMenuAction(tr("Use as &source"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    m_target = addMenuAction(tr("Use as t&arget"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T));
    m_exchange =
        addMenuAction(tr("E&xchange source and target"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_X));
    m_remove = addMenuAction(tr("&Delete…"), QKeySequence(Qt::Key_Delete));
    connect(m_new, &QAction::triggered, this, [this] {
        SavedConnection fresh;
        fresh.id = QUuid::createUuid();
        openDialog(fresh);
    });
    connect(m_edit, &QAction::triggered, this, [this] { openDialog(*current()); });
    connect(m_test, &QAction::triggered, this, &ConnectionsPage::toggleTest);
    connect(m_source, &QAction::triggered, this, [this] { setRole(true); });
    connect(m_target, &QAction::triggered, this, [this] { setRole(false); });
    connect(m_exchange, &QAction::triggered, this, [this] {
        if (!m_context.workspace.exchangeRoles())
            refuseWhileRunning();
    });
    connect(m_remove, &QAction::triggered, this, &ConnectionsPage::remove);
}

void ConnectionsPage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    m_list = makeList();
    m_panel = new TestPanel(*m_tester, this);
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_list);
    split->addWidget(m_panel);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({300, 300}); // all stages of a test that passes are in sight
    split->setChildrenCollapsible(false);
    auto *filled = new QWidget(this);
    auto *column = new QVBoxLayout(filled);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeButtons());
    column->addWidget(split, 1);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(
        new widgets::EmptyState(tr("No server is saved yet"),
                                tr("Save the server that you move from and the one that you move to. Paste a "
                                   "connection URI, or fill in the "
                                   "fields; the test then says what is missing, stage by stage."),
                                m_new, this));
    m_stack->addWidget(filled);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
}

QTreeView *ConnectionsPage::makeList()
{
    auto *list = new QTreeView(this);
    list->setObjectName(QStringLiteral("connectionList"));
    list->setAccessibleName(tr("Saved connections"));
    list->setModel(m_model);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAllColumnsShowFocus(true);
    list->setItemDelegateForColumn(ConnectionModel::EnvironmentColumn, new EnvironmentDelegate(list));
    list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    list->header()->setStretchLastSection(true);
    connect(list, &QTreeView::activated, m_edit, &QAction::trigger);
    connect(list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ConnectionsPage::showActions);
    return list;
}

QWidget *ConnectionsPage::makeButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (auto *action : {m_new, m_edit, m_test, m_source, m_target})
        layout->addWidget(new widgets::ActionButton(action, row));
    layout->addStretch(1);
    layout->addWidget(new widgets::ActionButton(m_remove, row));
    return row;
}

void ConnectionsPage::refresh()
{
    const auto *source = m_context.workspace.source();
    const auto *target = m_context.workspace.target();
    std::vector<ConnectionRow> rows;
    for (const auto &connection : m_context.connections.connections()) {
        ConnectionRow row{connection};
        if (&connection == source)
            row.role = ConnectionRow::Role::Source;
        else if (&connection == target)
            row.role = ConnectionRow::Role::Target;
        row.testing = connection.id == m_testing;
        rows.push_back(row);
    }
    m_model->setRows(rows);
    m_stack->setCurrentIndex(rows.empty() ? 0 : 1);
    const auto count = static_cast<int>(rows.size());
    if (source && target)
        setState(look::Tone::Done, tr("Both chosen"));
    else
        setState(look::Tone::Idle, rows.empty() ? tr("None saved") : tr("%n saved", nullptr, count));
    showActions();
}

void ConnectionsPage::showActions()
{
    const auto *selected = current();
    for (auto *action : {m_edit, m_test, m_remove})
        action->setEnabled(selected);
    m_source->setEnabled(selected && selected != m_context.workspace.source());
    m_target->setEnabled(selected && selected != m_context.workspace.target());
    m_exchange->setEnabled(m_context.workspace.source() && m_context.workspace.target());
    m_test->setText(m_testing.isNull() ? tr("&Test") : tr("Cancel the &test"));
    m_test->setEnabled(selected || !m_testing.isNull());
}

const SavedConnection *ConnectionsPage::current() const
{
    const auto index = m_list->currentIndex();
    if (!index.isValid())
        return nullptr;
    return m_context.connections.find(m_model->rows()[static_cast<std::size_t>(index.row())].connection.id);
}

endpoint::Purpose ConnectionsPage::purposeOf(const QUuid &id) const
{
    const auto *target = m_context.workspace.target();
    return target && target->id == id ? endpoint::Purpose::Target : endpoint::Purpose::Source;
}

void ConnectionsPage::select(const QUuid &id)
{
    if (const int row = m_model->rowOf(id); row >= 0)
        m_list->setCurrentIndex(m_model->index(row, 0));
}

void ConnectionsPage::openDialog(const SavedConnection &connection)
{
    auto *dialog = new ConnectionDialog(m_context, connection, purposeOf(connection.id), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectionDialog::saved, this, &ConnectionsPage::select);
    connect(dialog, &QDialog::finished, m_list, [this] { m_list->setFocus(); });
    dialog->open();
}

void ConnectionsPage::remove()
{
    const auto *selected = current();
    ask::Question question;
    question.title = tr("Delete a saved connection");
    question.text = tr("Delete the saved connection %1?").arg(selected->name);
    question.more = tr("Its password is removed from %1 too. The server itself is not touched.")
                        .arg(m_context.vault.describe().place);
    question.choices = {{QStringLiteral("delete"), tr("&Delete"), true}};
    m_context.asker.ask(this, question, [this, id = selected->id](const QString &answer) {
        if (answer.isEmpty())
            return;
        m_context.connections.remove(id);
        m_context.vault.remove(id);
    });
}

void ConnectionsPage::toggleTest()
{
    if (m_testing.isNull()) {
        startTest(*current());
        return;
    }
    m_testing = QUuid(); // before the keychain has answered there is no test to cancel
    m_panel->showReason(tr("The test was cancelled"));
    m_tester->cancel();
    refresh();
}

void ConnectionsPage::startTest(const SavedConnection &connection)
{
    m_testing = connection.id;
    m_tested = connection;
    m_panel->begin(connection.name);
    frame::openLogin(m_context.vault, connection, this,
                     [this, id = connection.id](const frame::SavedLogin &login) {
                         if (m_testing != id)
                             return;
                         if (login.endpoint) {
                             m_tester->start(*login.endpoint, purposeOf(id));
                             return;
                         }
                         m_testing = QUuid();
                         m_panel->showReason(login.reason);
                         refresh();
                     });
    refresh();
}

void ConnectionsPage::testEnded(const endpoint::TestReport &report)
{
    const auto *tested = m_context.connections.find(m_testing);
    m_testing = QUuid();
    // It may have been deleted or changed meanwhile.
    if (tested && tested->leadsWhere(m_tested)) {
        auto next = *tested;
        next.lastTest = recordOf(report, QDateTime::currentDateTimeUtc());
        m_context.connections.put(next);
    }
    refresh();
}

void ConnectionsPage::tellNotSaved(const QString &why)
{
    m_notSaved = true;
    m_banner->show(look::Tone::Failed,
                   tr("The connections are not on the disk: %1 They stay as they are here until you close the window; "
                      "the next change tries again.")
                       .arg(why));
}

void ConnectionsPage::tellSaved()
{
    if (std::exchange(m_notSaved, false))
        m_banner->show(look::Tone::Done, tr("The connections are saved."));
}

void ConnectionsPage::setRole(bool source)
{
    const auto id = current()->id;
    const bool set = source ? m_context.workspace.setSource(id) : m_context.workspace.setTarget(id);
    if (!set)
        refuseWhileRunning();
}

void ConnectionsPage::refuseWhileRunning()
{
    m_banner->show(look::Tone::Attention,
                   tr("A migration is running between source and target; stop it before you choose others."));
}

} // namespace tidegate::pages
