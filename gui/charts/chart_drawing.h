// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "charts/line_chart.h"

#include <QChartView>
#include <QDateTimeAxis>
#include <QLineSeries>
#include <QValueAxis>

namespace tidegate::charts {

/// All that is of Qt Charts in a LineChart, so that nobody else has to see it. The view has a parent of its own.
struct LineChart::Drawing {
    explicit Drawing(const std::vector<Line> &lines);

    /// Draws `points`, of the last `span` seconds.
    void draw(const std::vector<History::Point> &points, double span);
    /// Colours and letters by the palette, light or dark.
    void paint(const QPalette &palette, const QFont &font);
    /// Seconds since the epoch at this place of the view.
    double timeAt(const QPoint &place) const;

    QChartView *view;

private:
    struct Side {
        QValueAxis *axis = nullptr; ///< null: no line is on this side
        Unit unit = Unit::Rows;
    };
    Scale fit(const Side &side, bool right, const std::vector<History::Point> &points) const;

    const std::vector<Line> m_lines;
    QChart *m_chart;
    QDateTimeAxis *m_time;
    Side m_left;
    Side m_right;
    std::vector<QLineSeries *> m_series; ///< as m_lines
};

} // namespace tidegate::charts
