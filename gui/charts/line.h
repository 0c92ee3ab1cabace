// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "charts/scale.h"
#include "look/hue.h"

#include <QString>

#include <cstddef>

namespace tidegate::charts {

/// One line of a chart. Hue and dashes both tell it from the others.
struct Line {
    std::size_t field = 0; ///< of the History
    QString name;
    Unit unit = Unit::Rows; ///< the same for all lines of a side
    look::Hue hue = look::Hue::Blue;
    Qt::PenStyle style = Qt::SolidLine;
    bool right = false; ///< its axis is on the right
};

/// "Rows copied: 12,345"
QString valueText(const Line &line, double value);

} // namespace tidegate::charts
