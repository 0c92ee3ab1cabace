// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/relation_queries.h"

namespace tidegate::catalog {

namespace {

// Relations are qualified although search_path is pg_catalog: a temporary table would come before them.
// Functions and operators need no schema there, pg_temp is never searched for them.

// pg_table_size() waits for whoever holds, or waits for, an ACCESS EXCLUSIVE lock. Looking must not.
constexpr char locked[] = R"(
locked AS MATERIALIZED (
    SELECT DISTINCT l.relation FROM pg_catalog.pg_locks l
     WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
       AND l.pid IS DISTINCT FROM pg_backend_pid()
       AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())))";

// _timescaledb_catalog and not timescaledb_information: the views hide materialization hypertables.
constexpr char hypertables[] = R"(,
hypertables AS MATERIALIZED (
    SELECT hc.oid FROM _timescaledb_catalog.hypertable h
      JOIN pg_catalog.pg_namespace hn ON hn.nspname = h.schema_name
      JOIN pg_catalog.pg_class hc ON hc.relnamespace = hn.oid AND hc.relname = h.table_name))";
constexpr char noHypertables[] = R"(,
hypertables AS MATERIALIZED (SELECT NULL::oid AS oid WHERE false))";

// Those that are stored like a text need nothing but its input function (citext).
constexpr char castable[] = R"(,
castable AS MATERIALIZED (
    WITH RECURSIVE over(oid) AS (
        SELECT x.casttarget FROM pg_catalog.pg_cast x
          JOIN pg_catalog.pg_type t ON t.oid = x.casttarget
          JOIN pg_catalog.pg_proc i ON i.oid = t.typinput
         WHERE x.oid >= 16384 AND x.castsource = 'pg_catalog.text'::regtype AND x.castmethod <> 'i'
           AND NOT (x.castmethod = 'b' AND i.prosrc = 'textin')
         UNION
        SELECT d.oid FROM over JOIN pg_catalog.pg_type d ON d.typbasetype = over.oid AND d.typtype = 'd')
    SELECT over.oid FROM over))";

// Domains whose length cuts what is cast to them explicitly (char, varchar, bit, varbit and arrays of these), from whichever of
// those that they are over, and what all of them are over. A precision rounds, as it did to what is stored.
constexpr char measured[] = R"(,
measured AS MATERIALIZED (
    WITH RECURSIVE under(oid, base, typmod) AS (
        SELECT d.oid, d.typbasetype, d.typtypmod FROM pg_catalog.pg_type d WHERE d.typtype = 'd'
         UNION ALL
        SELECT under.oid, d.typbasetype, greatest(under.typmod, d.typtypmod)
          FROM under JOIN pg_catalog.pg_type d ON d.oid = under.base AND d.typtype = 'd')
    SELECT under.oid, under.base FROM under JOIN pg_catalog.pg_type b ON b.oid = under.base AND b.typtype <> 'd'
     WHERE under.typmod <> -1 AND under.base IN (1042, 1043, 1560, 1562, 1014, 1015, 1561, 1563)))";

const std::string columns = std::string(R"((
    SELECT json_agg(json_build_array(a.attname, a.atttypid::bigint,
                        format_type(coalesce((SELECT m.base FROM measured m WHERE m.oid = a.atttypid), a.atttypid), -1), a.atttypmod,
                        )") + notNull + R"(,
                        a.attgenerated::text, a.attidentity::text, a.attlen = -1 AND a.attstorage <> 'p',
                        a.atttypid IN (SELECT castable.oid FROM castable))
                    ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))";

// Equality is btree's strategy 3 in the index's own operator family; a WITHOUT OVERLAPS key (gist, PostgreSQL 18)
// has the default btree family of its type.
constexpr char keys[] = R"((
    SELECT json_agg(json_build_array(ic.relname, i.indisprimary,
                        CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident
                             ELSE false END,
                        parts.names, parts.equals)
                    ORDER BY i.indisprimary DESC, i.indexrelid)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
     CROSS JOIN LATERAL (
        SELECT json_agg(a.attname ORDER BY k.place) AS names, json_agg(op.equals ORDER BY k.place) AS equals
          FROM generate_series(0, i.indnkeyatts - 1) AS k(place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k.place]
          LEFT JOIN LATERAL (
            SELECT format('OPERATOR(%I.%s)', opn.nspname, o.oprname) AS equals
              FROM pg_catalog.pg_opclass given
              JOIN pg_catalog.pg_opclass b ON b.oid = CASE WHEN given.opcmethod = 403 THEN given.oid ELSE (
                    SELECT d.oid FROM pg_catalog.pg_opclass d
                     WHERE d.opcmethod = 403 AND d.opcdefault AND d.opcintype = given.opcintype) END
              JOIN pg_catalog.pg_amop ao ON ao.amopfamily = b.opcfamily AND ao.amopstrategy = 3
               AND ao.amoplefttype = b.opcintype AND ao.amoprighttype = b.opcintype
              JOIN pg_catalog.pg_operator o ON o.oid = ao.amopopr
              JOIN pg_catalog.pg_namespace opn ON opn.oid = o.oprnamespace
             WHERE given.oid = i.indclass[k.place]) op ON true) parts
     WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indislive AND i.indimmediate
       AND i.indpred IS NULL AND i.indexprs IS NULL))";

