// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "units/key_ranges.h"

#include "base/problem.h"
#include "catalog/key_distribution.h"
#include "postgres/quoting.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace tidegate::units {

namespace {

[[noreturn]] void noValue(std::string_view type, std::string_view value)
{
    throw ProblemError(Code::ProtocolBroken, {"'" + std::string(value) + "' is no value of " + std::string(type)});
}

/// Reads digits and signs from the front of a value.
class Reader
{
public:
    Reader(std::string_view type, std::string_view value) : m_type(type), m_whole(value), m_rest(value) {}

    std::int64_t number()
    {
        std::int64_t result = 0;
        const auto [end, error] = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), result);
        if (error != std::errc() || end == m_rest.data())
            fail();
        m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
        return result;
    }
    bool skip(std::string_view text)
    {
        if (m_rest.substr(0, text.size()) != text)
            return false;
        m_rest.remove_prefix(text.size());
        return true;
    }
    void expect(std::string_view text)
    {
        if (!skip(text))
            fail();
    }
    std::string_view rest() const { return m_rest; }
    void end() const
    {
        if (!m_rest.empty())
            fail();
    }
    [[noreturn]] void fail() const { noValue(m_type, m_whole); }

private:
    std::string_view m_type;
    std::string_view m_whole;
    std::string_view m_rest;
};

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant, "days_from_civil").
std::int64_t daysOf(std::int64_t year, std::int64_t month, std::int64_t day)
{
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

/// Days since 1970-01-01 and microseconds of the day: the server knows more of them than one number holds.
using Time = std::pair<std::int64_t, std::int64_t>;

/// "2026-11-26", "2026-11-26 20:00:00.5+05:30", either with " BC", "infinity"; in UTC where there is a zone.
Time timeOf(std::string_view type, std::string_view value)
{
    if (value == "infinity")
        return {std::numeric_limits<std::int64_t>::max(), 0};
    if (value == "-infinity")
        return {std::numeric_limits<std::int64_t>::min(), 0};
    const std::string_view beforeChrist = " BC";
    const bool bc = value.size() > beforeChrist.size() && value.substr(value.size() - beforeChrist.size()) == beforeChrist;
    Reader reader(type, bc ? value.substr(0, value.size() - beforeChrist.size()) : value);
    // More than any server writes is no value, and none of the sums can overflow.
    const auto part = [&reader](std::int64_t most) {
        const auto number = reader.number();
        if (number < 0 || number > most)
            reader.fail();
        return number;
    };
    const auto year = part(9'999'999);
    reader.expect("-");
    const auto month = part(12);
    reader.expect("-");
    const auto day = part(31);
    constexpr std::int64_t dayMicros = 86'400'000'000;
    auto days = daysOf(bc ? 1 - year : year, month, day);
    std::int64_t micros = 0;
    if (reader.skip(" ")) {
        std::int64_t seconds = part(24) * 3600;
        reader.expect(":");
        seconds += part(60) * 60;
        reader.expect(":");
        seconds += part(60);
        micros += seconds * 1'000'000;
        if (reader.skip(".")) {
            const auto digits = reader.rest().size();
            auto fraction = part(999'999);
            for (auto read = digits - reader.rest().size(); read < 6; ++read)
                fraction *= 10;
            micros += fraction;
        }
        const bool east = reader.skip("+");
        if (east || reader.skip("-")) {
            std::int64_t offset = part(99) * 3600;
            if (reader.skip(":"))
                offset += part(59) * 60;
            if (reader.skip(":"))
                offset += part(59);
            micros += (east ? -offset : offset) * 1'000'000;
        }
    }
    reader.end();
    // A zone may reach into the day before or after.
    for (; micros < 0; micros += dayMicros)
        --days;
    for (; micros >= dayMicros; micros -= dayMicros)
        ++days;
    return {days, micros};
}

std::int64_t integerOf(std::string_view type, std::string_view value)
{
    Reader reader(type, value);
    const auto number = reader.number();
    reader.end();
    return number;
}

bool isTime(std::string_view type)
{
    return type == "date" || type == "timestamp without time zone" || type == "timestamp with time zone";
}

/// Their text compares as their bytes do: uuid and bytea are written in lower-case hex.
bool isBytes(std::string_view type)
{
    return type == "uuid" || type == "bytea" || type == "text" || type == "character varying";
}

template <typename Value>
int sign(const Value &a, const Value &b)
{
    return a < b ? -1 : b < a;
}

} // namespace

std::string KeyRange::predicate() const
{
    const auto value = [this](const std::string &text) { return postgres::literal(text) + "::" + type; };
    if (!low && !high)
        return {};
    std::string condition = low ? postgres::quoted(column) + " >= " + value(*low) : std::string();
    if (high)
        condition += (low ? " AND " : "") + postgres::quoted(column) + " < " + value(*high);
    return "(" + condition + ")";
}

bool hasKeyOrder(std::string_view type)
{
    return catalog::isInteger(type) || isTime(type) || isBytes(type);
}

int compareKeys(std::string_view type, std::string_view a, std::string_view b)
{
    if (catalog::isInteger(type))
        return sign(integerOf(type, a), integerOf(type, b));
    if (isTime(type))
        return sign(timeOf(type, a), timeOf(type, b));
    if (!isBytes(type))
        noValue(type, a);
    return a.compare(b); // as unsigned bytes: std::char_traits<char>
}

KeyRanges::KeyRanges(std::vector<Part> parts) : m_parts(std::move(parts))
{
    const auto broken = [this] {
        throw ProblemError(Code::ProtocolBroken,
                           {"the journal's key ranges leave a gap or overlap"
                            + (m_parts.empty() ? std::string() : ": " + m_parts.front().range.column)});
    };
    if (m_parts.empty())
        broken();
    const auto &type = m_parts.front().range.type;
    std::sort(m_parts.begin(), m_parts.end(), [&](const Part &a, const Part &b) {
        if (!a.range.low || !b.range.low)
            return !a.range.low && b.range.low;
        return compareKeys(type, *a.range.low, *b.range.low) < 0;
    });
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const auto &range = m_parts[i].range;
        const bool first = i == 0;
        const bool last = i + 1 == m_parts.size();
        if (range.column != column() || range.type != type || first == range.low.has_value()
            || last == range.high.has_value() || (!first && range.low != m_parts[i - 1].range.high)
            || (range.low && range.high && compareKeys(type, *range.low, *range.high) >= 0))
            broken();
    }
}

std::int64_t KeyRanges::unitOf(std::string_view value) const
{
    const auto above = std::upper_bound(m_parts.begin() + 1, m_parts.end(), value, [](std::string_view key, const Part &part) {
        return compareKeys(part.range.type, key, *part.range.low) < 0;
    });
    return (above - 1)->unit;
}

} // namespace tidegate::units
