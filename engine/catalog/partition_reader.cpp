// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation_reader.h"

#include "postgres/quoting.h"

#include <unordered_map>

namespace tidegate::catalog {

void RelationReader::addPartitions(std::vector<PublishedTable> &tables)
{
    std::unordered_map<std::uint32_t, PublishedTable *> roots;
    std::vector<std::uint32_t> oids;
    for (auto &table : tables) {
        if (!table.viaRoot)
            continue;
        roots.emplace(table.oid, &table);
        oids.push_back(table.oid);
    }
    if (roots.empty())
        return;
    for (auto &[root, partitions] : partitionsOf(oids))
        roots.at(root)->partitions = std::move(partitions);
}

void RelationReader::addAttachments(std::vector<PublishedTable> &tables, const std::vector<std::uint32_t> &partitions,
                                    const std::vector<std::string> &publications)
{
    if (partitions.empty())
        return;
    const std::string bySchema = m_connection.serverVersion() >= 150000
        ? "EXISTS (SELECT FROM pg_catalog.pg_publication_namespace s JOIN given g ON g.oid = s.pnpubid"
          "         WHERE s.pnnspid = (SELECT c.relnamespace FROM pg_catalog.pg_class c WHERE c.oid = u.parent))"
        : "false";
    // Whatever happens above the topmost table that is named, it is published all along.
    const auto ways = m_connection.exec(R"(
WITH RECURSIVE up(leaf, parent, attached_by, level) AS (
    SELECT h.inhrelid, h.inhparent, h.xmin::text, 1
      FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid AND c.relispartition
     WHERE h.inhrelid = ANY ($1::oid[])
     UNION ALL
    SELECT u.leaf, h.inhparent, h.xmin::text, u.level + 1
      FROM up u JOIN pg_catalog.pg_inherits h ON h.inhrelid = u.parent),
given AS (SELECT b.oid FROM pg_catalog.pg_publication b WHERE b.pubname = ANY ($2::name[])),
naming AS MATERIALIZED (
    SELECT u.parent FROM (SELECT DISTINCT parent FROM up) u
     WHERE EXISTS (SELECT FROM pg_catalog.pg_publication_rel r JOIN given g ON g.oid = r.prpubid WHERE r.prrelid = u.parent) OR )"
                                            + bySchema + R"(),
named AS (SELECT u.*, max(u.level) FILTER (WHERE u.parent IN (SELECT n.parent FROM naming n)) OVER (PARTITION BY u.leaf) AS top FROM up u)
SELECT leaf, string_agg(parent || '@' || attached_by, ' ' ORDER BY level) FROM named WHERE level <= top GROUP BY leaf)",
                                        postgres::parameters(postgres::idArray(partitions), postgres::textArray(publications)));
    std::unordered_map<std::uint32_t, std::string> found;
    for (int row = 0; row < ways.rows(); ++row)
        found.emplace(static_cast<std::uint32_t>(ways.integer(row, 0)), ways.text(row, 1));
    for (auto &table : tables) {
        if (const auto way = found.find(table.oid); way != found.end())
            table.attachment = way->second;
    }
}

std::map<std::uint32_t, std::vector<Partition>> RelationReader::partitionsOf(const std::vector<std::uint32_t> &roots)
{
    // Not pg_partition_tree(): that locks, and looks at the catalog as it is now, where the statement around it sees that
    // of its snapshot. What is being detached CONCURRENTLY is a partition for older snapshots only.
    const std::string attached = m_connection.serverVersion() >= 140000 ? "NOT h.inhdetachpending" : "true";
    // ATTACH PARTITION writes every column anew, and the system columns never are: one that is still as the command that
    // made the table has left it (cmin tells the commands of a transaction apart) was not attached since.
    const auto result = m_connection.exec(R"(
WITH RECURSIVE below(root, oid, attached_by) AS (
    SELECT h.inhparent, h.inhrelid, h.xmin::text::bigint
      FROM pg_catalog.pg_inherits h WHERE h.inhparent = ANY ($1::oid[]) AND )" + attached + R"(
     UNION ALL
    SELECT b.root, h.inhrelid, h.xmin::text::bigint
      FROM below b JOIN pg_catalog.pg_inherits h ON h.inhparent = b.oid AND )" + attached + R"(),
made AS MATERIALIZED (
    SELECT b.oid FROM below b
     WHERE EXISTS (SELECT FROM pg_catalog.pg_attribute a
                     JOIN pg_catalog.pg_attribute s ON s.attrelid = a.attrelid AND s.attname = 'ctid' AND s.attnum < 0
                    WHERE a.attrelid = b.oid AND a.attnum > 0 AND a.xmin = s.xmin AND a.cmin = s.cmin)),
always(root, oid) AS (
    SELECT h.inhparent, h.inhrelid FROM pg_catalog.pg_inherits h
     WHERE h.inhparent = ANY ($1::oid[]) AND h.inhrelid IN (SELECT made.oid FROM made)
     UNION ALL
    SELECT a.root, h.inhrelid FROM always a JOIN pg_catalog.pg_inherits h ON h.inhparent = a.oid
     WHERE h.inhrelid IN (SELECT made.oid FROM made))
SELECT b.root, b.oid, n.nspname, c.relname, b.attached_by,
       c.relkind <> 'f' AND EXISTS (SELECT FROM always a WHERE a.root = b.root AND a.oid = b.oid)
  FROM below b
  JOIN pg_catalog.pg_class c ON c.oid = b.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 ORDER BY b.root, b.oid)",
                                          postgres::parameters(postgres::idArray(roots)));
    std::map<std::uint32_t, std::vector<Partition>> all;
    for (int row = 0; row < result.rows(); ++row)
        all[static_cast<std::uint32_t>(result.integer(row, 0))].push_back({static_cast<std::uint32_t>(result.integer(row, 1)),
                                                                          {result.text(row, 2), result.text(row, 3)},
                                                                          static_cast<std::uint32_t>(result.integer(row, 4)),
                                                                          result.boolean(row, 5)});
    return all;
}

} // namespace tidegate::catalog
