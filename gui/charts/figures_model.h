// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "charts/history.h"
#include "charts/line.h"

#include <QAbstractTableModel>

#include <vector>

namespace tidegate::charts {

/// A chart's figures as a table, the newest first: for those who cannot see lines, and to copy numbers from.
class FiguresModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit FiguresModel(std::vector<Line> lines, QObject *parent = nullptr);

    void setPoints(std::vector<History::Point> points);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Line> m_lines;
    std::vector<History::Point> m_points; ///< ascending
};

} // namespace tidegate::charts
