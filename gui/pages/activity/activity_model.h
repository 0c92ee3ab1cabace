// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/event_log.h"

#include <QAbstractTableModel>

namespace tidegate::pages {

/// The event log as rows, oldest first; the log is bounded, so rows also go from the top. The log outlives it.
class ActivityModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Level, Table, Text, ColumnCount };
    /// The whole entry as one or more lines, for the clipboard and files.
    static constexpr int LineRole = Qt::UserRole;
    static constexpr int LevelRole = Qt::UserRole + 1;

    explicit ActivityModel(const frame::EventLog &log, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString words(const frame::EventLog::Entry &entry, int column) const;

    const frame::EventLog &m_log;
};

} // namespace tidegate::pages
