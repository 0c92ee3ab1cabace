// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/command_arguments.h"

#include <QJsonDocument>

namespace tidegate::migration {

QJsonObject argumentsOf(const std::string &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

std::vector<std::string> textsOf(const QJsonValue &array)
{
    std::vector<std::string> texts;
    for (const auto &value : array.toArray())
        texts.push_back(value.toString().toStdString());
    return texts;
}

} // namespace tidegate::migration
