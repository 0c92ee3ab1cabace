// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/line_chart.h"

#include "charts/chart_drawing.h"
#include "charts/figures_model.h"

#include <QDateTime>
#include <QEvent>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QTableView>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tidegate::charts {

namespace {

constexpr int drawInterval = 500;  // ms
constexpr int listInterval = 5000; // ms: who reads figures wants them to stand still

} // namespace

LineChart::LineChart(const QString &title, std::vector<Line> lines, const History &history, QWidget *parent)
    : QWidget(parent),
      m_title(title),
      m_lines(std::move(lines)),
      m_history(history),
      m_text(new QLabel(this)),
      m_stack(new QStackedWidget(this)),
      m_table(new QTableView(this)),
      m_figures(new FiguresModel(m_lines, this)),
      m_drawing(std::make_unique<Drawing>(m_lines))
{
    setAccessibleName(title);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setText(title);
    m_table->setModel(m_figures);
    m_table->setAccessibleName(tr("Figures: %1").arg(title));
    m_table->setTabKeyNavigation(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_drawing->view->viewport()->installEventFilter(this);
    m_drawing->view->setAccessibleName(title);
    m_stack->addWidget(m_drawing->view);
    m_stack->addWidget(m_table);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addWidget(m_stack, 1);
    m_later.setSingleShot(true);
    m_later.callOnTimeout(this, &LineChart::draw);
    paintAnew();
}

LineChart::~LineChart() = default;

void LineChart::refresh()
{
    if (!isVisible() || m_later.isActive())
        return;
    const auto passed = m_drawn.isValid() ? m_drawn.elapsed() : drawInterval;
    m_later.start(static_cast<int>(std::max<qint64>(0, drawInterval - passed)));
}

void LineChart::setSpan(double seconds)
{
    m_span = seconds;
    m_drawn.invalidate();
    m_listed.invalidate();
    refresh();
}

void LineChart::showFigures(bool figures)
{
    m_stack->setCurrentIndex(figures ? 1 : 0);
    m_listed.invalidate();
    refresh();
}

QString LineChart::summary() const
{
    QStringList parts;
    if (!m_history.isEmpty()) {
        const auto newest = m_history.last(0).back();
        for (const auto &line : m_lines) {
            if (!std::isnan(newest.values[line.field]))
                parts << valueText(line, newest.values[line.field]);
        }
    }
    return parts.isEmpty() ? tr("%1: nothing yet").arg(m_title)
                           : tr("%1. %2").arg(m_title, parts.join(QStringLiteral(" · ")));
}

void LineChart::draw()
{
    if (!isVisible())
        return; // it was hidden meanwhile
    m_drawn.start();
    m_points = m_history.last(m_span);
    m_text->setText(summary());
    m_drawing->view->setAccessibleDescription(m_text->text());
    if (m_stack->currentIndex() == 0) {
        m_drawing->draw(m_points, m_span);
    } else if (!m_listed.isValid() || m_listed.elapsed() >= listInterval) {
        m_listed.start();
        const auto row = m_table->currentIndex().row();
        m_figures->setPoints(m_points);
        m_table->setCurrentIndex(m_figures->index(std::max(0, row), 0));
    }
    emit drawn();
}

void LineChart::paintAnew()
{
    m_drawing->paint(palette(), font());
}

QString LineChart::pointText(const QPoint &place) const
{
    if (m_points.empty())
        return {};
    const double at = m_drawing->timeAt(place);
    const auto nearer = [at](const History::Point &a, const History::Point &b) {
        return std::abs(a.at - at) < std::abs(b.at - at);
    };
    const auto &point = *std::min_element(m_points.begin(), m_points.end(), nearer);
    const auto when = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(point.at * 1000));
    QStringList lines{QLocale().toString(when.time(), QStringLiteral("HH:mm:ss"))};
    for (const auto &line : m_lines) {
        if (!std::isnan(point.values[line.field]))
            lines << valueText(line, point.values[line.field]);
    }
    return lines.join(QLatin1Char('\n'));
}

bool LineChart::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::eventFilter(watched, event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), pointText(help->pos()), m_drawing->view);
    return true;
}

void LineChart::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_drawn.invalidate();
    refresh();
}

void LineChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        paintAnew();
}

} // namespace tidegate::charts
