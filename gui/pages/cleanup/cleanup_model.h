// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/cleanup_job.h"
#include "look/tone.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace tidegate::pages {

/// What goes, and what became of each once it was tried. Read-only.
class CleanupModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { What, Where, Size, State, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void set(const cleanup::Inventory &inventory);
    /// Of an item that is in the list; one that is not is added.
    void setOutcome(const cleanup::Dropped &outcome);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        cleanup::Item item;
        std::optional<cleanup::Dropped> outcome;

        look::Tone tone() const;
        QString words(int column) const;
    };
    std::vector<Row> m_rows;
};

} // namespace tidegate::pages
