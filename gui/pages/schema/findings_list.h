// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"

#include <QWidget>

#include <vector>

class QAction;
class QListWidget;

namespace tidegate::pages {

/// What is to be decided or known before the scripts run, refusals first, with buttons for the ways out of what is
/// selected. Hidden while there is nothing.
class FindingsList : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsList(const QList<QAction *> &waysOut, QWidget *parent = nullptr);

    /// What was selected stays selected as far as it is still there.
    void show(const std::vector<Finding> &findings);
    std::vector<Finding> selected() const;

signals:
    void selectionChanged();
    void activated(const tidegate::Finding &finding);

private:
    std::vector<Finding> m_findings;
    QListWidget *m_list;
};

} // namespace tidegate::pages
