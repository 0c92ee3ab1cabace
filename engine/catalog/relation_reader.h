// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "postgres/connection.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::catalog {

/// Begins a transaction in which publishedTables() waits for nobody's ALTER TABLE or VACUUM FULL: SqlError lockNotAvailable
/// after half a second. From 16 on the server opens each table to say what is published of it.
inline constexpr char beginBriefLook[] = "BEGIN READ ONLY; SET LOCAL lock_timeout = '500ms'";

/// Reads relations; changes nothing, and takes no lock that could wait for somebody's ALTER TABLE (a relation
/// under an ACCESS EXCLUSIVE lock is given with its last known size). Works inside or outside a transaction
/// (inside one it sees that transaction's snapshot). PostgreSQL 13 to 18. One round trip a call, and one more
/// at the first, which asks for TimescaleDB: make a new reader where the extension may have come meanwhile.
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
    /// The tables of these publications, each once, ordered by name. A partition whose root another of them
    /// publishes through the root is left out: its changes come as the root's alone (pgoutput.c), which
    /// therefore names that publication too. One round trip more where there is such a root. Left out is also what an
    /// extension has made and fills, unless it was named in a publication.
    /// `among`: of these oids alone, told as among all; empty: every table.
    std::vector<PublishedTable> publishedTables(const std::vector<std::string> &publications,
                                                const std::vector<std::uint32_t> &among = {});
    /// What is below these tables at any depth, by root; children that inherit and chunks count as partitions here.
    std::map<std::uint32_t, std::vector<Partition>> partitionsOf(const std::vector<std::uint32_t> &roots);
    /// Whether one of them has a row filter; opens no table.
    bool anyRowFilter(const std::vector<std::string> &publications);

private:
    void addPartitions(std::vector<PublishedTable> &tables);
    void addAttachments(std::vector<PublishedTable> &tables, const std::vector<std::uint32_t> &partitions,
                        const std::vector<std::string> &publications);
    std::vector<Relation> select(const std::string &wanted, const postgres::Parameters &parameters,
                                 const std::string &rest);

    postgres::Connection &m_connection;
    std::optional<bool> m_timescale; ///< asked once
};

} // namespace tidegate::catalog
