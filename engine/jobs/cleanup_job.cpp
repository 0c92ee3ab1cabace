// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/cleanup_job.h"

#include "jobs/connect.h"
#include "journal/schema.h"
#include "journal/unit_rows.h"
#include "postgres/error.h"
#include "postgres/quoting.h"

#include <set>

namespace tidegate::jobs {

namespace {

struct Reached {
    Both both;
    std::optional<Problem> sourceProblem;
    std::optional<Problem> targetProblem;
};

template <typename Connect>
std::optional<Problem> tryTo(std::unique_ptr<postgres::Connection> &connection, const Connect &connect)
{
    try {
        connection = connect();
    } catch (const postgres::ConnectionLostError &error) {
        return error.problem();
    }
    return std::nullopt;
}

Reached reach(const endpoint::Endpoint &source, const endpoint::Endpoint &target,
              const StopToken &stop)
{
    Reached reached;
    reached.sourceProblem = tryTo(reached.both.source, [&] { return connectSource(source, stop); });
    reached.targetProblem = tryTo(reached.both.target, [&] { return connectTarget(target, stop); });
    if (reached.sourceProblem && reached.targetProblem)
        throw postgres::ConnectionLostError(*reached.targetProblem);
    return reached;
}

/// With the partitions and chunks of what was migrated.
constexpr char sizes[] = R"(
WITH RECURSIVE these(oid) AS (
    SELECT to_regclass(n)::oid FROM unnest($1::text[]) AS u(n) WHERE to_regclass(n) IS NOT NULL
     UNION
    SELECT h.inhrelid FROM these JOIN pg_catalog.pg_inherits h ON h.inhparent = these.oid)
SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM these)";

void readWhatStays(postgres::Connection &target, CleanupReport &report)
{
    const auto &subscription = report.inventory.subscription;
    const auto record = target.exec("SELECT cut_over_at::timestamptz(0) AT TIME ZONE 'UTC', cut_over_by"
                                    " FROM _tidegate.subscription WHERE subname = $1",
                                    postgres::parameters(subscription));
    if (record.rows() > 0) {
        report.cutOverAt = record.text(0, 0);
        report.cutOverBy = record.text(0, 1);
    }
    std::set<RelationName> tables;
    for (const auto &table : journal::readUnits(target, subscription).relations)
        tables.insert(table.target);
    std::vector<std::string> names;
    for (const auto &table : tables)
        names.push_back(postgres::quoted(table));
    report.tables = tables.size();
    report.tableBytes = static_cast<std::uint64_t>(
        target.exec(sizes, postgres::parameters(postgres::textArray(names))).integer(0, 0));
}

} // namespace

CleanupReport readCleanup(const endpoint::Endpoint &source, const endpoint::Endpoint &target,
                          const std::string &subscription, const StopToken &stop, cleanup::Extent extent)
{
    const auto reached = reach(source, target, stop);
    CleanupReport report;
    report.sourceProblem = reached.sourceProblem;
    report.targetProblem = reached.targetProblem;
    report.inventory = cleanup::takeInventory(reached.both.source.get(), reached.both.target.get(), subscription, extent);
    if (reached.both.target && report.inventory.known)
        readWhatStays(*reached.both.target, report);
    return report;
}

std::vector<cleanup::Dropped> cleanUp(const endpoint::Endpoint &source,
                                      const endpoint::Endpoint &target, const std::string &subscription,
                                      const cleanup::DropOptions &options,
                                      const std::function<void(const cleanup::Dropped &)> &told, const StopToken &stop)
{
    const auto reached = reach(source, target, stop);
    return cleanup::drop(reached.both.source.get(), reached.both.target.get(), subscription, options, told, stop);
}

} // namespace tidegate::jobs
