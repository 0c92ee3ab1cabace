// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/write_file.h"

#include "base/problem.h"

#include <QSaveFile>
#include <QSettings>

namespace tidegate::settings {

namespace {

[[noreturn]] void refuse(const QString &path, const QString &why)
{
    throw ProblemError(Code::FileUnreadable, {path.toStdString(), why.toStdString()});
}

} // namespace

void replaceFile(const QString &path, const QByteArray &bytes, QFile::Permissions permissions)
{
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && (!permissions || file.setPermissions(permissions))
                         && file.write(bytes) == bytes.size() && file.commit();
    if (!written)
        refuse(path, file.errorString());
}

void replaceValues(const QString &path, const QVariantMap &values)
{
    QSettings file(path, QSettings::IniFormat);
    for (auto each = values.cbegin(); each != values.cend(); ++each)
        file.setValue(each.key(), each.value());
    file.sync();
    if (file.status() != QSettings::NoError)
        refuse(path, QStringLiteral("the settings could not be written"));
}

QVariantMap readValues(const QString &path)
{
    const QSettings file(path, QSettings::IniFormat);
    QVariantMap values;
    for (const auto &key : file.allKeys())
        values.insert(key, file.value(key));
    return values;
}

} // namespace tidegate::settings
