// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/subscriptions.h"

#include <QDialog>

#include <vector>

class QTreeWidget;

namespace tidegate::pages {

/// Which of the runs on a target to watch. Deletes itself when it closes.
class WatchDialog : public QDialog
{
    Q_OBJECT
public:
    explicit WatchDialog(std::vector<jobs::SubscriptionSeen> live, QWidget *parent = nullptr);

signals:
    void chosen(const tidegate::jobs::SubscriptionSeen &subscription);

private:
    void fill();
    void choose();

    const std::vector<jobs::SubscriptionSeen> m_live;
    QTreeWidget *m_list;
};

} // namespace tidegate::pages
