// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/test_panel.h"

#include "pages/connections/connection_tester.h"
#include "pages/connections/stage_text.h"
#include "pages/connections/stages_view.h"
#include "widgets/status_badge.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace tidegate::pages {

TestPanel::TestPanel(ConnectionTester &tester, QWidget *parent)
    : QWidget(parent),
      m_state(new widgets::StatusBadge(this)),
      m_stages(new StagesView),
      m_scroll(new QScrollArea(this))
{
    m_state->setObjectName(QStringLiteral("testState"));
    m_scroll->setWidget(m_stages);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("Stages of the connection test"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_state);
    layout->addWidget(m_scroll, 1);
    connect(&tester, &ConnectionTester::stageEnded, m_stages, &StagesView::add);
    connect(&tester, &ConnectionTester::finished, this, &TestPanel::showEnd);
    connect(&tester, &ConnectionTester::cancelled, this,
            [this] { m_state->set(look::Tone::Idle, tr("%1: the test was cancelled").arg(m_heading)); });
    // What ended last is what is looked at.
    auto *bar = m_scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, bar, [bar](int, int last) { bar->setValue(last); });
    clear();
}

void TestPanel::begin(const QString &heading)
{
    m_heading = heading;
    m_stages->clear();
    m_state->set(look::Tone::Busy, tr("%1: testing…").arg(heading));
}

void TestPanel::showReason(const QString &reason)
{
    m_stages->clear();
    m_state->set(look::Tone::Failed, reason);
}

void TestPanel::clear()
{
    m_heading.clear();
    m_stages->clear();
    m_state->set(look::Tone::Idle, tr("Not tested"));
}

void TestPanel::showEnd(const endpoint::TestReport &report)
{
    const auto outcome = recordOf(report, {}).outcome;
    m_state->set(outcomeTone(outcome), tr("%1: %2").arg(m_heading, outcomeWord(outcome)));
}

} // namespace tidegate::pages
