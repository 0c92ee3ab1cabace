// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "charts/history.h"
#include "progress/progress_snapshot.h"

namespace tidegate::charts {

/// What a run's charts are drawn from: the fields of a History, by their place.
enum RunField : std::size_t {
    RowsCopied,
    RowsExpected, ///< the servers' estimate; absent while a table was never counted
    CopyRate,     ///< rows a second
    ApplyRate,
    NotReceived, ///< bytes of WAL that the source has flushed and we have not got
    NotApplied,  ///< … not committed on the target
    NotConfirmed, ///< … which the source may not forget yet
    LagSeconds,
    RunFieldCount
};

History makeRunHistory();
/// In the order of RunField; absent what is not known.
std::vector<double> figuresOf(const progress::ProgressSnapshot &snapshot);

} // namespace tidegate::charts
