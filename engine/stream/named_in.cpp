// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "stream/named_in.h"

#include <array>

namespace tidegate::stream {

namespace {

struct Marks {
    const char *open;
    const char *close;
};

/// As PostgreSQL's translations write them; those with a space around the name have one that does not break, or a plain one.
constexpr std::array<Marks, 9> quotations = {{{"\"", "\""},
                                              {"\u00ab ", " \u00bb"},
                                              {"\u00ab\u00a0", "\u00a0\u00bb"},
                                              {"\u00ab", "\u00bb"},
                                              {"\u00bb", "\u00ab"},
                                              {"\u201e", "\u201c"},
                                              {"\u201e", "\u201d"},
                                              {"\u201c", "\u201d"},
                                              {"'", "'"}}};

} // namespace

std::optional<std::string> namedIn(std::string_view words, const std::vector<std::string> &names)
{
    // A name may have quotation marks in it: the longest is the one that stands there.
    std::optional<std::string> named;
    for (const auto &name : names) {
        for (const auto &marks : quotations) {
            if (words.find(marks.open + name + marks.close) != std::string_view::npos && (!named || named->size() < name.size()))
                named = name;
        }
    }
    return named;
}

} // namespace tidegate::stream
