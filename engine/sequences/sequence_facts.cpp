// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sequences/sequence_facts.h"

#include "postgres/error.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <map>

namespace tidegate::sequences {

namespace {

constexpr std::size_t readAtOnce = 500;

// A sequence has at most one owner, and is of one extension at most. deptype: 'a' serial or OWNED BY, 'i' identity, 'e' extension.
constexpr char listSequences[] = R"(
SELECT c.oid, n.nspname, c.relname, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle,
       has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'SELECT'),
       has_schema_privilege(n.oid, 'USAGE') AND has_sequence_privilege(c.oid, 'UPDATE'),
       o.deptype, tn.nspname, t.relname, a.attname, x.extname
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
  LEFT JOIN pg_catalog.pg_depend o
    ON o.classid = 'pg_catalog.pg_class'::regclass AND o.objid = c.oid AND o.objsubid = 0
   AND o.refclassid = 'pg_catalog.pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
  LEFT JOIN pg_catalog.pg_class t ON t.oid = o.refobjid
  LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
  LEFT JOIN pg_catalog.pg_depend e
    ON e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid AND e.objsubid = 0
   AND e.refclassid = 'pg_catalog.pg_extension'::regclass AND e.deptype = 'e'
  LEFT JOIN pg_catalog.pg_extension x ON x.oid = e.refobjid
 WHERE c.relkind = 'S' AND c.relpersistence <> 't'
   AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
   AND n.nspname NOT LIKE '\_timescaledb\_%' AND n.nspname NOT IN ('_tidegate', '_ts_live_sync')
   AND x.extname IS DISTINCT FROM 'timescaledb'
 ORDER BY n.nspname, c.relname)";

constexpr char listUsers[] = R"(
SELECT d.refobjid, n.nspname, t.relname, a.attname
  FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_class s ON s.oid = d.refobjid AND s.relkind = 'S'
  JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
  JOIN pg_catalog.pg_class t ON t.oid = f.adrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
 WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
   AND n.nspname <> '_timescaledb_internal')";

constexpr char listAncestors[] = R"(
WITH RECURSIVE known(oid) AS (
    SELECT c.oid FROM unnest($1::text[], $2::text[]) w(schema, name)
      JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
    UNION
    SELECT i.inhparent FROM known k JOIN pg_catalog.pg_inherits i ON i.inhrelid = k.oid)
SELECT n.nspname, c.relname
  FROM known k
  JOIN pg_catalog.pg_class c ON c.oid = k.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)";

std::string readingOf(std::size_t index, const SequenceFacts &sequence)
{
    return "SELECT " + std::to_string(index) + ", last_value, is_called FROM "
           + postgres::quoted(sequence.name);
}

void take(const postgres::Result &result, std::vector<SequenceFacts> &sequences)
{
    for (int row = 0; row < result.rows(); ++row)
        sequences.at(static_cast<std::size_t>(result.integer(row, 0))).reading =
            Reading{result.integer(row, 1), result.boolean(row, 2)};
}

void readReadings(postgres::Connection &connection, std::vector<SequenceFacts> &sequences)
{
    for (std::size_t first = 0; first < sequences.size(); first += readAtOnce) {
        const auto end = std::min(first + readAtOnce, sequences.size());
        std::vector<std::string> parts;
        for (auto index = first; index < end; ++index) {
            if (sequences[index].mayRead)
                parts.push_back(readingOf(index, sequences[index]));
        }
        if (parts.empty())
            continue;
        std::string all;
        for (const auto &part : parts)
            all += (all.empty() ? "" : " UNION ALL ") + part;
        try {
            take(connection.exec(all), sequences);
        } catch (const postgres::SqlError &) {
            // One was dropped, or a right taken, since they were listed: it alone stays without a reading.
            for (const auto &part : parts) {
                try {
                    take(connection.exec(part), sequences);
                } catch (const postgres::SqlError &) {
                }
            }
        }
    }
}

} // namespace

std::vector<SequenceFacts> readSequences(postgres::Connection &connection)
{
    std::vector<SequenceFacts> sequences;
    std::map<std::string, std::size_t> byOid;
    const auto listed = connection.exec(listSequences);
    for (int row = 0; row < listed.rows(); ++row) {
        SequenceFacts facts;
        facts.name = {listed.text(row, 1), listed.text(row, 2)};
        facts.increment = listed.integer(row, 3);
        facts.minimum = listed.integer(row, 4);
        facts.maximum = listed.integer(row, 5);
        facts.cycle = listed.boolean(row, 6);
        facts.mayRead = listed.boolean(row, 7);
        facts.maySet = listed.boolean(row, 8);
        if (!listed.isNull(row, 9)) {
            facts.identity = listed.view(row, 9) == "i";
            facts.owner = ColumnName{{listed.text(row, 10), listed.text(row, 11)}, listed.text(row, 12)};
        }
        if (!listed.isNull(row, 13))
            facts.extension = listed.text(row, 13);
        byOid[listed.text(row, 0)] = sequences.size();
        sequences.push_back(std::move(facts));
    }
    const auto users = connection.exec(listUsers);
    for (int row = 0; row < users.rows(); ++row) {
        if (const auto found = byOid.find(users.text(row, 0)); found != byOid.end())
            sequences[found->second].users.insert(
                {{users.text(row, 1), users.text(row, 2)}, users.text(row, 3)});
    }
    readReadings(connection, sequences);
    return sequences;
}

std::set<RelationName> withAncestors(postgres::Connection &connection, const std::set<RelationName> &tables)
{
    std::vector<std::string> schemas;
    std::vector<std::string> names;
    for (const auto &table : tables) {
        schemas.push_back(table.schema);
        names.push_back(table.name);
    }
    auto known = tables;
    const auto found = connection.exec(
        listAncestors, postgres::parameters(postgres::textArray(schemas), postgres::textArray(names)));
    for (int row = 0; row < found.rows(); ++row)
        known.insert({found.text(row, 0), found.text(row, 1)});
    return known;
}

} // namespace tidegate::sequences
