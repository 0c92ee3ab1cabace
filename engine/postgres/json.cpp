// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/json.h"

#include "base/problem.h"

#include <QJsonDocument>

namespace tidegate::postgres {

QJsonArray jsonArray(const Result &result, int row, int column)
{
    if (result.isNull(row, column))
        return {};
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(carried(result.text(row, column)).toUtf8(), &error);
    if (!document.isArray())
        throw ProblemError(Code::Internal, {"a list that the server gave cannot be read: " + error.errorString().toStdString()});
    return document.array();
}

std::string bytes(const QJsonValue &value)
{
    return value.toString().toLatin1().toStdString();
}

QString carried(const std::string &bytes)
{
    return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

} // namespace tidegate::postgres
