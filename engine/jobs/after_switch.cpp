// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/after_switch.h"

namespace tidegate::jobs {

namespace {

/// Whose kind is hidden from our role counts as a client.
constexpr char clients[] = R"(
SELECT coalesce(application_name, ''), coalesce(usename, ''), coalesce(host(client_addr), ''), count(*),
       count(*) FILTER (WHERE backend_xid IS NOT NULL)
  FROM pg_catalog.pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
   AND coalesce(backend_type, 'client backend') = 'client backend'
   AND NOT (usename = current_user AND coalesce(application_name, '') LIKE 'tidegate%')
 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3)";

/// The engine's last session has reported what it wrote when it is gone.
constexpr char engineIsThere[] = R"(
SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity
                WHERE datname = current_database() AND usename = current_user
                  AND application_name LIKE 'tidegate %' AND application_name <> 'tidegate job'))";

/// Chunks hold a hypertable's rows; the rest of TimescaleDB's tables are its own business.
constexpr char counters[] = R"(
SELECT schemaname, relname, n_tup_ins + n_tup_upd + n_tup_del
  FROM pg_catalog.pg_stat_user_tables
 WHERE schemaname <> '_tidegate' AND n_tup_ins + n_tup_upd + n_tup_del > 0
   AND (schemaname NOT LIKE '\_timescaledb\_%' OR relname LIKE '\_hyper\_%'))";

std::vector<SessionGroup> sessions(postgres::Connection &connection)
{
    std::vector<SessionGroup> groups;
    const auto rows = connection.exec(clients);
    for (int row = 0; row < rows.rows(); ++row)
        groups.push_back({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), static_cast<int>(rows.integer(row, 3)),
                          static_cast<int>(rows.integer(row, 4))});
    return groups;
}

WriteWatch watch(postgres::Connection &target, const WriteWatch &before)
{
    auto now = before;
    now.uncounted = target.exec("SELECT current_setting('track_counts')").view(0, 0) == "off";
    if (now.uncounted || (before.since.empty() && target.exec(engineIsThere).boolean(0, 0)))
        return now;
    now.seen = target.exec("SELECT clock_timestamp()::timestamptz(0) AT TIME ZONE 'UTC'").text(0, 0);
    now.counts.clear();
    const auto rows = target.exec(counters);
    for (int row = 0; row < rows.rows(); ++row) {
        const RelationName table{rows.text(row, 0), rows.text(row, 1)};
        const auto count = rows.integer(row, 2);
        now.counts[table] = count;
        const auto known = before.counts.find(table);
        const auto more = count - (known == before.counts.end() ? 0 : known->second);
        if (!before.since.empty() && !now.first && more > 0)
            now.first = WriteWatch::First{table, more, before.seen, now.seen};
    }
    if (now.since.empty())
        now.since = now.seen;
    return now;
}

} // namespace

AfterSwitch lookAfterSwitch(postgres::Connection &source, postgres::Connection &target, const WriteWatch &before)
{
    return {sessions(source), sessions(target), watch(target, before)};
}

} // namespace tidegate::jobs
