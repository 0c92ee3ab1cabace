// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/schema.h"

#include "base/problem.h"
#include "journal/fence.h"
#include "postgres/error.h"

namespace tidegate::journal {

namespace {

constexpr char definition[] = R"sql(
CREATE SCHEMA IF NOT EXISTS _tidegate;
CREATE TABLE IF NOT EXISTS _tidegate.version (version int NOT NULL);
CREATE TABLE IF NOT EXISTS _tidegate.fence (
    subname text PRIMARY KEY,
    generation bigint NOT NULL,
    token text NOT NULL,
    host text, role text, since timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS _tidegate.slot (
    subname text PRIMARY KEY REFERENCES _tidegate.fence ON DELETE CASCADE,
    publications text[] NOT NULL,
    source_system text NOT NULL, source_timeline bigint NOT NULL, source_database text NOT NULL,
    slot_name text, made boolean NOT NULL DEFAULT false, start_lsn pg_lsn,
    copy_data boolean NOT NULL DEFAULT true, table_map text[] NOT NULL DEFAULT '{}',
    allow_nonempty text[] NOT NULL DEFAULT '{}',
    own_publication boolean NOT NULL DEFAULT false,
    paused boolean NOT NULL DEFAULT false,
    cut_over_at timestamptz, cut_over_by text,
    created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS _tidegate.progress (
    subname text NOT NULL REFERENCES _tidegate.fence ON DELETE CASCADE,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    lsn pg_lsn NOT NULL, txn_time timestamptz,
    piece_commit pg_lsn, piece_changes bigint, piece_lsn pg_lsn,
    generation bigint NOT NULL,
    PRIMARY KEY (subname, seq));
CREATE TABLE IF NOT EXISTS _tidegate.copy_unit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subname text NOT NULL REFERENCES _tidegate.fence ON DELETE CASCADE,
    state "char" NOT NULL DEFAULT 'i',
    kind text NOT NULL DEFAULT 'list', slices int NOT NULL DEFAULT 0,
    admitted boolean NOT NULL DEFAULT false,
    owner text, owner_gen bigint, snapshot text, lsn pg_lsn,
    rows_copied bigint NOT NULL DEFAULT 0, bytes_copied bigint NOT NULL DEFAULT 0,
    attempts int NOT NULL DEFAULT 0, last_error text, updated_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS copy_unit_subname ON _tidegate.copy_unit (subname, state);
CREATE TABLE IF NOT EXISTS _tidegate.copy_slice (
    unit bigint NOT NULL REFERENCES _tidegate.copy_unit ON DELETE CASCADE,
    slice int NOT NULL, token text NOT NULL, done boolean NOT NULL DEFAULT false, rows_copied bigint,
    PRIMARY KEY (unit, slice));
CREATE TABLE IF NOT EXISTS _tidegate.subscription_rel (
    subname text NOT NULL REFERENCES _tidegate.fence ON DELETE CASCADE,
    pubname text, schemaname text NOT NULL, tablename text NOT NULL, rrelid oid NOT NULL,
    state "char" NOT NULL DEFAULT 'i', lsn pg_lsn, updated_at timestamptz NOT NULL DEFAULT now(),
    last_error text, created_at timestamptz NOT NULL DEFAULT now(),
    rows_copied bigint NOT NULL DEFAULT 0, approximate_rows bigint,
    bytes_copied bigint NOT NULL DEFAULT 0, approximate_size bigint,
    target_schema text NOT NULL, target_table text NOT NULL,
    unit bigint REFERENCES _tidegate.copy_unit, publication_terms text,
    shared boolean NOT NULL DEFAULT false, stopped boolean NOT NULL DEFAULT false,
    PRIMARY KEY (subname, rrelid));
CREATE TABLE IF NOT EXISTS _tidegate.left_behind (
    subname text NOT NULL REFERENCES _tidegate.fence ON DELETE CASCADE,
    rrelid oid NOT NULL, schemaname text NOT NULL, tablename text NOT NULL,
    target_schema text NOT NULL, target_table text NOT NULL,
    PRIMARY KEY (subname, rrelid, target_schema, target_table));
CREATE TABLE IF NOT EXISTS _tidegate.heartbeat (
    subname text PRIMARY KEY REFERENCES _tidegate.fence ON DELETE CASCADE,
    phase text, source_flush_lsn pg_lsn, received_lsn pg_lsn, confirmed_lsn pg_lsn,
    wal_kept bigint, wal_growth bigint, wal_status text, seconds_until_full bigint,
    metrics_updated_at timestamptz, updated_at timestamptz, last_error text);
CREATE TABLE IF NOT EXISTS _tidegate.command (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subname text NOT NULL REFERENCES _tidegate.fence ON DELETE CASCADE,
    verb text NOT NULL, arguments text NOT NULL DEFAULT '{}',
    asked_at timestamptz NOT NULL DEFAULT now(), asked_by text,
    taken_at timestamptz, answered_at timestamptz, ok boolean, answer text);
CREATE OR REPLACE VIEW _tidegate.subscription AS
    SELECT s.subname, h.source_flush_lsn, p.lsn AS last_replicated_lsn,
           p.txn_time AS last_replicated_txn_time, h.metrics_updated_at, h.updated_at, h.last_error,
           h.phase, s.publications, s.slot_name, s.copy_data, s.paused, s.cut_over_at, s.cut_over_by,
           h.received_lsn, h.confirmed_lsn, h.wal_kept, h.wal_growth, h.wal_status, h.seconds_until_full,
           f.generation, f.host, f.role, f.since, s.created_at
      FROM _tidegate.slot s
      JOIN _tidegate.fence f USING (subname)
      LEFT JOIN _tidegate.heartbeat h USING (subname)
      LEFT JOIN LATERAL (SELECT lsn, txn_time FROM _tidegate.progress
                          WHERE progress.subname = s.subname ORDER BY seq DESC LIMIT 1) p ON true;
INSERT INTO _tidegate.version SELECT 1 WHERE NOT EXISTS (SELECT FROM _tidegate.version);
)sql";

/// Version 2: what a window elsewhere shows of a run. Figures go with their table's row, whoever deletes that.
constexpr char version2[] = R"sql(
ALTER TABLE _tidegate.heartbeat
    ADD COLUMN IF NOT EXISTS source_insert_lsn pg_lsn, ADD COLUMN IF NOT EXISTS lag_seconds float8,
    ADD COLUMN IF NOT EXISTS wal_limit bigint, ADD COLUMN IF NOT EXISTS problem text[],
    ADD COLUMN IF NOT EXISTS retries int, ADD COLUMN IF NOT EXISTS next_retry_at timestamptz,
    ADD COLUMN IF NOT EXISTS process_id bigint, ADD COLUMN IF NOT EXISTS cutover_step text,
    ADD COLUMN IF NOT EXISTS cutover_words text;
CREATE TABLE IF NOT EXISTS _tidegate.heartbeat_rel (
    subname text NOT NULL, rrelid oid NOT NULL,
    rows_copied bigint NOT NULL, bytes_copied bigint NOT NULL,
    rows_captured bigint NOT NULL, rows_applied bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subname, rrelid),
    FOREIGN KEY (subname, rrelid) REFERENCES _tidegate.subscription_rel ON DELETE CASCADE);
UPDATE _tidegate.version SET version = 2;
)sql";

/// Version 3: changes that were left out by choice.
constexpr char version3[] = R"sql(
CREATE TABLE IF NOT EXISTS _tidegate.skip (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subname text NOT NULL REFERENCES _tidegate.fence ON DELETE CASCADE,
    relation text NOT NULL, operation text NOT NULL, xid bigint NOT NULL, lsn pg_lsn NOT NULL, row_text text NOT NULL,
    sqlstate text, why text NOT NULL, asked_by text NOT NULL, asked_at timestamptz NOT NULL DEFAULT now(),
    skipped_at timestamptz);
UPDATE _tidegate.version SET version = 3;
)sql";

