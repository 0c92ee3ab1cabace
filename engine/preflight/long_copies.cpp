// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

#include "base/byte_count.h"
#include "base/rough_duration.h"
#include "catalog/leaves_apart.h"
#include "preflight/copy_pace.h"
#include "preflight/shared_targets.h"
#include "preflight/table_findings.h"
#include "preflight/unit_sizes.h"
#include "units/key_ranges.h"

#include <QElapsedTimer>

#include <algorithm>

namespace tidegate::preflight {

namespace {

constexpr int sampleMilliseconds = 1000;

/// Bytes a second, of this second.
double walPace(postgres::Connection &source)
{
    QElapsedTimer watch;
    watch.start();
    const auto before = source.exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
    source.stopToken().pause(sampleMilliseconds);
    const auto after = source.exec("SELECT pg_current_wal_insert_lsn()").lsn(0, 0);
    return static_cast<double>(after.value - before.value) * 1000.0 / static_cast<double>(std::max<qint64>(1, watch.elapsed()));
}

struct LongCopy {
    const TablePair &pair;
    std::string what; ///< the table, or the range of it that takes longest
    std::int64_t bytes;
    double seconds;
    bool holdsStream;
};

/// Of a table in key ranges that one which takes longest, if that is too long: a value that is very common, or too few values
/// that the statistics know.
void addLongRange(std::vector<LongCopy> &longOnes, const TablePair &pair, const plan::PlannedUnit &unit,
                  const catalog::KeyDistribution &keys, double pace, const plan::GeometryOptions &options)
{
    const double seconds = static_cast<double>(unit.bytes) / pace;
    const bool told = std::any_of(longOnes.begin(), longOnes.end(), [&pair](const auto &each) { return &each.pair == &pair; });
    if (seconds < options.longUnitSeconds || told) // the largest comes first
        return;
    const units::KeyRange range{keys.column, keys.type, unit.low, unit.high};
    longOnes.push_back({pair, pair.source.name.display() + " " + range.predicate(), unit.bytes, seconds, true});
}

} // namespace

Findings checkLongCopies(const Inspection &inspection)
{
    if (!inspection.copyData || inspection.sourceFacts.inRecovery)
        return {};
    const auto &pairs = inspection.tables;
    auto options = geometryOptions();
    const bool isMeasured = inspection.copyPace && *inspection.copyPace < options.bytesPerSecond;
    const double pace = isMeasured ? *inspection.copyPace : options.bytesPerSecond;
    options.bytesPerSecond = std::max(pace, slowestCopier);
    const auto shared = sharedTargets(pairs, {});
    std::vector<LongCopy> longOnes;
    const auto sizes = unitSizes(inspection, pairs, shared, options, true);
    for (const auto &unit : plan::planUnits(sizes, options)) {
        const auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const auto &each) { return each.source.oid == unit.relations.front(); });
        if (unit.kind == plan::PlannedUnit::Kind::Range) {
            addLongRange(longOnes, *pair, unit, *sizes[static_cast<std::size_t>(pair - pairs.begin())].keys, pace, options);
            continue;
        }
        // Pages are looked up, and not filtered, from 14 on.
        const bool slices = unit.kind == plan::PlannedUnit::Kind::Sliced && inspection.sourceFacts.version >= 140000;
        const int copiers = slices ? std::min(options.workers, unit.slices) : 1;
        const double seconds = static_cast<double>(unit.bytes) / (pace * copiers);
        if (seconds < options.unitSeconds)
            continue;
        if (!pair->hasTargetTable())
            continue; // which is said already
        longOnes.push_back({*pair, pair->source.name.display(), pair->source.totalBytes, seconds, shared.count(pair->targetName) > 0});
    }
    if (longOnes.empty())
        return {};
    // What several feed is put aside only where none of them stands in another's way.
    catalog::Feeders feeders;
    for (const auto &each : pairs)
        feeders[each.targetName].push_back(each.source.oid);
    const auto apart = catalog::fedApart(*inspection.source, *inspection.target, feeders);
    for (auto &copy : longOnes)
        copy.holdsStream = copy.holdsStream || (feeders.at(copy.pair.targetName).size() > 1 && apart.count(copy.pair.targetName) == 0);
    const double written = walPace(*inspection.source);
    TableFindings findings;
    for (const auto &copy : longOnes) {
        findings.add({copy.holdsStream ? Severity::Warning : Severity::Note,
                      copy.holdsStream ? Code::CopyHoldsStream : Code::CopyTakesLong,
                      {copy.what, displayBytes(static_cast<std::uint64_t>(copy.bytes)),
                       roughDuration(copy.seconds), (isMeasured ? "a measured " : "an assumed ") + displayBytes(static_cast<std::uint64_t>(pace)),
                       displayBytes(static_cast<std::uint64_t>(written * copy.seconds))},
                      {}},
                     copy.pair);
    }
    return findings.take();
}

} // namespace tidegate::preflight
