// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/connection_model.h"

#include "pages/connections/stage_text.h"
#include "text/figures.h"
#include "widgets/environment_look.h"

#include <algorithm>

namespace tidegate::pages {

namespace {

auto positionOf(const std::vector<ConnectionRow> &rows, const QUuid &id)
{
    return std::find_if(rows.begin(), rows.end(), [&](const auto &row) { return row.connection.id == id; });
}

} // namespace

int ConnectionModel::rowOf(const QUuid &id) const
{
    const auto found = positionOf(m_rows, id);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void ConnectionModel::setRows(const std::vector<ConnectionRow> &rows)
{
    for (int at = static_cast<int>(m_rows.size()) - 1; at >= 0; --at) {
        if (positionOf(rows, m_rows[static_cast<std::size_t>(at)].connection.id) != rows.end())
            continue;
        beginRemoveRows({}, at, at);
        m_rows.erase(m_rows.begin() + at);
        endRemoveRows();
    }
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const int at = static_cast<int>(index);
        const int from = rowOf(rows[index].connection.id);
        if (from < 0) {
            beginInsertRows({}, at, at);
            m_rows.insert(m_rows.begin() + at, rows[index]);
            endInsertRows();
        } else if (from != at) { // never before `at`: those are in order already
            beginMoveRows({}, from, from, {}, at);
            std::rotate(m_rows.begin() + at, m_rows.begin() + from, m_rows.begin() + from + 1);
            endMoveRows();
        }
        if (!(m_rows[index] == rows[index])) {
            m_rows[index] = rows[index];
            emit dataChanged(this->index(at, 0), this->index(at, ColumnCount - 1));
        }
    }
}

void ConnectionModel::refreshAges()
{
    if (!m_rows.empty())
        emit dataChanged(index(0, LastTest), index(rowCount() - 1, LastTest), {Qt::DisplayRole});
}

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ConnectionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ConnectionModel::words(const ConnectionRow &row, int column) const
{
    const auto &connection = row.connection;
    switch (column) {
    case Name:
        return connection.name;
    case EnvironmentColumn:
        return settings::environmentName(connection.environment);
    case Server:
        return connection.address();
    case RoleColumn:
        if (row.role == ConnectionRow::Role::NoRole)
            return {};
        return row.role == ConnectionRow::Role::Source ? tr("Source") : tr("Target");
    case LastTest:
        break;
    default:
        return {};
    }
    if (row.testing)
        return tr("Testing…");
    if (!connection.lastTest)
        return tr("Not tested");
    const auto &test = *connection.lastTest;
    const auto words =
        tr("%1, %2").arg(outcomeWord(test.outcome), text::ago(test.when, QDateTime::currentDateTimeUtc()));
    return test.serverVersion.isEmpty() ? words : tr("%1, PostgreSQL %2").arg(words, test.serverVersion);
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return words(row, index.column());
    case HueRole:
        if (index.column() == EnvironmentColumn)
            return static_cast<int>(widgets::hueOf(row.connection.environment));
        break;
    case Qt::DecorationRole:
        if (index.column() != LastTest)
            break;
        if (row.testing)
            return look::icon(look::Tone::Busy);
        return look::icon(row.connection.lastTest ? outcomeTone(row.connection.lastTest->outcome)
                                                  : look::Tone::Idle);
    default:
        break;
    }
    return {};
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case EnvironmentColumn:
        return tr("Environment");
    case Server:
        return tr("Server");
    case RoleColumn:
        return tr("Role");
    case LastTest:
        return tr("Last test");
    default:
        return {};
    }
}

} // namespace tidegate::pages
