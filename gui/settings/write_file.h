// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QVariantMap>

namespace tidegate::settings {

/// Replaces the file as a whole or leaves it as it was. `permissions` of none: as the system or the file that is
/// replaced has them. Throws ProblemError FileUnreadable. Any thread but the GUI's.
void replaceFile(const QString &path, const QByteArray &bytes, QFile::Permissions permissions = {});

/// The same for an INI file as QSettings reads it: these values take the place of those of the same name, and what
/// else is in it stays.
void replaceValues(const QString &path, const QVariantMap &values);

/// All that is in an INI file, by "group/name"; empty if there is none.
QVariantMap readValues(const QString &path);

} // namespace tidegate::settings
