// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/scale.h"

#include "text/figures.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tidegate::charts {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::charts::Scale)
};

struct Step {
    double divisor;
    QString unit;
};

/// Smallest first.
std::vector<Step> stepsOf(Unit unit)
{
    switch (unit) {
    case Unit::Rows:
        return {{1, Words::tr("rows")}, {1e3, Words::tr("thousand rows")}, {1e6, Words::tr("million rows")}};
    case Unit::RowsPerSecond:
        return {{1, Words::tr("rows/s")}, {1e3, Words::tr("thousand rows/s")}, {1e6, Words::tr("million rows/s")}};
    case Unit::Bytes:
        return {{1, Words::tr("B")},
                {1024., Words::tr("kB")},
                {1024. * 1024, Words::tr("MB")},
                {1024. * 1024 * 1024, Words::tr("GB")},
                {1024. * 1024 * 1024 * 1024, Words::tr("TB")}};
    case Unit::Seconds:
        break;
    }
    return {{1, Words::tr("s")}, {60, Words::tr("min")}, {3600, Words::tr("h")}};
}

} // namespace

Scale scaleFor(Unit unit, double greatest)
{
    Scale scale;
    const auto steps = stepsOf(unit);
    auto step = steps.front();
    for (const auto &each : steps) {
        if (greatest >= 2 * each.divisor)
            step = each;
    }
    scale.divisor = step.divisor;
    scale.unit = step.unit;
    // At least 1, which a figure that never moves from 0 needs as well.
    const double value = std::max(1.0, greatest / step.divisor);
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double round : {1.0, 2.0, 4.0, 5.0, 10.0}) {
        scale.top = round * power;
        scale.ticks = round == 5.0 || round == 10.0 ? 6 : 5;
        if (scale.top >= value * (1 - 1e-9))
            break;
    }
    const double between = scale.top / (scale.ticks - 1);
    scale.decimals = between >= 1 ? 0 : between * 10 == std::floor(between * 10) ? 1 : 2;
    return scale;
}

QString figure(Unit unit, double value)
{
    const auto whole = static_cast<std::uint64_t>(std::max(0.0, std::round(value)));
    switch (unit) {
    case Unit::Rows:
        return text::count(whole);
    case Unit::RowsPerSecond:
        return Words::tr("%1 rows/s").arg(text::count(whole));
    case Unit::Bytes:
        return text::bytes(whole);
    case Unit::Seconds:
        break;
    }
    return value < 0.001 ? Words::tr("0 s") : text::duration(value);
}

} // namespace tidegate::charts
