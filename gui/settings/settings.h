// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/profile.h"

#include <QStringList>
#include <QUuid>
#include <QVariantMap>

namespace tidegate::settings {

class FileSaver;

/// What the user has chosen, typed: read once from the profile's settings.ini, on the disk a moment after each change.
/// GUI thread.
class Settings
{
public:
    /// prepare() must have passed. The saver outlives it.
    Settings(const Profile &profile, FileSaver &saver);

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

private:
    void set(const QVariantMap &values);

    QString m_path;
    FileSaver &m_saver;
    QVariantMap m_values; ///< all that the file has, by key
};

} // namespace tidegate::settings
