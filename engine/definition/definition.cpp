// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/definition.h"

#include "catalog/relation_queries.h"
#include "postgres/json.h"
#include "postgres/quoting.h"

namespace tidegate::definition {

namespace {

// pg_get_expr() with the table locks it, and somebody's ALTER TABLE would hold up the stream; a default names no
// column. A generated one does, and a condition beside it does not keep the server from evaluating it: CASE does.
// attmissingval is an array of one; no table keeps one that is written anew. A root has none, but its leaves, as far as they
// are older than the column, got the same one: those that were made later have no older rows. A default that calls a volatile
// function was evaluated for each row; that of an identity column is a sequence's.
const std::string select = std::string(R"(
SELECT c.oid, n.nspname, c.relname, c.relreplident, (
    SELECT json_agg(json_build_array(a.attnum, a.attname, a.atttypid::bigint, a.atttypmod, format_type(a.atttypid, a.atttypmod),
                        )") + catalog::notNull + R"(,
                        a.attgenerated <> '', a.attidentity::text, given.expression,
                        EXISTS (SELECT FROM pg_catalog.pg_depend p JOIN pg_catalog.pg_proc f ON f.oid = p.refobjid
                                 WHERE p.classid = 'pg_catalog.pg_attrdef'::regclass AND p.objid = d.oid
                                   AND p.refclassid = 'pg_catalog.pg_proc'::regclass AND f.provolatile = 'v')
                        OR given.expression ~ $$\m(nextval|random|gen_random_uuid|uuidv4|uuidv7|clock_timestamp|timeofday|random_normal)\($$,
                        older.value, older.differs OR stored.rewritten AND given.expression IS NOT NULL, a.xmin::text)
                    ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN LATERAL (SELECT CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, 0) END AS expression) given ON true
      LEFT JOIN (
        SELECT l.name, CASE WHEN min(l.value) = max(l.value) THEN min(l.value) END AS value, min(l.value) <> max(l.value) AS differs
          FROM (SELECT m.attname AS name, CASE WHEN m.atttypid = 'timestamptz'::regtype
                            THEN ((m.attmissingval::text::timestamptz[])[1] AT TIME ZONE 'UTC')::text || '+00'
                            ELSE (m.attmissingval::text::text[])[1] END AS value
                  FROM pg_catalog.pg_attribute m
                 WHERE m.attrelid = ANY (stored.tables) AND m.attnum > 0 AND m.atthasmissing) l
         GROUP BY l.name) older ON older.name = a.attname
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
       rootn.nspname, root.relname, stored.tables IS NOT NULL, stored.file || ':' || heap.reltoastrelid,
       coalesce(toast.xmin, (SELECT i.xmin FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                              WHERE x.indrelid = heap.oid ORDER BY x.indisprimary DESC, i.oid LIMIT 1), heap.xmin)::text
  FROM )";

// What keeps its rows: a table itself, and of a root its leaves. What foreign ones have is their own server's affair. Not
// pg_partition_tree(), which locks.
constexpr char ofPartition[] = R"(
  LEFT JOIN LATERAL (
    WITH RECURSIVE part(oid, kind, file) AS (
        SELECT c.oid, c.relkind, c.relfilenode
         UNION ALL
        SELECT l.oid, l.relkind, l.relfilenode
          FROM part JOIN pg_catalog.pg_inherits h ON h.inhparent = part.oid JOIN pg_catalog.pg_class l ON l.oid = h.inhrelid
         WHERE part.kind = 'p')
    SELECT array_agg(part.oid) AS tables, bool_or(part.file <> part.oid) AS rewritten,
           min(part.oid) AS oldest, (array_agg(part.oid || ':' || part.file ORDER BY part.oid))[1] AS file FROM part WHERE part.kind = 'r') stored ON true
  LEFT JOIN pg_catalog.pg_class heap ON heap.oid = stored.oldest
  LEFT JOIN pg_catalog.pg_class toast ON toast.oid = heap.reltoastrelid
  LEFT JOIN pg_catalog.pg_class root ON root.oid = CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid ELSE c.oid END
  LEFT JOIN pg_catalog.pg_namespace rootn ON rootn.oid = root.relnamespace
 WHERE c.relkind IN ('r', 'p', 'f'))";

Column column(const QJsonArray &fields)
{
    Column column;
    column.number = fields[0].toInt();
    column.name = postgres::bytes(fields[1]);
    column.typeOid = static_cast<std::uint32_t>(fields[2].toDouble());
    column.typmod = fields[3].toInt();
    column.type = postgres::bytes(fields[4]);
    column.notNull = fields[5].toBool();
    column.generated = fields[6].toBool();
    const auto identity = postgres::bytes(fields[7]);
    column.identity = identity.empty() ? '\0' : identity.front();
    column.defaultText = postgres::bytes(fields[8]);
    column.defaultVaries = (fields[9].toBool() && !column.generated) || column.identity != '\0';
    if (fields[10].isString())
        column.missing = postgres::bytes(fields[10]);
    column.rewritten = fields[11].toBool() && !column.missing;
    column.version = postgres::bytes(fields[12]);
    return column;
}

std::vector<Definition> definitions(const postgres::Result &rows)
{
    std::vector<Definition> all;
    for (int row = 0; row < rows.rows(); ++row) {
        Definition definition;
        definition.oid = static_cast<std::uint32_t>(rows.integer(row, 0));
        definition.name = {rows.text(row, 1), rows.text(row, 2)};
        definition.alteredBy = {rows.text(row, 5), rows.text(row, 6)};
        definition.replicaIdentity = rows.text(row, 3).front();
        definition.keepsRows = rows.boolean(row, 7);
        definition.file = rows.text(row, 8);
        definition.writtenBy = rows.text(row, 9);
        for (const auto &each : postgres::jsonArray(rows, row, 4))
            definition.columns.push_back(column(each.toArray()));
        if (!definition.columns.empty())
            definition.lastNumber = definition.columns.back().number;
        all.push_back(std::move(definition));
    }
    return all;
}

} // namespace

std::map<std::uint32_t, Definition> read(postgres::Connection &connection, const std::vector<std::uint32_t> &oids)
{
    const auto rows = connection.exec(select
                                          + "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                          + ofPartition + " AND c.oid = ANY ($1::oid[])",
                                      postgres::parameters(postgres::idArray(oids)));
    std::map<std::uint32_t, Definition> all;
    for (auto &each : definitions(rows))
        all.emplace(each.oid, std::move(each));
    return all;
}

std::optional<Definition> read(postgres::Connection &connection, std::uint32_t oid)
{
    auto found = read(connection, std::vector<std::uint32_t>{oid});
    return found.empty() ? std::nullopt : std::optional(std::move(found.begin()->second));
}

std::map<RelationName, Definition> read(postgres::Connection &connection, const std::vector<RelationName> &names)
{
    std::vector<std::string> schemas;
    std::vector<std::string> relations;
    for (const auto &name : names) {
        schemas.push_back(name.schema);
        relations.push_back(name.name);
    }
    const auto rows = connection.exec(
        select
            + "unnest($1::name[], $2::name[]) AS w(schema, name) JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema"
              " JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name"
            + ofPartition,
        postgres::parameters(postgres::textArray(schemas), postgres::textArray(relations)));
    std::map<RelationName, Definition> all;
    for (auto &each : definitions(rows))
        all.emplace(each.name, std::move(each));
    return all;
}

Definition sent(Definition whole, const std::vector<std::string> &columnList)
{
    std::erase_if(whole.columns, [&](const Column &column) {
        return column.generated || (!columnList.empty() && std::count(columnList.begin(), columnList.end(), column.name) == 0);
    });
    return whole;
}

void nameTypes(postgres::Connection &connection, std::vector<Column> &columns)
{
    std::vector<std::uint32_t> types;
    std::vector<std::int32_t> lengths;
    for (const auto &column : columns) {
        types.push_back(column.typeOid);
        lengths.push_back(column.typmod);
    }
    const auto rows = connection.exec("SELECT format_type(w.type, w.length) FROM unnest($1::oid[], $2::int[])"
                                      " WITH ORDINALITY AS w(type, length, place) ORDER BY w.place",
                                      postgres::parameters(postgres::idArray(types), postgres::idArray(lengths)));
    for (int row = 0; row < rows.rows(); ++row)
        columns[static_cast<std::size_t>(row)].type = rows.text(row, 0) == "???" ? "-" : rows.text(row, 0);
}

} // namespace tidegate::definition
