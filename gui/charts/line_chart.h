// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "charts/history.h"
#include "charts/line.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QLabel;
class QStackedWidget;
class QTableView;

namespace tidegate::charts {

class FiguresModel;

/// Lines over time from a History, which outlives it. Drawn at most twice a second and only while it can be seen;
/// whole series are replaced and the axes are set here, because that is what Qt Charts does in milliseconds. What the
/// lines say stands above them as text, and the figures are there as a table.
class LineChart : public QWidget
{
    Q_OBJECT
public:
    LineChart(const QString &title, std::vector<Line> lines, const History &history, QWidget *parent = nullptr);
    ~LineChart() override;

    /// The history has something new.
    void refresh();
    void setSpan(double seconds);
    void showFigures(bool figures);
    /// "Row copy: rows copied 12,345; …": what a screen reader says, and what the newest figures are.
    QString summary() const;

signals:
    void drawn();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Drawing; ///< all that is of Qt Charts
    void draw();
    void paintAnew();
    QString pointText(const QPoint &place) const;

    QString m_title;
    std::vector<Line> m_lines;
    const History &m_history;
    double m_span = 600;
    std::vector<History::Point> m_points; ///< as drawn
    QTimer m_later;
    QElapsedTimer m_drawn;
    QElapsedTimer m_listed;
    QLabel *m_text;
    QStackedWidget *m_stack;
    QTableView *m_table;
    FiguresModel *m_figures;
    std::unique_ptr<Drawing> m_drawing;
};

} // namespace tidegate::charts
