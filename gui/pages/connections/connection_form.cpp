// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/connection_form.h"

#include "frame/page_context.h"
#include "pages/connections/file_field.h"
#include "pages/connections/password_field.h"
#include "text/problem_text.h"

#include <QComboBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>

namespace tidegate::pages {

using settings::Environment;
using settings::SavedConnection;

ConnectionForm::ConnectionForm(const frame::PageContext &context, QWidget *parent)
    : QWidget(parent), m_context(context)
{
    auto *layout = new QFormLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_uri = addLine(*layout, tr("&Paste a URI:"), "uri");
    m_uri->setPlaceholderText(QStringLiteral("postgresql://user@host:5432/database"));
    m_uri->installEventFilter(this);
    setFocusProxy(m_uri);
    m_uriAnswer = new QLabel(this);
    m_uriAnswer->setTextFormat(Qt::PlainText);
    m_uriAnswer->setWordWrap(true);
    m_uriAnswer->hide();
    layout->addRow(m_uriAnswer);
    m_name = addLine(*layout, tr("&Name:"), "name");
    m_environment = new QComboBox(this);
    m_environment->setObjectName(QStringLiteral("environment"));
    for (const auto each : {Environment::Production, Environment::Staging, Environment::Test})
        m_environment->addItem(settings::environmentName(each), static_cast<int>(each));
    layout->addRow(tr("En&vironment:"), m_environment);
    m_host = addLine(*layout, tr("&Host:"), "host");
    // Wide enough for a host of a cloud provider; the answer about the password's place then fits on a line.
    m_host->setMinimumWidth(fontMetrics().averageCharWidth() * 48);
    m_port = addLine(*layout, tr("P&ort:"), "port");
    m_port->setPlaceholderText(QStringLiteral("5432"));
    m_database = addLine(*layout, tr("&Database:"), "database");
    m_user = addLine(*layout, tr("&User:"), "user");
    m_password = new PasswordField(context.vault, this);
    m_password->line().setObjectName(QStringLiteral("password"));
    layout->addRow(tr("Pass&word:"), m_password);
    m_mode = new QComboBox(this);
    m_mode->setObjectName(QStringLiteral("sslmode"));
    makeModes();
    layout->addRow(tr("&Encryption:"), m_mode);
    m_rootCertificate = addFile(*layout, tr("&Root certificate:"), tr("Root certificate"), "rootCertificate");
    m_certificate = addFile(*layout, tr("C&lient certificate:"), tr("Client certificate"), "certificate");
    m_key = addFile(*layout, tr("Client &key:"), tr("Client key"), "key");
    addTunnel(*layout);
    m_others = addLine(*layout, tr("Further para&meters:"), "others");
    m_others->setPlaceholderText(QStringLiteral("connect_timeout=10"));
    // A jump in length is a paste or a drop; typing goes on until Return or the next field.
    connect(m_uri, &QLineEdit::textChanged, this, [this, length = qsizetype(0)](const QString &text) mutable {
        const bool jumped = text.size() > length + 8;
        length = text.size();
        if (jumped)
            takeUri();
    });
    connect(m_uri, &QLineEdit::editingFinished, this, &ConnectionForm::takeUri);
}

QLineEdit *ConnectionForm::addLine(QFormLayout &layout, const QString &label, const char *name)
{
    auto *line = new QLineEdit(this);
    line->setObjectName(QLatin1String(name));
    layout.addRow(label, line);
    return line;
}

FileField *ConnectionForm::addFile(QFormLayout &layout, const QString &label, const QString &what,
                                   const char *name)
{
    auto *field = new FileField(m_context.asker, what, this);
    field->line().setObjectName(QLatin1String(name));
    layout.addRow(label, field);
    // The label's buddy is the field around it, whose focus goes on to the line.
    field->line().setAccessibleName(what);
    return field;
}

void ConnectionForm::addTunnel(QFormLayout &layout)
{
    m_ssh = addLine(layout, tr("SSH tunnel throu&gh:"), "ssh");
    m_ssh->setPlaceholderText(tr("user@host:22, if the host above is reached from there"));
    m_ssh->setToolTip(tr("Host and port above are then as this SSH server sees them. Its host key must be known."));
    m_sshKey = addFile(layout, tr("SSH ke&y:"), tr("SSH key"), "sshKey");
    m_sshConfig = addFile(layout, tr("SSH con&figuration:"), tr("SSH configuration"), "sshConfig");
    for (auto *field : {m_sshKey, m_sshConfig}) {
        field->setFilters({tr("All files (*)")}); // neither has an ending
        field->setEnabled(false);
        connect(m_ssh, &QLineEdit::textChanged, field,
                [field](const QString &text) { field->setEnabled(!text.trimmed().isEmpty()); });
    }
    m_sshKey->line().setPlaceholderText(tr("those of the SSH agent and of ~/.ssh"));
    m_sshConfig->line().setPlaceholderText(QStringLiteral("~/.ssh/config"));
}

void ConnectionForm::makeModes()
{
    m_mode->addItem(tr("Encrypted, server verified (verify-full)"), QStringLiteral("verify-full"));
    m_mode->addItem(tr("Encrypted, authority verified (verify-ca)"), QStringLiteral("verify-ca"));
    m_mode->addItem(tr("Encrypted, not verified (require)"), QStringLiteral("require"));
    m_mode->addItem(tr("Encrypted if the server can (prefer)"), QStringLiteral("prefer"));
    m_mode->addItem(tr("Not encrypted (disable)"), QStringLiteral("disable"));
}

void ConnectionForm::setConnection(const SavedConnection &connection)
{
    m_name->setText(connection.name);
    m_environment->setCurrentIndex(m_environment->findData(static_cast<int>(connection.environment)));
    m_password->setKept(connection.passwordKept);
    m_ssh->setText(connection.ssh);
    m_sshKey->line().setText(connection.sshKey);
    m_sshConfig->line().setText(connection.sshConfig);
    if (connection.uri.isEmpty())
        return;
    try {
        const auto values = valuesOf(connection.endpoint());
        if (values.sslmode.isEmpty()) { // saved so by another hand: opening and saving it changes nothing
            m_mode->addItem(tr("Not set: as PGSSLMODE says, else prefer"), QString());
            m_mode->setCurrentIndex(m_mode->count() - 1);
        }
        show(values);
    } catch (const ProblemError &error) {
        const QSignalBlocker quiet(m_uri);
        m_uri->setText(connection.uri);
        m_uriAnswer->setText(text::problemText(error.problem()).inOneLine());
        m_uriAnswer->show();
    }
}

SavedConnection ConnectionForm::connection(SavedConnection base) const
{
    const auto fields = values();
    const auto endpoint = endpointOf(fields);
    base.uri = QString::fromStdString(endpoint.toUri());
    const auto server = endpoint.ssh().value_or(endpoint::SshServer());
    base.ssh = QString::fromStdString(server.toText());
    base.sshKey = QString::fromStdString(server.identityFile);
    base.sshConfig = QString::fromStdString(server.configFile);
    base.environment = static_cast<Environment>(m_environment->currentData().toInt());
    base.name = m_name->text().trimmed();
    if (base.name.isEmpty())
        base.name =
            fields.database.isEmpty() ? fields.host : tr("%1 on %2").arg(fields.database, fields.host);
    if (base.name.isEmpty())
        base.name = base.address();
    return base;
}

QString ConnectionForm::password() const
{
    return m_password->line().text();
}

void ConnectionForm::show(const FormValues &values)
{
    m_host->setText(values.host);
    m_port->setText(values.port);
    m_database->setText(values.database);
    m_user->setText(values.user);
    if (!values.password.isEmpty())
        m_password->line().setText(values.password);
    // A URI that does not speak of encryption leaves what is chosen, which is the safest at first.
    if (!values.sslmode.isEmpty()) {
        if (m_mode->findData(values.sslmode) < 0)
            m_mode->addItem(values.sslmode, values.sslmode);
        m_mode->setCurrentIndex(m_mode->findData(values.sslmode));
    }
    m_rootCertificate->line().setText(values.rootCertificate);
    m_certificate->line().setText(values.certificate);
    m_key->line().setText(values.key);
    m_others->setText(values.others);
}

FormValues ConnectionForm::values() const
{
    FormValues values;
    values.host = m_host->text();
    values.port = m_port->text();
    values.database = m_database->text();
    values.user = m_user->text();
    values.sslmode = m_mode->currentData().toString();
    values.rootCertificate = m_rootCertificate->line().text();
    values.certificate = m_certificate->line().text();
    values.key = m_key->line().text();
    values.ssh = m_ssh->text();
    values.sshKey = m_sshKey->line().text();
    values.sshConfig = m_sshConfig->line().text();
    values.others = m_others->text();
    return values;
}

void ConnectionForm::takeUri()
{
    const auto pasted = m_uri->text().trimmed();
    if (pasted.isEmpty())
        return;
    try {
        show(valuesOf(endpoint::Endpoint::fromText(pasted.toStdString())));
        m_uri->clear();
        m_uriAnswer->setText(tr("The fields are filled from the URI."));
    } catch (const ProblemError &error) {
        m_uriAnswer->setText(text::problemText(error.problem()).inOneLine());
    }
    m_uriAnswer->show();
}

bool ConnectionForm::eventFilter(QObject *watched, QEvent *event)
{
    // Return in the URI's line fills the fields; the dialog would take it for Save.
    if (watched == m_uri && event->type() == QEvent::KeyPress && !m_uri->text().isEmpty()) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            takeUri();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace tidegate::pages
