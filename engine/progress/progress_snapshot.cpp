// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "progress/progress_snapshot.h"

#include "base/enumerator_named.h"

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
