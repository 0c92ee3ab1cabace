// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "postgres/connection.h"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace tidegate::schema {

/// What a database has already, so that a script does not make it twice.
struct Existing {
    std::set<RelationName> relations;  ///< tables, views, sequences, indexes
    std::set<RelationName> partitions; ///< those of them that are attached, indexes too
    std::set<std::pair<RelationName, std::string>> ofTables; ///< constraints, triggers, rules and policies by table
    std::set<RelationName> types;
    std::set<RelationName> functions; ///< the name with its argument types and no blanks: "f(integer,text)"
    std::set<RelationName> hypertables;
    /// By pg_dump's word for the kind ("SCHEMA", "EXTENSION", "COLLATION"); what stands in no schema has "-".
    std::map<std::string, std::set<RelationName>> others;

    bool hasFunction(const std::string &schema, std::string signature) const;
};

/// System schemas are left out. One round trip for each kind.
Existing readExisting(postgres::Connection &connection);

} // namespace tidegate::schema
