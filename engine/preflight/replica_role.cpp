// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/quoting.h"
#include "postgres/replica_role.h"
#include "preflight/checks.h"

namespace tidegate::preflight {

namespace {

// A foreign key of a partitioned table stands on each partition too; it is dropped at the top.
constexpr char foreignKeys[] = R"(
SELECT n.nspname, c.relname, array_agg(k.conname ORDER BY k.conname)
  FROM unnest($1::oid[]) AS w(oid)
  JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.contype = 'f' AND k.conparentid = 0
  JOIN pg_catalog.pg_class c ON c.oid = w.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 GROUP BY n.nspname, c.relname ORDER BY n.nspname, c.relname)";

/// Those that TimescaleDB puts on a hypertable let rows through that come by it.
constexpr char ordinaryTriggers[] = R"(
SELECT count(*) > 0
  FROM unnest($1::oid[]) AS w(oid)
  JOIN pg_catalog.pg_trigger t ON t.tgrelid IN (SELECT w.oid UNION ALL SELECT relid FROM pg_catalog.pg_partition_tree(w.oid))
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
    for (const auto &pair : inspection.tables) {
        if (pair.target)
            oids.push_back(pair.target->oid);
    }
    const auto tables = postgres::parameters(postgres::idArray(oids));
    Findings findings;
    // A trigger would do again what it, or its like, has done on the source.
    findings.push_back({target.exec(ordinaryTriggers, tables).boolean(0, 0) ? Severity::Refusal : Severity::Warning,
                        Code::ReplicaRoleDenied,
                        {facts.role},
                        facts.version >= 150000 ? "GRANT SET ON PARAMETER session_replication_role TO "
                                                      + postgres::quoted(facts.role)
                                                : std::string()});
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
    }
    return findings;
}

} // namespace tidegate::preflight
