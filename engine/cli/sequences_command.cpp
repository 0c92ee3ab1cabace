// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/figures.h"
#include "cli/json.h"
#include "jobs/sequences_job.h"

#include <QCoreApplication>

namespace tidegate::cli {

namespace {

std::string words(const std::optional<sequences::Reading> &reading)
{
    if (!reading)
        return "?";
    return std::to_string(reading->lastValue) + (reading->called ? "" : " (not called)");
}

std::string outcomeOf(const sequences::PreviewRow &row, bool preview)
{
    if (!row.target)
        return "no counterpart";
    if (!row.newValue)
        return row.findings.empty() ? "another is further along" : "cannot be set";
    if (!row.changes())
        return "stands right";
    return (preview ? "would become " : "now ") + words(row.newValue);
}

void show(const CommandContext &context, const std::vector<sequences::PreviewRow> &rows, bool preview)
{
    std::vector<std::vector<std::string>> lines = {{"source sequence", "at", "target sequence", "was", ""}};
    for (const auto &row : rows) {
        lines.push_back({row.source.display(), words(row.sourceValue),
                         row.target ? row.target->display() : "-", words(row.targetBefore),
                         outcomeOf(row, preview)});
        QJsonObject object{{QStringLiteral("kind"), QStringLiteral("sequence")},
                           {QStringLiteral("source"), qt(row.source.display())},
                           {QStringLiteral("outcome"), qt(outcomeOf(row, preview))}};
        if (row.target)
            object.insert(QStringLiteral("target"), qt(row.target->display()));
        if (row.newValue) { // text: a bigint does not fit into a JSON number
            object.insert(QStringLiteral("value"), qt(std::to_string(row.newValue->lastValue)));
            object.insert(QStringLiteral("called"), row.newValue->called);
        }
        context.output.object(object);
    }
    if (!rows.empty()) {
        for (const auto &line : columns(lines, {false, true, false, true, false}))
            context.output.line(line);
    }
    for (const auto &row : rows) {
        for (const auto &finding : row.findings)
            context.output.finding(finding);
    }
}

} // namespace

Exit copySequences(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto source = context.servers.connectSource();
    const auto target = context.servers.connectTarget();
    if (given.preview) {
        show(context, jobs::previewSequences(*source, *target, given.subscription), true);
        return Exit::Done;
    }
    const auto outcome = jobs::copySequences(*source, *target, given.subscription);
    show(context, outcome.rows, !outcome.done);
    const bool failed = !outcome.done;
    if (const auto *failure = outcome.script.problem())
        context.output.problem(*failure);
    int unset = 0;
    bool needed = false;
    for (const auto &row : outcome.rows) {
        const bool isLeft = !row.newValue && !row.findings.empty();
        unset += isLeft ? 1 : 0;
        needed = needed || (isLeft && !row.stays());
    }
    context.output.line(std::to_string(outcome.set) + " sequences set, " + std::to_string(outcome.inPlace)
                        + " stood right, " + std::to_string(unset) + " left.");
    context.output.object({{QStringLiteral("kind"), QStringLiteral("copy-sequences")},
                           {QStringLiteral("set"), outcome.set},
                           {QStringLiteral("inPlace"), outcome.inPlace},
                           {QStringLiteral("left"), unset}});
    return failed || needed ? Exit::Failed : Exit::Done;
}

} // namespace tidegate::cli
