// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/json_object.h"

#include <QJsonDocument>

#include <utility>

namespace tidegate::plan {

JsonObject::JsonObject(QJsonObject object, std::string path)
    : m_object(std::move(object)), m_path(std::move(path))
{
}

JsonObject JsonObject::parse(std::string_view json)
{
    QJsonParseError error;
    const auto document =
        QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (error.error != QJsonParseError::NoError)
        throw JsonError{"it is no JSON: " + error.errorString().toStdString() + " at character "
                        + std::to_string(error.offset)};
    if (!document.isObject())
        throw JsonError{"it is no JSON object"};
    return JsonObject(document.object());
}

QJsonValue JsonObject::value(const char *name)
{
    const auto key = QString::fromLatin1(name);
    m_asked.insert(key);
    const auto found = m_object.value(key);
    if (found.isUndefined())
        throw JsonError{path(name) + " is missing"};
    return found;
}

std::string JsonObject::text(const char *name)
{
    const auto found = value(name);
    if (!found.isString() || found.toString().isEmpty())
        throw JsonError{path(name) + " is no text"};
    return found.toString().toStdString();
}

std::string JsonObject::textOr(const char *name, std::string otherwise)
{
    return has(name) ? text(name) : std::move(otherwise);
}

int JsonObject::integer(const char *name, int least, int most)
{
    const auto found = value(name);
    const double number = found.toDouble(0.5);
    if (!found.isDouble() || number < least || number > most || number != static_cast<int>(number))
        throw JsonError{path(name) + " is no whole number between " + std::to_string(least) + " and "
                        + std::to_string(most)};
    return static_cast<int>(number);
}

bool JsonObject::boolean(const char *name)
{
    const auto found = value(name);
    if (!found.isBool())
        throw JsonError{path(name) + " is neither true nor false"};
    return found.toBool();
}

JsonObject JsonObject::object(const char *name)
{
    const auto found = value(name);
    if (!found.isObject())
        throw JsonError{path(name) + " is no object"};
    return JsonObject(found.toObject(), path(name));
}

QJsonArray JsonObject::array(const char *name)
{
    const auto found = value(name);
    if (!found.isArray())
        throw JsonError{path(name) + " is no list"};
    return found.toArray();
}

RelationName JsonObject::relation()
{
    auto schema = text("schema");
    auto table = text("table");
    return {std::move(schema), std::move(table)};
}

void JsonObject::finish() const
{
    for (auto field = m_object.begin(); field != m_object.end(); ++field) {
        if (!m_asked.contains(field.key()))
            throw JsonError{path(field.key().toStdString()) + " is not known"};
    }
}

} // namespace tidegate::plan
