// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ask/window_asker.h"
#include "fake_vault.h"
#include "frame/workspace.h"
#include "scripted_asker.h"
#include "settings/connection_store.h"
#include "settings/file_saver.h"
#include "settings/settings.h"
#include "shell/main_window.h"

#include <QAbstractButton>
#include <QTemporaryDir>

#include <memory>

namespace tidegate::tests {

/// The whole window on a private profile, with a vault and an asker that do as they are told.
class WindowFixture
{
public:
    enum class Asking { Scripted, Dialogs };

    /// With Dialogs the window asks as it asks people, and `asker` is not used.
    explicit WindowFixture(Asking asking = Asking::Scripted);
    ~WindowFixture();

    /// As a start of the program does; what was open before is gone, and its files are written.
    void open(const std::vector<shell::PageFactory> &factories = shell::allPages());
    void close() { m_window.reset(); }
    /// As the program ends: all is on the disk, for another one that takes the profile. Only profile() and open() then.
    void leave();

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
    const Asking m_asking;
    ask::WindowAsker m_dialogs;
    QTemporaryDir m_directory;
    settings::Profile m_profile;
    std::unique_ptr<settings::FileSaver> m_saver;
    std::unique_ptr<settings::Settings> m_settings;
    std::unique_ptr<settings::ConnectionStore> m_connections;
    std::unique_ptr<frame::Workspace> m_workspace;
    std::unique_ptr<shell::MainWindow> m_window;
};

/// What the window says: each page's state and, where there is one, its banner. For messages of tests.
QString seen(const shell::MainWindow &window);

/// The widget of that name below `parent`, which must be there once.
template <typename T>
T *find(const QObject &parent, const char *name)
{
    return parent.findChild<T *>(QLatin1String(name));
}
/// The button in sight with that text, less its &; null if there is none.
QAbstractButton *buttonNamed(const QWidget &parent, const QString &text);
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
