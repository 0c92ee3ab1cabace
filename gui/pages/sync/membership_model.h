// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/source_tables.h"
#include "plan/plan.h"

#include <QAbstractTableModel>

#include <string>
#include <vector>

namespace tidegate::pages {

/// The source's tables, checked where one publication holds them; what is checked otherwise than it is now is the
/// change that somebody wants.
class MembershipModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Table, Rows, Size, Standing, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setTables(const jobs::SourceTables &tables);
    /// Forgets what was wanted of another one.
    void setPublication(const std::string &publication);
    const jobs::SourceTables &source() const { return m_source; }

    std::vector<RelationName> added() const;
    std::vector<RelationName> removed() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void wishChanged();

private:
    struct Row {
        bool isIn = false;
        bool wanted = false;
    };
    std::vector<RelationName> changed(bool wanted) const;
    QString words(std::size_t row, int column) const;

    jobs::SourceTables m_source;
    std::string m_publication;
    std::vector<Row> m_rows; ///< as m_source.tables
};

} // namespace tidegate::pages
