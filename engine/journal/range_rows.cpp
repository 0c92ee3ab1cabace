// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/range_rows.h"

#include "journal/schema.h"
#include "postgres/quoting.h"

namespace tidegate::journal {

using postgres::idArray;
using postgres::parameters;

bool hasRanges(postgres::Connection &target)
{
    return hasTable(target, "copy_range");
}

std::vector<RangeRow> readRanges(postgres::Connection &target, const std::string &subscription)
{
    std::vector<RangeRow> all;
    if (!hasRanges(target))
        return all;
    const auto rows = target.exec("SELECT unit, rrelid, column_name, column_type, low, high FROM _tidegate.copy_range"
                                  " WHERE subname = $1 ORDER BY unit",
                                  parameters(subscription));
    const auto bound = [&rows](int row, int column) {
        return rows.isNull(row, column) ? std::optional<std::string>() : std::optional(rows.text(row, column));
    };
    for (int row = 0; row < rows.rows(); ++row)
        all.push_back({rows.integer(row, 0), static_cast<std::uint32_t>(rows.integer(row, 1)), rows.text(row, 2),
                       rows.text(row, 3), bound(row, 4), bound(row, 5)});
    return all;
}

void insertRangeUnits(postgres::Connection &target, const Fence &fence, const RelationRow &relation,
                      const std::vector<RangeRow> &ranges)
{
    insertRelations(target, fence, {relation}, std::nullopt, 'i');
    for (const auto &range : ranges) {
        const auto unit = target.exec("INSERT INTO _tidegate.copy_unit (subname, kind) VALUES ($1, 'range') RETURNING id",
                                      parameters(fence.subscription()))
                              .integer(0, 0);
        target.exec("INSERT INTO _tidegate.copy_range (unit, subname, rrelid, column_name, column_type, low, high)"
                    " VALUES ($1::bigint, $2, $3::oid, $4, $5, $6, $7)",
                    parameters(unit, fence.subscription(), std::to_string(range.relation), range.column, range.type, range.low,
                               range.high));
    }
}

void removeRangeUnits(postgres::Connection &target, const Fence &fence, const std::vector<std::uint32_t> &oids)
{
    if (!hasRanges(target))
        return;
    const auto ofThem = parameters(fence.subscription(), idArray(oids));
    // Taken from their copiers, and what these commit at this moment waited for.
    target.exec("WITH held AS (SELECT id FROM _tidegate.copy_unit WHERE id IN"
                " (SELECT unit FROM _tidegate.copy_range WHERE subname = $1 AND rrelid = ANY ($2::oid[]))"
                " ORDER BY id FOR UPDATE) UPDATE _tidegate.copy_unit u SET state = 'i', owner = NULL FROM held"
                " WHERE u.id = held.id",
                ofThem);
    target.exec("WITH gone AS (DELETE FROM _tidegate.copy_range WHERE subname = $1 AND rrelid = ANY ($2::oid[]) RETURNING unit)"
                " DELETE FROM _tidegate.copy_unit u USING gone WHERE u.id = gone.unit",
                ofThem);
}

void showRangesClaimed(postgres::Connection &target, std::int64_t unit)
{
    target.exec("UPDATE _tidegate.subscription_rel r SET state = 'd', last_error = CASE WHEN r.stopped THEN r.last_error END, updated_at = now()"
                " FROM _tidegate.copy_range g JOIN _tidegate.copy_unit u ON u.id = g.unit"
                " WHERE g.unit = $1::bigint AND r.subname = g.subname AND r.rrelid = g.rrelid"
                " AND (r.state = 'i' OR u.last_error IS NOT NULL AND r.last_error IS NOT NULL AND NOT r.stopped)",
                parameters(unit));
}

std::string showRangesReadySql(const Fence &fence)
{
    return "UPDATE _tidegate.subscription_rel r SET state = 'r', updated_at = now() WHERE r.subname = "
        + postgres::literal(fence.subscription())
        + " AND r.unit IS NULL AND r.state <> 'r' AND NOT EXISTS (SELECT FROM _tidegate.copy_range g"
          " JOIN _tidegate.copy_unit u ON u.id = g.unit WHERE g.subname = r.subname AND g.rrelid = r.rrelid AND u.state <> 'r')";
}

void showRangeError(postgres::Connection &target, std::int64_t unit, const std::string &error)
{
    target.exec("UPDATE _tidegate.subscription_rel r SET last_error = $2, updated_at = now() FROM _tidegate.copy_range g"
                " WHERE g.unit = $1::bigint AND r.subname = g.subname AND r.rrelid = g.rrelid AND NOT r.stopped",
                parameters(unit, error));
}

void renameRangeColumn(postgres::Connection &target, const std::string &subscription, std::uint32_t oid,
                       const std::vector<std::string> &from, const std::vector<std::string> &to)
{
    if (!from.empty() && hasRanges(target))
        target.exec("UPDATE _tidegate.copy_range g SET column_name = w.became FROM unnest($3::text[], $4::text[]) AS w(was, became)"
                    " WHERE g.subname = $1 AND g.rrelid = $2::oid AND g.column_name = w.was",
                    parameters(subscription, std::to_string(oid), postgres::textArray(from), postgres::textArray(to)));
}

} // namespace tidegate::journal
