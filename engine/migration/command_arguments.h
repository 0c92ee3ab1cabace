// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QJsonObject>

#include <string>
#include <vector>

namespace tidegate::migration {

/// A command's arguments (journal/command.h); of what is no JSON object, none.
QJsonObject argumentsOf(const std::string &json);
/// Of an array of strings; of what is no array, none.
std::vector<std::string> textsOf(const QJsonValue &array);

} // namespace tidegate::migration
