// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/figures.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace tidegate::text {

namespace {

struct Figures {
    Q_DECLARE_TR_FUNCTIONS(Figures)
};

} // namespace

QString bytes(std::uint64_t count)
{
    return QLocale().formattedDataSize(static_cast<qint64>(count), 1, QLocale::DataSizeTraditionalFormat);
}

QString count(std::uint64_t number)
{
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString duration(double seconds)
{
    const QLocale locale;
    if (seconds < 1)
        return Figures::tr("%1 ms").arg(locale.toString(std::lround(seconds * 1000)));
    if (seconds < 10)
        return Figures::tr("%1 s").arg(locale.toString(seconds, 'f', 1));
    const auto whole = std::lround(seconds);
    if (whole < 60)
        return Figures::tr("%1 s").arg(locale.toString(whole));
    if (whole < 3600)
        return Figures::tr("%1 min %2 s").arg(locale.toString(whole / 60), locale.toString(whole % 60));
    return Figures::tr("%1 h %2 min").arg(locale.toString(whole / 3600), locale.toString(whole % 3600 / 60));
}

QString ago(const QDateTime &when, const QDateTime &now)
{
    const auto seconds = when.secsTo(now);
    const auto time = QLocale().toString(when.toLocalTime().time(), QLocale::ShortFormat);
    if (seconds < 60)
        return Figures::tr("just now");
    if (seconds < 3600)
        return Figures::tr("%n minute(s) ago", nullptr, static_cast<int>(seconds / 60));
    const auto days = when.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (days == 0)
        return Figures::tr("today %1").arg(time);
    if (days == 1)
        return Figures::tr("yesterday %1").arg(time);
    return QLocale().toString(when.toLocalTime(), QLocale::ShortFormat);
}

} // namespace tidegate::text
