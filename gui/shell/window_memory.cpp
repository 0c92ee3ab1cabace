// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/window_memory.h"

#include "settings/file_saver.h"
#include "settings/write_file.h"

#include <QGuiApplication>
#include <QMainWindow>
#include <QScreen>

namespace tidegate::shell {

namespace {

constexpr QLatin1String geometryKey("geometry");
constexpr QLatin1String pageKey("page");

bool isOnAScreen(const QRect &place)
{
    for (const auto *screen : QGuiApplication::screens()) {
        const auto seen = screen->availableGeometry().intersected(place);
        if (seen.width() >= 200 && seen.height() >= 100)
            return true;
    }
    return false;
}

} // namespace

WindowMemory::WindowMemory(const settings::Profile &profile, settings::FileSaver &saver)
    : m_path(profile.windowFile()), m_saver(saver), m_values(settings::readValues(m_path))
{
}

void WindowMemory::restore(QMainWindow &window) const
{
    if (window.restoreGeometry(m_values.value(geometryKey).toByteArray())
        && isOnAScreen(window.geometry()))
        return;
    const auto *screen = QGuiApplication::primaryScreen();
    const auto room = screen ? screen->availableGeometry() : QRect(0, 0, 1100, 720);
    const auto size = QSize(1100, 720).boundedTo(room.size());
    window.setGeometry(QRect(room.center() - QPoint(size.width() / 2, size.height() / 2), size));
}

void WindowMemory::save(const QMainWindow &window, const QString &page)
{
    m_values = {{geometryKey, window.saveGeometry()}, {pageKey, page}};
    m_saver.save(m_path, [values = m_values](const QString &path) { settings::replaceValues(path, values); });
}

QString WindowMemory::page() const
{
    return m_values.value(pageKey).toString();
}

} // namespace tidegate::shell
