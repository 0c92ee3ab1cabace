// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/connection_dialog.h"

#include "frame/saved_login.h"
#include "pages/connections/connection_form.h"
#include "pages/connections/connection_tester.h"
#include "pages/connections/password_field.h"
#include "pages/connections/stage_text.h"
#include "pages/connections/test_panel.h"
#include "settings/connection_store.h"
#include "text/problem_text.h"
#include "vault/vault.h"
#include "widgets/banner.h"

#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace tidegate::pages {

using settings::SavedConnection;
using vault::Keep;
using vault::VaultAnswer;

ConnectionDialog::ConnectionDialog(const frame::PageContext &context, const SavedConnection &connection,
                                   endpoint::Purpose purpose, QWidget *parent)
    : QDialog(parent),
      m_context(context),
      m_connection(connection),
      m_tester(new ConnectionTester(this)),
      m_banner(new widgets::Banner(this)),
      m_form(new ConnectionForm(m_context, this))
{
    setObjectName(QStringLiteral("connectionDialog"));
    setWindowTitle(connection.uri.isEmpty() ? tr("New connection")
                                            : tr("Connection %1").arg(connection.name));
    m_form->setConnection(connection);
    auto *buttons = new QDialogButtonBox(this);
    m_save = buttons->addButton(QDialogButtonBox::Save);
    m_save->setDefault(true);
    buttons->addButton(QDialogButtonBox::Cancel);
    connect(m_save, &QPushButton::clicked, this, &ConnectionDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *sides = new QHBoxLayout;
    sides->addWidget(m_form, 3);
    sides->addWidget(makeTestSide(purpose), 2);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_banner);
    layout->addLayout(sides, 1);
    layout->addWidget(buttons);
    m_form->setFocus();
    setMinimumWidth(fontMetrics().averageCharWidth() * 165);
}

QWidget *ConnectionDialog::makeTestSide(endpoint::Purpose purpose)
{
    auto *side = new QWidget(this);
    m_purpose = new QComboBox(side);
    m_purpose->setObjectName(QStringLiteral("purpose"));
    m_purpose->addItem(tr("a source"), static_cast<int>(endpoint::Purpose::Source));
    m_purpose->addItem(tr("a target"), static_cast<int>(endpoint::Purpose::Target));
    m_purpose->setCurrentIndex(m_purpose->findData(static_cast<int>(purpose)));
    auto *label = new QLabel(tr("Test &as"), side);
    label->setBuddy(m_purpose);
    m_test = new QPushButton(side);
    m_test->setObjectName(QStringLiteral("test"));
    m_test->setAutoDefault(false);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::toggleTest);
    m_panel = new TestPanel(*m_tester, side);
    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_purpose);
    row->addWidget(m_test);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(12, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_panel, 1);
    connect(m_tester, &ConnectionTester::finished, this, [this](const endpoint::TestReport &report) {
        m_record = recordOf(report, QDateTime::currentDateTimeUtc());
        m_recordOf = m_tested;
        showTestButton();
    });
    connect(m_tester, &ConnectionTester::cancelled, this, &ConnectionDialog::showTestButton);
    showTestButton();
    return side;
}

void ConnectionDialog::save()
{
    try {
        const auto connection = m_form->connection(m_connection);
        m_banner->dismiss();
        if (m_form->password().isEmpty())
            saveConnection(connection);
        else
            keepPassword(connection, m_form->passwordField().keep());
    } catch (const ProblemError &error) {
        showProblem(text::problemText(error.problem()).inOneLine());
    }
}

void ConnectionDialog::keepPassword(const SavedConnection &connection, Keep keep)
{
    auto *request = m_context.vault.write(connection.id, m_form->password(), keep);
    connect(request, &vault::VaultRequest::ended, this,
            [this, connection, keep](const VaultAnswer &answer) { passwordEnded(connection, keep, answer); });
    m_save->setEnabled(false);
    follow(request);
}

void ConnectionDialog::passwordEnded(SavedConnection connection, Keep keep, const VaultAnswer &answer)
{
    m_save->setEnabled(true);
    m_banner->dismiss();
    if (answer.isDone()) {
        connection.passwordKept = keep == Keep::Always && m_context.vault.describe().lasting;
        saveConnection(connection);
    } else if (answer.kind == VaultAnswer::Kind::Failed) {
        auto *session = new QAction(tr("Keep it for this session"));
        connect(session, &QAction::triggered, this,
                [this, connection] { keepPassword(connection, Keep::ThisSession); });
        m_banner->show(
            look::Tone::Failed,
            tr("The password was not stored in %1: %2 Nothing was saved yet. Unlock the keyring and save "
               "again, or use a passfile (PGPASSFILE).")
                .arg(m_context.vault.describe().place, answer.reason),
            {session});
    }
}

void ConnectionDialog::saveConnection(const SavedConnection &connection)
{
    auto next = connection;
    if (m_recordOf.leadsWhere(next))
        next.lastTest = m_record;
    else if (!next.leadsWhere(m_connection))
        next.lastTest.reset(); // it was about another server
    m_context.connections.put(next);
    emit saved(next.id);
    accept();
}

/// While the keychain thinks, say so and let it be given up.
void ConnectionDialog::follow(vault::VaultRequest *request)
{
    m_request = request;
    if (!request)
        return;
    connect(request, &vault::VaultRequest::stillWaiting, this, [this, request = QPointer(request)] {
        auto *cancel = new QAction(tr("Cancel"));
        connect(cancel, &QAction::triggered, this, [this, request] {
            if (request)
                request->cancel();
            m_banner->dismiss();
        });
        m_banner->show(look::Tone::Busy,
                       tr("Waiting for %1 to be unlocked.").arg(m_context.vault.describe().place), {cancel});
    });
}

void ConnectionDialog::toggleTest()
{
    if (m_tester->isRunning() || m_request) {
        if (m_request)
            m_request->cancel();
        m_tester->cancel();
        return;
    }
    try {
        startTest(m_form->connection(m_connection));
    } catch (const ProblemError &error) {
        m_panel->showReason(text::problemText(error.problem()).inOneLine());
    }
}

void ConnectionDialog::startTest(const SavedConnection &connection)
{
    const auto purpose = static_cast<endpoint::Purpose>(m_purpose->currentData().toInt());
    m_panel->begin(connection.name);
    const auto run = [this, purpose, connection](const endpoint::Endpoint &login) {
        m_tested = connection;
        m_tester->start(login, purpose);
        showTestButton();
    };
    if (const auto typed = m_form->password(); !typed.isEmpty()) {
        auto login = connection.endpoint();
        login.set("password", typed.toStdString());
        run(login);
        return;
    }
    follow(frame::openLogin(m_context.vault, connection, this, [this, run](const frame::SavedLogin &login) {
        m_request = nullptr;
        m_banner->dismiss();
        if (login.endpoint)
            run(*login.endpoint);
        else
            m_panel->showReason(login.reason.isEmpty() ? tr("The test was cancelled") : login.reason);
        showTestButton();
    }));
    showTestButton();
}

void ConnectionDialog::showTestButton()
{
    const bool running = m_tester->isRunning() || m_request;
    m_test->setText(running ? tr("Cancel the &test") : tr("&Test"));
    m_purpose->setEnabled(!running);
}

void ConnectionDialog::showProblem(const QString &words)
{
    m_banner->show(look::Tone::Failed, words);
}

void ConnectionDialog::done(int result)
{
    if (m_request)
        m_request->cancel();
    m_tester->cancel();
    QDialog::done(result);
}

} // namespace tidegate::pages
