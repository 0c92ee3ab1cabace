// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/copy_pace.h"

#include "catalog/relation_reader.h"
#include "postgres/copy_stream.h"
#include "postgres/error.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdint>

namespace tidegate::preflight {

namespace {

constexpr double firstBytes = 1e6;
constexpr double moreBytes = 8e6; ///< a connection to a server far away needs some time to become fast
constexpr qint64 longMilliseconds = 1000;

struct Sample {
    std::uint64_t rows = 0;
    qint64 milliseconds = 0;
};

Sample readSample(postgres::Connection &source, const catalog::Relation &table, double rows)
{
    const auto limit = std::to_string(static_cast<std::int64_t>(std::max(1.0, rows)));
    QElapsedTimer watch;
    watch.start();
    postgres::CopyOut copy(source, "COPY (SELECT * FROM " + table.ownRows() + " LIMIT " + limit + ") TO STDOUT (FORMAT binary)");
    while (!copy.next().empty()) {
    }
    return {copy.rows(), std::max<qint64>(1, watch.elapsed())};
}

} // namespace

std::optional<double> copyPace(const Inspection &inspection, const std::vector<TablePair> &pairs, const plan::GeometryOptions &options)
{
    const auto largest = std::max_element(pairs.begin(), pairs.end(), [](const auto &a, const auto &b) {
        return a.source.totalBytes < b.source.totalBytes;
    });
    if (largest == pairs.end() || !inspection.copyData)
        return std::nullopt;
    const auto bytes = static_cast<double>(largest->source.totalBytes);
    const auto rows = static_cast<double>(largest->source.estimatedRows);
    if (bytes < slowestCopier * options.unitSeconds || rows < 1)
        return std::nullopt;
    const double bytesOfRow = bytes / rows;
    try {
        const postgres::Transaction look(*inspection.source, catalog::beginBriefLook);
        inspection.source->exec("SET LOCAL statement_timeout = '20s'");
        auto sample = readSample(*inspection.source, largest->source, firstBytes / bytesOfRow);
        if (sample.rows > 0 && sample.milliseconds < longMilliseconds)
            sample = readSample(*inspection.source, largest->source, moreBytes / bytesOfRow);
        if (sample.rows == 0)
            return std::nullopt;
        const double together = static_cast<double>(sample.rows) * bytesOfRow * 1000.0 / static_cast<double>(sample.milliseconds);
        return std::min(options.bytesPerSecond, together / options.workers);
    } catch (const postgres::SqlError &) {
        return std::nullopt;
    }
}

} // namespace tidegate::preflight
