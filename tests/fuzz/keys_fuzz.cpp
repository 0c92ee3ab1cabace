// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// keys_fuzz [CORPUS] -max_total_time=600 -max_len=4096
// Three keys of one type, a line each after the type's: refused as no values of it, or in one order in which each has its
// place, and which ranges that are made of two of them go by.

#include "text_fuzz.h"

#include "base/problem.h"
#include "units/key_ranges.h"

#include <algorithm>
#include <array>

namespace tidegate::fuzz {

namespace {

using Keys = std::array<std::string, 3>;

std::string lineOf(const std::string &text, std::size_t &at)
{
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(std::min(at, text.size()), end - std::min(at, text.size()));
    at = std::min(end + 1, text.size());
    return line;
}

int order(const std::string &type, const std::string &a, const std::string &b)
{
    const int sign = units::compareKeys(type, a, b);
    return sign < 0 ? -1 : sign > 0 ? 1 : 0;
}

void requireOrder(const std::string &type, Keys keys, const std::string &text)
{
    for (const auto &a : keys) {
        if (order(type, a, a) != 0)
            wrong("a key is not equal to itself", text);
        for (const auto &b : keys) {
            if (order(type, a, b) != -order(type, b, a))
                wrong("two keys are in two orders", text);
        }
    }
    std::sort(keys.begin(), keys.end(), [&](const auto &a, const auto &b) { return order(type, a, b) < 0; });
    if (order(type, keys[0], keys[2]) > 0 || (order(type, keys[0], keys[1]) < 0 && order(type, keys[0], keys[2]) == 0))
        wrong("three keys are in no order", text);
}

void requirePlaces(const std::string &type, const Keys &keys, const std::string &text)
{
    if (order(type, keys[0], keys[1]) >= 0)
        return;
    const units::KeyRanges ranges({{1, {"k", type, {}, keys[0]}}, {2, {"k", type, keys[0], keys[1]}}, {3, {"k", type, keys[1], {}}}});
    const auto wanted = order(type, keys[2], keys[0]) < 0 ? 1 : order(type, keys[2], keys[1]) < 0 ? 2 : 3;
    if (ranges.unitOf(keys[2]) != wanted)
        wrong("a key is in another range than its order says", text);
}

} // namespace

const std::vector<std::string> &seeds()
{
    static const std::vector<std::string> texts = {
        "bigint\n-9223372036854775808\n0\n9223372036854775807",
        "integer\n-1\n7\n12",
        "date\n0044-03-15 BC\n2024-02-29\ninfinity",
        "timestamp without time zone\n-infinity\n2024-01-01 00:00:00.5\n294276-12-31 23:59:59.999999",
        "timestamp with time zone\n2024-01-01 00:00:00+05:30\n2024-01-01 00:00:00-08\n0001-01-01 00:00:00+00 BC",
        "uuid\n00000000-0000-0000-0000-000000000000\nffffffff-ffff-ffff-ffff-ffffffffffff\n10000000-0000-0000-0000-00000000000a",
        "text\na\nä\n",
        "bytea\n\\x\n\\x00\n\\xff",
    };
    return texts;
}

void tryText(const std::string &text)
{
    std::size_t at = 0;
    const auto type = lineOf(text, at);
    Keys keys;
    for (auto &key : keys)
        key = lineOf(text, at);
    try {
        requireOrder(type, keys, text);
        requirePlaces(type, keys, text);
    } catch (const ProblemError &error) {
        if (error.problem().code != Code::ProtocolBroken)
            wrong("refused as something else than no value of the type", text);
    }
}

} // namespace tidegate::fuzz
