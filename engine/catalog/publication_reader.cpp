// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/published_terms.h"
#include "catalog/relation_reader.h"
#include "postgres/quoting.h"

namespace tidegate::catalog {

namespace {

/// Of publications and then, in the same order, what columns they give a table: the first, and one that gives others than it.
std::vector<std::string> firstThatDiffer(const std::vector<std::string> &publicationsThenColumns)
{
    const auto count = publicationsThenColumns.size() / 2;
    for (std::size_t other = 1; other < count; ++other) {
        if (publicationsThenColumns[count + other] != publicationsThenColumns[count])
            return {publicationsThenColumns.front(), publicationsThenColumns[other]};
    }
    return {};
}

} // namespace

std::vector<Publication> RelationReader::publications(const std::vector<std::string> &names)
{
    const auto result = m_connection.exec(
        "SELECT p.pubname, p.puballtables, p.pubviaroot, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate"
        "  FROM pg_catalog.pg_publication p WHERE p.pubname = ANY ($1::name[]) ORDER BY p.pubname",
        postgres::parameters(postgres::textArray(names)));
    std::vector<Publication> publications;
    for (int row = 0; row < result.rows(); ++row)
        publications.push_back({result.text(row, 0), result.boolean(row, 1), result.boolean(row, 2),
                                result.boolean(row, 3), result.boolean(row, 4), result.boolean(row, 5),
                                result.boolean(row, 6)});
    return publications;
}

bool RelationReader::anyRowFilter(const std::vector<std::string> &publications)
{
    return m_connection.serverVersion() >= 150000
        && m_connection.exec("SELECT EXISTS (SELECT FROM pg_catalog.pg_publication_rel r"
                             " JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid"
                             " WHERE p.pubname = ANY ($1::name[]) AND r.prqual IS NOT NULL)",
                             postgres::parameters(postgres::textArray(publications)))
               .boolean(0, 0);
}

std::vector<PublishedTable> RelationReader::publishedTables(const std::vector<std::string> &publications,
                                                            const std::vector<std::uint32_t> &among)
{
    // Before 15 there are neither column lists nor row filters. From 15 on attnames names all columns where no list
    // was given, so a list counts only if it leaves out a column that has a value of its own.
    const bool filters = m_connection.serverVersion() >= 150000;
    const std::string attnames = filters ? "t.attnames" : "NULL::name[]";
    const std::string rowfilter = filters ? "t.rowfilter" : "NULL::text";
    // A leaf is also published by the schema of a root above it.
    const std::string schemas = filters ? R"(pg_catalog.pg_publication_namespace s
                       WHERE s.pnpubid = b.oid
                         AND (s.pnnspid = n.oid
                              OR c.relispartition AND s.pnnspid IN (SELECT a.relnamespace FROM pg_catalog.pg_class a
                                   WHERE a.oid IN (SELECT pg_partition_ancestors(c.oid)))))"
                                        : "(SELECT 0::oid AS oid) s WHERE false";
    const std::string ownSchema = filters ? "EXISTS (SELECT FROM pg_catalog.pg_publication_namespace s"
                                            "         WHERE s.pnpubid = b.oid AND s.pnnspid = n.oid)"
                                          : "false";
    // Where an extension tells its own rows from people's (PostGIS: spatial_ref_sys), its own come with it on the target, unless
    // somebody has named the table. What it keeps for people alone, or says nothing of (pgmq's queues), is a table like others.
    // TimescaleDB's catalog is its own affair.
    constexpr char comesWithExtension[] = R"(EXISTS (
    SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
     WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = m.oid AND d.objsubid = 0
       AND d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'
       AND (e.extname = 'timescaledb'
            OR EXISTS (SELECT FROM unnest(e.extconfig, e.extcondition) AS x(oid, condition) WHERE x.oid = m.oid AND x.condition <> ''))))";
    // ALTER PUBLICATION (SET, OWNER TO, RENAME) writes the publication's row anew, and SET SCHEMA what says in which schema a table
    // is: changed and changed back, they look the same but for the transaction. Of a partition it is the topmost table in a
    // published schema that counts. (OFFSET 0: else each table could cost a look at all of its schema.)
    const std::string altered = needsPublicationTouch(m_connection.serverVersion()) ? "b.oid" : "b.oid || '@' || b.xmin::text";
    const std::string moved = filters && !needsPublicationTouch(m_connection.serverVersion()) ? R"((SELECT '@' || d.written
              FROM unnest(c.oid || CASE WHEN c.relispartition THEN ARRAY(SELECT pg_partition_ancestors(c.oid)::oid) END) WITH ORDINALITY AS a(oid, level)
             CROSS JOIN LATERAL (SELECT o.refobjid, o.xmin::text AS written FROM pg_catalog.pg_depend o
                                  WHERE o.classid = 'pg_catalog.pg_class'::regclass AND o.objid = a.oid AND o.objsubid = 0
                                    AND o.refclassid = 'pg_catalog.pg_namespace'::regclass OFFSET 0) d
              JOIN pg_catalog.pg_publication_namespace s ON s.pnpubid = b.oid AND s.pnnspid = d.refobjid
             ORDER BY a.level DESC LIMIT 1))"
                                      : "NULL::text";
    // The view asks functions that look at the catalog as it is now, the rest of the statement sees it as it was when it
    // began. A membership that came between the two is not there yet: without it the terms would be no terms.
    // What is not asked for still decides how partitions are sent, and by which operations.
    // A partition under a root that is published through the root is sent as the topmost such root, with that
    // root's filters and columns, but by the operations of all publications that name either.
    const std::string sql = R"(
