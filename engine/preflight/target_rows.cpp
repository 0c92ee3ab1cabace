// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/target_rows.h"

#include "postgres/empty_table.h"
#include "postgres/quoting.h"
#include "preflight/checks.h"

#include <algorithm>

namespace tidegate::preflight {

namespace {

constexpr int counted = 100'000;

std::string countText(postgres::Connection &connection, const RelationName &table)
{
    const auto name = postgres::quoted(table);
    const auto exact = connection.exec("SELECT count(*) FROM (SELECT FROM " + name + " LIMIT "
                                       + std::to_string(counted + 1) + ") found");
    if (exact.integer(0, 0) <= counted)
        return exact.text(0, 0);
    const auto estimate = connection.exec(R"(
WITH RECURSIVE below(oid) AS (
    SELECT $1::regclass::oid
     UNION ALL
    SELECT h.inhrelid FROM below JOIN pg_catalog.pg_inherits h ON h.inhparent = below.oid)
SELECT sum(c.reltuples) FILTER (WHERE c.reltuples > 0)::bigint
  FROM below JOIN pg_catalog.pg_class c ON c.oid = below.oid AND c.relkind = 'r')",
                                          postgres::parameters(name));
    const auto rows = estimate.integer(0, 0);
    return rows > counted ? "about " + std::to_string(rows) : "more than " + std::to_string(counted);
}

} // namespace

RowsThere rowsThere(postgres::Connection &connection, const std::set<RelationName> &tables)
{
    const std::vector<RelationName> all(tables.begin(), tables.end());
    std::vector<std::string> quoted;
    for (const auto &table : all)
        quoted.push_back(postgres::quoted(table));
    RowsThere found;
    std::vector<std::size_t> unseen;
    for (const auto index : postgres::whichHaveRows(connection, quoted, &unseen))
        found.tables[all[index]] = countText(connection, all[index]);
    for (const auto index : unseen)
        found.unseen.push_back(all[index]);
    return found;
}

Findings checkTargetRows(const Inspection &inspection)
{
    if (!inspection.copyData)
        return {}; // rows are expected there
    std::set<RelationName> tables;
    for (const auto &pair : inspection.tables) {
        if (pair.target)
            tables.insert(pair.targetName);
    }
    const auto found = rowsThere(*inspection.target, tables);
    Findings findings;
    for (const auto &[table, rows] : found.tables) {
        const auto &allowed = inspection.allowNonempty;
        const bool may = std::find(allowed.begin(), allowed.end(), table.display()) != allowed.end();
        findings.push_back(
            {may ? Severity::Note : Severity::Refusal, Code::TargetNotEmpty, {table.display(), rows}, {}});
    }
    for (const auto &table : found.unseen)
        findings.push_back(
            {Severity::Refusal,
             Code::NotSeen,
             {"whether " + table.display() + " on the target is empty", inspection.targetFacts.role},
             "GRANT SELECT ON " + postgres::quoted(table) + " TO "
                 + postgres::quoted(inspection.targetFacts.role)});
    return findings;
}

} // namespace tidegate::preflight
