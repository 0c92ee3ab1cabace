// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pages/sync/sync_model.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QTreeView;

namespace tidegate::pages {

/// By name and by how a table stands. It sorts when it is told to, not with each snapshot: rows that jump cannot be
/// read, and ten thousand of them would take longer than a frame.
class SyncFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    enum class Which { All, Unfinished, Trouble };

    explicit SyncFilter(SyncModel &model, QObject *parent = nullptr);

    void setText(const QString &text);
    void setWhich(Which which);
    /// After a snapshot: tables may have come to be, or no longer be, what is asked for.
    void review();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    SyncModel &m_model;
    QString m_text;
    Which m_which = Which::All;
};

/// The tables of a run: filter, list, and a line that sums up.
class TableList : public QWidget
{
    Q_OBJECT
public:
    /// `actions`: what can be done about tables, as buttons and in the context menu; they belong to the page.
    explicit TableList(const QList<QAction *> &actions, QWidget *parent = nullptr);

    SyncModel &model() { return *m_model; }
    void setSnapshot(const progress::ProgressSnapshot &snapshot);
    /// Those that are selected, or the current one.
    std::vector<progress::TableProgress> selected() const;
    void focusFilter();

signals:
    void selectionChanged();

private:
    QWidget *makeTop(const QList<QAction *> &actions);
    void makeTree(const QList<QAction *> &actions);
    void sumUp(const progress::ProgressSnapshot &snapshot);

    SyncModel *m_model;
    SyncFilter *m_filtered;
    QLineEdit *m_filter = nullptr;
    QComboBox *m_which = nullptr;
    QLabel *m_summary = nullptr;
    QTreeView *m_tree = nullptr;
};

} // namespace tidegate::pages
