// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pages/connections/form_values.h"
#include "settings/saved_connection.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace tidegate::frame {
struct PageContext;
}

namespace tidegate::pages {

class FileField;
class PasswordField;

/// The fields of a connection. A URI that is pasted or dropped into its line fills the others and vanishes from there,
/// because it may hold a password.
class ConnectionForm : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionForm(const frame::PageContext &context, QWidget *parent = nullptr);

    /// A URI that cannot be read is shown in its line, with the reason.
    void setConnection(const settings::SavedConnection &connection);
    /// Name, environment, URI and tunnel of what the fields say, over `base`. Throws ProblemError BadConnectionString,
    /// BadTunnel.
    settings::SavedConnection connection(settings::SavedConnection base) const;
    QString password() const;
    PasswordField &passwordField() const { return *m_password; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *addLine(QFormLayout &layout, const QString &label, const char *name);
    FileField *addFile(QFormLayout &layout, const QString &label, const QString &what, const char *name);
    void addTunnel(QFormLayout &layout);
    void makeModes();
    void show(const FormValues &values);
    FormValues values() const;
    void takeUri();

    const frame::PageContext &m_context;
    QLineEdit *m_uri;
    QLabel *m_uriAnswer;
    QLineEdit *m_name;
    QComboBox *m_environment;
    QLineEdit *m_host;
    QLineEdit *m_port;
    QLineEdit *m_database;
    QLineEdit *m_user;
    PasswordField *m_password;
    QComboBox *m_mode;
    FileField *m_rootCertificate;
    FileField *m_certificate;
    FileField *m_key;
    QLineEdit *m_ssh;
    FileField *m_sshKey;
    FileField *m_sshConfig;
    QLineEdit *m_others;
};

} // namespace tidegate::pages
