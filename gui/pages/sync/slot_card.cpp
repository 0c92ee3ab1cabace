// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/slot_card.h"

#include "pages/sync/sync_text.h"
#include "text/figures.h"
#include "widgets/status_badge.h"

#include <QFormLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <cmath>

namespace tidegate::pages {

SlotCard::SlotCard(QWidget *parent)
    : QFrame(parent), m_risk(new widgets::StatusBadge(this)), m_advice(new QLabel(this))
{
    setObjectName(QStringLiteral("slotCard"));
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Replication slot on the source"));
    auto *heading = new QLabel(tr("Slot on the source"), this);
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    m_kept = addLine(*form, tr("WAL kept:"), "slotKept");
    m_growth = addLine(*form, tr("Growth:"), "slotGrowth");
    m_full = addLine(*form, tr("Full:"), "slotFull");
    m_status = addLine(*form, QStringLiteral("wal_status:"), "slotStatus");
    m_limit = addLine(*form, tr("Let go at:"), "slotLimit");
    m_risk->setObjectName(QStringLiteral("slotRisk"));
    m_advice->setTextFormat(Qt::PlainText);
    m_advice->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(heading);
    layout->addWidget(m_risk);
    layout->addLayout(form);
    layout->addWidget(m_advice);
    layout->addStretch(1);
    setSlot({});
}

QLabel *SlotCard::addLine(QFormLayout &form, const QString &name, const char *id)
{
    auto *value = new QLabel(this);
    value->setObjectName(QLatin1String(id));
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    form.addRow(name, value);
    return value;
}

void SlotCard::setSlot(const progress::SlotGuard &slot)
{
    const bool isKnown = !slot.walStatus.empty();
    const bool isKept = isKnown && !isGone(slot);
    const auto risk = slotRisk(slot);
    m_risk->set(risk.tone, risk.word);
    m_advice->setText(risk.advice);
    m_advice->setVisible(!risk.advice.isEmpty());
    m_kept->setText(isKept ? text::bytes(slot.walKeptBytes) : tr("–"));
    if (!slot.growthBytesPerSecond) {
        m_growth->setText(tr("–"));
    } else {
        const auto size = text::bytes(static_cast<std::uint64_t>(std::abs(*slot.growthBytesPerSecond)));
        m_growth->setText(*slot.growthBytesPerSecond < 0 ? tr("shrinking, %1 a second").arg(size)
                                                         : tr("%1 a second").arg(size));
    }
    m_full->setText(isKept ? untilFullText(slot) : tr("–"));
    m_status->setText(isKnown ? QString::fromStdString(slot.walStatus) : tr("–"));
    if (slot.limitBytes)
        m_limit->setText(text::bytes(*slot.limitBytes));
    else
        m_limit->setText(isGone(slot) ? tr("–") : tr("no limit of ours"));
}

} // namespace tidegate::pages
