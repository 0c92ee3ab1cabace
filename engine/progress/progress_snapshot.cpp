// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "progress/progress_snapshot.h"

#include "base/enumerator_named.h"

#include <algorithm>

namespace tidegate::progress {

namespace {

void addOrForget(std::optional<std::uint64_t> &sum, const std::optional<std::uint64_t> &part)
{
    if (sum && part)
        *sum += *part;
    else
        sum.reset();
}

} // namespace

const char *phaseName(Phase phase)
{
    switch (phase) {
    case Phase::Starting:
        return "starting";
    case Phase::SlotStart:
        return "making the slot";
    case Phase::Copying:
        return "copying";
    case Phase::CatchingUp:
        return "catching up";
    case Phase::InSync:
        return "in sync";
    case Phase::Draining:
        return "draining";
    case Phase::CutOver:
        return "cut over";
    case Phase::Paused:
        return "paused";
    case Phase::Retrying:
        return "retrying";
    case Phase::Stopped:
        return "stopped";
    case Phase::Failed:
        return "failed";
    }
    return "unknown";
}

std::optional<Phase> phaseNamed(std::string_view name)
{
    return enumeratorNamed(name, Phase::Failed, phaseName);
}

bool isToBeCopied(const TableProgress &table)
{
    return table.state == TableState::Waiting || table.state == TableState::Copying;
}

std::optional<double> copySeconds(const TableProgress &table, std::optional<double> copierBytesPerSecond)
{
    if (!isToBeCopied(table) || !table.approximateBytes || copierBytesPerSecond.value_or(0) <= 0)
        return std::nullopt;
    const auto rows = static_cast<double>(table.approximateRows.value_or(0));
    const auto copied = static_cast<double>(table.rowsCopied);
    double bytesLeft = static_cast<double>(*table.approximateBytes);
    // By rows where they have been counted: a copy's bytes are not those of the heap.
    if (rows > 0 && copied > 0)
        bytesLeft = std::max(0.0, rows - copied) * static_cast<double>(table.bytesCopied) / copied;
    return bytesLeft / *copierBytesPerSecond;
}

Totals totals(const ProgressSnapshot &snapshot)
{
    Totals sums;
    sums.approximateRows = 0;
    sums.approximateBytes = 0;
    for (const auto &table : snapshot.tables) {
        sums.rowsCopied += table.rowsCopied;
        sums.bytesCopied += table.bytesCopied;
        sums.rowsCaptured += table.rowsCaptured;
        sums.rowsApplied += table.rowsApplied;
        addOrForget(sums.approximateRows, table.approximateRows);
        addOrForget(sums.approximateBytes, table.approximateBytes);
        ++sums.tables;
        if (table.state == TableState::CaughtUp || table.state == TableState::Ready)
            ++sums.readyTables;
        if (table.lastError)
            ++sums.failedTables;
    }
    return sums;
}

} // namespace tidegate::progress
