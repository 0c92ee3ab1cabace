// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/sequences_job.h"

#include <QWidget>

#include <vector>

class QAction;
class QLabel;
class QTableView;

namespace tidegate::widgets {
class ScriptView;
}

namespace tidegate::pages {

class SequenceModel;

/// Where the sequences stand and what they would become, with the SQL. The cutover does the same by itself; here it is
/// looked at, or rehearsed.
class SequencesPanel : public QWidget
{
    Q_OBJECT
public:
    /// `reset` sets what this shows; enabled while there is something to set.
    SequencesPanel(QAction *look, QAction *reset, QWidget *parent = nullptr);

    void show(std::vector<sequences::PreviewRow> rows);
    QString sql() const;
    int changes() const;
    void forget();

private:
    QAction *m_reset;
    SequenceModel *m_model;
    QTableView *m_table;
    QLabel *m_summary;
    widgets::ScriptView *m_sql;
};

} // namespace tidegate::pages
