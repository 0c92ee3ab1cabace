// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/window_memory.h"

#include <QGuiApplication>
#include <QMainWindow>
#include <QScreen>
#include <QSettings>

namespace tidegate::shell {

namespace {

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

void WindowMemory::restore(QMainWindow &window) const
{
    const QSettings file(m_file, QSettings::IniFormat);
    if (window.restoreGeometry(file.value(QStringLiteral("geometry")).toByteArray())
        && isOnAScreen(window.geometry()))
        return;
    const auto *screen = QGuiApplication::primaryScreen();
    const auto room = screen ? screen->availableGeometry() : QRect(0, 0, 1100, 720);
    const auto size = QSize(1100, 720).boundedTo(room.size());
    window.setGeometry(QRect(room.center() - QPoint(size.width() / 2, size.height() / 2), size));
}

void WindowMemory::save(const QMainWindow &window, const QString &page) const
{
    QSettings file(m_file, QSettings::IniFormat);
    file.setValue(QStringLiteral("geometry"), window.saveGeometry());
    file.setValue(QStringLiteral("page"), page);
}

QString WindowMemory::page() const
{
    return QSettings(m_file, QSettings::IniFormat).value(QStringLiteral("page")).toString();
}

} // namespace tidegate::shell
