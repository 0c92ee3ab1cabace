// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "charts/history.h"
#include "progress/progress_snapshot.h"

#include <QWidget>

class QComboBox;

namespace tidegate::charts {
class LineChart;
}

namespace tidegate::pages {

class SlotCard;

/// The charts of a run and the slot's card. The history goes on while nobody looks.
class RunPanel : public QWidget
{
    Q_OBJECT
public:
    explicit RunPanel(QWidget *parent = nullptr);

    /// `at`: seconds since the epoch.
    void setSnapshot(const progress::ProgressSnapshot &snapshot, double at);
    void setSlot(const progress::SlotGuard &slot);
    void showFigures(bool figures);
    void clear();

private:
    charts::History m_history;
    charts::LineChart *m_copy;
    charts::LineChart *m_lag;
    SlotCard *m_slot;
    QComboBox *m_span;
};

} // namespace tidegate::pages
