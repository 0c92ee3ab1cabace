// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/problem.h"
#include "progress/progress_snapshot.h"
#include "progress/rate.h"

#include <QAbstractTableModel>

#include <optional>
#include <string>
#include <vector>

namespace tidegate::pages {

/// The tables of a run as its snapshots show them. A snapshot of the same tables is one dataChanged of one range, or
/// none; the rows keep their places, and with them what is selected.
class SyncModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Table, Target, State, Progress, Copied, Speed, Left, Held, Captured, Applied, Error, ColumnCount };
    enum {
        SortRole = Qt::UserRole + 1, ///< numbers as numbers, trouble first
        ShareRole                    ///< double, 0 to 1; invalid if it cannot be told
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// `now`: for the rates.
    void setSnapshot(const progress::ProgressSnapshot &snapshot, progress::Clock::time_point now);
    /// More than a snapshot tells about a table ("schema.name" on the source); shown until the table has got over it.
    void noteProblem(const std::string &table, const Problem &problem);
    void clear();

    const progress::TableProgress &table(int row) const { return m_rows[static_cast<std::size_t>(row)].table; }
    const Problem *problem(int row) const; ///< null if there is none
    bool isFinished(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        progress::TableProgress table;
        progress::Rate rate;
        std::optional<Problem> noted;

        double perSecond() const { return rate.perSecond().value_or(0); }
        const Problem *problem() const;
        /// True if anything that is shown has changed.
        bool take(const progress::TableProgress &next, progress::Clock::time_point now);
    };
    void arrange(const std::vector<progress::TableProgress> &tables);
    QString words(const Row &row, int column) const;
    QVariant sortValue(const Row &row, int column) const;

    std::vector<Row> m_rows; ///< by source name
};

} // namespace tidegate::pages
