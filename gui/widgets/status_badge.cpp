// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/status_badge.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>

namespace tidegate::widgets {

StatusBadge::StatusBadge(QWidget *parent)
    : QWidget(parent), m_glyph(new QLabel(this)), m_word(new QLabel(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_glyph);
    layout->addWidget(m_word);
    layout->addStretch(1);
    m_word->setTextFormat(Qt::PlainText);
    set(look::Tone::Idle, {});
}

void StatusBadge::set(look::Tone tone, const QString &word)
{
    m_tone = tone;
    m_word->setText(word);
    setAccessibleName(word);
    paintAnew();
}

QString StatusBadge::word() const
{
    return m_word->text();
}

void StatusBadge::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        paintAnew();
}

void StatusBadge::paintAnew()
{
    const int size = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_glyph->setPixmap(look::icon(m_tone).pixmap(QSize(size, size), devicePixelRatioF()));
    m_glyph->setVisible(!m_word->text().isEmpty());
    // Only the label's own text colour is set; setting it on this widget would come back as a PaletteChange.
    auto colours = m_word->palette();
    colours.setColor(QPalette::WindowText, look::ink(look::hueOf(m_tone), palette()));
    m_word->setPalette(colours);
}

} // namespace tidegate::widgets
