// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "window_fixture.h"

#include "widgets/banner.h"

namespace tidegate::tests {

WindowFixture::WindowFixture(Asking asking) : m_asking(asking), m_profile(m_directory.path())
{
    open();
}

WindowFixture::~WindowFixture() = default;

void WindowFixture::leave()
{
    m_window.reset();
    m_workspace.reset();
    m_connections.reset();
    m_settings.reset();
    m_saver.reset(); // writes what waits
}

void WindowFixture::open(const std::vector<shell::PageFactory> &factories)
{
    leave();
    settings::prepare(m_profile);
    m_saver = std::make_unique<settings::FileSaver>();
    m_settings = std::make_unique<settings::Settings>(m_profile, *m_saver);
    m_connections = std::make_unique<settings::ConnectionStore>(m_profile, *m_saver);
    m_workspace = std::make_unique<frame::Workspace>(*m_settings, *m_connections, m_profile, *m_saver);
    ask::Asker *asks = &asker;
    if (m_asking == Asking::Dialogs)
        asks = &m_dialogs;
    const frame::PageContext context{*m_settings, *m_connections, vault, *asks, *m_workspace};
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

QAbstractButton *buttonNamed(const QWidget &parent, const QString &text)
{
    for (auto *button : parent.findChildren<QAbstractButton *>()) {
        if (button->isVisible() && button->text().remove(QLatin1Char('&')) == text)
            return button;
    }
    return nullptr;
}

QString seen(const shell::MainWindow &window)
{
    QStringList lines;
    for (const auto *page : window.pages()) {
        lines << page->id() + QLatin1String(": ") + page->state().word;
        if (const auto *banner = page->findChild<widgets::Banner *>(); banner && !banner->text().isEmpty())
            lines << QLatin1String("  ") + banner->text();
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace tidegate::tests
