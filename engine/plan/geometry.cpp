// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/geometry.h"

#include <algorithm>
#include <cmath>

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

/// Statistics know a hundred values, as a rule. Between two integers rows are taken to lie evenly, as the planner does.
catalog::KeyDistribution refined(catalog::KeyDistribution keys, std::int64_t ranges)
{
    const auto known = static_cast<std::int64_t>(keys.values.size());
    if (!catalog::isInteger(keys.type) || known < 2 || ranges <= known / 2)
        return keys;
    const auto parts = static_cast<std::uint64_t>(ceilDivide(2 * ranges, known));
    std::vector<catalog::KeyDistribution::Value> values;
    for (std::size_t i = 0; i < keys.values.size(); ++i) {
        const auto &value = keys.values[i];
        values.push_back(value);
        if (i + 1 == keys.values.size())
            break;
        const auto low = std::stoll(value.text);
        const auto gap = static_cast<std::uint64_t>(std::stoll(keys.values[i + 1].text)) - static_cast<std::uint64_t>(low);
        const auto pieces = std::min(parts, gap);
        values.back().weight /= static_cast<double>(pieces);
        for (std::uint64_t piece = 1; piece < pieces; ++piece) {
            const auto between = static_cast<std::uint64_t>(low) + gap / pieces * piece;
            values.push_back({std::to_string(static_cast<std::int64_t>(between)), values.back().weight});
        }
    }
    keys.values = std::move(values);
    return keys;
}

/// Where each range but the first begins: about equally many rows between two of them, by the statistics, and fewer ranges
/// where those know no more values.
std::vector<std::string> rangeBounds(const catalog::KeyDistribution &keys, std::int64_t ranges)
{
    double all = 0;
    for (const auto &value : keys.values)
        all += value.weight;
    std::vector<std::string> bounds;
    double before = 0;
    for (std::size_t i = 0; i < keys.values.size(); ++i) {
        const double wanted = all * static_cast<double>(bounds.size() + 1) / static_cast<double>(ranges);
        if (i > 0 && before + 1e-9 >= wanted && static_cast<std::int64_t>(bounds.size()) + 1 < ranges)
            bounds.push_back(keys.values[i].text);
        before += keys.values[i].weight;
    }
    return bounds;
}

/// Which part of all rows is in each range, by the statistics.
std::vector<double> partsOf(const catalog::KeyDistribution &keys, const std::vector<std::string> &bounds)
{
    std::vector<double> parts(bounds.size() + 1, 0.0);
    double all = 0;
    std::size_t at = 0;
    for (const auto &value : keys.values) {
        if (at < bounds.size() && value.text == bounds[at])
            ++at;
        parts[at] += value.weight;
        all += value.weight;
    }
    for (auto &part : parts)
        part = all > 0 ? part / all : 1.0 / static_cast<double>(parts.size());
    return parts;
}

/// Empty: its keys cannot be split.
std::vector<PlannedUnit> inRanges(const SizedTable &table, const GeometryOptions &options)
{
    if (!table.keys || table.bytes <= options.slicedBytes)
        return {};
    const auto bytesOfOne = std::max(1.0, options.bytesPerSecond * options.unitSeconds);
    const auto wanted = std::max<std::int64_t>({2, options.workers, std::llround(std::ceil(static_cast<double>(table.bytes) / bytesOfOne))});
    const auto keys = refined(*table.keys, wanted);
    const auto bounds = rangeBounds(keys, wanted);
    if (bounds.empty())
        return {};
    const auto parts = partsOf(keys, bounds);
    std::vector<PlannedUnit> units;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
        PlannedUnit unit{PlannedUnit::Kind::Range, {table.oid}, std::llround(static_cast<double>(table.bytes) * parts[i]), 0, 0};
        if (i > 0)
            unit.low = bounds[i - 1];
        if (i < bounds.size())
            unit.high = bounds[i];
        units.push_back(std::move(unit));
    }
    return units;
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
    case PlannedUnit::Kind::Range:
        return "range";
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
        else if (auto ranges = inRanges(table, options); !ranges.empty())
            units.insert(units.end(), ranges.begin(), ranges.end());
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
