// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/settings.h"

namespace tidegate::settings {

namespace {

constexpr QLatin1String languageKey("language");
constexpr QLatin1String sourceKey("roles/source");
constexpr QLatin1String targetKey("roles/target");
constexpr QLatin1String milestonesKey("roles/milestones");

} // namespace

Settings::Settings(const Profile &profile) : m_file(profile.settingsFile(), QSettings::IniFormat)
{
    m_file.setValue(QStringLiteral("format"), currentFormat);
}

QString Settings::language() const
{
    return m_file.value(languageKey).toString();
}

void Settings::setLanguage(const QString &language)
{
    m_file.setValue(languageKey, language);
}

QUuid Settings::source() const
{
    return QUuid::fromString(m_file.value(sourceKey).toString());
}

QUuid Settings::target() const
{
    return QUuid::fromString(m_file.value(targetKey).toString());
}

void Settings::setRoles(const QUuid &source, const QUuid &target)
{
    const auto words = [](const QUuid &id) {
        return id.isNull() ? QString() : id.toString(QUuid::WithoutBraces);
    };
    m_file.setValue(sourceKey, words(source));
    m_file.setValue(targetKey, words(target));
}

QStringList Settings::milestones() const
{
    return m_file.value(milestonesKey).toStringList();
}

void Settings::setMilestones(const QStringList &names)
{
    m_file.setValue(milestonesKey, names);
}

} // namespace tidegate::settings