/// Version 4: key ranges, and changes that wait for the copy of their unit (rule 15).
constexpr char version4[] = R"sql(
CREATE TABLE IF NOT EXISTS _tidegate.copy_range (
    unit bigint PRIMARY KEY REFERENCES _tidegate.copy_unit ON DELETE CASCADE,
    subname text NOT NULL, rrelid oid NOT NULL,
    column_name text NOT NULL, column_type text NOT NULL, low text, high text);
CREATE INDEX IF NOT EXISTS copy_range_rel ON _tidegate.copy_range (subname, rrelid);
CREATE TABLE IF NOT EXISTS _tidegate.parked (
    unit bigint NOT NULL REFERENCES _tidegate.copy_unit ON DELETE CASCADE,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    xid bigint NOT NULL, commit_lsn pg_lsn NOT NULL, lsn pg_lsn NOT NULL, message bytea NOT NULL,
    PRIMARY KEY (unit, seq));
UPDATE _tidegate.version SET version = 4;
)sql";

/// Also version 4: how tables were defined on the source when both sides agreed last (definition/memory.h).
constexpr char definitions[] = R"sql(
CREATE TABLE IF NOT EXISTS _tidegate.definition (
    subname text NOT NULL, rrelid oid NOT NULL, definition text NOT NULL, copy_again boolean NOT NULL DEFAULT false,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subname, rrelid),
    FOREIGN KEY (subname, rrelid) REFERENCES _tidegate.subscription_rel ON DELETE CASCADE);
)sql";

/// Version 5: what has left is followed under new names.
constexpr char version5[] = R"sql(
ALTER TABLE _tidegate.left_behind
    ADD COLUMN IF NOT EXISTS target_oid oid NOT NULL DEFAULT 0, DROP CONSTRAINT IF EXISTS left_behind_pkey,
    ADD PRIMARY KEY (subname, rrelid, target_schema, target_table, target_oid);
UPDATE _tidegate.left_behind SET target_oid = c.oid
  FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid
 WHERE target_oid = 0 AND n.nspname = target_schema AND c.relname = target_table;
UPDATE _tidegate.version SET version = 5;
)sql";

