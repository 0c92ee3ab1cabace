// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "charts/figures_model.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace tidegate::charts {

FiguresModel::FiguresModel(std::vector<Line> lines, QObject *parent)
    : QAbstractTableModel(parent), m_lines(std::move(lines))
{
}

void FiguresModel::setPoints(std::vector<History::Point> points)
{
    beginResetModel();
    m_points = std::move(points);
    endResetModel();
}

int FiguresModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_points.size());
}

int FiguresModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size()) + 1;
}

QVariant FiguresModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole && index.column() > 0)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const auto &point = m_points[m_points.size() - 1 - static_cast<std::size_t>(index.row())];
    if (index.column() == 0) {
        const auto when = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(point.at * 1000));
        return QLocale().toString(when.time(), QStringLiteral("HH:mm:ss"));
    }
    const auto &line = m_lines[static_cast<std::size_t>(index.column()) - 1];
    const double value = point.values[line.field];
    return std::isnan(value) ? QString() : figure(line.unit, value);
}

QVariant FiguresModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Time") : m_lines[static_cast<std::size_t>(section) - 1].name;
}

} // namespace tidegate::charts
