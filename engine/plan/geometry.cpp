// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/geometry.h"

#include <algorithm>

namespace tidegate::plan {

namespace {

std::int64_t ceilDivide(std::int64_t amount, std::int64_t by)
{
    return (amount + by - 1) / by;
}

bool largerFirst(const SizedTable &a, const SizedTable &b)
{
    return a.bytes != b.bytes ? a.bytes > b.bytes : a.oid < b.oid;
}

PlannedUnit alone(const SizedTable &table, const GeometryOptions &options)
{
    PlannedUnit unit{PlannedUnit::Kind::Relation, {table.oid}, table.bytes, 0, 0};
    if (!table.maySlice || table.bytes <= options.slicedBytes || table.pages < 2)
        return unit;
    // At least one slice for each worker; more of them where they would otherwise grow too large for one transaction.
    const auto wanted =
        std::max<std::int64_t>({2, options.workers, ceilDivide(table.bytes, options.sliceBytes)});
    unit.kind = PlannedUnit::Kind::Sliced;
    unit.pagesPerSlice = ceilDivide(table.pages, std::min(wanted, table.pages));
    unit.slices = static_cast<int>(ceilDivide(table.pages, unit.pagesPerSlice));
    return unit;
}

} // namespace

SizedTable sized(const catalog::Relation &relation, bool sharedTarget)
{
    SizedTable table{relation.oid, relation.totalBytes, relation.heapPages, true, false};
    table.mayShareUnit = relation.kind != catalog::RelationKind::Partitioned;
    table.maySlice = relation.kind == catalog::RelationKind::Table && !relation.chunk && !relation.hypertable
                     && !sharedTarget;
    return table;
}

const char *kindName(PlannedUnit::Kind kind)
{
    switch (kind) {
    case PlannedUnit::Kind::List:
        return "list";
    case PlannedUnit::Kind::Relation:
        return "relation";
    case PlannedUnit::Kind::Sliced:
        return "sliced";
    }
    return "";
}

std::vector<PlannedUnit> planUnits(std::vector<SizedTable> tables, const GeometryOptions &options)
{
    std::sort(tables.begin(), tables.end(), largerFirst);
    std::vector<PlannedUnit> units;
    std::vector<SizedTable> small;
    for (const auto &table : tables) {
        if (table.mayShareUnit && table.bytes < options.smallBytes)
            small.push_back(table);
        else
            units.push_back(alone(table, options));
    }
    // A relation costs its own round trips even when it is empty, so that few small ones are shared out as well.
    const auto count = static_cast<std::int64_t>(small.size());
    const auto least = std::min(20, options.listRelations);
    const auto most = std::clamp<std::int64_t>(ceilDivide(count, std::max(1, options.workers)), least,
                                               options.listRelations);
    PlannedUnit list{PlannedUnit::Kind::List, {}, 0, 0, 0};
    const auto close = [&] {
        if (!list.relations.empty())
            units.push_back(list);
        list.relations.clear();
        list.bytes = 0;
    };
    for (const auto &table : small) {
        const bool full = static_cast<std::int64_t>(list.relations.size()) >= most
                          || list.bytes + table.bytes > options.listBytes;
        if (full)
            close();
        list.relations.push_back(table.oid);
        list.bytes += table.bytes;
    }
    close();
    std::stable_sort(units.begin(), units.end(),
                     [](const PlannedUnit &a, const PlannedUnit &b) { return a.bytes > b.bytes; });
    return units;
}

} // namespace tidegate::plan
