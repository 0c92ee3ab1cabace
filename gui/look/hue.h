// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPalette>

/// The few colours of the window, all derived from a palette, so that they follow light and dark. Colour never
/// stands alone: a glyph and a word say the same. Pure functions.
namespace tidegate::look {

enum class Hue { Grey, Green, Blue, Amber, Red };

/// For text and glyphs on the palette's window or base: contrast 4.5 or more (WCAG AA).
QColor ink(Hue hue, const QPalette &palette);
/// For the ground behind ink(): the palette's window, tinted; the contrast holds there too.
QColor wash(Hue hue, const QPalette &palette);

bool isDark(const QPalette &palette);
/// 1 (equal) to 21 (black on white).
double contrast(const QColor &one, const QColor &other);

} // namespace tidegate::look
