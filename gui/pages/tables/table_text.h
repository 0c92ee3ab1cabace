// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/relation.h"
#include "catalog/time_columns.h"
#include "look/tone.h"

#include <QString>

/// What the catalog knows of a table, in words. Pure.
namespace tidegate::pages {

/// By what the stream finds a row: "Key (id, at)", "Whole row", or that it cannot.
QString identityWords(const catalog::Relation &relation);
look::Tone identityTone(const catalog::Relation &relation);

/// "timestamptz, never NULL, leads an index": why a column is suggested.
QString reasonWords(const catalog::TimeColumn &column);

} // namespace tidegate::pages
