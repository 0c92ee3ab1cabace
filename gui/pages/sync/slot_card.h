// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "progress/progress_snapshot.h"

#include <QFrame>

class QFormLayout;
class QLabel;

namespace tidegate::widgets {
class StatusBadge;
}

namespace tidegate::pages {

/// How much WAL the slot makes the source keep, and how long that can go on.
class SlotCard : public QFrame
{
    Q_OBJECT
public:
    explicit SlotCard(QWidget *parent = nullptr);

    void setSlot(const progress::SlotGuard &slot);

private:
    QLabel *addLine(QFormLayout &form, const QString &name, const char *id);

    widgets::StatusBadge *m_risk;
    QLabel *m_kept;
    QLabel *m_growth;
    QLabel *m_full;
    QLabel *m_status;
    QLabel *m_limit;
    QLabel *m_advice;
};

} // namespace tidegate::pages
