// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/cutover/cutover_progress.h"

#include "text/figures.h"
#include "widgets/action_button.h"
#include "widgets/status_badge.h"
#include "widgets/text_label.h"

#include <QAction>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

namespace {

using cutover::Step;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::pages::CutoverStep)
};

constexpr int clockMs = 100;

} // namespace

QString stepWords(Step step)
{
    switch (step) {
    case Step::Readiness:
        return Words::tr("Looking once more whether all is ready");
    case Step::StopWrites:
        return Words::tr("Stopping the writes on the source");
    case Step::Barrier:
        return Words::tr("Waiting for transactions that were open");
    case Step::Prepared:
        return Words::tr("Looking for prepared transactions");
    case Step::Marker:
        return Words::tr("Marking the last change");
    case Step::Applying:
        return Words::tr("Applying the last changes on the target");
    case Step::Sequences:
        return Words::tr("Setting the sequences");
    case Step::Recording:
        return Words::tr("Recording the cutover");
    case Step::Done:
        return Words::tr("Done");
    case Step::Undoing:
        return Words::tr("Undoing what was done on the source");
    }
    return {};
}

CutoverProgress::CutoverProgress(QAction *abort, QAction *stop, QWidget *parent)
    : QWidget(parent),
      m_step(new widgets::StatusBadge(this)),
      m_words(widgets::textLabel("cutoverWords", this)),
      m_clock(new QLabel(this)),
      m_left(new QLabel(this)),
      m_bar(new QProgressBar(this))
{
    m_step->setObjectName(QStringLiteral("cutoverStep"));
    m_clock->setObjectName(QStringLiteral("downtime"));
    auto large = m_clock->font();
    large.setPointSizeF(large.pointSizeF() * 2);
    m_clock->setFont(large);
    m_bar->setRange(0, static_cast<int>(Step::Done));
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the cutover"));
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(1);
    layout->addWidget(m_step);
    layout->addWidget(m_bar);
    layout->addWidget(m_clock);
    layout->addWidget(m_left);
    layout->addWidget(m_words);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(new widgets::ActionButton(abort, this));
    buttons->addWidget(new widgets::ActionButton(stop, this));
    buttons->addStretch(1);
    layout->addLayout(buttons);
    layout->addStretch(2);
    m_timer.callOnTimeout(this, &CutoverProgress::showClock);
}

void CutoverProgress::begin(std::optional<int> limitSeconds)
{
    m_limit = limitSeconds;
    m_isOther = false;
    m_sinceStop.invalidate();
    m_downtime.reset();
    m_words->clear();
    m_bar->setRange(0, static_cast<int>(Step::Done));
    step(Step::Readiness, {});
    showClock();
    m_timer.start(clockMs);
}

void CutoverProgress::step(Step at, const QString &words)
{
    // By hand nothing is stopped, and the barrier is the first thing that happens; of another's, what is heard of first.
    if (at > Step::Readiness && at < Step::Done && !m_sinceStop.isValid())
        m_sinceStop.start();
    m_bar->setRange(0, static_cast<int>(Step::Done));
    m_step->set(at == Step::Undoing ? look::Tone::Attention : look::Tone::Busy, stepWords(at));
    m_words->setText(words);
    if (at != Step::Undoing)
        m_bar->setValue(static_cast<int>(at));
}

void CutoverProgress::waitForOther()
{
    m_isOther = true;
    m_bar->setRange(0, 0);
    m_step->set(look::Tone::Busy, tr("Waiting for the engine that runs elsewhere"));
    showClock();
}

void CutoverProgress::end()
{
    m_timer.stop();
    m_downtime = downtimeSeconds();
    m_sinceStop.invalidate();
    showClock();
}

std::optional<double> CutoverProgress::downtimeSeconds() const
{
    if (m_sinceStop.isValid())
        return static_cast<double>(m_sinceStop.elapsed()) / 1000;
    return m_downtime;
}

void CutoverProgress::showClock()
{
    const auto downtime = downtimeSeconds();
    if (m_isOther)
        m_clock->setText(downtime ? tr("Writes rest for at least %1").arg(text::duration(*downtime)) : QString());
    else
        m_clock->setText(downtime ? tr("Writes rest for %1").arg(text::duration(*downtime)) : tr("Writes go on"));
    m_left->setVisible(m_limit && downtime);
    if (m_limit && downtime)
        m_left->setText(tr("Gives up and opens the source again in %1")
                            .arg(text::duration(std::max(0.0, *m_limit - *downtime))));
}

} // namespace tidegate::pages
