// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cleanup/cleanup_model.h"

#include "pages/cleanup/cleanup_text.h"

#include <algorithm>

namespace tidegate::pages {

look::Tone CleanupModel::Row::tone() const
{
    if (outcome)
        return outcome->result == cleanup::Result::Left ? look::Tone::Failed : look::Tone::Done;
    if (!item.there)
        return look::Tone::Attention;
    return *item.there ? look::Tone::Idle : look::Tone::Done;
}

QString CleanupModel::Row::words(int column) const
{
    switch (column) {
    case What:
        return itemWords(item);
    case Where:
        return placeWords(item);
    case Size:
        return sizeWords(item);
    case State:
        return outcome ? resultWords(*outcome) : thereWords(item);
    default:
        return {};
    }
}

void CleanupModel::set(const cleanup::Inventory &inventory)
{
    beginResetModel();
    m_rows.clear();
    for (const auto &item : inventory.items)
        m_rows.push_back({item, {}});
    endResetModel();
}

void CleanupModel::setOutcome(const cleanup::Dropped &outcome)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row &row) {
        return row.item.kind == outcome.item.kind && row.item.name == outcome.item.name;
    });
    const auto row = static_cast<int>(found - m_rows.begin());
    if (found == m_rows.end()) {
        beginInsertRows({}, row, row);
        m_rows.push_back({outcome.item, outcome});
        endInsertRows();
        return;
    }
    found->outcome = outcome;
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int CleanupModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CleanupModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CleanupModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return row.words(index.column());
    if (role == Qt::DecorationRole && index.column() == State)
        return look::icon(row.tone());
    return {};
}

QVariant CleanupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case What:
        return tr("What goes");
    case Where:
        return tr("On the");
    case Size:
        return tr("Size");
    case State:
        return tr("State");
    default:
        return {};
    }
}

} // namespace tidegate::pages
