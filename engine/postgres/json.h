// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "postgres/result.h"

#include <QJsonArray>

namespace tidegate::postgres {

// What a server builds with json_build_array() and json_agg(), byte by byte: names and defaults of an SQL_ASCII database
// are of no encoding, and Qt reads JSON of none but UTF-8. So each byte is carried as one character, in strings that only
// bytes() may turn into text.

/// NULL is an empty array. Throws ProblemError(Internal) for what is no array, which must never be taken for an empty one.
QJsonArray jsonArray(const Result &result, int row, int column);
/// Empty for what is no string.
std::string bytes(const QJsonValue &value);
/// The inverse, for what is kept as JSON and must come back as it was.
QString carried(const std::string &bytes);

} // namespace tidegate::postgres
