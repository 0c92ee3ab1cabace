// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "catalog/time_columns.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tidegate::catalog {

namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return text;
}

/// The words of snake_case and camelCase names: "createdAt" and "created_at" are both {created, at}.
std::vector<std::string> words(const std::string &name)
{
    std::vector<std::string> found(1);
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool boundary = c >= 'A' && c <= 'Z' && i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if ((c == '_' || c == ' ' || c == '-' || boundary) && !found.back().empty())
            found.emplace_back();
        if (c != '_' && c != ' ' && c != '-')
            found.back() += c;
    }
    for (auto &word : found)
        word = lower(word);
    return found;
}

template <std::size_t size>
bool any(const std::vector<std::string> &words, const std::array<std::string_view, size> &list)
{
    return std::any_of(words.begin(), words.end(), [&](const std::string &word) {
        return std::find(list.begin(), list.end(), word) != list.end();
    });
}

bool soundsLikeTime(const std::string &name)
{
    static constexpr std::array<std::string_view, 13> parts{"time",  "timestamp", "ts",    "at",   "date",
                                                            "day",   "datetime",  "epoch", "when", "created",
                                                            "clock", "moment",    "hour"};
    return any(words(name), parts);
}

/// A row whose time changes later moves between chunks, and an end lies in the future: poor dimensions.
bool soundsLikeChanging(const std::string &name)
{
    static constexpr std::array<std::string_view, 24> parts{
        "updated", "modified", "changed", "deleted", "expires", "expiry",   "expired",   "expiration",
        "until",   "end",      "ended",   "ends",    "due",     "finished", "closed",    "completed",
        "birth",   "birthday", "dob",     "last",    "valid",   "next",     "scheduled", "cancelled"};
    return any(words(name), parts);
}

/// The unit in which all values lie between the years 2000 and 2100.
EpochUnit epochUnit(double low, double high)
{
    constexpr double from = 946684800.0;
    constexpr double to = 4102444800.0;
    double factor = 1;
    for (const auto unit :
         {EpochUnit::Seconds, EpochUnit::Milliseconds, EpochUnit::Microseconds, EpochUnit::Nanoseconds}) {
        if (low >= from * factor && high <= to * factor)
            return unit;
        factor *= 1000;
    }
    return EpochUnit::None;
}

/// Integers are times only on evidence: by their values, and in the ranges where identifiers are common (those made
/// from a clock and a counter look like nanoseconds) by their name too; without statistics by the name alone.
bool integerIsTime(const TimeColumnFacts &facts, EpochUnit &unit)
{
    const bool named = soundsLikeTime(facts.name);
    if (facts.low && facts.high) {
        unit = epochUnit(*facts.low, *facts.high);
        const bool common = unit == EpochUnit::Seconds || unit == EpochUnit::Milliseconds;
        return unit != EpochUnit::None && (named || (common && !facts.aloneUnique));
    }
    return named && !facts.aloneUnique;
}

} // namespace

std::vector<TimeColumn> rankTimeColumns(const std::vector<TimeColumnFacts> &columns)
{
    std::vector<TimeColumn> ranked;
    for (const auto &facts : columns) {
        TimeColumn column{facts.name, facts.type, EpochUnit::None, 0, {}};
        const auto add = [&column](int points, TimeReason reason) {
            column.score += points;
            column.reasons.push_back(reason);
        };
        if (facts.nullFraction.value_or(0) > 0 && !facts.notNull)
            continue;
        if (facts.type == TimeType::Integer && !integerIsTime(facts, column.unit))
            continue;
        switch (facts.type) {
        case TimeType::Timestamptz:
            add(40, TimeReason::TypeTimestamptz);
            break;
        case TimeType::Timestamp:
            add(34, TimeReason::TypeTimestamp);
            break;
        case TimeType::Date:
            add(24, TimeReason::TypeDate);
            break;
        case TimeType::Integer:
            add(20, TimeReason::TypeEpoch);
            break;
        }
        if (facts.inKey)
            add(20, TimeReason::InKey);
        if (facts.notNull)
            add(15, TimeReason::NotNull);
        else
            add(0, TimeReason::Nullable);
        if (facts.leadsIndex)
            add(12, TimeReason::LeadsIndex);
        else if (facts.indexed)
            add(6, TimeReason::Indexed);
        if (soundsLikeChanging(facts.name))
            add(-25, TimeReason::ChangesLater);
        else if (soundsLikeTime(facts.name))
            add(15, TimeReason::GoodName);
        if (facts.correlation && *facts.correlation >= 0.9)
            add(10, TimeReason::AppendMostly);
        else if (facts.correlation && *facts.correlation < 0.5)
            add(-5, TimeReason::Scattered);
        ranked.push_back(std::move(column));
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const TimeColumn &a, const TimeColumn &b) { return a.score > b.score; });
    return ranked;
}

std::string usualChunkInterval(const TimeColumn &column)
{
    if (column.type != TimeType::Integer)
        return "7 days";
    switch (column.unit) {
    case EpochUnit::None:
    case EpochUnit::Seconds:
        break;
    case EpochUnit::Milliseconds:
        return "604800000";
    case EpochUnit::Microseconds:
        return "604800000000";
    case EpochUnit::Nanoseconds:
        return "604800000000000";
    }
    return "604800";
}

} // namespace tidegate::catalog
