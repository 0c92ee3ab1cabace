// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "postgres/connection.h"

#include <string>
#include <vector>

namespace tidegate::catalog {

/// Reads relations; changes nothing and locks nothing beyond catalog rows. Works inside or outside a transaction
/// (inside one it sees that transaction's snapshot). PostgreSQL 13 to 18.
class RelationReader
{
public:
    explicit RelationReader(postgres::Connection &connection) : m_connection(connection) {}

    /// One relation; nullopt if there is none of that name.
    std::optional<Relation> read(const RelationName &name);
    /// Several in one round trip, by oid; missing ones are left out. Order as asked.
    std::vector<Relation> readByOid(const std::vector<std::uint32_t> &oids);
    /// Several in one round trip, by name; missing ones are left out.
    std::vector<Relation> readByName(const std::vector<RelationName> &names);
    /// Every table and partition a user made (no system, TimescaleDB-internal or temporary schemas).
    std::vector<Relation> readAll();

    /// Publications by name, those that exist.
    std::vector<Publication> publications(const std::vector<std::string> &names);
    /// The tables of these publications, each once, ordered by name.
    std::vector<PublishedTable> publishedTables(const std::vector<std::string> &publications);

private:
    postgres::Connection &m_connection;
};

} // namespace tidegate::catalog
