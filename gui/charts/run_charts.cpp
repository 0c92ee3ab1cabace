// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/run_charts.h"

#include "charts/run_history.h"

#include <QCoreApplication>

namespace tidegate::charts {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::charts::RunCharts)
};

} // namespace

QString valueText(const Line &line, double value)
{
    return Words::tr("%1: %2").arg(line.name, figure(line.unit, value));
}

LineChart *makeCopyChart(const History &history, QWidget *parent)
{
    using look::Hue;
    return new LineChart(Words::tr("Row copy"),
                         {{RowsCopied, Words::tr("copied"), Unit::Rows, Hue::Blue, Qt::SolidLine, false},
                          {RowsExpected, Words::tr("expected, about"), Unit::Rows, Hue::Grey, Qt::DashLine, false},
                          {CopyRate, Words::tr("copy rate"), Unit::RowsPerSecond, Hue::Amber, Qt::DotLine, true},
                          {ApplyRate, Words::tr("apply rate"), Unit::RowsPerSecond, Hue::Green, Qt::DashDotLine, true}},
                         history, parent);
}

LineChart *makeLagChart(const History &history, QWidget *parent)
{
    using look::Hue;
    return new LineChart(Words::tr("Lag behind the source"),
                         {{NotReceived, Words::tr("not received"), Unit::Bytes, Hue::Green, Qt::DashLine, false},
                          {NotApplied, Words::tr("not applied"), Unit::Bytes, Hue::Blue, Qt::SolidLine, false},
                          {NotConfirmed, Words::tr("not flushed for good"), Unit::Bytes, Hue::Grey, Qt::DashDotLine, false},
                          {LagSeconds, Words::tr("time"), Unit::Seconds, Hue::Amber, Qt::DotLine, true}},
                         history, parent);
}

} // namespace tidegate::charts
