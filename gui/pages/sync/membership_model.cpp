// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/membership_model.h"

#include "text/figures.h"

#include <algorithm>

namespace tidegate::pages {

void MembershipModel::setTables(const jobs::SourceTables &tables)
{
    beginResetModel();
    m_source = tables;
    m_rows.clear();
    for (const auto &table : m_source.tables) {
        const bool isIn = std::count(table.publications.begin(), table.publications.end(), m_publication) > 0;
        m_rows.push_back({isIn, isIn});
    }
    endResetModel();
    emit wishChanged();
}

void MembershipModel::setPublication(const std::string &publication)
{
    m_publication = publication;
    const auto tables = m_source;
    setTables(tables);
}

std::vector<RelationName> MembershipModel::changed(bool wanted) const
{
    std::vector<RelationName> names;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].wanted == wanted && m_rows[i].isIn != wanted)
            names.push_back(m_source.tables[i].relation.name);
    }
    return names;
}

std::vector<RelationName> MembershipModel::added() const
{
    return changed(true);
}

std::vector<RelationName> MembershipModel::removed() const
{
    return changed(false);
}

int MembershipModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MembershipModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString MembershipModel::words(std::size_t row, int column) const
{
    const auto &table = m_source.tables[row];
    switch (column) {
    case Table:
        return QString::fromStdString(table.relation.name.display());
    case Rows:
        return table.relation.estimatedRows < 0
            ? tr("unknown")
            : tr("about %1").arg(text::count(static_cast<std::uint64_t>(table.relation.estimatedRows)));
    case Size:
        return text::bytes(static_cast<std::uint64_t>(std::max<std::int64_t>(0, table.relation.totalBytes)));
    case Standing:
        if (m_rows[row].isIn != m_rows[row].wanted)
            return m_rows[row].wanted ? tr("will join") : tr("will leave");
        if (m_rows[row].isIn)
            return tr("published");
        return table.onTarget ? tr("not published") : tr("not published; no table of this name on the target");
    default:
        return {};
    }
}

QVariant MembershipModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return words(row, index.column());
    if (role == Qt::CheckStateRole && index.column() == Table)
        return m_rows[row].wanted ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::TextAlignmentRole && (index.column() == Rows || index.column() == Size))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

bool MembershipModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole || index.column() != Table)
        return false;
    m_rows[static_cast<std::size_t>(index.row())].wanted = value.toInt() == Qt::Checked;
    emit dataChanged(index, index.siblingAtColumn(Standing));
    emit wishChanged();
    return true;
}

Qt::ItemFlags MembershipModel::flags(const QModelIndex &index) const
{
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == Table)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant MembershipModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Table:
        return tr("Table");
    case Rows:
        return tr("Rows");
    case Size:
        return tr("Size");
    case Standing:
        return tr("Standing");
    default:
        return {};
    }
}

} // namespace tidegate::pages
