// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDateTime>
#include <QString>

#include <cstdint>

/// Figures as the user's locale writes them. LSNs and SQL are never localised. Pure; any thread.
namespace tidegate::text {

QString bytes(std::uint64_t count);
QString count(std::uint64_t number);
/// "340 ms", "2.4 s", "3 min 20 s", "2 h 5 min".
QString duration(double seconds);
/// "just now", "5 minutes ago", "yesterday 14:02", or the date.
QString ago(const QDateTime &when, const QDateTime &now);

} // namespace tidegate::text
