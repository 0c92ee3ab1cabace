// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/key_distribution_reader.h"

#include "postgres/quoting.h"

#include <QByteArray>

namespace tidegate::catalog {

namespace {

/// Of pg_attribute a: an order that is the same everywhere (units/key_ranges.h). Text by its bytes: collation "C" or "POSIX",
/// or the database's own where that is one of them; and encoded as here.
constexpr char ordered[] = R"(
(a.atttypid IN (20, 21, 23, 2950, 1082, 1114, 1184, 17)
 OR a.atttypid IN (25, 1043) AND pg_catalog.pg_encoding_to_char(d.encoding) = 'UTF8'
    AND (a.attcollation IN (950, 951) OR a.attcollation = 100 AND d.datcollate IN ('C', 'POSIX')
         AND coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') = 'c')))";

std::string columnSql()
{
    return std::string(R"(
SELECT a.attname, pg_catalog.format_type(a.atttypid, NULL), s.histogram_bounds::text, s.most_common_vals::text,
       s.most_common_freqs::text
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_index p ON p.indrelid = c.oid AND p.indisprimary AND p.indimmediate
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY ((p.indkey::int2[])[0:p.indnkeyatts - 1])
  JOIN pg_catalog.pg_database d ON d.datname = current_database()
  JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
   AND NOT s.inherited
 WHERE c.oid = $1::oid AND c.relkind = 'r' AND c.relreplident = 'd' AND a.attgenerated = '' AND abs(s.correlation) >= 0.9
   AND s.histogram_bounds IS NOT NULL
   AND EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                 JOIN pg_catalog.pg_am m ON m.oid = x.relam AND m.amname = 'btree'
                WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum AND i.indisvalid AND i.indpred IS NULL)
   AND )") + ordered
        + " ORDER BY array_position(p.indkey::int2[], a.attnum) LIMIT 1";
}

} // namespace

bool isOrderedEverywhere(postgres::Connection &connection, std::uint32_t table, int number)
{
    const auto found = connection.exec("SELECT " + std::string(ordered) + " FROM pg_catalog.pg_attribute a, pg_catalog.pg_database d"
                                       " WHERE a.attrelid = $1::oid AND a.attnum = $2::int2 AND d.datname = current_database()",
                                       postgres::parameters(std::to_string(table), number));
    return found.rows() > 0 && found.boolean(0, 0);
}

std::optional<KeyDistribution> readKeyDistribution(postgres::Connection &source, const Relation &table)
{
    const auto found = source.exec(columnSql(), postgres::parameters(std::to_string(table.oid)));
    if (found.rows() == 0)
        return std::nullopt;
    KeyDistribution distribution;
    distribution.column = found.text(0, 0);
    distribution.type = found.text(0, 1);
    // The server sorts, by the type: common values stand beside the histogram, which leaves them out.
    const auto type = distribution.type + (distribution.type == "text" || distribution.type == "character varying"
                                               ? " COLLATE \"C\"" : "");
    const auto element = "v::" + type;
    // Between two bounds of the histogram lie equally many; behind the last one none.
    const auto values = source.exec(
        "SELECT v, sum(w) FROM (SELECT v, CASE WHEN n < cardinality($1::text[]) THEN"
        " (1 - coalesce((SELECT sum(f) FROM unnest($3::float8[]) f), 0)) / (cardinality($1::text[]) - 1) ELSE 0 END AS w"
        " FROM unnest($1::text[]) WITH ORDINALITY AS h(v, n)"
        " UNION ALL SELECT v, f FROM unnest(coalesce($2, '{}')::text[], coalesce($3, '{}')::float8[]) AS m(v, f)) all_values"
        " GROUP BY v ORDER BY " + element,
        postgres::Parameters()
            .add(found.view(0, 2))
            .add(found.isNull(0, 3) ? std::optional<std::string>() : std::optional(found.text(0, 3)))
            .add(found.isNull(0, 4) ? std::optional<std::string>() : std::optional(found.text(0, 4))));
    for (int row = 0; row < values.rows(); ++row)
        distribution.values.push_back({values.text(row, 0), QByteArray::fromStdString(values.text(row, 1)).toDouble()});
    return distribution;
}

bool holdsKeyRanges(postgres::Connection &target, const Relation &table, const KeyDistribution &distribution)
{
    const auto held = target.exec(
        std::string("SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = a.attrelid"
                    " AND (i.indisexclusion OR i.indisunique"
                    " AND NOT a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])))"
                    " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_database d ON d.datname = current_database()"
                    " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'"
                    " WHERE a.attrelid = $1::oid AND a.attname = $2"
                    " AND pg_catalog.format_type(a.atttypid, NULL) = $3 AND NOT a.attisdropped AND ")
            + ordered,
        postgres::parameters(std::to_string(table.oid), distribution.column, distribution.type));
    return held.rows() == 1 && held.boolean(0, 0);
}

} // namespace tidegate::catalog
