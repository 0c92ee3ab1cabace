// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/heartbeat.h"

#include "postgres/error.h"
#include "postgres/quoting.h"

namespace tidegate::journal {

using postgres::parameters;

namespace {

/// A transaction for display only: worth neither a wait for the disk nor one for a lock; and one whose COMMIT was lost
/// leaves nothing in doubt.
class Display
{
public:
    explicit Display(postgres::Connection &target) : m_target(target)
    {
        target.exec("BEGIN; SET LOCAL lock_timeout = '500ms'; SET LOCAL synchronous_commit = off");
    }
    ~Display()
    {
        if (m_open)
            m_target.rollback();
    }
    Display(const Display &) = delete;
    Display &operator=(const Display &) = delete;

    void commit()
    {
        m_target.exec("COMMIT");
        m_open = false;
    }

private:
    postgres::Connection &m_target;
    bool m_open = true;
};

std::optional<std::string> orNull(Lsn lsn)
{
    return lsn.isValid() ? std::optional(lsn.toString()) : std::nullopt;
}

std::optional<std::string> orNull(std::int64_t number)
{
    return number >= 0 ? std::optional(std::to_string(number)) : std::nullopt;
}

std::optional<std::string> orNull(std::optional<double> number)
{
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

/// {code, argument, …}
std::optional<std::string> orNull(const std::optional<Problem> &problem)
{
    if (!problem)
        return std::nullopt;
    std::vector<std::string> words{codeName(problem->code)};
    words.insert(words.end(), problem->arguments.begin(), problem->arguments.end());
    return postgres::textArray(words);
}

std::optional<Problem> toProblem(std::string_view array)
{
    auto words = postgres::parseTextArray(array);
    const auto code = words.empty() ? std::nullopt : codeNamed(words.front());
    if (!code)
        return std::nullopt; // one that a newer engine knows
    words.erase(words.begin());
    return Problem{*code, std::move(words), {}, {}, {}, false};
}

std::optional<double> real(const postgres::Result &row, int column)
{
    return row.isNull(0, column) ? std::nullopt : std::optional(std::stod(row.text(0, column)));
}

std::int64_t integerOr(const postgres::Result &row, int column, std::int64_t otherwise)
{
    return row.isNull(0, column) ? otherwise : row.integer(0, column);
}

void beatVersion2(postgres::Connection &target, const Fence &fence, const Heartbeat &heartbeat, int version)
{
    const std::string more =
        version >= 6 ? ", copier_bytes_per_second = coalesce(n.rate, h.copier_bytes_per_second)" : "";
    target.exec("UPDATE _tidegate.heartbeat h SET source_insert_lsn = coalesce($2::pg_lsn, source_insert_lsn),"
                " lag_seconds = $3::float8, wal_limit = $4::bigint, problem = $5::text[], retries = $6::int,"
                " next_retry_at = now() + $7::float8 * interval '1 second', process_id = $8::bigint,"
                " cutover_step = nullif($9, ''), cutover_words = nullif($10, '')"
                    + more + " FROM (SELECT $13::float8) AS n (rate)"
                " WHERE subname = $1 AND EXISTS (SELECT FROM _tidegate.fence f WHERE f.subname = $1"
                " AND f.generation = $11::bigint AND f.token = $12)",
                parameters(fence.subscription(), orNull(heartbeat.sourceInsert), orNull(heartbeat.lagSeconds),
                           orNull(heartbeat.walLimit), orNull(heartbeat.problem), heartbeat.retries,
                           orNull(heartbeat.nextRetrySeconds), heartbeat.processId, heartbeat.cutoverStep, heartbeat.cutoverWords,
                           fence.generation(), fence.token(), orNull(heartbeat.copierBytesPerSecond)));
}

} // namespace

void beat(postgres::Connection &target, const Fence &fence, const Heartbeat &heartbeat, int version)
{
    Display transaction(target);
    target.exec(
        "INSERT INTO _tidegate.heartbeat AS h (subname, phase, source_flush_lsn, received_lsn, confirmed_lsn, wal_kept,"
        " wal_growth, wal_status, seconds_until_full, metrics_updated_at, updated_at, last_error)"
        " SELECT $1, $2, $3::pg_lsn, $4::pg_lsn, $5::pg_lsn, $6::bigint, $7::bigint, nullif($8, ''), $9::bigint,"
        " now(), now(), nullif($10, '') FROM _tidegate.fence f"
        " WHERE f.subname = $1 AND f.generation = $11::bigint AND f.token = $12"
        " ON CONFLICT (subname) DO UPDATE SET phase = excluded.phase,"
        " source_flush_lsn = coalesce(excluded.source_flush_lsn, h.source_flush_lsn),"
        " received_lsn = coalesce(excluded.received_lsn, h.received_lsn),"
        " confirmed_lsn = coalesce(excluded.confirmed_lsn, h.confirmed_lsn), wal_kept = excluded.wal_kept,"
        " wal_growth = excluded.wal_growth, wal_status = excluded.wal_status,"
        " seconds_until_full = excluded.seconds_until_full,"
        " metrics_updated_at = now(), updated_at = now(), last_error = excluded.last_error",
        parameters(fence.subscription(), heartbeat.phase, orNull(heartbeat.sourceFlush), orNull(heartbeat.received),
                   orNull(heartbeat.confirmed), orNull(heartbeat.walKept), heartbeat.walGrowthPerSecond,
                   heartbeat.walStatus, orNull(heartbeat.secondsUntilFull), heartbeat.lastError, fence.generation(),
                   fence.token()));
    if (version >= 2)
        beatVersion2(target, fence, heartbeat, version);
    transaction.commit();
}

void beatTables(postgres::Connection &target, const Fence &fence, const std::vector<TableFigures> &tables, int version)
{
    std::vector<std::uint32_t> oids;
    std::vector<std::int64_t> copied, bytes, captured, applied, held;
    for (const auto &table : tables) {
        oids.push_back(table.oid);
        copied.push_back(table.rowsCopied);
        bytes.push_back(table.bytesCopied);
        captured.push_back(table.rowsCaptured);
        applied.push_back(table.rowsApplied);
        held.push_back(table.heldMs);
    }
    const bool keepsHeld = version >= 6;
    Display transaction(target);
    target.exec("INSERT INTO _tidegate.heartbeat_rel (subname, rrelid, rows_copied, bytes_copied, rows_captured,"
                " rows_applied, updated_at" + std::string(keepsHeld ? ", held_ms" : "") + ")"
                " SELECT r.subname, r.rrelid, n.copied, n.bytes, n.captured, n.applied, now()"
                    + (keepsHeld ? ", n.held" : "") +
                " FROM unnest($2::oid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $9::bigint[])"
                " AS n (oid, copied, bytes, captured, applied, held)"
                " JOIN _tidegate.subscription_rel r ON r.subname = $1 AND r.rrelid = n.oid"
                " JOIN _tidegate.fence f ON f.subname = $1 AND f.generation = $7::bigint AND f.token = $8"
                " ON CONFLICT (subname, rrelid) DO UPDATE SET rows_copied = excluded.rows_copied,"
                " bytes_copied = excluded.bytes_copied, rows_captured = excluded.rows_captured,"
                " rows_applied = excluded.rows_applied, updated_at = excluded.updated_at"
                    + (keepsHeld ? ", held_ms = excluded.held_ms" : ""),
                parameters(fence.subscription(), postgres::idArray(oids), postgres::idArray(copied),
                           postgres::idArray(bytes), postgres::idArray(captured), postgres::idArray(applied),
                           fence.generation(), fence.token(), postgres::idArray(held)));
    transaction.commit();
}

std::optional<SeenHeartbeat> readHeartbeat(postgres::Connection &target, const std::string &subscription, int version)
{
    const std::string more = version >= 2
        ? ", h.source_insert_lsn, h.lag_seconds, h.wal_limit, h.problem, h.retries,"
          " extract(epoch FROM h.next_retry_at - now())::float8, h.process_id, h.cutover_step, h.cutover_words"
              + std::string(version >= 6 ? ", h.copier_bytes_per_second" : "")
        : "";
    const auto row = target.exec(
        "SELECT h.phase, h.source_flush_lsn, h.received_lsn, h.confirmed_lsn, h.wal_kept, h.wal_growth, h.wal_status,"
        " h.seconds_until_full, h.last_error, extract(epoch FROM now() - h.updated_at)::float8, h.updated_at >= f.since"
            + more + " FROM _tidegate.heartbeat h JOIN _tidegate.fence f USING (subname) WHERE h.subname = $1",
        parameters(subscription));
    if (row.rows() == 0)
        return std::nullopt;
    SeenHeartbeat seen;
    auto &heartbeat = seen.heartbeat;
    heartbeat.phase = row.text(0, 0);
    heartbeat.sourceFlush = row.lsn(0, 1);
    heartbeat.received = row.lsn(0, 2);
    heartbeat.confirmed = row.lsn(0, 3);
    heartbeat.walKept = integerOr(row, 4, -1);
    heartbeat.walGrowthPerSecond = row.integer(0, 5);
    heartbeat.walStatus = row.text(0, 6);
    heartbeat.secondsUntilFull = integerOr(row, 7, -1);
    heartbeat.lastError = row.text(0, 8);
    seen.ageSeconds = real(row, 9).value_or(0);
    seen.ofThisEngine = row.boolean(0, 10);
    if (version < 2)
        return seen;
    heartbeat.sourceInsert = row.lsn(0, 11);
    heartbeat.lagSeconds = real(row, 12);
    heartbeat.walLimit = integerOr(row, 13, -1);
    if (!row.isNull(0, 14))
        heartbeat.problem = toProblem(row.view(0, 14));
    heartbeat.retries = static_cast<int>(row.integer(0, 15));
    heartbeat.nextRetrySeconds = real(row, 16);
    heartbeat.processId = row.integer(0, 17);
    heartbeat.cutoverStep = row.text(0, 18);
    heartbeat.cutoverWords = row.text(0, 19);
    if (version >= 6)
        heartbeat.copierBytesPerSecond = real(row, 20);
    return seen;
}

std::map<std::uint32_t, TableFigures> readTableFigures(postgres::Connection &target, const std::string &subscription,
                                                       int version)
{
    std::map<std::uint32_t, TableFigures> figures;
    if (version < 2
        || !target.exec("SELECT has_table_privilege('_tidegate.heartbeat_rel', 'SELECT')").boolean(0, 0))
        return figures;
    const auto rows = target.exec("SELECT rrelid, rows_copied, bytes_copied, rows_captured, rows_applied, "
                                      + std::string(version >= 6 ? "held_ms" : "0") +
                                  " FROM _tidegate.heartbeat_rel WHERE subname = $1",
                                  parameters(subscription));
    for (int row = 0; row < rows.rows(); ++row) {
        TableFigures table;
        table.oid = static_cast<std::uint32_t>(rows.integer(row, 0));
        table.rowsCopied = rows.integer(row, 1);
        table.bytesCopied = rows.integer(row, 2);
        table.rowsCaptured = rows.integer(row, 3);
        table.rowsApplied = rows.integer(row, 4);
        table.heldMs = rows.integer(row, 5);
        figures.emplace(table.oid, table);
    }
    return figures;
}

} // namespace tidegate::journal
