// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "look/hue.h"

#include <QIcon>

class QPainter;

namespace tidegate::look {

/// How things stand, as one glyph and one colour. Ordered by how much it matters: of several, the greatest counts.
enum class Tone {
    Idle, ///< nothing has happened yet
    Done,
    Busy,
    Paused,
    Attention, ///< somebody should look
    Failed
};

Hue hueOf(Tone tone);
/// A filled shape with a sign in it, different in outline for each tone; Idle is a mere ring, which takes the text's colour
/// on a selection.
void paintGlyph(QPainter &painter, const QRectF &place, Tone tone, const QPalette &palette, bool isSelected = false);
/// Sharp at every size and scale; takes its colours from the application's palette whenever it is painted.
QIcon icon(Tone tone);

} // namespace tidegate::look
