// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/byte_count.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/figures.h"
#include "jobs/check.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidegate::cli {

namespace {

std::string versionOf(const catalog::ServerFacts &facts)
{
    auto text =
        "PostgreSQL " + std::to_string(facts.version / 10000) + "." + std::to_string(facts.version % 10000);
    if (!facts.timescaleVersion.empty())
        text += ", TimescaleDB " + facts.timescaleVersion;
    return text;
}

/// Side by side, so that a swapped direction is seen.
void showServers(const CommandContext &context, const jobs::CheckReport &report)
{
    const auto &given = context.arguments;
    const auto row = [](const char *name, const std::string &where, const catalog::ServerFacts &facts) {
        return std::vector<std::string>{
            name, where, versionOf(facts),
            displayBytes(static_cast<std::uint64_t>(std::max<std::int64_t>(0, facts.databaseBytes))),
            grouped(static_cast<std::uint64_t>(facts.otherSessions)) + " other sessions"};
    };
    const auto lines = columns({row("source", given.source->display(), report.source),
                                row("target", given.target->display(), report.target)},
                               {false, false, false, true, true});
    for (const auto &line : lines)
        context.output.line(line);
}

void showTables(const CommandContext &context, const jobs::CheckReport &report)
{
    std::vector<std::vector<std::string>> rows = {{"table", "target", "bytes", "about rows"}};
    for (const auto &table : report.tables) {
        rows.push_back({table.source.display(),
                        table.target.display() + (table.targetExists ? "" : " (missing)"),
                        displayBytes(static_cast<std::uint64_t>(std::max<std::int64_t>(0, table.bytes))),
                        table.rows < 0 ? "?" : grouped(static_cast<std::uint64_t>(table.rows))});
    }
    context.output.line({});
    for (const auto &line : columns(rows, {false, false, true, true}))
        context.output.line(line);
    context.output.line({});
}

} // namespace

Exit check(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto source = context.servers.connectSource();
    const auto target = context.servers.connectTarget();
    jobs::CheckOptions options;
    options.subscription = given.subscription;
    options.publications = given.publications;
    options.tableMap = given.tableMap;
    options.copyData = given.copyData;
    options.allowNonempty = given.allowNonempty;
    const auto report = jobs::checkBoth(*source, *target, options);
    showServers(context, report);
    showTables(context, report);
    for (const auto &finding : report.findings)
        context.output.finding(finding);
    context.output.object({{QStringLiteral("kind"), QStringLiteral("check")},
                           {QStringLiteral("refused"), report.refused()},
                           {QStringLiteral("tables"), static_cast<qint64>(report.tables.size())},
                           {QStringLiteral("findings"), static_cast<qint64>(report.findings.size())}});
    if (report.refused()) {
        context.output.line("A run would be refused.");
        return Exit::Refused;
    }
    context.output.line(report.findings.empty() ? "Nothing stands in the way of a run."
                                                : "Nothing refuses a run; mind what is named above.");
    return Exit::Done;
}

} // namespace tidegate::cli