constexpr char deferrable[] = R"((
    SELECT ic.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
     WHERE i.indrelid = c.oid AND i.indisprimary AND NOT i.indimmediate))";

// Columns of expressions and predicates come from pg_depend, but a whole-row reference (varattno 0) leaves no
// trace there and stands for all of them.
constexpr char unique[] = R"((
    SELECT json_agg(DISTINCT a.attname)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE i.indrelid = ANY (tree.members) AND (i.indisunique OR i.indisexclusion)
       AND (a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
            OR (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
               AND (concat(i.indexprs::text, i.indpred::text) LIKE '%:varattno 0 %'
                    OR EXISTS (SELECT FROM pg_catalog.pg_depend d
                                WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = i.indexrelid
                                  AND d.refclassid = 'pg_catalog.pg_class'::regclass
                                  AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum)))))";

constexpr char triggers[] = R"((
    SELECT json_agg(DISTINCT t.tgname) FROM pg_catalog.pg_trigger t
     WHERE t.tgrelid = ANY (tree.members) AND t.tgenabled IN ('A', 'R')))";

constexpr char rules[] = R"((
    SELECT json_agg(DISTINCT r.rulename) FROM pg_catalog.pg_rewrite r
     WHERE r.ev_class = ANY (tree.members) AND r.ev_enabled IN ('A', 'R') AND r.ev_type <> '1'))";

// The relation itself, and under a root its partitions or chunks.
constexpr char tree[] = R"(
 CROSS JOIN LATERAL (
    WITH RECURSIVE below(oid) AS (
        SELECT c.oid
         UNION ALL
        SELECT h.inhrelid FROM below JOIN pg_catalog.pg_inherits h ON h.inhparent = below.oid
         WHERE c.relkind = 'p' OR c.oid IN (SELECT hypertables.oid FROM hypertables))
    SELECT array_agg(below.oid) AS members FROM below) tree)";

// Before 14 an unknown number of rows is 0 with 0 pages.
constexpr char sizes[] = R"(
 CROSS JOIN LATERAL (
    SELECT sum(CASE WHEN b.oid IS NULL THEN pg_table_size(m.oid)
                    ELSE (m.relpages + coalesce(t.relpages, 0))::bigint
                         * current_setting('block_size')::bigint END) AS bytes,
           sum(CASE WHEN b.oid IS NULL THEN pg_relation_size(m.oid) / current_setting('block_size')::bigint
                    ELSE m.relpages END) AS pages,
           sum(m.reltuples) FILTER (WHERE m.reltuples > 0 OR m.reltuples = 0 AND m.relpages > 0) AS rows
      FROM pg_catalog.pg_class m
      LEFT JOIN pg_catalog.pg_class t ON t.oid = m.reltoastrelid
      LEFT JOIN LATERAL (SELECT locked.relation AS oid FROM locked
                          WHERE locked.relation IN (m.oid, m.reltoastrelid) LIMIT 1) b ON true
     WHERE m.oid = ANY (CASE WHEN c.relkind = 'p' THEN tree.members ELSE ARRAY[c.oid] END)
       AND m.relkind IN ('r', 'm')) sizes)";

} // namespace

std::string relationQuery(bool timescale, const std::string &wanted, const std::string &rest)
{
    std::string sql = "WITH ";
    sql += locked;
    sql += timescale ? hypertables : noHypertables;
    sql += castable;
    sql += measured;
    sql += R"(
SELECT c.oid, n.nspname, c.relname, c.relkind, c.relreplident, c.relpersistence = 'u',
       c.oid IN (SELECT hypertables.oid FROM hypertables),
       parentn.nspname, parent.relname, c.relrowsecurity, rootn.nspname, root.relname, pg_get_userbyid(c.relowner),)";
    sql += columns;
    sql += ",";
    sql += keys;
    sql += ",";
    sql += deferrable;
    sql += ",";
    sql += unique;
    sql += ",";
    sql += triggers;
    sql += ",";
    sql += rules;
    sql += R"(,
       CASE WHEN c.relkind = 'p' THEN 0 ELSE sizes.pages END, sizes.bytes, sizes.rows
  FROM )";
    sql += wanted;
    sql += R"(
  LEFT JOIN pg_catalog.pg_class root
    ON root.oid = CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid END
  LEFT JOIN pg_catalog.pg_namespace rootn ON rootn.oid = root.relnamespace
  LEFT JOIN pg_catalog.pg_class parent
    ON parent.oid = (SELECT h.inhparent FROM pg_catalog.pg_inherits h
                      WHERE h.inhrelid = c.oid AND h.inhparent IN (SELECT hypertables.oid FROM hypertables))
  LEFT JOIN pg_catalog.pg_namespace parentn ON parentn.oid = parent.relnamespace)";
    sql += tree;
    sql += sizes;
    sql += "\n WHERE " + rest;
    return sql;
}

} // namespace tidegate::catalog