WITH members AS MATERIALIZED (
    SELECT t.pubname, c.oid, n.nspname, c.relname, c.relkind, c.relispartition, b.puballtables,
           concat_ws(' ', )" + altered + R"(, CASE WHEN c.relkind = 'p' OR c.relispartition THEN b.pubviaroot END, b.pubinsert, b.pubupdate, b.pubdelete, b.pubtruncate) AS operations,
           (SELECT string_agg(r.oid::text, ' ' ORDER BY r.oid) FROM pg_catalog.pg_publication_rel r
             WHERE r.prpubid = b.oid
               AND r.prrelid = ANY (c.oid || CASE WHEN c.relispartition THEN ARRAY(SELECT pg_partition_ancestors(c.oid)::oid) END)) AS named,
           (SELECT 'schema ' || string_agg(s.oid::text, ' ' ORDER BY s.oid) FROM )" + schemas + R"() AS inside,
           )" + moved + R"( AS moved,
           c.relispartition AND NOT b.puballtables AND NOT )" + ownSchema + R"(
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = b.oid AND r.prrelid = c.oid) AS as_part,
           )" + attnames + R"( AS attnames, )"
                            + rowfilter + R"( AS rowfilter
      FROM pg_catalog.pg_publication_tables t
      JOIN pg_catalog.pg_publication b ON b.pubname = t.pubname
      JOIN pg_catalog.pg_namespace n ON n.nspname = t.schemaname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
     WHERE t.pubname = ANY ($1::name[])
       AND ($2::oid[] = '{}' OR c.oid = ANY ($2::oid[]) OR c.relkind = 'p' OR c.relispartition)),
listed AS MATERIALIZED (
    SELECT m.*, concat_ws(' ', m.operations, m.named, m.inside) AS terms FROM members m
     WHERE m.named IS NOT NULL OR ((m.puballtables OR m.inside IS NOT NULL) AND NOT )" + comesWithExtension + R"()),
published AS MATERIALIZED (
    SELECT l.*, coalesce(cover.oid, l.oid) AS sent_as, CASE WHEN cover.oid IS NULL THEN l.moved END AS moved_itself
      FROM listed l
      LEFT JOIN LATERAL (SELECT a.oid
                           FROM pg_partition_ancestors(CASE WHEN l.relispartition THEN l.oid END)
                                WITH ORDINALITY AS a(oid, level)
                          WHERE a.oid <> l.oid AND a.oid IN (SELECT o.oid FROM listed o WHERE o.relkind = 'p')
                          ORDER BY a.level DESC LIMIT 1) cover ON true),
named AS (SELECT l.oid, array_agg(DISTINCT u.name) AS names
            FROM listed l, unnest(l.attnames) AS u(name) GROUP BY l.oid),
senders AS (SELECT s.sent_as, array_agg(DISTINCT s.pubname ORDER BY s.pubname) AS pubnames,
                   string_agg(DISTINCT concat(s.terms, s.moved_itself), ', ') AS terms
              FROM published s GROUP BY s.sent_as)
SELECT p.nspname, p.relname, p.oid, senders.pubnames, p.relkind = 'p',
       CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_attribute g
                          WHERE g.attrelid = p.oid AND g.attnum > 0 AND NOT g.attisdropped
                            AND g.attgenerated = '' AND g.attname <> ALL (named.names))
            THEN named.names END,
       CASE WHEN count(p.rowfilter) = count(*)
            THEN string_agg('(' || p.rowfilter || ')', ' OR ' ORDER BY p.pubname) END,
       senders.terms,
       coalesce(NOT EXISTS (SELECT FROM pg_catalog.pg_attribute g
                             WHERE g.attrelid = p.oid AND g.attnum > 0 AND NOT g.attisdropped
                               AND g.attgenerated = 's' AND g.attname <> ALL (named.names)), false),
       p.relkind <> 'p' AND bool_or(p.as_part),
       CASE WHEN min(p.attnames::text) <> max(p.attnames::text)
            THEN array_agg(p.pubname::text ORDER BY p.pubname) || array_agg(p.attnames::text ORDER BY p.pubname) END
  FROM published p
  JOIN senders ON senders.sent_as = p.oid
  LEFT JOIN named ON named.oid = p.oid
 WHERE p.sent_as = p.oid AND ($2::oid[] = '{}' OR p.oid = ANY ($2::oid[]))
 GROUP BY p.oid, p.nspname, p.relname, p.relkind, senders.pubnames, senders.terms, named.names
 ORDER BY p.nspname, p.relname)";
    const auto result = m_connection.exec(sql, postgres::parameters(postgres::textArray(publications), postgres::idArray(among)));
    std::vector<PublishedTable> tables;
    std::vector<std::uint32_t> asParts;
    tables.reserve(static_cast<std::size_t>(result.rows()));
    for (int row = 0; row < result.rows(); ++row) {
        PublishedTable table;
        table.name = {result.text(row, 0), result.text(row, 1)};
        table.oid = static_cast<std::uint32_t>(result.integer(row, 2));
        table.publications = postgres::parseTextArray(result.view(row, 3));
        table.viaRoot = result.boolean(row, 4);
        if (filters && !result.isNull(row, 5))
            table.columns = postgres::parseTextArray(result.view(row, 5));
        table.rowFilter = result.optional(row, 6);
        table.terms = result.text(row, 7);
        table.generatedToo = result.boolean(row, 8);
        if (result.boolean(row, 9))
            asParts.push_back(table.oid);
        if (!result.isNull(row, 10))
            table.disagreeing = firstThatDiffer(postgres::parseTextArray(result.view(row, 10)));
        tables.push_back(std::move(table));
    }
    addPartitions(tables);
    addAttachments(tables, asParts, publications);
    return tables;
}

} // namespace tidegate::catalog
