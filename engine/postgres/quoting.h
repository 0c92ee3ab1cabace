// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidegate::postgres {

/// "name", with quotes doubled: always quoted, so that no list of keywords is needed. Called with the namespace: for a
/// std::string std::quoted is the better match, and newer libraries' <chrono> brings that along.
std::string quoted(std::string_view identifier);
/// "schema"."name".
std::string quoted(const RelationName &relation);
/// "a", "b", "c".
std::string quotedList(const std::vector<std::string> &identifiers);
/// 'text' as an SQL literal, right whatever standard_conforming_strings says (E'' where a backslash is in it).
std::string literal(std::string_view text);
/// A text[] value in PostgreSQL's array syntax, for use as a parameter.
std::string textArray(const std::vector<std::string> &elements);
/// Appends one element of such an array, quoted.
void appendArrayElement(std::string &array, std::string_view element);
/// "{1,2,3}", for a parameter that is cast to an array of whole numbers: oid[], bigint[], int[].
template <typename Number>
std::string idArray(const std::vector<Number> &ids)
{
    std::string text = "{";
    for (const auto id : ids)
        text += (text.size() > 1 ? "," : "") + std::to_string(id);
    return text + "}";
}
/// Reads a one-dimensional text[]; NULL elements become empty strings.
std::vector<std::string> parseTextArray(std::string_view text);

} // namespace tidegate::postgres
