// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/profile.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QStandardPaths>

#include <optional>

namespace tidegate::settings {

namespace {

/// The format of a file, 0 if it carries none; nullopt if it cannot be read, with `why` filled.
std::optional<int> formatOfIni(const QString &path, QString &why)
{
    QSettings file(path, QSettings::IniFormat);
    const auto format = file.value(QStringLiteral("format"), 0);
    if (file.status() != QSettings::NoError) {
        why = QStringLiteral("not an INI file");
        return std::nullopt;
    }
    return format.toInt();
}

std::optional<int> formatOfJson(const QString &path, QString &why)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        why = file.errorString();
        return std::nullopt;
    }
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(file.readAll(), &error);
    if (error.error != QJsonParseError::NoError || !document.isObject()) {
        why = error.errorString();
        return std::nullopt;
    }
    return document.object().value(QStringLiteral("format")).toInt(0);
}

/// Keeps what an earlier upgrade from the same format has saved.
bool copyAside(const QString &path, int format)
{
    const auto copy = QStringLiteral("%1.format-%2").arg(path).arg(format);
    return QFile::exists(copy) || QFile::copy(path, copy);
}

Refusal look(const QString &path, std::optional<int> (*formatOf)(const QString &, QString &), int ours)
{
    if (!QFile::exists(path))
        return {};
    QString why;
    const auto found = formatOf(path, why);
    if (!found)
        return Refusal{Refusal::Why::Unreadable, path, 0, why};
    if (*found > ours)
        return Refusal{Refusal::Why::Newer, path, *found, {}};
    if (*found < ours && !copyAside(path, *found))
        return Refusal{Refusal::Why::Unreadable, path, *found, QStringLiteral("no copy of it could be made")};
    return {};
}

} // namespace

Profile Profile::standard()
{
    return Profile(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation));
}

Refusal prepare(const Profile &profile, int ours)
{
    if (!QDir().mkpath(profile.directory()))
        return Refusal{Refusal::Why::Unreadable, profile.directory(), 0, QStringLiteral("it cannot be made")};
    QFile::setPermissions(profile.directory(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    auto refusal = look(profile.settingsFile(), formatOfIni, ours);
    return refusal ? refusal : look(profile.connectionsFile(), formatOfJson, ours);
}

} // namespace tidegate::settings
