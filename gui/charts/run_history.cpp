// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/run_history.h"

namespace tidegate::charts {

namespace {

template <typename T>
double known(const std::optional<T> &value)
{
    return value ? static_cast<double>(*value) : History::absent;
}

double behind(Lsn source, Lsn position)
{
    if (!source.isValid() || !position.isValid())
        return History::absent;
    return source > position ? static_cast<double>(source.value - position.value) : 0;
}

} // namespace

History makeRunHistory()
{
    std::vector<History::Keep> fields(RunFieldCount, History::Keep::Last);
    for (const auto field : {NotReceived, NotApplied, NotConfirmed, LagSeconds})
        fields[field] = History::Keep::Greatest;
    return History(std::move(fields));
}

std::vector<double> figuresOf(const progress::ProgressSnapshot &snapshot)
{
    const auto sums = progress::totals(snapshot);
    const auto &positions = snapshot.positions;
    std::vector<double> values(RunFieldCount, History::absent);
    values[RowsCopied] = static_cast<double>(sums.rowsCopied);
    values[RowsExpected] = sums.tables > 0 ? known(sums.approximateRows) : History::absent;
    values[CopyRate] = known(snapshot.rates.copiedRowsPerSecond);
    values[ApplyRate] = known(snapshot.rates.appliedRowsPerSecond);
    values[NotReceived] = behind(positions.sourceFlush, positions.received);
    values[NotApplied] = known(snapshot.lagBytes);
    values[NotConfirmed] = behind(positions.sourceFlush, positions.confirmed);
    values[LagSeconds] = known(snapshot.lagSeconds);
    return values;
}

} // namespace tidegate::charts
