// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/connection_test.h"
#include "frame/page_context.h"
#include "settings/saved_connection.h"
#include "vault/vault.h"

#include <QDialog>
#include <QPointer>

class QComboBox;
class QPushButton;

namespace tidegate::widgets {
class Banner;
}

namespace tidegate::pages {

class ConnectionForm;
class ConnectionTester;
class TestPanel;

/// Makes or changes a saved connection. Save first keeps the password, then the connection; if the keychain refuses,
/// nothing is saved, and keeping it for this session is offered.
class ConnectionDialog : public QDialog
{
    Q_OBJECT
public:
    ConnectionDialog(const frame::PageContext &context, const settings::SavedConnection &connection,
                     endpoint::Purpose purpose, QWidget *parent = nullptr);

    void done(int result) override;

signals:
    void saved(const QUuid &id);

private:
    QWidget *makeTestSide(endpoint::Purpose purpose);
    void save();
    void keepPassword(const settings::SavedConnection &connection, vault::Keep keep);
    void passwordEnded(settings::SavedConnection connection, vault::Keep keep,
                       const vault::VaultAnswer &answer);
    void saveConnection(const settings::SavedConnection &connection);
    void toggleTest();
    void startTest(const settings::SavedConnection &connection);
    void showTestButton();
    void follow(vault::VaultRequest *request);
    void showProblem(const QString &text);

    const frame::PageContext m_context;
    settings::SavedConnection m_connection;
    ConnectionTester *m_tester;
    widgets::Banner *m_banner;
    ConnectionForm *m_form;
    TestPanel *m_panel = nullptr;
    QComboBox *m_purpose = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_save = nullptr;
    QPointer<vault::VaultRequest> m_request; ///< what the dialog waits for
    settings::SavedConnection m_tested;      ///< what the last test that began is about
    settings::TestRecord m_record;           ///< of the last test that ended
    settings::SavedConnection m_recordOf;    ///< and what that one was about
};

} // namespace tidegate::pages
