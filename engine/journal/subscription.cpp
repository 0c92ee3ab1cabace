// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/subscription.h"

#include "journal/schema.h"
#include "journal/unit_rows.h"
#include "postgres/quoting.h"

#include <cstdio>

namespace tidegate::journal {

using postgres::literal;
using postgres::parameters;
using postgres::textArray;

namespace {

/// progress.piece_changes holds pieceChanges, and pieceAtLsn times this.
constexpr std::int64_t atLsn = std::int64_t(1) << 40;

} // namespace

std::optional<SlotRecord> readSlot(postgres::Connection &target, const std::string &subscription)
{
    const auto row = target.exec(
        "SELECT publications, source_system, source_timeline, source_database, slot_name, made, start_lsn,"
        " copy_data, table_map, own_publication, paused, cut_over_at, cut_over_by, allow_nonempty"
        " FROM _tidegate.slot WHERE subname = $1",
        parameters(subscription));
    if (row.rows() == 0)
        return std::nullopt;
    SlotRecord record;
    record.publications = postgres::parseTextArray(row.view(0, 0));
    record.sourceSystem = row.text(0, 1);
    record.sourceTimeline = static_cast<std::uint64_t>(row.integer(0, 2));
    record.sourceDatabase = row.text(0, 3);
    record.slotName = row.text(0, 4);
    record.made = row.boolean(0, 5);
    record.startLsn = row.lsn(0, 6);
    record.copyData = row.boolean(0, 7);
    record.tableMap = postgres::parseTextArray(row.view(0, 8));
    record.ownPublication = row.boolean(0, 9);
    record.paused = row.boolean(0, 10);
    record.cutOverAt = row.text(0, 11);
    record.cutOverBy = row.text(0, 12);
    record.allowNonempty = postgres::parseTextArray(row.view(0, 13));
    return record;
}

void createSlotRecord(postgres::Connection &target, const Fence &fence, const SlotRecord &record)
{
    FencedTransaction transaction(fence, target);
    target.exec("INSERT INTO _tidegate.slot (subname, publications, source_system, source_timeline, source_database,"
                " copy_data, table_map, own_publication, allow_nonempty)"
                " VALUES ($1, $2::text[], $3, $4::bigint, $5, $6::boolean, $7::text[], $8::boolean, $9::text[])",
                parameters(fence.subscription(), textArray(record.publications), record.sourceSystem,
                           record.sourceTimeline, record.sourceDatabase, record.copyData,
                           textArray(record.tableMap), record.ownPublication, textArray(record.allowNonempty)));
    transaction.commit();
}

void recordSlotName(postgres::Connection &target, const Fence &fence, const std::string &slotName)
{
    FencedTransaction transaction(fence, target);
    target.exec("UPDATE _tidegate.slot SET slot_name = $2, made = false, start_lsn = NULL WHERE subname = $1",
                parameters(fence.subscription(), slotName));
    transaction.commit();
}

void recordSlotMade(postgres::Connection &target, const Fence &fence, Lsn start)
{
    FencedTransaction transaction(fence, target);
    target.exec("UPDATE _tidegate.slot SET made = true, start_lsn = $2::pg_lsn WHERE subname = $1",
                parameters(fence.subscription(), start.toString()));
    target.exec(appendProgressSql(fence, Progress{start, {}, 0, {}}, 0));
    transaction.commit();
}

void recordPublications(postgres::Connection &target, const Fence &fence, const std::vector<std::string> &names,
                        const std::vector<std::string> &tableMap)
{
    FencedTransaction transaction(fence, target);
    target.exec("UPDATE _tidegate.slot SET publications = $2::text[], table_map = $3::text[] WHERE subname = $1",
                parameters(fence.subscription(), textArray(names), textArray(tableMap)));
    transaction.commit();
}

void recordTableMap(postgres::Connection &target, const Fence &fence, const std::vector<std::string> &tableMap)
{
    target.exec("UPDATE _tidegate.slot SET table_map = $2::text[] WHERE subname = $1", parameters(fence.subscription(), textArray(tableMap)));
}

void recordPaused(postgres::Connection &target, const Fence &fence, bool paused)
{
    FencedTransaction transaction(fence, target);
    target.exec("UPDATE _tidegate.slot SET paused = $2::boolean WHERE subname = $1",
                parameters(fence.subscription(), paused));
    transaction.commit();
}

void recordCutOver(postgres::Connection &target, const Fence &fence)
{
    FencedTransaction transaction(fence, target);
    target.exec("UPDATE _tidegate.slot SET cut_over_at = now(), cut_over_by = current_user WHERE subname = $1",
                parameters(fence.subscription()));
    transaction.commit();
}

std::vector<std::string> subscriptions(postgres::Connection &target)
{
    std::vector<std::string> names;
    const auto rows = target.exec("SELECT subname FROM _tidegate.fence ORDER BY 1");
    for (int row = 0; row < rows.rows(); ++row)
        names.push_back(rows.text(row, 0));
    return names;
}

void forget(postgres::Connection &target, const std::string &subscription, const std::vector<LeftBehind> &stays)
{
    std::vector<std::string> schemas, tables;
    std::vector<std::uint32_t> oids;
    for (const auto &left : stays) {
        schemas.push_back(left.target.schema);
        tables.push_back(left.target.name);
        oids.push_back(left.there);
    }
    const bool byOid = keepsLeftByOid(target);
    postgres::Transaction transaction(target);
    // Of two at once each would lock the row of the other in `fence`, and take away its own.
    target.exec("SELECT pg_advisory_xact_lock(7310305, 2)");
    target.exec("INSERT INTO _tidegate.left_behind (subname, rrelid, schemaname, tablename, target_schema, target_table"
                    + std::string(byOid ? ", target_oid" : "") + ") SELECT f.subname, 0, '', '', w.schema, w.name"
                    + (byOid ? ", w.oid" : "")
                    + " FROM _tidegate.fence f, unnest($2::text[], $3::text[], $4::oid[]) AS w(schema, name, oid)"
                      " WHERE f.subname <> $1 ON CONFLICT DO NOTHING",
                parameters(subscription, textArray(schemas), textArray(tables), postgres::idArray(oids)));
    target.exec("DELETE FROM _tidegate.subscription_rel WHERE subname = $1", parameters(subscription));
    target.exec("DELETE FROM _tidegate.fence WHERE subname = $1", parameters(subscription));
    transaction.commit();
}

Progress readProgress(postgres::Connection &target, const std::string &subscription)
{
    const auto row = target.exec("SELECT lsn, piece_commit, piece_changes, piece_lsn FROM _tidegate.progress"
                                 " WHERE subname = $1 ORDER BY seq DESC LIMIT 1",
                                 parameters(subscription));
    if (row.rows() == 0)
        return {};
    const auto changes = row.integer(0, 2);
    return Progress{row.lsn(0, 0), row.lsn(0, 1), changes % atLsn, row.lsn(0, 3), changes / atLsn};
}

Progress Progress::upTo(Lsn end) const
{
    if (pieceCommit.isValid() && pieceCommit >= end)
        return {end, pieceCommit, pieceChanges, pieceLsn, pieceAtLsn};
    return {end, {}, 0, {}, 0};
}

std::string appendProgressSql(const Fence &fence, const Progress &progress, std::int64_t unixMicroseconds)
{
    const auto lsnOrNull = [](Lsn lsn) { return lsn.isValid() ? "'" + lsn.toString() + "'::pg_lsn" : "NULL"; };
    std::string time = "NULL";
    if (unixMicroseconds != 0) {
        char text[64];
        std::snprintf(text, sizeof text, "to_timestamp(%lld.%06lld)",
                      static_cast<long long>(unixMicroseconds / 1000000),
                      static_cast<long long>(unixMicroseconds % 1000000));
        time = text;
    }
    return "INSERT INTO _tidegate.progress (subname, lsn, txn_time, piece_commit, piece_changes, piece_lsn, generation)"
           " SELECT " + literal(fence.subscription()) + ", " + lsnOrNull(progress.lsn) + ", coalesce(" + time
        + ", (SELECT p.txn_time FROM _tidegate.progress p WHERE p.subname = " + literal(fence.subscription())
        + " ORDER BY p.seq DESC LIMIT 1)), " + lsnOrNull(progress.pieceCommit) + ", "
        + std::to_string(progress.pieceChanges + progress.pieceAtLsn * atLsn) + ", " + lsnOrNull(progress.pieceLsn) + ", "
        + std::to_string(fence.generation());
}

void pruneProgress(postgres::Connection &target, const std::string &subscription)
{
    target.exec("DELETE FROM _tidegate.progress WHERE subname = $1 AND seq <"
                " (SELECT max(seq) - 20 FROM _tidegate.progress WHERE subname = $1)",
                parameters(subscription));
}

} // namespace tidegate::journal