/// Version 6: how long copies take, and how long the stream waited for them, for display.
constexpr char version6[] = R"sql(
ALTER TABLE _tidegate.heartbeat ADD COLUMN IF NOT EXISTS copier_bytes_per_second float8;
ALTER TABLE _tidegate.heartbeat_rel ADD COLUMN IF NOT EXISTS held_ms bigint NOT NULL DEFAULT 0;
UPDATE _tidegate.version SET version = 6;
)sql";

/// Version 7: messages that are put aside are not compressed, which would cost time and, of large rows, memory; they are read once
/// and go. Those that are there stay as they are.
constexpr char version7[] = R"sql(
ALTER TABLE _tidegate.parked ALTER COLUMN message SET STORAGE EXTERNAL;
UPDATE _tidegate.version SET version = 7;
)sql";

/// Readers and the owner of a later table are those of the heartbeat, so that what could be looked at before an upgrade can
/// be looked at after it.
std::string likeTheHeartbeat(const std::string &table)
{
    std::string sql = R"sql(DO $$
DECLARE
    given record;
BEGIN
    FOR given IN SELECT a.grantee, a.privilege_type, a.is_grantable, c.relowner
                   FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = '_tidegate.heartbeat'::regclass
    LOOP
        EXECUTE format('GRANT %s ON _tidegate.heartbeat_rel TO %s%s', given.privilege_type,
                       CASE given.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(given.grantee)) END,
                       CASE WHEN given.is_grantable AND given.grantee <> given.relowner THEN ' WITH GRANT OPTION' END);
    END LOOP;
    EXECUTE (SELECT format('ALTER TABLE _tidegate.heartbeat_rel OWNER TO %I', pg_get_userbyid(relowner))
               FROM pg_class WHERE oid = '_tidegate.heartbeat'::regclass);
END $$;
)sql";
    const std::string mark = "_tidegate.heartbeat_rel";
    for (auto at = sql.find(mark); at != std::string::npos; at = sql.find(mark, at + 1))
        sql.replace(at, mark.size(), "_tidegate." + table);
    return sql;
}

/// From that version on, to the present one.
std::string upgradeSql(int version)
{
    std::string sql;
    if (version < 2)
        sql += std::string(version2).substr(1) + likeTheHeartbeat("heartbeat_rel"); // without the line break at its beginning
    if (version < 3)
        sql += std::string(version3).substr(1) + likeTheHeartbeat("skip");
    if (version < 4)
        sql += std::string(version4).substr(1) + likeTheHeartbeat("copy_range") + likeTheHeartbeat("parked")
            + std::string(definitions).substr(1) + likeTheHeartbeat("definition");
    if (version < 5)
        sql += std::string(version5).substr(1);
    if (version < 6)
        sql += std::string(version6).substr(1);
    if (version < 7)
        sql += std::string(version7).substr(1);
    return sql;
}

/// Two engines may start on one target at once; CREATE … IF NOT EXISTS alone would let one of them fail.
constexpr char serialize[] = "SELECT pg_advisory_xact_lock(7310305, 1)";

} // namespace

std::string definitionSql()
{
    return std::string(definition).substr(1) + upgradeSql(1);
}

bool exists(postgres::Connection &target)
{
    return hasTable(target, "version");
}

bool hasTable(postgres::Connection &target, const char *table)
{
    return target.exec("SELECT to_regclass('_tidegate.' || $1) IS NOT NULL", postgres::parameters(table)).boolean(0, 0);
}

bool keepsLeftByOid(postgres::Connection &target)
{
    return requireKnown(target) >= 5;
}

int requireKnown(postgres::Connection &target)
{
    const auto version = static_cast<int>(target.exec("SELECT max(version) FROM _tidegate.version").integer(0, 0));
    if (version > schemaVersion)
        throw ProblemError(Code::JournalNewer, {std::to_string(version)});
    return version;
}

int ensure(postgres::Connection &target)
{
    if (!exists(target)) {
        postgres::Transaction transaction(target);
        target.exec(serialize);
        target.exec("SET LOCAL client_min_messages = warning");
        if (!exists(target))
            target.exec(definitionSql());
        transaction.commit();
    }
    return requireKnown(target);
}

int upgrade(postgres::Connection &target)
{
    const auto found = requireKnown(target);
    if (found == schemaVersion || otherEngines(target))
        return found;
    try {
        postgres::Transaction transaction(target);
        target.exec("SET LOCAL lock_timeout = '2s'; SET LOCAL client_min_messages = warning");
        target.exec(serialize);
        if (const auto version = requireKnown(target); version < schemaVersion)
            target.exec(upgradeSql(version));
        transaction.commit();
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::insufficientPrivilege) && !error.is(postgres::sqlstate::lockNotAvailable))
            throw;
        return found;
    }
    return schemaVersion;
}

bool dropIfEmpty(postgres::Connection &target)
{
    if (!exists(target))
        return true;
    postgres::Transaction transaction(target);
    target.exec(serialize);
    if (target.exec("SELECT EXISTS (SELECT FROM _tidegate.fence)").boolean(0, 0))
        return false;
    target.exec("DROP SCHEMA _tidegate CASCADE");
    transaction.commit();
    return true;
}

} // namespace tidegate::journal
