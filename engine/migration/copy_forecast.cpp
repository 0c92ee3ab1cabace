// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "migration/copy_forecast.h"

#include "base/byte_count.h"
#include "base/rough_duration.h"

#include <algorithm>

namespace tidegate::migration {

namespace {

/// Where this run has copied nothing yet: of one connection between two ordinary servers.
constexpr double assumedBytesPerSecond = 20.0 * 1024 * 1024;

} // namespace

std::string copyForecast(const std::vector<journal::RelationRow> &tables, std::optional<double> bytesPerSecond)
{
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    for (const auto &table : tables) {
        const bool copied = table.bytesCopied > 0;
        rows += static_cast<std::uint64_t>(std::max<std::int64_t>(0, copied ? table.rowsCopied : table.approximateRows));
        bytes += static_cast<std::uint64_t>(std::max<std::int64_t>(0, copied ? table.bytesCopied : table.approximateBytes));
    }
    const double pace = bytesPerSecond.value_or(assumedBytesPerSecond);
    return "about " + grouped(rows) + (rows == 1 ? " row, " : " rows, ") + displayBytes(bytes) + ", "
         + roughDuration(static_cast<double>(bytes) / pace) + (bytesPerSecond ? " at " : " at an assumed ")
         + displayBytes(static_cast<std::uint64_t>(pace)) + " a second";
}

} // namespace tidegate::migration
