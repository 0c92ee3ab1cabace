// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/checks.h"

#include "base/byte_count.h"
#include "base/rough_duration.h"
#include "preflight/shared_targets.h"
#include "preflight/table_findings.h"
#include "preflight/unit_sizes.h"

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
    double seconds;
    bool holdsStream;
};

} // namespace

Findings checkLongCopies(const Inspection &inspection)
{
    if (!inspection.copyData || inspection.sourceFacts.inRecovery)
        return {};
    const auto &pairs = inspection.tables;
    const auto options = geometryOptions();
    const auto shared = sharedTargets(pairs, {});
    std::vector<LongCopy> longOnes;
    for (const auto &unit : plan::planUnits(unitSizes(inspection, pairs, shared, options, true), options)) {
        if (unit.kind == plan::PlannedUnit::Kind::Range)
            continue;
        // Pages are looked up, and not filtered, from 14 on.
        const bool slices = unit.kind == plan::PlannedUnit::Kind::Sliced && inspection.sourceFacts.version >= 140000;
        const int copiers = slices ? std::min(options.workers, unit.slices) : 1;
        const double seconds = static_cast<double>(unit.bytes) / (options.bytesPerSecond * copiers);
        if (seconds < options.unitSeconds)
            continue;
        const auto pair = std::find_if(pairs.begin(), pairs.end(), [&](const auto &each) { return each.source.oid == unit.relations.front(); });
        if (!pair->hasTargetTable())
            continue; // which is said already
        const auto feeders = std::count_if(pairs.begin(), pairs.end(), [&](const auto &each) { return each.targetName == pair->targetName; });
        longOnes.push_back({*pair, seconds, feeders > 1 || shared.count(pair->targetName) > 0});
    }
    if (longOnes.empty())
        return {};
    const double pace = walPace(*inspection.source);
    TableFindings findings;
    for (const auto &copy : longOnes) {
        findings.add({copy.holdsStream ? Severity::Warning : Severity::Note,
                      copy.holdsStream ? Code::CopyHoldsStream : Code::CopyTakesLong,
                      {copy.pair.source.name.display(), displayBytes(static_cast<std::uint64_t>(copy.pair.source.totalBytes)),
                       roughDuration(copy.seconds), displayBytes(static_cast<std::uint64_t>(options.bytesPerSecond)),
                       displayBytes(static_cast<std::uint64_t>(pace * copy.seconds))},
                      {}},
                     copy.pair);
    }
    return findings.take();
}

} // namespace tidegate::preflight
