// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QString>

#include <string>
#include <string_view>

namespace tidegate::plan {

/// Thrown by JsonObject; whoever reads turns it into a Problem of his own.
struct JsonError {
    std::string why;
};

/// Reads a JSON object strictly: a field of another kind, and at the end a field that nobody asked for, is an error
/// that names its path. A misspelt field that is passed over would be a setting that silently does not hold.
class JsonObject
{
public:
    explicit JsonObject(QJsonObject object, std::string path = {});
    /// Throws JsonError for anything but one JSON object.
    static JsonObject parse(std::string_view json);

    bool has(const char *name) const { return m_object.contains(QLatin1StringView(name)); }
    std::string text(const char *name); ///< must be there, not empty
    std::string textOr(const char *name, std::string otherwise);
    int integer(const char *name, int least, int most);
    bool boolean(const char *name);
    JsonObject object(const char *name);
    QJsonArray array(const char *name);
    /// {"schema": …, "table": …} of this object itself.
    RelationName relation();
    /// Throws for a field that was not asked for.
    void finish() const;

    std::string path(const std::string &name) const { return m_path.empty() ? name : m_path + "." + name; }

private:
    QJsonValue value(const char *name);

    QJsonObject m_object;
    std::string m_path;
    QSet<QString> m_asked;
};

} // namespace tidegate::plan
