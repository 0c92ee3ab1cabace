// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "look/clear_boxes.h"

#include "look/hue.h"

#include <QApplication>
#include <QPainter>
#include <QStyleOption>

namespace tidegate::look {

void ClearBoxes::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isRound = element == PE_IndicatorRadioButton;
    if ((!isRound && element != PE_IndicatorCheckBox) || !isDark(option->palette)) // a list's is drawn as a check box, too
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(ink(Hue::Grey, option->palette));
    painter->setBrush(Qt::NoBrush);
    const auto place = QRectF(option->rect).adjusted(0.5, 0.5, -1.5, -1.5);
    if (isRound)
        painter->drawEllipse(place);
    else
        painter->drawRect(place);
    painter->restore();
}

void useClearBoxes()
{
    if (QApplication::style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) == 0)
        QApplication::setStyle(new ClearBoxes);
}

} // namespace tidegate::look
