// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "postgres/error.h"
#include "preflight/checks.h"

#include <map>
#include <set>

namespace tidegate::preflight {

namespace {

using Fed = std::set<std::pair<RelationName, std::string>>;

// Cut over is a terminal state: such a subscription feeds nothing any more.
constexpr char fedByOurs[] = R"(
WITH RECURSIVE fed(nspname, relname, subname) AS (
    SELECT r.target_schema::text, r.target_table::text, r.subname::text
      FROM _tidegate.subscription_rel r
      LEFT JOIN _tidegate.subscription s ON s.subname = r.subname
     WHERE r.subname <> $1 AND s.cut_over_at IS NULL),)";

constexpr char fedByPostgresql[] = R"(
WITH RECURSIVE fed(nspname, relname, subname) AS (
    SELECT n.nspname::text, c.relname::text, s.subname::text
      FROM pg_catalog.pg_subscription_rel r
      JOIN pg_catalog.pg_subscription s ON s.oid = r.srsubid
      JOIN pg_catalog.pg_class c ON c.oid = r.srrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE $1::text IS NOT NULL),)";

// Who feeds a partitioned table feeds its partitions, and who feeds a partition feeds what it is part of: the same rows
// would come twice. Read from pg_inherits, because pg_partition_tree() waits for whoever holds a lock.
constexpr char andItsTree[] = R"(
top(oid, subname) AS (
    SELECT c.oid, fed.subname
      FROM fed
      JOIN pg_catalog.pg_namespace n ON n.nspname = fed.nspname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = fed.relname),
below(oid, subname) AS (
    TABLE top
    UNION
    SELECT c.oid, below.subname
      FROM below
      JOIN pg_catalog.pg_inherits i ON i.inhparent = below.oid
      JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition),
above(oid, subname) AS (
    TABLE top
    UNION
    SELECT i.inhparent, above.subname
      FROM above
      JOIN pg_catalog.pg_class c ON c.oid = above.oid AND c.relispartition
      JOIN pg_catalog.pg_inherits i ON i.inhrelid = above.oid)
SELECT nspname, relname, subname FROM fed
UNION
SELECT n.nspname::text, c.relname::text, tree.subname
  FROM (TABLE below UNION TABLE above) AS tree
  JOIN pg_catalog.pg_class c ON c.oid = tree.oid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)";

/// False if our role may not look.
bool collect(postgres::Connection &target, const char *fedTables, const std::string &subscription, Fed &fed)
{
    try {
        const auto result = target.exec(std::string(fedTables) + andItsTree, postgres::parameters(subscription));
        for (int row = 0; row < result.rows(); ++row)
            fed.insert({{result.text(row, 0), result.text(row, 1)}, result.text(row, 2)});
        return true;
    } catch (const postgres::SqlError &error) {
        if (!error.is(postgres::sqlstate::insufficientPrivilege))
            throw;
        return false;
    }
}

} // namespace

Findings checkFedByAnother(const Inspection &inspection)
{
    auto &target = *inspection.target;
    Findings findings;
    const auto unseen = [&](Severity severity, const char *what) {
        findings.push_back({severity, Code::NotSeen, {what, inspection.targetFacts.role}, {}});
    };
    Fed fed;
    // to_regclass() itself refuses a schema that may not be used.
    const auto journal =
        target.exec("SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON "
                    "n.oid = c.relnamespace"
                    "                WHERE n.nspname = '_tidegate' AND c.relname = 'subscription_rel')");
    if (journal.boolean(0, 0) && !collect(target, fedByOurs, inspection.subscription, fed))
        unseen(Severity::Refusal, "which tables other subscriptions feed (schema _tidegate)");
    if (!collect(target, fedByPostgresql, inspection.subscription, fed))
        unseen(Severity::Note, "which tables PostgreSQL's own subscriptions feed (pg_subscription)");
    std::map<RelationName, std::vector<std::uint32_t>> tables;
    for (const auto &pair : inspection.tables)
        tables[pair.targetName].push_back(pair.source.oid);
    for (const auto &[table, subscription] : fed) {
        const auto found = tables.find(table);
        if (found == tables.end())
            continue;
        Finding finding{Severity::Refusal, Code::FedByAnother, {table.display(), subscription}, {}};
        finding.tables = found->second;
        findings.push_back(std::move(finding));
    }
    return findings;
}

} // namespace tidegate::preflight
