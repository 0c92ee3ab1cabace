// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QProxyStyle>

namespace tidegate::look {

/// Qt's Fusion with check boxes and radio buttons that are seen on a dark ground: its own outline is a shade of the ground,
/// and an unchecked one is then not there at all.
class ClearBoxes : public QProxyStyle
{
    Q_OBJECT
public:
    ClearBoxes() : QProxyStyle(QStringLiteral("fusion")) {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
};

/// For a program whose style is Fusion; others draw their own.
void useClearBoxes();

} // namespace tidegate::look
