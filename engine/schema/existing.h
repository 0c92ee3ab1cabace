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
    int serverVersion = 0;             ///< 150020 for 15.20
    std::set<RelationName> relations;  ///< tables, views, sequences, indexes but invalid ones
    std::set<RelationName> partitions; ///< those of them that are attached, indexes too
    std::set<std::pair<RelationName, std::string>> ofTables; ///< constraints, triggers, rules and policies by table
    std::set<RelationName> partitioned; ///< tables
    /// Of builds that did not get to their ends, yet. Not those of partitioned tables, which are so until each part is
    /// attached.
    std::set<RelationName> invalidIndexes;
    std::set<RelationName> setIndexes; ///< with what stands in no CREATE INDEX: CLUSTER ON, SET STATISTICS, DEPENDS ON
    std::set<std::pair<RelationName, std::string>> notValidated; ///< foreign keys, also in ofTables
    std::set<RelationName> types;
    std::set<RelationName> functions; ///< the name with its argument types and no blanks: "f(integer,text)"
    std::set<RelationName> hypertables;
    /// By pg_dump's word for the kind ("SCHEMA", "EXTENSION", "COLLATION"); what stands in no schema has "-".
    std::map<std::string, std::set<RelationName>> others;

    bool hasFunction(const std::string &schema, std::string signature) const;
};

/// SQL about pg_index x: a CREATE INDEX CONCURRENTLY has left it invalid, and nobody builds it just now: who drops that one
/// waits for its end and drops a valid index.
std::string leftInvalid();

/// System schemas are left out. One round trip for each kind.
Existing readExisting(postgres::Connection &connection);

} // namespace tidegate::schema
