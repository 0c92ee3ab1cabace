// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "schema/existing.h"

#include <algorithm>

namespace tidegate::schema {

namespace {

constexpr char isInvalid[] = "NOT x.indisvalid AND EXISTS (SELECT FROM pg_catalog.pg_class i"
                             " WHERE i.oid = x.indexrelid AND i.relkind = 'i' AND NOT i.relispartition)";
constexpr char userSchemas[] = " n.nspname !~ '^(pg_|_timescaledb_)' AND n.nspname <> 'information_schema'";

std::set<RelationName> names(postgres::Connection &connection, const std::string &sql)
{
    const auto rows = connection.exec(sql + userSchemas);
    std::set<RelationName> all;
    for (int row = 0; row < rows.rows(); ++row)
        all.insert({rows.text(row, 0), rows.text(row, 1)});
    return all;
}

/// Tables and columns of pg_class c, as far as the condition is true.
std::string relationsWhere(const std::string &condition)
{
    return "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c"
           " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
        + condition + " AND";
}

/// `parts`: a query of tables' oids and of a name in each.
std::set<std::pair<RelationName, std::string>> partsOfTables(postgres::Connection &connection, const std::string &parts)
{
    const auto rows = connection.exec("SELECT n.nspname, c.relname, p.name FROM (" + parts + ") p(relid, name)"
                                      " JOIN pg_catalog.pg_class c ON c.oid = p.relid"
                                      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
                                      + userSchemas);
    std::set<std::pair<RelationName, std::string>> all;
    for (int row = 0; row < rows.rows(); ++row)
        all.insert({{rows.text(row, 0), rows.text(row, 1)}, rows.text(row, 2)});
    return all;
}

void readIndexesAndKeys(postgres::Connection &connection, Existing &existing)
{
    const auto indexWhere = [](const std::string &condition) {
        return relationsWhere("EXISTS (SELECT FROM pg_catalog.pg_index x WHERE x.indexrelid = c.oid AND " + condition + ")");
    };
    existing.invalidIndexes = names(connection, indexWhere(isInvalid));
    existing.setIndexes =
        names(connection, indexWhere("(x.indisclustered OR EXISTS (SELECT FROM pg_catalog.pg_attribute a"
                                     "  WHERE a.attrelid = c.oid AND a.attstattarget >= 0)"
                                     " OR EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid"
                                     "  AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'x'))"));
    existing.notValidated = partsOfTables(
        connection, "SELECT conrelid, conname FROM pg_catalog.pg_constraint WHERE contype = 'f' AND NOT convalidated");
}

} // namespace

// Whoever builds an index concurrently holds that lock on its table from the beginning to the end, as only one can; that
// it builds an index the server tells of everybody, and which one unless it is none of our business. Whoever builds one
// chunk by chunk holds the index and, of one chunk after the other, what CREATE INDEX locks.
std::string leftInvalid()
{
    return std::string(isInvalid)
        + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index b"
          "  JOIN pg_catalog.pg_locks l ON l.pid = b.pid"
          "  WHERE l.locktype = 'relation' AND l.relation = x.indrelid AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted"
          "  AND b.datname = pg_catalog.current_database()"
          "  AND COALESCE(NULLIF(b.index_relid, 0), x.indexrelid) = x.indexrelid)"
          " AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks i JOIN pg_catalog.pg_locks l ON l.pid = i.pid"
          "  JOIN pg_catalog.pg_inherits h ON h.inhrelid = l.relation"
          "  WHERE i.locktype = 'relation' AND i.relation = x.indexrelid AND i.granted"
          "  AND l.locktype = 'relation' AND l.mode = 'ShareLock' AND h.inhparent = x.indrelid)";
}

bool Existing::hasFunction(const std::string &schema, std::string signature) const
{
    signature.erase(std::remove(signature.begin(), signature.end(), ' '), signature.end());
    return functions.count({schema, signature}) > 0;
}

Existing readExisting(postgres::Connection &connection)
{
    Existing existing;
    existing.serverVersion = connection.serverVersion();
    readIndexesAndKeys(connection, existing);
    for (auto &name : names(connection, relationsWhere("true"))) {
        if (!existing.invalidIndexes.count(name))
            existing.relations.insert(name);
    }
    existing.partitions = names(connection, relationsWhere("c.relispartition"));
    existing.partitioned = names(connection, relationsWhere("c.relkind = 'p'"));
    existing.ofTables = partsOfTables(connection, "SELECT conrelid, conname FROM pg_catalog.pg_constraint"
                                                  " UNION ALL SELECT tgrelid, tgname FROM pg_catalog.pg_trigger"
                                                  " UNION ALL SELECT ev_class, rulename FROM pg_catalog.pg_rewrite"
                                                  " UNION ALL SELECT polrelid, polname FROM pg_catalog.pg_policy");
    existing.types = names(connection, "SELECT n.nspname, t.typname FROM pg_catalog.pg_type t"
                                       " JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE");
    const auto others = connection.exec(
        "SELECT 'SCHEMA', '-', nspname FROM pg_catalog.pg_namespace"
        " UNION ALL SELECT 'EXTENSION', '-', extname FROM pg_catalog.pg_extension"
        " UNION ALL SELECT 'EVENT TRIGGER', '-', evtname FROM pg_catalog.pg_event_trigger"
        " UNION ALL SELECT 'FOREIGN DATA WRAPPER', '-', fdwname FROM pg_catalog.pg_foreign_data_wrapper"
        " UNION ALL SELECT 'SERVER', '-', srvname FROM pg_catalog.pg_foreign_server"
        " UNION ALL SELECT o.kind, n.nspname, o.name FROM (SELECT 'COLLATION', collnamespace, collname"
        "  FROM pg_catalog.pg_collation UNION ALL SELECT 'CONVERSION', connamespace, conname FROM pg_catalog.pg_conversion"
        "  UNION ALL SELECT 'STATISTICS', stxnamespace, stxname FROM pg_catalog.pg_statistic_ext"
        "  UNION ALL SELECT 'TEXT SEARCH CONFIGURATION', cfgnamespace, cfgname FROM pg_catalog.pg_ts_config"
        "  UNION ALL SELECT 'TEXT SEARCH DICTIONARY', dictnamespace, dictname FROM pg_catalog.pg_ts_dict)"
        " o(kind, schema, name) JOIN pg_catalog.pg_namespace n ON n.oid = o.schema");
    for (int row = 0; row < others.rows(); ++row)
        existing.others[others.text(row, 0)].insert({others.text(row, 1), others.text(row, 2)});
    // As pg_dump's format_function_signature() writes it: quote_ident(name), then the types, output arguments left out.
    existing.functions = names(
        connection, "SELECT n.nspname, replace(quote_ident(p.proname) || '(' || coalesce((SELECT string_agg("
                    "format_type(a.type, NULL), ',' ORDER BY a.place)"
                    " FROM unnest(p.proargtypes) WITH ORDINALITY AS a(type, place)), '') || ')', ' ', '')"
                    " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE");
    const auto hypertables = connection.exec(
        "SELECT pg_catalog.to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL");
    if (hypertables.boolean(0, 0)) {
        const auto rows = connection.exec(
            "SELECT schema_name, table_name FROM _timescaledb_catalog.hypertable");
        for (int row = 0; row < rows.rows(); ++row)
            existing.hypertables.insert({rows.text(row, 0), rows.text(row, 1)});
    }
    return existing;
}

} // namespace tidegate::schema
