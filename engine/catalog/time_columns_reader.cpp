// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/time_columns.h"

#include "postgres/quoting.h"

#include <QByteArray>

namespace tidegate::catalog {

namespace {

// Statistics of a root cover its partitions or chunks only in the row with inherited set.
// A histogram leaves out the most common values; those of a time column hardly move its ends.
constexpr char facts[] = R"(
SELECT a.attrelid, a.attname, a.atttypid, a.attnotnull,
       coalesce(bool_or(i.indkey[0] = a.attnum), false), count(i.indexrelid) > 0,
       coalesce(bool_or(CASE WHEN c.relreplident = 'i' AND NOT p.present THEN i.indisreplident
                             ELSE i.indisprimary END), false),
       coalesce(bool_or(i.indisunique AND i.indnkeyatts = 1), false),
       s.null_frac, s.correlation, s.low, s.high
  FROM unnest($1::oid[]) AS w(oid)
  JOIN pg_catalog.pg_class c ON c.oid = w.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   AND a.attgenerated = '' AND a.atttypid IN (20, 23, 1082, 1114, 1184)
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM pg_catalog.pg_index q
                                     WHERE q.indrelid = c.oid AND q.indisprimary) AS present) p
  LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
  LEFT JOIN LATERAL (
        SELECT t.null_frac, t.correlation,
               CASE WHEN a.atttypid IN (20, 23) THEN (t.histogram_bounds::text::text[])[1] END AS low,
               CASE WHEN a.atttypid IN (20, 23)
                    THEN (t.histogram_bounds::text::text[])[array_upper(t.histogram_bounds::text::text[], 1)] END AS high
          FROM pg_catalog.pg_stats t
         WHERE t.schemaname = n.nspname AND t.tablename = c.relname AND t.attname = a.attname
         ORDER BY t.inherited DESC LIMIT 1) s ON true
 GROUP BY a.attrelid, a.attname, a.atttypid, a.attnotnull, a.attnum, s.null_frac, s.correlation, s.low, s.high
 ORDER BY a.attrelid, a.attnum)";

std::optional<double> number(const postgres::Result &result, int row, int column)
{
    if (result.isNull(row, column))
        return std::nullopt;
    return QByteArray::fromStdString(result.text(row, column))
        .toDouble(); // strtod() follows the user's locale
}

TimeType typeOf(std::int64_t oid)
{
    switch (oid) {
    case 1184:
        return TimeType::Timestamptz;
    case 1114:
        return TimeType::Timestamp;
    case 1082:
        return TimeType::Date;
    default:
        return TimeType::Integer;
    }
}

} // namespace

std::map<std::uint32_t, std::vector<TimeColumnFacts>> readTimeColumns(postgres::Connection &connection,
                                                                      const std::vector<std::uint32_t> &oids)
{
    const auto result = connection.exec(facts, postgres::parameters(postgres::idArray(oids)));
    std::map<std::uint32_t, std::vector<TimeColumnFacts>> found;
    for (int row = 0; row < result.rows(); ++row) {
        TimeColumnFacts column;
        column.name = result.text(row, 1);
        column.type = typeOf(result.integer(row, 2));
        column.notNull = result.boolean(row, 3);
        column.leadsIndex = result.boolean(row, 4);
        column.indexed = result.boolean(row, 5);
        column.inKey = result.boolean(row, 6);
        column.aloneUnique = result.boolean(row, 7);
        column.nullFraction = number(result, row, 8);
        column.correlation = number(result, row, 9);
        column.low = number(result, row, 10);
        column.high = number(result, row, 11);
        found[static_cast<std::uint32_t>(result.integer(row, 0))].push_back(std::move(column));
    }
    return found;
}

} // namespace tidegate::catalog
