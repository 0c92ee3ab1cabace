// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/sequences_job.h"

#include <QAbstractTableModel>

#include <vector>

namespace tidegate::pages {

/// The sequences of a migration: where each stands on both sides and what it would become. Read-only.
class SequenceModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Source, SourceValue, Target, TargetValue, Result, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void set(std::vector<sequences::PreviewRow> rows);
    const std::vector<sequences::PreviewRow> &rows() const { return m_rows; }
    /// That would be given another value.
    int changes() const;
    /// That have to be looked at by somebody.
    int troubled() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<sequences::PreviewRow> m_rows;
};

} // namespace tidegate::pages
