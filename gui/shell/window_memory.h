// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/profile.h"

#include <QVariantMap>

class QMainWindow;

namespace tidegate::settings {
class FileSaver;
}

namespace tidegate::shell {

/// Where the window was and which page it showed, read once from the profile's window.ini. GUI thread.
class WindowMemory
{
public:
    /// The saver outlives it.
    WindowMemory(const settings::Profile &profile, settings::FileSaver &saver);

    /// The first time, and where no screen of then is left: the middle of the screen, 1100 x 720 if that fits.
    void restore(QMainWindow &window) const;
    void save(const QMainWindow &window, const QString &page);
    QString page() const;

private:
    QString m_path;
    settings::FileSaver &m_saver;
    QVariantMap m_values;
};

} // namespace tidegate::shell
