// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/figures.h"

#include "base/byte_count.h"
#include "cli/json.h"
#include "phrases/phrases.h"

#include <algorithm>
#include <cmath>

namespace tidegate::cli {

namespace {

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t characters(const std::string &text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !isContinuation(c); }));
}

std::string perSecond(double rate, const char *unit)
{
    return grouped(static_cast<std::uint64_t>(std::llround(std::max(0.0, rate)))) + " " + unit + "/s";
}

} // namespace

std::string duration(double seconds)
{
    const auto whole = static_cast<std::uint64_t>(std::llround(std::max(0.0, seconds)));
    const auto two = [](std::uint64_t big, const char *bigUnit, std::uint64_t small, const char *smallUnit) {
        auto text = std::to_string(big) + " " + bigUnit;
        if (small > 0)
            text += " " + std::to_string(small) + " " + smallUnit;
        return text;
    };
    if (whole < 60)
        return std::to_string(whole) + " s";
    if (whole < 3600)
        return two(whole / 60, "min", whole % 60, "s");
    if (whole < 86400)
        return two(whole / 3600, "h", whole % 3600 / 60, "min");
    return two(whole / 86400, "d", whole % 86400 / 3600, "h");
}

std::string leftWords(std::optional<double> forecastSeconds)
{
    return forecastSeconds ? "about " + duration(*forecastSeconds) : std::string();
}

std::string heldWords(double heldSeconds)
{
    return heldSeconds >= 1 ? duration(heldSeconds) : std::string();
}

const char *stateWords(char state)
{
    switch (state) {
    case 'i':
        return "waiting";
    case 'd':
        return "copying";
    case 'f':
        return "catching up";
    case 's':
        return "caught up";
    case 'r':
        return "ready";
    default:
        return "?";
    }
}

std::string eventLine(const migration::Event &event)
{
    std::string text = eventName(event.kind);
    if (!event.table.empty())
        text += "  " + event.table;
    if (!event.text.empty())
        text += "  " + event.text;
    if (event.problem)
        text += "  " + phrases::sentence(*event.problem);
    if (event.finding)
        text += "  " + phrases::sentence(*event.finding);
    return text;
}

std::string figuresLine(const progress::ProgressSnapshot &snapshot)
{
    const auto sums = progress::totals(snapshot);
    std::string text = progress::phaseName(snapshot.phase);
    text += "  " + grouped(sums.readyTables) + " of " + grouped(sums.tables) + " tables ready";
    if (sums.bytesCopied > 0)
        text += ", " + displayBytes(sums.bytesCopied) + " (" + grouped(sums.rowsCopied) + " rows) copied";
    if (snapshot.phase == progress::Phase::Copying && snapshot.rates.copiedRowsPerSecond)
        text += ", " + perSecond(*snapshot.rates.copiedRowsPerSecond, "rows");
    if (snapshot.phase == progress::Phase::Copying && snapshot.rates.copySecondsLeft)
        text += ", " + duration(*snapshot.rates.copySecondsLeft) + " left";
    if (sums.rowsCaptured > 0)
        text += ", " + grouped(sums.rowsApplied) + " changes applied";
    if (sums.rowsCaptured > sums.rowsApplied)
        text += " of " + grouped(sums.rowsCaptured) + " captured";
    if (snapshot.lagBytes)
        text += "; lag " + displayBytes(*snapshot.lagBytes);
    if (snapshot.lagBytes && *snapshot.lagBytes > 0 && snapshot.lagSeconds)
        text += " (" + duration(*snapshot.lagSeconds) + ")";
    if (snapshot.phase == progress::Phase::CatchingUp && snapshot.rates.catchUpSecondsLeft)
        text += ", " + duration(*snapshot.rates.catchUpSecondsLeft) + " to catch up";
    text += "; WAL kept " + displayBytes(snapshot.slot.walKeptBytes);
    if (snapshot.slot.secondsUntilFull)
        text += ", full in " + duration(*snapshot.slot.secondsUntilFull);
    if (sums.failedTables > 0)
        text += "; " + grouped(sums.failedTables) + " tables with errors";
    return text;
}

std::vector<std::string> columns(const std::vector<std::vector<std::string>> &rows,
                                 const std::vector<bool> &right)
{
    std::vector<std::size_t> widths(right.size(), 0);
    for (const auto &row : rows) {
        for (std::size_t at = 0; at < row.size(); ++at)
            widths[at] = std::max(widths[at], characters(row[at]));
    }
    std::vector<std::string> lines;
    for (const auto &row : rows) {
        std::string line;
        for (std::size_t at = 0; at < row.size(); ++at) {
            const std::string gap(widths[at] - characters(row[at]), ' ');
            line += (at > 0 ? "  " : "") + (right[at] ? gap + row[at] : row[at] + gap);
        }
        while (!line.empty() && line.back() == ' ')
            line.pop_back();
        lines.push_back(line);
    }
    return lines;
}

std::string cut(const std::string &text, std::size_t width)
{
    if (characters(text) <= width)
        return text;
    std::string result;
    std::size_t taken = 0;
    for (const char c : text) {
        if (!isContinuation(c) && ++taken >= width)
            break;
        result += c;
    }
    return result + "…";
}

} // namespace tidegate::cli
