// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

// In a source file of its own, since Qt 6.4's moc loses its way in raw strings with quotes.

namespace tidegate::shop {

/// Tables of every kind of identity, for both sides.
extern const char *const schema;
/// Rows and a publication p of all tables, for the source.
extern const char *const rows;

} // namespace tidegate::shop
