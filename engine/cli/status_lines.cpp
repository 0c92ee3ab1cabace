// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/byte_count.h"
#include "base/joined.h"
#include "cli/figures.h"

namespace tidegate::cli {

namespace {

std::string engineLine(const jobs::StatusReport &report)
{
    if (!report.cutOverAt.empty())
        return "cut over at " + report.cutOverAt + " UTC by " + report.cutOverBy;
    std::string text;
    if (report.engine)
        text = "live on " + report.engine->host + " as " + report.engine->role + " since "
               + report.engine->since;
    else
        text = "nobody runs it";
    if (report.paused)
        text += ", paused";
    if (report.engine && !report.phase.empty())
        text += ", " + report.phase;
    if (report.cutoverStep)
        text += ", " + cutover::stepText(*report.cutoverStep, report.cutoverWords);
    if (report.heartbeatAge && *report.heartbeatAge > 60)
        text += " (last heard of " + duration(*report.heartbeatAge) + " ago)";
    return text;
}

std::string lagLine(const jobs::StatusReport &report)
{
    if (!report.lagBytes)
        return "unknown";
    auto text = displayBytes(*report.lagBytes);
    if (!report.replicatedTime.empty())
        text += ", last change from " + report.replicatedTime + " UTC";
    if (report.unfinishedUnits > 0)
        text += "; " + grouped(report.unfinishedUnits) + " parts not there yet, whatever the lag says";
    return text;
}

std::string slotLine(const jobs::StatusReport &report)
{
    if (report.slotName.empty())
        return "none yet";
    auto text = report.slotName;
    if (report.walStatus == "missing")
        return text + " is not on the source";
    if (report.walKeptBytes)
        text += ", keeps " + displayBytes(*report.walKeptBytes) + " of WAL";
    if (report.walGrowthPerSecond > 0)
        text += ", growing " + displayBytes(static_cast<std::uint64_t>(report.walGrowthPerSecond)) + "/s";
    if (report.secondsUntilFull)
        text += ", no room left in " + duration(static_cast<double>(*report.secondsUntilFull));
    if (!report.walStatus.empty() && report.walStatus != "reserved")
        text += " (" + report.walStatus + ")";
    return text;
}

std::string tableCounts(const jobs::StatusReport &report)
{
    std::string text;
    for (const char state : {'r', 's', 'f', 'd', 'i'}) {
        if (const auto count = report.inState(state))
            text += (text.empty() ? "" : ", ") + grouped(count) + " " + stateWords(state);
    }
    if (const auto count = report.stopped())
        text += ", " + grouped(count) + " stopped";
    return text.empty() ? "none" : text;
}

} // namespace

std::vector<std::string> statusLines(const jobs::StatusReport &report)
{
    std::vector<std::vector<std::string>> head = {
        {"subscription", report.subscription + " (" + joined(report.publications) + ")"},
        {"engine", engineLine(report)},
        {"lag", lagLine(report)},
        {"slot", slotLine(report)},
        {"tables", tableCounts(report)},
    };
    if (!report.copyData)
        head.push_back({"copy", "no: only changes are replicated (--copy-data false)"});
    if (!report.sourceReadOnly.empty())
        head.push_back({"source", "read-only by default; to open it again: " + report.sourceReadOnly});
    if (!report.lastError.empty())
        head.push_back({"last error", report.lastError});
    for (const auto &change : report.skipped)
        head.push_back({"skipped", change.display() + ", by " + change.askedBy + " at " + change.skippedAt + " UTC: " + change.why});
    auto lines = columns(head, {false, false});
    if (report.tables.empty())
        return lines;
    std::vector<std::vector<std::string>> rows = {{"state", "table", "rows copied", "of about", "bytes", "left", "held", ""}};
    for (const auto &table : report.tables) {
        auto name = table.source.display();
        if (table.target != table.source)
            name += " -> " + table.target.display();
        const auto shown = report.shownOf(table);
        rows.push_back(
            {std::string(1, table.state) + " " + stateWords(table.state), name,
             grouped(static_cast<std::uint64_t>(table.rowsCopied)),
             table.approximateRows < 0 ? "?" : grouped(static_cast<std::uint64_t>(table.approximateRows)),
             displayBytes(static_cast<std::uint64_t>(table.bytesCopied)), leftWords(shown.forecastSeconds), heldWords(shown.heldSeconds),
             (table.stopped ? "stopped: " : "") + table.lastError});
    }
    lines.push_back({});
    for (const auto &line : columns(rows, {false, false, true, true, true, true, true, false}))
        lines.push_back(line);
    return lines;
}

} // namespace tidegate::cli
