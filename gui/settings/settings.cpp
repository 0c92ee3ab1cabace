// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/settings.h"

#include "settings/file_saver.h"
#include "settings/write_file.h"

namespace tidegate::settings {

namespace {

constexpr QLatin1String languageKey("language");
constexpr QLatin1String sourceKey("roles/source");
constexpr QLatin1String targetKey("roles/target");
constexpr QLatin1String milestonesKey("roles/milestones");

} // namespace

Settings::Settings(const Profile &profile, FileSaver &saver)
    : m_path(profile.settingsFile()), m_saver(saver), m_values(readValues(m_path))
{
    set({{QStringLiteral("format"), currentFormat}});
}

QString Settings::language() const
{
    return m_values.value(languageKey).toString();
}

void Settings::setLanguage(const QString &language)
{
    set({{languageKey, language}});
}

QUuid Settings::source() const
{
    return QUuid::fromString(m_values.value(sourceKey).toString());
}

QUuid Settings::target() const
{
    return QUuid::fromString(m_values.value(targetKey).toString());
}

void Settings::setRoles(const QUuid &source, const QUuid &target)
{
    const auto words = [](const QUuid &id) {
        return id.isNull() ? QString() : id.toString(QUuid::WithoutBraces);
    };
    set({{sourceKey, words(source)}, {targetKey, words(target)}});
}

QStringList Settings::milestones() const
{
    return m_values.value(milestonesKey).toStringList();
}

void Settings::setMilestones(const QStringList &names)
{
    set({{milestonesKey, names}});
}

void Settings::set(const QVariantMap &values)
{
    auto next = m_values;
    next.insert(values);
    if (next == m_values)
        return;
    m_values = next;
    m_saver.save(m_path, [next](const QString &path) { replaceValues(path, next); });
}

} // namespace tidegate::settings
