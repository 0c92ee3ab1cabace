// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "asking_sites.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

namespace tidegate::tests {

namespace {

/// The last definition of a function that begins before `position`: a line that does not begin with a space.
QString functionAt(const QString &source, qsizetype position, const QString &file)
{
    static const QRegularExpression definition(QStringLiteral(R"(^[A-Za-z][^\n;]*?((?:\w+::)?\w+)\()"),
                                               QRegularExpression::MultilineOption);
    QString name = file;
    for (auto found = definition.globalMatch(source.left(position)); found.hasNext();)
        name = found.next().captured(1);
    return name;
}

} // namespace

QStringList askingSites(const QString &directory)
{
    static const QRegularExpression dangerous(QStringLiteral(R"((?:askDangerous\(|DangerDialog\b(?!::|\.h)))"));
    // {QStringLiteral("id"), text, loses}
    static const QRegularExpression choice(QStringLiteral(R"re(\{QStringLiteral\("\w+"\),[^{}]*,\s*([^,{}]+)\})re"));
    QStringList sites;
    for (QDirIterator files(directory, {QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
        QFile file(files.next());
        if (file.fileName().contains(QLatin1String("/ask/")) || !file.open(QIODevice::ReadOnly))
            continue;
        const auto source = QString::fromUtf8(file.readAll());
        for (auto found = dangerous.globalMatch(source); found.hasNext();)
            sites << functionAt(source, found.next().capturedStart(), file.fileName());
        for (auto found = choice.globalMatch(source); found.hasNext();) {
            const auto match = found.next();
            if (match.captured(1).trimmed() != QLatin1String("false"))
                sites << functionAt(source, match.capturedStart(), file.fileName());
        }
    }
    sites.sort();
    sites.removeDuplicates();
    return sites;
}

} // namespace tidegate::tests
