// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/live_table.h"

#include "base/byte_count.h"
#include "base/log.h"
#include "cli/console.h"
#include "cli/figures.h"
#include "cli/json.h"
#include "phrases/phrases.h"

#include <algorithm>

namespace tidegate::cli {

namespace {

using progress::TableProgress;
using progress::TableState;

/// What needs eyes first: errors, then what moves, then what waits, then what is done.
int urgency(const TableProgress &table)
{
    if (table.lastError)
        return 0;
    switch (table.state) {
    case TableState::Copying:
        return 1;
    case TableState::Copied:
        return 2;
    case TableState::CaughtUp:
        return 3;
    case TableState::Waiting:
        return 4;
    case TableState::Ready:
        return 5;
    }
    return 5;
}

std::string share(const TableProgress &table)
{
    if (table.state == TableState::Waiting)
        return "";
    if (table.state != TableState::Copying)
        return "100%";
    // By rows where the source has counted them: a copy's bytes are not those of the heap.
    const auto whole = table.approximateRows.value_or(0) > 0 ? table.approximateRows : table.approximateBytes;
    const auto done = whole == table.approximateRows ? table.rowsCopied : table.bytesCopied;
    if (whole.value_or(0) == 0)
        return "";
    // Statistics are estimates, so a copy under way never claims to be complete.
    const auto percent = std::min<std::uint64_t>(99, done * 100 / *whole);
    return std::to_string(percent) + "%";
}

std::vector<std::string> row(const TableProgress &table)
{
    const auto state = static_cast<char>(table.state);
    return {std::string(1, state) + " " + stateWords(state),
            table.source.display(),
            share(table),
            grouped(table.rowsCopied),
            displayBytes(table.bytesCopied),
            grouped(table.rowsCaptured),
            grouped(table.rowsApplied),
            leftWords(table.forecastSeconds),
            heldWords(table.heldSeconds),
            table.lastError ? phrases::sentence(*table.lastError) : ""};
}

/// Nothing of a name or of a server's words may steer the terminal.
std::string harmless(std::string text)
{
    for (auto &c : text) {
        if (static_cast<unsigned char>(c) < 32 || c == 127)
            c = ' ';
    }
    return text;
}

} // namespace

std::vector<std::string> LiveTable::draw(const progress::ProgressSnapshot &snapshot, int width, int height)
{
    const auto columnsWide = static_cast<std::size_t>(std::max(20, width));
    std::vector<std::string> lines = {cut(harmless(figuresLine(snapshot)), columnsWide)};
    if (snapshot.problem)
        lines.push_back(cut(harmless(phrases::sentence(*snapshot.problem)), columnsWide));
    if (snapshot.nextRetrySeconds)
        lines.push_back("next attempt in " + duration(*snapshot.nextRetrySeconds));
    std::vector<const TableProgress *> tables;
    for (const auto &table : snapshot.tables)
        tables.push_back(&table);
    std::stable_sort(tables.begin(), tables.end(),
                     [](const auto *a, const auto *b) { return urgency(*a) < urgency(*b); });
    // Head, column titles, a line for what is left out, and one free line for the cursor.
    const auto room = static_cast<std::size_t>(std::max(1, height - static_cast<int>(lines.size()) - 4));
    const auto shown = std::min(room, tables.size());
    std::vector<std::vector<std::string>> rows = {
        {"state", "table", "copied", "rows", "bytes", "captured", "applied", "left", "held", ""}};
    for (std::size_t at = 0; at < shown; ++at)
        rows.push_back(row(*tables[at]));
    for (const auto &line : columns(rows, {false, false, true, true, true, true, true, true, true, false}))
        lines.push_back(cut(harmless(line), columnsWide));
    if (shown < tables.size())
        lines.push_back("… and " + grouped(tables.size() - shown) + " more");
    return lines;
}

void LiveTable::redraw(const std::string &above)
{
    std::string bytes;
    if (m_drawn > 0)
        bytes += "\x1b[" + std::to_string(m_drawn) + "A";
    bytes += "\r\x1b[J" + above;
    for (const auto &line : m_lines)
        bytes += line + "\n";
    m_drawn = m_lines.size();
    m_output.raw(redacted(bytes));
}

void LiveTable::happened(const migration::Event &event)
{
    redraw(timeNow() + "  " + harmless(eventLine(event)) + "\n");
}

void LiveTable::progressed(const progress::ProgressSnapshot &snapshot)
{
    const auto size = terminalSize();
    auto lines = draw(snapshot, size.columns - 1, size.rows);
    if (lines == m_lines)
        return;
    m_lines = std::move(lines);
    redraw({});
}

void LiveTable::finished(migration::Outcome outcome, const std::optional<Problem> &problem)
{
    redraw({});
    m_drawn = 0;
    if (problem)
        m_output.problem(*problem);
    m_output.line(timeNow() + "  end  " + outcomeName(outcome));
}

} // namespace tidegate::cli
