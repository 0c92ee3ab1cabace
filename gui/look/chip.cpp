// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "look/chip.h"

#include <QPainter>

namespace tidegate::look {

Chip::Chip(QWidget *parent) : QLabel(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Chip::set(const QString &word, Hue hue)
{
    m_hue = hue;
    setText(word);
    setVisible(!word.isEmpty());
    updateGeometry();
    update();
}

int Chip::paint(QPainter &painter, const QRect &place, const QString &word, Hue hue, const QPalette &palette)
{
    const auto size = sizeFor(painter.fontMetrics(), word);
    const QRect body(place.left(), place.center().y() - size.height() / 2 + 1,
                     std::min(size.width(), place.width()), size.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const auto colour = ink(hue, palette);
    painter.setPen(QPen(colour, 1));
    painter.setBrush(wash(hue, palette));
    painter.drawRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const auto inner = body.adjusted(6, 0, -6, 0);
    painter.drawText(inner, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(word, Qt::ElideRight, inner.width()));
    painter.restore();
    return body.width();
}

QSize Chip::sizeFor(const QFontMetrics &metrics, const QString &word)
{
    return {metrics.horizontalAdvance(word) + 14, metrics.height() + 4};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    paint(painter, rect(), text(), m_hue, palette());
}

QSize Chip::sizeHint() const
{
    return sizeFor(fontMetrics(), text());
}

} // namespace tidegate::look
