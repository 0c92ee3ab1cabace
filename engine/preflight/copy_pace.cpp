// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "preflight/copy_pace.h"

#include "catalog/relation_reader.h"
#include "postgres/copy_stream.h"
#include "postgres/error.h"
#include "preflight/unit_sizes.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdint>
#include <string>

namespace tidegate::preflight {

namespace {

constexpr double firstBytes = 1e6;
constexpr double moreBytes = 8e6; ///< a connection to a server far away needs some time to become fast
constexpr double longSeconds = 1;
constexpr double longestSeconds = 20;

/// Rows a second; absent where there are none. Of a sample that takes too long: as many as would have been read by then.
std::optional<double> readSample(postgres::Connection &source, const catalog::Relation &table, double rows)
{
    const auto limit = std::to_string(static_cast<std::int64_t>(std::max(1.0, rows)));
    QElapsedTimer watch;
    watch.start();
    try {
        const postgres::Transaction look(source, catalog::beginBriefLook);
        source.exec("SET LOCAL statement_timeout = '" + std::to_string(static_cast<int>(longestSeconds)) + "s'");
        postgres::CopyOut copy(source, "COPY (SELECT * FROM " + table.ownRows() + " LIMIT " + limit + ") TO STDOUT (FORMAT binary)");
        while (!copy.next().empty()) {
        }
        if (copy.rows() == 0)
            return std::nullopt;
        return static_cast<double>(copy.rows()) * 1000.0 / static_cast<double>(std::max<qint64>(1, watch.elapsed()));
    } catch (const postgres::SqlError &error) {
        if (error.is(postgres::sqlstate::queryCanceled))
            return rows / longestSeconds;
        return std::nullopt;
    }
}

} // namespace

std::optional<double> measureCopyPace(const Inspection &inspection)
{
    const auto options = geometryOptions();
    const auto &pairs = inspection.tables;
    const auto largest = std::max_element(pairs.begin(), pairs.end(), [](const auto &a, const auto &b) {
        return a.source.totalBytes < b.source.totalBytes;
    });
    if (largest == pairs.end() || !inspection.copyData)
        return std::nullopt;
    const auto bytes = static_cast<double>(largest->source.totalBytes);
    const auto rows = largest->source.estimatedRows;
    if (bytes < slowestCopier * options.unitSeconds || rows < 1)
        return std::nullopt;
    const double bytesOfRow = bytes / rows;
    auto pace = readSample(*inspection.source, largest->source, firstBytes / bytesOfRow);
    if (pace && *pace * bytesOfRow * longSeconds > firstBytes)
        pace = readSample(*inspection.source, largest->source, moreBytes / bytesOfRow);
    if (!pace)
        return std::nullopt;
    return std::min(options.bytesPerSecond, *pace * bytesOfRow / options.workers);
}

} // namespace tidegate::preflight
