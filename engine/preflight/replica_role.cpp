// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "postgres/replica_role.h"
#include "preflight/checks.h"

#include <map>

namespace tidegate::preflight {

namespace {

// A foreign key of a partitioned table stands on each partition too; it is dropped at the top.
constexpr char foreignKeys[] = R"(
SELECT n.nspname, c.relname, array_agg(k.conname ORDER BY k.conname), w.oid
  FROM unnest($1::oid[]) AS w(oid)
  JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.contype = 'f' AND k.conparentid = 0
  JOIN pg_catalog.pg_class c ON c.oid = w.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 GROUP BY n.nspname, c.relname, w.oid ORDER BY n.nspname, c.relname)";

/// Those that TimescaleDB puts on a hypertable let rows through that come by it. Read from pg_inherits, because
/// pg_partition_tree() waits for whoever holds a lock.
constexpr char ordinaryTriggers[] = R"(
WITH RECURSIVE below(top, oid) AS (
    SELECT w.oid, w.oid FROM unnest($1::oid[]) AS w(oid)
     UNION
    SELECT below.top, i.inhrelid
      FROM below
      JOIN pg_catalog.pg_inherits i ON i.inhparent = below.oid
      JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition)
SELECT DISTINCT below.top
  FROM below
  JOIN pg_catalog.pg_trigger t ON t.tgrelid = below.oid
  JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
  JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
 WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND n.nspname NOT LIKE '\_timescaledb\_%')";

} // namespace

Findings checkReplicaRole(const Inspection &inspection)
{
    auto &target = *inspection.target;
    if (postgres::mayBeReplica(target))
        return {};
    const auto &facts = inspection.targetFacts;
    std::vector<std::uint32_t> oids;
    std::map<std::uint32_t, std::vector<std::uint32_t>> sources; // of each target, those that feed it
    for (const auto &pair : inspection.tables) {
        if (!pair.target)
            continue;
        auto &feeding = sources[pair.target->oid];
        if (feeding.empty())
            oids.push_back(pair.target->oid);
        feeding.push_back(pair.source.oid);
    }
    const auto tables = postgres::parameters(postgres::idArray(oids));
    const auto feeders = [&](const postgres::Result &result, int row, int column) {
        return sources.at(static_cast<std::uint32_t>(result.integer(row, column)));
    };
    Findings findings;
    Finding denied{Severity::Warning, Code::ReplicaRoleDenied, {facts.role}, postgres::replicaRoleGrant(facts.version, facts.role)};
    const auto triggered = target.exec(ordinaryTriggers, tables);
    for (int row = 0; row < triggered.rows(); ++row) {
        denied.severity = Severity::Refusal; // a trigger would do again what it, or its like, has done on the source
        const auto found = feeders(triggered, row, 0);
        denied.tables.insert(denied.tables.end(), found.begin(), found.end());
    }
    findings.push_back(std::move(denied));
    const auto result = target.exec(foreignKeys, tables);
    for (int row = 0; row < result.rows(); ++row) {
        const RelationName table{result.text(row, 0), result.text(row, 1)};
        std::string drops;
        for (const auto &name : postgres::parseTextArray(result.view(row, 2)))
            drops += (drops.empty() ? " DROP CONSTRAINT " : ", DROP CONSTRAINT ") + postgres::quoted(name);
        findings.push_back({Severity::Refusal,
                            Code::ForeignKeysActive,
                            {table.display()},
                            "ALTER TABLE " + postgres::quoted(table) + drops});
        findings.back().tables = feeders(result, row, 3);
    }
    return findings;
}

} // namespace tidegate::preflight
