// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace tidegate::charts {

enum class Unit { Rows, RowsPerSecond, Bytes, Seconds };

/// An axis from 0 to `top` with round steps, in a unit that keeps its figures short: values are divided by `divisor`.
struct Scale {
    double divisor = 1;
    double top = 1;  ///< in the unit
    int ticks = 5;   ///< with those at both ends
    int decimals = 0;
    QString unit;    ///< "MB", "thousand rows"
};
Scale scaleFor(Unit unit, double greatest);

/// One figure for people, in whatever unit suits it: "1.2 MB", "12,345 rows/s".
QString figure(Unit unit, double value);

} // namespace tidegate::charts
