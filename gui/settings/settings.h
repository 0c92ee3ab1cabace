// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/profile.h"

#include <QSettings>
#include <QStringList>
#include <QUuid>

namespace tidegate::settings {

/// What the user has chosen, typed, in the profile's settings.ini. prepare() must have passed. GUI thread.
class Settings
{
public:
    explicit Settings(const Profile &profile);

    /// "de", "en_GB", "qps" (the pseudo-locale); empty: the system's.
    QString language() const;
    void setLanguage(const QString &language);

    /// The roles chosen last; null if none.
    QUuid source() const;
    QUuid target() const;
    void setRoles(const QUuid &source, const QUuid &target);

    /// What has been reached of the migration between the two (frame/milestones.h).
    QStringList milestones() const;
    void setMilestones(const QStringList &names);

    void sync() { m_file.sync(); }

private:
    QSettings m_file;
};

} // namespace tidegate::settings
