// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "look/hue.h"

#include <algorithm>
#include <cmath>

namespace tidegate::look {

namespace {

constexpr double enough = 4.5;

/// Degrees on the colour circle and how colourful.
struct Place {
    int degrees;
    double saturation;
};

Place placeOf(Hue hue)
{
    switch (hue) {
    case Hue::Grey:
        return {0, 0.0};
    case Hue::Green:
        return {140, 0.65};
    case Hue::Blue:
        return {212, 0.75};
    case Hue::Amber:
        return {36, 0.90};
    case Hue::Red:
        return {4, 0.72};
    }
    return {0, 0.0};
}

double channel(double value)
{
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF())
           + 0.0722 * channel(colour.blueF());
}

QColor mixed(const QColor &ground, const QColor &colour, double share)
{
    const auto mix = [share](float a, float b) { return static_cast<float>(a + (b - a) * share); };
    return QColor::fromRgbF(mix(ground.redF(), colour.redF()), mix(ground.greenF(), colour.greenF()),
                            mix(ground.blueF(), colour.blueF()));
}

} // namespace

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Window)) < luminance(palette.color(QPalette::WindowText));
}

double contrast(const QColor &one, const QColor &other)
{
    const auto [low, high] = std::minmax({luminance(one), luminance(other)});
    return (high + 0.05) / (low + 0.05);
}

QColor wash(Hue hue, const QPalette &palette)
{
    const auto place = placeOf(hue);
    const auto pure = QColor::fromHslF(static_cast<float>(place.degrees / 360.0),
                                       static_cast<float>(place.saturation), 0.5f);
    return mixed(palette.color(QPalette::Window), pure, isDark(palette) ? 0.22 : 0.14);
}

QColor ink(Hue hue, const QPalette &palette)
{
    const auto place = placeOf(hue);
    const bool dark = isDark(palette);
    const QColor grounds[] = {palette.color(QPalette::Window), palette.color(QPalette::Base),
                              wash(hue, palette)};
    // From the middle towards black or white, until it can be read everywhere.
    for (int step = 0; step <= 50; ++step) {
        const double lightness = dark ? 0.5 + step / 100.0 : 0.5 - step / 100.0;
        const auto colour =
            QColor::fromHslF(static_cast<float>(place.degrees / 360.0), static_cast<float>(place.saturation),
                             static_cast<float>(lightness));
        if (std::all_of(std::begin(grounds), std::end(grounds),
                        [&](const QColor &ground) { return contrast(colour, ground) >= enough; }))
            return colour;
    }
    return palette.color(QPalette::WindowText);
}

} // namespace tidegate::look
