// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "definition/types.h"

#include <cstdlib>
#include <vector>

namespace tidegate::definition {

namespace {

/// "numeric(10,2)" is numeric with 10 and 2.
struct Parsed {
    std::string base;
    std::vector<long> lengths;
};

Parsed parsed(const std::string &type)
{
    Parsed result;
    const auto open = type.find('(');
    const auto close = type.find(')', open == std::string::npos ? 0 : open);
    if (open == std::string::npos || close == std::string::npos)
        return {type, {}};
    result.base = type.substr(0, open) + type.substr(close + 1); // timestamp(3) with time zone
    const char *at = type.c_str() + open + 1;
    for (char *end = nullptr; at < type.c_str() + close; at = end + 1) {
        result.lengths.push_back(std::strtol(at, &end, 10));
        if (end == at)
            break;
    }
    return result;
}

int rank(const std::string &integer)
{
    return integer == "smallint" ? 1 : integer == "integer" ? 2 : integer == "bigint" ? 3 : 0;
}

} // namespace

bool holds(const std::string &wide, const std::string &narrow)
{
    if (wide == narrow)
        return true;
    const auto into = parsed(wide);
    const auto from = parsed(narrow);
    if (rank(from.base) > 0)
        return rank(into.base) >= rank(from.base) || wide == "numeric";
    const bool ofText = from.base == "character varying" || from.base == "text";
    if (wide == "text" || wide == "character varying")
        return ofText;
    if (into.base != from.base || into.lengths.empty() || from.lengths.size() != into.lengths.size())
        return false;
    if (into.base == "character varying" || into.base == "bit varying")
        return into.lengths[0] >= from.lengths[0];
    if (into.base == "numeric" && into.lengths.size() == 2)
        return into.lengths[1] == from.lengths[1] && into.lengths[0] >= from.lengths[0];
    return false;
}

} // namespace tidegate::definition
