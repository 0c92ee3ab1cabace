// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "fake_vault.h"
#include "frame/workspace.h"
#include "scripted_asker.h"
#include "settings/connection_store.h"
#include "settings/file_saver.h"
#include "settings/settings.h"
#include "shell/main_window.h"

#include <QTemporaryDir>

#include <memory>

namespace tidegate::tests {

/// The whole window on a private profile, with a vault and an asker that do as they are told.
class WindowFixture
{
public:
    WindowFixture();
    ~WindowFixture();

    /// As a start of the program does; what was open before is gone, and its files are written.
    void open(const std::vector<shell::PageFactory> &factories = shell::allPages());
    void close() { m_window.reset(); }

    QUuid save(const QString &name, const std::string &conninfo,
               settings::Environment environment = settings::Environment::Test);

    shell::MainWindow &window() { return *m_window; }
    frame::Workspace &workspace() { return *m_workspace; }
    settings::ConnectionStore &connections() { return *m_connections; }
    settings::Settings &settings() { return *m_settings; }
    const settings::Profile &profile() const { return m_profile; }

    FakeVault vault;
    ScriptedAsker asker;

private:
    QTemporaryDir m_directory;
    settings::Profile m_profile;
    std::unique_ptr<settings::FileSaver> m_saver;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<settings::ConnectionStore> m_connections;
    std::unique_ptr<frame::Workspace> m_workspace;
    std::unique_ptr<shell::MainWindow> m_window;
};

/// The widget of that name below `parent`, which must be there once.
template <typename T>
T *find(const QObject &parent, const char *name)
{
    return parent.findChild<T *>(QLatin1String(name));
}
/// The dialog that is open above the window; null if there is none.
template <typename T>
T *openDialog(const QWidget &window)
{
    for (auto *dialog : window.findChildren<T *>()) {
        if (dialog->isVisible())
            return dialog;
    }
    return nullptr;
}

} // namespace tidegate::tests
