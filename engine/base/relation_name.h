// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <string>

namespace tidegate {

/// A table's name as the server stores it: unquoted, case as is. SQL gets it through postgres::quoted().
struct RelationName {
    std::string schema;
    std::string name;

    friend bool operator==(const RelationName &, const RelationName &) = default;
    /// Not <=>: libc++ 14's strings have none. By bytes, schema first.
    friend bool operator<(const RelationName &a, const RelationName &b)
    {
        return a.schema != b.schema ? a.schema < b.schema : a.name < b.name;
    }

    /// "schema.name" for people and logs; never for SQL.
    std::string display() const { return schema + "." + name; }
};

} // namespace tidegate

template <>
struct std::hash<tidegate::RelationName> {
    std::size_t operator()(const tidegate::RelationName &relation) const noexcept
    {
        return std::hash<std::string>{}(relation.schema) * 31 + std::hash<std::string>{}(relation.name);
    }
};
