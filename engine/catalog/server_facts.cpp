// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/server_facts.h"

#include <algorithm>

namespace tidegate::catalog {

namespace {

// What a role may not execute fails the whole statement before it starts, even in a branch that is not taken.
constexpr char mayRead[] = R"(
SELECT has_function_privilege('pg_control_system()', 'EXECUTE'),
       has_function_privilege('pg_control_checkpoint()', 'EXECUTE'))";

// The timeline on a primary is that of the WAL being written: the control file's is of the last checkpoint and
// thus old for a while after a promotion. A standby knows only the latter.
constexpr char facts[] = R"(
SELECT current_setting('server_version_num'), %SYSTEM%, current_database(), d.oid, current_user,
       r.rolsuper,
       r.rolsuper OR r.rolreplication OR EXISTS (
           SELECT FROM pg_catalog.pg_roles g
            WHERE g.rolname = 'rds_replication' AND pg_has_role(g.oid, 'MEMBER')),
       pg_has_role('pg_read_all_stats', 'USAGE'),
       pg_is_in_recovery(), current_setting('wal_level'), current_setting('synchronous_standby_names'),
       (SELECT s.setting::bigint FROM pg_catalog.pg_settings s WHERE s.name = 'max_slot_wal_keep_size'),
       current_setting('max_replication_slots')::int - (SELECT count(*) FROM pg_catalog.pg_replication_slots),
       current_setting('max_wal_senders')::int - (SELECT count(*) FROM pg_catalog.pg_stat_replication),
       (SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname = 'timescaledb'),
       current_setting('timescaledb.license', true),
       coalesce(current_setting('timescaledb.restoring', true) = 'on', false),
       pg_database_size(d.oid),
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a
         WHERE a.datid = d.oid AND a.pid <> pg_backend_pid()
           AND coalesce(a.backend_type, 'client backend') = 'client backend'),
       pg_encoding_to_char(d.encoding),
       CASE WHEN NOT pg_is_in_recovery() THEN substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END, %TIMELINE%
  FROM pg_catalog.pg_database d, pg_catalog.pg_roles r
 WHERE d.datname = current_database() AND r.rolname = current_user)";

std::string replaced(std::string text, const std::string &mark, const std::string &by)
{
    return text.replace(text.find(mark), mark.size(), by);
}

} // namespace

ServerFacts readServerFacts(postgres::Connection &connection)
{
    const auto may = connection.exec(mayRead);
    auto sql =
        replaced(facts, "%SYSTEM%",
                 may.boolean(0, 0) ? "(SELECT s.system_identifier FROM pg_control_system() s)" : "NULL");
    sql = replaced(sql, "%TIMELINE%",
                   may.boolean(0, 1) ? "(SELECT p.timeline_id FROM pg_control_checkpoint() p)" : "NULL");
    const auto row = connection.exec(sql);
    ServerFacts found;
    found.version = static_cast<int>(row.integer(0, 0));
    found.systemIdentifier = row.text(0, 1);
    found.database = row.text(0, 2);
    found.databaseOid = static_cast<std::uint32_t>(row.integer(0, 3));
    found.role = row.text(0, 4);
    found.superuser = row.boolean(0, 5);
    found.replicationRole = row.boolean(0, 6);
    found.readsAllStats = row.boolean(0, 7);
    found.inRecovery = row.boolean(0, 8);
    found.walLevel = row.text(0, 9);
    found.synchronousStandbyNames = row.text(0, 10);
    const auto keepMegabytes = row.integer(0, 11);
    found.maxSlotWalKeepBytes = keepMegabytes < 0 ? -1 : keepMegabytes * 1024 * 1024;
    found.freeSlots = static_cast<int>(std::max<std::int64_t>(0, row.integer(0, 12)));
    found.freeWalSenders = static_cast<int>(std::max<std::int64_t>(0, row.integer(0, 13)));
    found.timescaleVersion = row.text(0, 14);
    found.timescaleLicense = found.timescaleVersion.empty() ? std::string() : row.text(0, 15);
    found.timescaleRestoring = row.boolean(0, 16);
    found.databaseBytes = row.integer(0, 17);
    found.otherSessions = static_cast<int>(row.integer(0, 18));
    found.encoding = row.text(0, 19);
    if (const auto writing = row.optional(0, 20))
        found.timeline = static_cast<std::uint32_t>(std::stoul(*writing, nullptr, 16));
    else
        found.timeline = static_cast<std::uint32_t>(row.integer(0, 21));
    return found;
}

} // namespace tidegate::catalog
