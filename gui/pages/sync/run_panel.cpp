// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/run_panel.h"

#include "charts/run_charts.h"
#include "charts/run_history.h"
#include "pages/sync/slot_card.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tidegate::pages {

RunPanel::RunPanel(QWidget *parent)
    : QWidget(parent),
      m_history(charts::makeRunHistory()),
      m_copy(charts::makeCopyChart(m_history, this)),
      m_lag(charts::makeLagChart(m_history, this)),
      m_slot(new SlotCard(this)),
      m_span(new QComboBox(this))
{
    m_copy->setObjectName(QStringLiteral("copyChart"));
    m_lag->setObjectName(QStringLiteral("lagChart"));
    m_span->setObjectName(QStringLiteral("chartSpan"));
    m_span->setAccessibleName(tr("How far back the charts show"));
    m_span->addItem(tr("Last 10 minutes"), 600);
    m_span->addItem(tr("Last hour"), 3600);
    m_span->addItem(tr("Last 6 hours"), 6 * 3600);
    m_span->addItem(tr("Last day"), 24 * 3600);
    connect(m_span, &QComboBox::currentIndexChanged, this, [this] {
        for (auto *chart : {m_copy, m_lag})
            chart->setSpan(m_span->currentData().toDouble());
    });
    auto *side = new QVBoxLayout;
    side->addWidget(m_slot, 1);
    side->addWidget(m_span);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_copy, 5);
    layout->addWidget(m_lag, 5);
    layout->addLayout(side, 3);
}

void RunPanel::setSnapshot(const progress::ProgressSnapshot &snapshot, double at)
{
    m_history.add(at, charts::figuresOf(snapshot));
    m_copy->refresh();
    m_lag->refresh();
    m_slot->setSlot(snapshot.slot);
}

void RunPanel::setSlot(const progress::SlotGuard &slot)
{
    m_slot->setSlot(slot);
}

void RunPanel::showFigures(bool figures)
{
    m_copy->showFigures(figures);
    m_lag->showFigures(figures);
}

void RunPanel::clear()
{
    m_history.clear();
    m_copy->refresh();
    m_lag->refresh();
    m_slot->setSlot({});
}

} // namespace tidegate::pages
