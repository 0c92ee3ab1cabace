// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/unit_sizes.h"

#include "base/failpoint.h"
#include "catalog/key_distribution_reader.h"
#include "units/key_ranges.h"

#include <algorithm>
#include <map>

namespace tidegate::preflight {

namespace {

/// What the statistics say, if rows can be told apart by it here and on the target.
std::optional<catalog::KeyDistribution> keysOf(const Inspection &inspection, const TablePair &pair)
{
    // A row that goes to another range unheard would be in both, or in neither.
    if (!inspection.publishesUpdates(pair))
        return std::nullopt;
    auto keys = catalog::readKeyDistribution(*inspection.source, pair.source);
    if (!keys || !units::hasKeyOrder(keys->type) || !catalog::holdsKeyRanges(*inspection.target, *pair.target, *keys))
        return std::nullopt;
    // Where inserts alone are published, a column list may lack it.
    const auto &sent = pair.published.columns;
    if (!sent.empty() && !std::count(sent.begin(), sent.end(), keys->column))
        return std::nullopt;
    const auto &values = keys->values;
    const bool sameOrder = std::is_sorted(values.begin(), values.end(), [&keys](const auto &a, const auto &b) {
        return units::compareKeys(keys->type, a.text, b.text) < 0;
    });
    return sameOrder && values.size() > 1 ? keys : std::nullopt;
}

} // namespace

plan::GeometryOptions geometryOptions()
{
    plan::GeometryOptions options;
    const auto inTests = [](const char *name, std::int64_t &bytes) {
        bytes = static_cast<std::int64_t>(failpoint::size(name, static_cast<std::size_t>(bytes)));
    };
    inTests("plan.small-bytes", options.smallBytes);
    inTests("plan.sliced-bytes", options.slicedBytes);
    return options;
}

std::vector<plan::SizedTable> unitSizes(const Inspection &inspection, const std::vector<TablePair> &pairs,
                                        const std::set<RelationName> &shared, const plan::GeometryOptions &options, bool ranges)
{
    // Slices are deleted from the target if they fail half-way, so their target must be fed by this relation alone.
    std::map<RelationName, int> feeders;
    for (const auto &pair : pairs)
        ++feeders[pair.targetName];
    std::vector<plan::SizedTable> sizes;
    for (const auto &pair : pairs) {
        auto size = plan::sized(pair.source, shared.count(pair.targetName) > 0 || feeders[pair.targetName] > 1);
        if (ranges && pair.hasTargetTable() && size.maySlice && size.bytes > options.slicedBytes)
            size.keys = keysOf(inspection, pair);
        sizes.push_back(std::move(size));
    }
    return sizes;
}

} // namespace tidegate::preflight
