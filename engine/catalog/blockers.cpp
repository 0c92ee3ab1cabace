// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/blockers.h"

#include "base/log.h"

#include <algorithm>

namespace tidegate::catalog {

namespace {

// backend_xid is hidden from roles without pg_read_all_stats, pg_locks from nobody. A subtransaction holds a lock
// on its id as well; the oldest id of a session is that of its transaction.
constexpr char running[] = R"(
SELECT false, coalesce(a.backend_xid, l.transactionid)::text, NULL, a.pid, a.datname, a.usename, a.application_name,
       a.state, a.wait_event, extract(epoch FROM clock_timestamp() - a.xact_start)::bigint,
       left(regexp_replace(a.query, '\s+', ' ', 'g'), 200)
  FROM pg_catalog.pg_stat_activity a
  LEFT JOIN (SELECT DISTINCT ON (k.pid) k.pid, k.transactionid
               FROM pg_catalog.pg_locks k
              WHERE k.locktype = 'transactionid' AND k.mode = 'ExclusiveLock' AND k.granted
              ORDER BY k.pid, age(k.transactionid) DESC) l ON l.pid = a.pid
 WHERE a.pid <> pg_backend_pid() AND coalesce(a.backend_xid, l.transactionid) IS NOT NULL
 UNION ALL
SELECT true, p.transaction::text, p.gid, 0, p.database, p.owner, '', 'prepared', '',
       extract(epoch FROM clock_timestamp() - p.prepared)::bigint, ''
  FROM pg_catalog.pg_prepared_xacts p)";

} // namespace

std::string Blocker::display() const
{
    auto text = prepared ? "prepared transaction '" + gid + "', " : "pid " + std::to_string(pid) + ", ";
    text += user + "@" + database;
    if (!application.empty())
        text += " (" + application + ")";
    if (sinceSeconds >= 0)
        text += ", " + std::to_string(sinceSeconds) + " s";
    if (!prepared && !state.empty())
        text += ", " + state;
    if (waitsFor == "SyncRep")
        text += ", waits for a synchronous standby";
    if (!query.empty() && !state.empty())
        text += ": " + query;
    return text;
}

Blockers readBlockers(postgres::Connection &connection, TransactionId below)
{
    Blockers found;
    found.complete = connection.exec("SELECT pg_has_role('pg_read_all_stats', 'USAGE')").boolean(0, 0);
    const auto result = connection.exec(running);
    for (int row = 0; row < result.rows(); ++row) {
        // 32 bits wide, as the barrier's own low half: by distance, right across an epoch boundary.
        const auto xid = static_cast<std::uint32_t>(std::stoul(result.text(row, 1)));
        const auto distance = static_cast<std::int32_t>(xid - static_cast<std::uint32_t>(below.value));
        if (distance >= 0)
            continue;
        Blocker blocker;
        blocker.transaction.value =
            below.value + static_cast<std::uint64_t>(static_cast<std::int64_t>(distance));
        blocker.prepared = result.boolean(row, 0);
        blocker.gid = result.text(row, 2);
        blocker.pid = static_cast<int>(result.integer(row, 3));
        blocker.database = result.text(row, 4);
        blocker.user = result.text(row, 5);
        blocker.application = result.text(row, 6);
        blocker.state = result.text(row, 7);
        blocker.waitsFor = result.text(row, 8);
        blocker.sinceSeconds = result.isNull(row, 9) ? -1 : result.integer(row, 9);
        blocker.query = redacted(result.view(row, 10));
        found.list.push_back(std::move(blocker));
    }
    std::sort(found.list.begin(), found.list.end(),
              [](const Blocker &a, const Blocker &b) { return a.transaction < b.transaction; });
    return found;
}

} // namespace tidegate::catalog
