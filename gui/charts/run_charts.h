// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "charts/line_chart.h"

namespace tidegate::charts {

/// The two charts of a run, on a history of makeRunHistory().
LineChart *makeCopyChart(const History &history, QWidget *parent); ///< rows done of those expected, and their rate
LineChart *makeLagChart(const History &history, QWidget *parent);  ///< bytes and seconds behind the source

} // namespace tidegate::charts
