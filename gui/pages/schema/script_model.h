// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "script/script.h"

#include <QAbstractTableModel>

#include <array>
#include <optional>

namespace tidegate::pages {

/// A script, a statement a row, in the order in which they run. Holds the script: the user's decisions and what a run
/// reports come in here. Thousands of rows.
class ScriptModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { State, Kind, Object, Table, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setScript(const script::Script &script);
    const script::Script &script() const { return m_script; }
    const script::Statement &at(int row) const { return m_script.at(static_cast<std::size_t>(row)); }
    int count(script::State state) const { return m_counts[static_cast<std::size_t>(state)]; }
    /// Pending, running or failed: what a run would do.
    int left() const;
    int firstFailed() const; ///< -1: none

    /// While it runs, nothing can be changed: the run has a copy.
    void setLocked(bool locked) { m_isLocked = locked; }
    bool mayChange(int row) const;
    // By the user; ignored where mayChange() is false.
    void edit(int row, const QString &sql);
    void takeEditBack(int row);
    void refuse(int row);
    void restore(int row);
    /// Refuses for a reason that is remembered elsewhere: no decided().
    void leaveOut(int row);
    /// By a run.
    void setState(int row, script::State state, const std::optional<Problem> &problem);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void decided(int row); ///< by the user
    void changed();        ///< after each change of any kind

private:
    template <typename Change>
    void change(int row, Change change);
    QString words(const script::Statement &statement, int column) const;

    script::Script m_script;
    std::array<int, 5> m_counts{}; ///< by state
    bool m_isLocked = false;
};

} // namespace tidegate::pages
