// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "look/tone.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

namespace tidegate::look {

namespace {

class ToneEngine : public QIconEngine
{
public:
    explicit ToneEngine(Tone tone) : m_tone(tone) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        paintGlyph(*painter, rect, m_tone, QGuiApplication::palette(), mode == QIcon::Selected);
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new ToneEngine(m_tone); }

private:
    Tone m_tone;
};

/// In a square from (0,0) to (16,16).
QPainterPath outline(Tone tone)
{
    QPainterPath path;
    switch (tone) {
    case Tone::Attention: // a triangle
        path.moveTo(8, 1.2);
        path.lineTo(15.2, 14.6);
        path.lineTo(0.8, 14.6);
        path.closeSubpath();
        break;
    case Tone::Failed: // a stop sign
        path.addPolygon(QPolygonF(
            {{5.1, 1}, {10.9, 1}, {15, 5.1}, {15, 10.9}, {10.9, 15}, {5.1, 15}, {1, 10.9}, {1, 5.1}}));
        path.closeSubpath();
        break;
    case Tone::Paused:
        path.addRoundedRect(1.5, 1.5, 13, 13, 3, 3);
        break;
    case Tone::Idle:
    case Tone::Done:
    case Tone::Busy:
        path.addEllipse(1, 1, 14, 14);
        break;
    }
    return path;
}

QPainterPath sign(Tone tone)
{
    QPainterPath path;
    switch (tone) {
    case Tone::Idle:
        break;
    case Tone::Done:
        path.moveTo(4.6, 8.4);
        path.lineTo(7, 10.8);
        path.lineTo(11.5, 5.4);
        break;
    case Tone::Busy: // an arrow to the right
        path.moveTo(4.5, 8);
        path.lineTo(11.3, 8);
        path.moveTo(8.6, 5.2);
        path.lineTo(11.4, 8);
        path.lineTo(8.6, 10.8);
        break;
    case Tone::Paused:
        path.moveTo(6.2, 5);
        path.lineTo(6.2, 11);
        path.moveTo(9.8, 5);
        path.lineTo(9.8, 11);
        break;
    case Tone::Attention:
        path.moveTo(8, 6);
        path.lineTo(8, 9.8);
        path.moveTo(8, 12.2);
        path.lineTo(8, 12.3);
        break;
    case Tone::Failed:
        path.moveTo(5.5, 5.5);
        path.lineTo(10.5, 10.5);
        path.moveTo(10.5, 5.5);
        path.lineTo(5.5, 10.5);
        break;
    }
    return path;
}

} // namespace

Hue hueOf(Tone tone)
{
    switch (tone) {
    case Tone::Idle:
        return Hue::Grey;
    case Tone::Done:
        return Hue::Green;
    case Tone::Busy:
        return Hue::Blue;
    case Tone::Paused:
    case Tone::Attention:
        return Hue::Amber;
    case Tone::Failed:
        return Hue::Red;
    }
    return Hue::Grey;
}

void paintGlyph(QPainter &painter, const QRectF &place, Tone tone, const QPalette &palette, bool isSelected)
{
    const auto side = std::min(place.width(), place.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(place.center() - QPointF(side / 2, side / 2));
    painter.scale(side / 16, side / 16);
    const auto colour = ink(hueOf(tone), palette);
    if (tone == Tone::Idle) {
        painter.setPen(QPen(isSelected ? palette.color(QPalette::HighlightedText) : colour, 1.6));
        painter.drawEllipse(QRectF(2, 2, 12, 12));
    } else {
        painter.fillPath(outline(tone), colour);
        painter.setPen(QPen(palette.color(QPalette::Base), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(sign(tone));
    }
    painter.restore();
}

QIcon icon(Tone tone)
{
    return QIcon(new ToneEngine(tone));
}

} // namespace tidegate::look
