// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/profile.h"

class QMainWindow;

namespace tidegate::shell {

/// Where the window was and which page it showed, in the profile's window.ini.
class WindowMemory
{
public:
    explicit WindowMemory(const settings::Profile &profile) : m_file(profile.windowFile()) {}

    /// The first time, and where no screen of then is left: the middle of the screen, 1100 x 720 if that fits.
    void restore(QMainWindow &window) const;
    void save(const QMainWindow &window, const QString &page) const;
    QString page() const;

private:
    QString m_file;
};

} // namespace tidegate::shell
