// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "journal/unit_rows.h"

#include "base/failpoint.h"
#include "journal/range_rows.h"
#include "journal/schema.h"
#include "postgres/quoting.h"

#include <algorithm>

namespace tidegate::journal {

using postgres::idArray;
using postgres::literal;
using postgres::parameters;
using postgres::textArray;

std::vector<UnitRow> readUnitStates(postgres::Connection &target, const std::string &subscription)
{
    std::vector<UnitRow> all;
    const auto units = target.exec("SELECT id, state, kind, slices, admitted, snapshot, lsn, attempts"
                                   " FROM _tidegate.copy_unit WHERE subname = $1 ORDER BY id",
                                   parameters(subscription));
    for (int row = 0; row < units.rows(); ++row) {
        UnitRow unit;
        unit.id = units.integer(row, 0);
        unit.state = units.view(row, 1).front();
        unit.kind = units.text(row, 2);
        unit.slices = static_cast<int>(units.integer(row, 3));
        unit.admitted = units.boolean(row, 4);
        if (!units.isNull(row, 5))
            unit.snapshot = Snapshot::parse(units.view(row, 5));
        unit.lsn = units.lsn(row, 6);
        unit.attempts = static_cast<int>(units.integer(row, 7));
        all.push_back(std::move(unit));
    }
    return all;
}

std::size_t UnitsOfSubscription::unfinished() const
{
    return static_cast<std::size_t>(
        std::count_if(units.begin(), units.end(), [](const auto &unit) { return unit.state != 'r'; }));
}

UnitsOfSubscription readUnits(postgres::Connection &target, const std::string &subscription)
{
    UnitsOfSubscription all;
    const postgres::Transaction transaction(target, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    all.units = readUnitStates(target, subscription);
    // Of ranges the table's own row shows only that one was claimed once: all of them may wait again.
    const std::string ranged = "rrelid IN (SELECT g.rrelid FROM _tidegate.copy_range g JOIN _tidegate.copy_unit u ON u.id = g.unit"
                               " WHERE g.subname = $1 AND u.state ";
    const bool mayHaveRanges = hasRanges(target);
    const std::string copied = mayHaveRanges ? " OR " + ranged + "IN ('f', 'r'))" : "";
    const std::string state = mayHaveRanges ? "CASE WHEN state = 'd' AND unit IS NULL AND NOT " + ranged + "<> 'i') THEN 'i' ELSE state END" : "state";
    const auto relations =
        target.exec("SELECT rrelid, schemaname, tablename, target_schema, target_table, pubname, " + state + ", coalesce(unit, 0),"
                    " rows_copied, bytes_copied, approximate_rows, approximate_size, shared, stopped, last_error,"
                    " publication_terms, state NOT IN ('i', 'd')" + copied +
                    " FROM _tidegate.subscription_rel WHERE subname = $1 ORDER BY unit, schemaname, tablename",
                    parameters(subscription));
    for (int row = 0; row < relations.rows(); ++row) {
        RelationRow relation;
        relation.oid = static_cast<std::uint32_t>(relations.integer(row, 0));
        relation.source = {relations.text(row, 1), relations.text(row, 2)};
        relation.target = {relations.text(row, 3), relations.text(row, 4)};
        relation.publication = relations.text(row, 5);
        relation.state = relations.view(row, 6).front();
        relation.unit = relations.integer(row, 7);
        relation.rowsCopied = relations.integer(row, 8);
        relation.bytesCopied = relations.integer(row, 9);
        relation.approximateRows = relations.isNull(row, 10) ? -1 : relations.integer(row, 10);
        relation.approximateBytes = relations.integer(row, 11);
        relation.shared = relations.boolean(row, 12);
        relation.stopped = relations.boolean(row, 13);
        relation.lastError = relations.text(row, 14);
        relation.terms = relations.text(row, 15);
        relation.copied = relations.boolean(row, 16);
        all.relations.push_back(std::move(relation));
    }
    return all;
}

void insertRelations(postgres::Connection &target, const Fence &fence, const std::vector<RelationRow> &relations,
                     std::optional<std::int64_t> unit, char state)
{
    std::vector<std::uint32_t> oids;
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> bytes;
    std::vector<std::string> publications, schemas, tables, targetSchemas, targetTables, shared, terms;
    for (const auto &relation : relations) {
        oids.push_back(relation.oid);
        rows.push_back(relation.approximateRows);
        bytes.push_back(relation.approximateBytes);
        publications.push_back(relation.publication);
        schemas.push_back(relation.source.schema);
        tables.push_back(relation.source.name);
        targetSchemas.push_back(relation.target.schema);
        targetTables.push_back(relation.target.name);
        shared.emplace_back(relation.shared ? "t" : "f");
        terms.push_back(relation.terms);
    }
    target.exec("INSERT INTO _tidegate.subscription_rel (subname, state, unit, pubname, schemaname, tablename, rrelid,"
                " approximate_rows, approximate_size, target_schema, target_table, shared, publication_terms)"
                " SELECT $1, $2::\"char\", $3::bigint, r.* FROM unnest($4::text[], $5::text[], $6::text[], $7::oid[],"
                " $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::boolean[], $13::text[]) AS r",
                parameters(fence.subscription(), std::string(1, state), unit ? std::optional(std::to_string(*unit)) : std::nullopt,
                           textArray(publications), textArray(schemas), textArray(tables), idArray(oids), idArray(rows),
                           idArray(bytes), textArray(targetSchemas), textArray(targetTables), textArray(shared), textArray(terms)));
}

std::int64_t insertUnit(postgres::Connection &target, const Fence &fence, const UnitRow &unit,
                        const std::vector<RelationRow> &relations)
{
    const auto made = target.exec("INSERT INTO _tidegate.copy_unit (subname, state, kind, slices, admitted)"
                                  " VALUES ($1, $2::\"char\", $3, $4::int, $5::boolean) RETURNING id",
                                  parameters(fence.subscription(), std::string(1, unit.state), unit.kind, unit.slices,
                                             unit.admitted));
    const auto id = made.integer(0, 0);
    insertRelations(target, fence, relations, id, unit.state);
    return id;
}

void admitUnits(postgres::Connection &target, const std::vector<std::int64_t> &units)
{
    target.exec("UPDATE _tidegate.copy_unit SET admitted = true WHERE id = ANY ($1::bigint[])",
                parameters(idArray(units)));
}

std::vector<std::uint32_t> withdrawAdmission(postgres::Connection &target, const Fence &fence, const std::vector<std::uint32_t> &oids)
{
    const std::string ranges = hasRanges(target) ? "SELECT unit, rrelid, subname FROM _tidegate.copy_range" : "SELECT NULL::bigint, NULL::oid, NULL WHERE false";
    const std::string ofThem = "(SELECT unit, rrelid FROM (SELECT unit, rrelid, subname FROM _tidegate.subscription_rel UNION ALL " + ranges
        + ") m WHERE subname = $1 AND rrelid = ANY ($2::oid[]))";
    const auto who = parameters(fence.subscription(), idArray(oids));
    target.exec("WITH held AS (SELECT id, state FROM _tidegate.copy_unit WHERE id IN (SELECT unit FROM " + ofThem
                    + " o) ORDER BY id FOR UPDATE),"
                      " taken AS (UPDATE _tidegate.copy_unit u SET state = 'i', owner = NULL, admitted = false, updated_at = now() FROM held"
                      " WHERE u.id = held.id AND held.state IN ('i', 'd') RETURNING u.id)"
                      " UPDATE _tidegate.subscription_rel r SET state = 'i', updated_at = now() FROM taken WHERE r.unit = taken.id",
                who);
    const auto rows = target.exec("SELECT o.rrelid FROM " + ofThem + " o JOIN _tidegate.copy_unit u ON u.id = o.unit"
                                  " GROUP BY o.rrelid HAVING bool_and(u.state = 'i') ORDER BY o.rrelid",
                                  who);
    std::vector<std::uint32_t> waiting;
    for (int row = 0; row < rows.rows(); ++row)
        waiting.push_back(static_cast<std::uint32_t>(rows.integer(row, 0)));
    return waiting;
}

bool splitOut(postgres::Connection &target, const Fence &fence, std::uint32_t oid)
{
    const auto list = target.exec("SELECT u.id FROM _tidegate.copy_unit u JOIN _tidegate.subscription_rel r ON r.unit = u.id"
                                  " WHERE r.subname = $1 AND r.rrelid = $2::oid AND u.state IN ('i', 'd') FOR UPDATE OF u",
                                  parameters(fence.subscription(), std::to_string(oid)));
    if (list.rows() == 0)
        return false;
    const auto unit = list.integer(0, 0);
    if (target.exec("SELECT count(*) FROM _tidegate.subscription_rel WHERE unit = $1::bigint", parameters(unit)).integer(0, 0) < 2)
        return false;
    // Whoever copies the list must not finish it as that of all of them.
    target.exec("UPDATE _tidegate.copy_unit SET state = 'i', owner = NULL, updated_at = now() WHERE id = $1::bigint", parameters(unit));
    target.exec("UPDATE _tidegate.subscription_rel SET state = 'i', updated_at = now() WHERE unit = $1::bigint", parameters(unit));
    const auto own = target.exec("INSERT INTO _tidegate.copy_unit (subname, kind, admitted) SELECT subname, 'relation', admitted"
                                 " FROM _tidegate.copy_unit WHERE id = $1::bigint RETURNING id",
                                 parameters(unit))
                         .integer(0, 0);
    target.exec("UPDATE _tidegate.subscription_rel SET unit = $3::bigint WHERE subname = $1 AND rrelid = $2::oid",
                parameters(fence.subscription(), std::to_string(oid), own));
    return true;
}

void removeRelations(postgres::Connection &target, const Fence &fence, const std::vector<std::uint32_t> &oids)
{
    // A copier that has such a unit must not finish it with the rows of a table that is gone: the unit is taken from
    // it, and what it commits at this moment is waited for.
    const auto ofThem = parameters(fence.subscription(), idArray(oids));
    target.exec("WITH held AS (SELECT id, state FROM _tidegate.copy_unit WHERE id IN"
                " (SELECT unit FROM _tidegate.subscription_rel WHERE subname = $1 AND rrelid = ANY ($2::oid[]))"
                " ORDER BY id FOR UPDATE),"
                " taken AS (UPDATE _tidegate.copy_unit u SET state = 'i', owner = NULL, updated_at = now() FROM held"
                " WHERE u.id = held.id AND held.state = 'd' RETURNING u.id)"
                " UPDATE _tidegate.subscription_rel r SET state = 'i', updated_at = now() FROM taken WHERE r.unit = taken.id",
                ofThem);
    // A slice holds its row until its COMMIT is done. Not left to the cascade: in a transaction as replica there is none.
    target.exec("DELETE FROM _tidegate.copy_slice WHERE unit IN"
                " (SELECT unit FROM _tidegate.subscription_rel WHERE subname = $1 AND rrelid = ANY ($2::oid[]))",
                ofThem);
    if (hasTable(target, "parked"))
        target.exec("DELETE FROM _tidegate.parked WHERE unit IN"
                    " (SELECT unit FROM _tidegate.subscription_rel WHERE subname = $1 AND rrelid = ANY ($2::oid[]))",
                    ofThem);
    removeRangeUnits(target, fence, oids);
    target.exec("DELETE FROM _tidegate.subscription_rel WHERE subname = $1 AND rrelid = ANY ($2::oid[])", ofThem);
    target.exec("DELETE FROM _tidegate.copy_unit u WHERE subname = $1 AND kind <> 'range' AND NOT EXISTS"
                " (SELECT FROM _tidegate.subscription_rel r WHERE r.unit = u.id)",
                parameters(fence.subscription()));
}

std::vector<LeftBehind> readLeftBehind(postgres::Connection &target, const std::string &subscription)
{
    const std::string there = keepsLeftByOid(target) ? "target_oid" : "0";
    const auto rows = target.exec("SELECT rrelid, schemaname, tablename, target_schema, target_table, " + there
                                      + " FROM _tidegate.left_behind WHERE subname = $1",
                                  parameters(subscription));
    std::vector<LeftBehind> all;
    for (int row = 0; row < rows.rows(); ++row)
        all.push_back({static_cast<std::uint32_t>(rows.integer(row, 0)),
                       {rows.text(row, 1), rows.text(row, 2)},
                       {rows.text(row, 3), rows.text(row, 4)},
                       static_cast<std::uint32_t>(rows.integer(row, 5))});
    return all;
}

void addLeftBehind(postgres::Connection &target, const Fence &fence, const LeftBehind &left)
{
    const bool byOid = keepsLeftByOid(target);
    auto values = parameters(fence.subscription(), std::to_string(left.oid), left.source.schema, left.source.name,
                             left.target.schema, left.target.name);
    if (byOid)
        values.add(std::to_string(left.there));
    target.exec("INSERT INTO _tidegate.left_behind (subname, rrelid, schemaname, tablename, target_schema, target_table"
                    + std::string(byOid ? ", target_oid" : "") + ") VALUES ($1, $2::oid, $3, $4, $5, $6" + (byOid ? ", $7::oid" : "")
                    + ") ON CONFLICT DO NOTHING",
                values);
}

void forgetLeftBehind(postgres::Connection &target, const Fence &fence, const std::map<RelationName, std::uint32_t> &tables)
{
    if (tables.empty())
        return;
    std::vector<std::string> schemas, names;
    std::vector<std::uint32_t> oids;
    for (const auto &[name, oid] : tables) {
        schemas.push_back(name.schema);
        names.push_back(name.name);
        oids.push_back(oid);
    }
    const std::string named = "l.target_schema = w.schema AND l.target_table = w.name";
    target.exec("DELETE FROM _tidegate.left_behind l USING unnest($2::text[], $3::text[], $4::oid[]) AS w(schema, name, oid)"
                " WHERE l.subname = $1 AND "
                    + (keepsLeftByOid(target) ? "(l.target_oid = w.oid OR l.target_oid = 0 AND " + named + ")" : named),
                parameters(fence.subscription(), textArray(schemas), textArray(names), idArray(oids)));
}

bool claimUnit(postgres::Connection &target, std::int64_t unit, const std::string &owner, std::int64_t generation)
{
    // The second arm: a zombie that claims after the take-over and dies would leave 'd' for ever.
    const auto claimed = target.exec(
        "WITH claimed AS (UPDATE _tidegate.copy_unit SET state = 'd', owner = $2, owner_gen = $3::bigint,"
        " attempts = attempts + 1, updated_at = now() WHERE id = $1::bigint AND admitted"
        " AND (state = 'i' OR state = 'd' AND owner_gen < $3::bigint) RETURNING id),"
        " shown AS (UPDATE _tidegate.subscription_rel SET state = 'd', last_error = CASE WHEN stopped THEN last_error END, updated_at = now()"
        " FROM claimed WHERE unit = claimed.id)"
        " SELECT count(*) FROM claimed",
        parameters(unit, owner, generation));
    return claimed.integer(0, 0) > 0;
}

std::vector<std::uint32_t> relationsOfUnit(postgres::Connection &target, std::int64_t unit, bool isRange)
{
    const std::string from = isRange ? "_tidegate.copy_range" : "_tidegate.subscription_rel";
    const auto rows = target.exec("SELECT rrelid FROM " + from + " WHERE unit = $1::bigint ORDER BY rrelid", parameters(unit));
    std::vector<std::uint32_t> oids;
    for (int row = 0; row < rows.rows(); ++row)
        oids.push_back(static_cast<std::uint32_t>(rows.integer(row, 0)));
    return oids;
}

void giveBackUnit(postgres::Connection &target, std::int64_t unit, const std::string &owner, const std::string &error)
{
    target.exec("WITH given AS (UPDATE _tidegate.copy_unit SET state = 'i', owner = NULL, last_error = nullif($3, ''),"
                " updated_at = now() WHERE id = $1::bigint AND owner = $2 AND state = 'd' RETURNING id, last_error)"
                " UPDATE _tidegate.subscription_rel r SET state = 'i', last_error = CASE WHEN r.stopped THEN r.last_error ELSE given.last_error END,"
                " updated_at = now() FROM given WHERE r.unit = given.id",
                parameters(unit, owner, error));
}

bool finishUnit(postgres::Connection &target, std::int64_t unit, const std::string &owner, const Snapshot &snapshot,
                Lsn copiedAt, std::int64_t rows, std::int64_t bytes)
{
    const auto finished = target.exec(
        "WITH done AS (UPDATE _tidegate.copy_unit SET state = 'f', snapshot = $3, lsn = $4::pg_lsn,"
        " rows_copied = $5::bigint, bytes_copied = $6::bigint, last_error = NULL, updated_at = now()"
        " WHERE id = $1::bigint AND owner = $2 AND state = 'd' RETURNING id),"
        " shown AS (UPDATE _tidegate.subscription_rel r SET state = 'f', lsn = $4::pg_lsn, last_error = CASE WHEN r.stopped THEN r.last_error END,"
        " updated_at = now() FROM done WHERE r.unit = done.id) SELECT count(*) FROM done",
        parameters(unit, owner, snapshot.toString(), copiedAt.toString(), rows, bytes));
    return finished.integer(0, 0) > 0;
}

std::string eraseSnapshotsSql(const Fence &fence, Lsn stored, const std::vector<std::int64_t> &units)
{
    return "WITH erased AS (UPDATE _tidegate.copy_unit SET state = 'r', snapshot = NULL, updated_at = now()"
           " WHERE subname = " + literal(fence.subscription()) + " AND state = 'f' AND lsn <= '" + stored.toString()
        + "' AND id = ANY ('" + idArray(units) + "') RETURNING id), shown AS (UPDATE _tidegate.subscription_rel r SET state = 'r', updated_at = now()"
          " FROM erased WHERE r.unit = erased.id) SELECT id FROM erased";
}

void markShared(postgres::Connection &target, const Fence &fence, const std::vector<RelationName> &targets)
{
    for (const auto &name : targets)
        target.exec("UPDATE _tidegate.subscription_rel SET shared = true WHERE subname = $1 AND target_schema = $2"
                    " AND target_table = $3",
                    parameters(fence.subscription(), name.schema, name.name));
}

void recordTerms(postgres::Connection &target, const Fence &fence, std::uint32_t oid, const std::string &terms)
{
    target.exec("UPDATE _tidegate.subscription_rel SET publication_terms = $3 WHERE subname = $1 AND rrelid = $2::oid",
                parameters(fence.subscription(), std::to_string(oid), terms));
}

void stopRelation(postgres::Connection &target, const Fence &fence, std::uint32_t oid, const std::string &why)
{
    stopRelations(target, fence, {{oid, why}});
}

void stopRelations(postgres::Connection &target, const Fence &fence, const std::map<std::uint32_t, std::string> &whys)
{
    std::vector<std::uint32_t> oids;
    std::vector<std::string> texts;
    for (const auto &[oid, why] : whys) {
        oids.push_back(oid);
        texts.push_back(why);
    }
    target.exec("UPDATE _tidegate.subscription_rel r SET stopped = true, last_error = w.why, updated_at = now()"
                "  FROM unnest($2::oid[], $3::text[]) AS w(oid, why) WHERE r.subname = $1 AND r.rrelid = w.oid",
                parameters(fence.subscription(), idArray(oids), postgres::textArray(texts)));
}

} // namespace tidegate::journal
