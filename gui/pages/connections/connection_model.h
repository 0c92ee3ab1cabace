// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/saved_connection.h"

#include <QAbstractTableModel>

#include <vector>

namespace tidegate::pages {

/// One saved connection as the list shows it.
struct ConnectionRow {
    enum class Role { NoRole, Source, Target };
    settings::SavedConnection connection;
    Role role = Role::NoRole;
    bool testing = false;

    friend bool operator==(const ConnectionRow &, const ConnectionRow &) = default;
};

/// The list of saved connections. setRows() finds out itself what has changed, so that selection and scrolling stay.
class ConnectionModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, EnvironmentColumn, Server, RoleColumn, LastTest, ColumnCount };
    enum { HueRole = Qt::UserRole + 1 }; ///< look::Hue as int, where a cell is a chip

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const std::vector<ConnectionRow> &rows);
    const std::vector<ConnectionRow> &rows() const { return m_rows; }
    int rowOf(const QUuid &id) const; ///< -1 if it is not there
    /// "5 minutes ago" ages.
    void refreshAges();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString words(const ConnectionRow &row, int column) const;

    std::vector<ConnectionRow> m_rows;
};

} // namespace tidegate::pages
