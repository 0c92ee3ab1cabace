// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/chart_drawing.h"

#include <QChart>
#include <QDateTime>
#include <QLegend>

#include <algorithm>
#include <cmath>

namespace tidegate::charts {

namespace {

constexpr double shortest = 60; // seconds on the axis, however little there is

void paintAxis(QAbstractAxis &axis, const QPalette &palette, const QFont &font)
{
    const auto ink = palette.color(QPalette::WindowText);
    auto faint = ink;
    faint.setAlphaF(0.15f);
    axis.setLabelsColor(ink);
    axis.setTitleBrush(ink);
    axis.setLinePen(QPen(faint, 1));
    axis.setGridLinePen(QPen(faint, 1));
    axis.setLabelsFont(font);
    axis.setTitleFont(font);
}

} // namespace

LineChart::Drawing::Drawing(const std::vector<Line> &lines)
    : view(new QChartView), m_lines(lines), m_chart(new QChart), m_time(new QDateTimeAxis)
{
    m_chart->setMargins(QMargins(0, 0, 0, 0));
    m_chart->setBackgroundRoundness(0);
    m_chart->legend()->setAlignment(Qt::AlignBottom);
    m_time->setTickCount(4);
    m_chart->addAxis(m_time, Qt::AlignBottom);
    for (const auto &line : m_lines) {
        auto &side = line.right ? m_right : m_left;
        side.unit = line.unit;
        if (!side.axis) {
            side.axis = new QValueAxis;
            side.axis->setGridLineVisible(!line.right);
            m_chart->addAxis(side.axis, line.right ? Qt::AlignRight : Qt::AlignLeft);
        }
        auto *series = new QLineSeries;
        series->setName(line.name);
        m_chart->addSeries(series);
        series->attachAxis(m_time);
        series->attachAxis(side.axis);
        m_series.push_back(series);
    }
    view->setChart(m_chart);
    view->setRenderHint(QPainter::Antialiasing);
    view->setFrameShape(QFrame::NoFrame);
    view->setFocusPolicy(Qt::TabFocus);
    view->setMinimumSize(160, 120);
}

Scale LineChart::Drawing::fit(const Side &side, bool right, const std::vector<History::Point> &points) const
{
    double greatest = 0;
    for (const auto &line : m_lines) {
        if (line.right != right)
            continue;
        for (const auto &point : points) {
            if (!std::isnan(point.values[line.field]))
                greatest = std::max(greatest, point.values[line.field]);
        }
    }
    const auto scale = scaleFor(side.unit, greatest);
    side.axis->setTickCount(scale.ticks);
    side.axis->setLabelFormat(QStringLiteral("%.%1f").arg(scale.decimals));
    side.axis->setRange(0, scale.top);
    side.axis->setTitleText(scale.unit);
    return scale;
}

void LineChart::Drawing::draw(const std::vector<History::Point> &points, double span)
{
    if (points.empty()) {
        for (auto *series : m_series)
            series->replace(QList<QPointF>());
        return;
    }
    Scale left;
    Scale right;
    if (m_left.axis)
        left = fit(m_left, false, points);
    if (m_right.axis)
        right = fit(m_right, true, points);
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const double divisor = m_lines[i].right ? right.divisor : left.divisor;
        QList<QPointF> list;
        list.reserve(static_cast<qsizetype>(points.size()));
        for (const auto &point : points) {
            const double value = point.values[m_lines[i].field];
            if (!std::isnan(value))
                list.append(QPointF(point.at * 1000, value / divisor));
        }
        m_series[i]->replace(list);
    }
    const double end = points.back().at;
    const double begin = std::min(end - shortest, std::max(end - span, points.front().at));
    m_time->setFormat(end - begin <= 1200 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
    m_time->setRange(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(begin * 1000)),
                     QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(end * 1000)));
}

void LineChart::Drawing::paint(const QPalette &palette, const QFont &font)
{
    auto small = font;
    small.setPointSizeF(font.pointSizeF() * 0.85);
    m_chart->setBackgroundBrush(palette.color(QPalette::Base));
    m_chart->legend()->setLabelColor(palette.color(QPalette::WindowText));
    m_chart->legend()->setFont(small);
    paintAxis(*m_time, palette, small);
    for (auto *axis : {m_left.axis, m_right.axis}) {
        if (axis)
            paintAxis(*axis, palette, small);
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        m_series[i]->setPen(QPen(look::ink(m_lines[i].hue, palette), 2, m_lines[i].style));
}

double LineChart::Drawing::timeAt(const QPoint &place) const
{
    return m_chart->mapToValue(view->mapToScene(place), m_series.front()).x() / 1000;
}

} // namespace tidegate::charts
