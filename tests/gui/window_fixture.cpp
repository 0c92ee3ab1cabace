// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "window_fixture.h"

namespace tidegate::tests {

WindowFixture::WindowFixture() : m_profile(m_directory.path())
{
    open();
}

WindowFixture::~WindowFixture() = default;

void WindowFixture::open(const std::vector<shell::PageFactory> &factories)
{
    m_window.reset();
    m_workspace.reset();
    m_connections.reset();
    m_settings.reset();
    m_saver.reset(); // writes what waits
    settings::prepare(m_profile);
    m_saver = std::make_unique<settings::FileSaver>();
    m_settings = std::make_unique<settings::Settings>(m_profile, *m_saver);
    m_connections = std::make_unique<settings::ConnectionStore>(m_profile, *m_saver);
    m_workspace = std::make_unique<frame::Workspace>(*m_settings, *m_connections, m_profile, *m_saver);
    const frame::PageContext context{*m_settings, *m_connections, vault, asker, *m_workspace};
    m_window = std::make_unique<shell::MainWindow>(context, m_profile, *m_saver, factories);
    m_window->show();
}

QUuid WindowFixture::save(const QString &name, const std::string &conninfo, settings::Environment environment)
{
    settings::SavedConnection connection;
    connection.id = QUuid::createUuid();
    connection.name = name;
    connection.environment = environment;
    connection.uri = QString::fromStdString(endpoint::Endpoint::fromText(conninfo).toUri());
    m_connections->put(connection);
    return connection.id;
}

} // namespace tidegate::tests
