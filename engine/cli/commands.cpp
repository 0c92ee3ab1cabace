// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"

#include "cli/console.h"
#include "cli/figures.h"
#include "cli/json.h"
#include "cutover/readiness.h"
#include "jobs/command.h"
#include "jobs/status.h"
#include "journal/subscription.h"
#include "postgres/error.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace tidegate::cli {

namespace {

constexpr int refreshWithin = 600; // a new table waits for transactions that are older than it
constexpr int pauseWithin = 60;
constexpr int abortWithin = 120; // the source may have to be tried again and again
constexpr int followMilliseconds = 2000;

std::optional<std::chrono::seconds> limitOf(const Arguments &arguments, int usual)
{
    const int seconds = arguments.timeoutSeconds.value_or(usual);
    if (seconds == 0)
        return std::nullopt;
    return std::chrono::seconds(seconds);
}

std::string text(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

QJsonArray mapsOf(const Arguments &given)
{
    QJsonArray maps;
    for (const auto &map : given.tableMap.texts())
        maps.append(qt(map));
    return maps;
}

/// The engine's answer to the person, and what it means for a script.
Exit shown(const CommandContext &context, const char *verb, const journal::Answer &answer)
{
    context.output.line(answer.text);
    const auto exit = answer.ok ? Exit::Done : exitFor(jobs::codeOfAnswer(answer.text));
    context.output.object({{QStringLiteral("kind"), QLatin1String(verb)},
                           {QStringLiteral("ok"), answer.ok},
                           {QStringLiteral("text"), qt(answer.text)}});
    return exit;
}

void showReport(const CommandContext &context, const jobs::StatusReport &report)
{
    context.output.object(toJson(report));
    for (const auto &line : statusLines(report))
        context.output.line(line);
}

/// One look. A source that does not answer leaves the journal's figures.
void showOnce(const CommandContext &context)
{
    const auto &given = context.arguments;
    const auto target = context.servers.connectTarget();
    std::unique_ptr<postgres::Connection> source;
    if (given.source) {
        try {
            source = context.servers.connectSource();
        } catch (const postgres::ConnectionLostError &error) {
            context.output.problem(error.problem());
        }
    }
    const auto names = given.subscription.empty() ? jobs::listSubscriptions(*target)
                                                  : std::vector<std::string>{given.subscription};
    if (given.follow && !given.json && outputIsTerminal())
        context.output.raw("\x1b[H\x1b[2J" + timeNow() + "\n");
    if (names.empty())
        context.output.line("No subscription on " + given.target->display() + ".");
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (at > 0)
            context.output.line({});
        showReport(context, jobs::readStatus(*target, source.get(), names[at]));
    }
}

} // namespace

Exit showStatus(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    if (!context.arguments.follow) {
        showOnce(context);
        return Exit::Done;
    }
    enableAnsi();
    for (;;) {
        try {
            showOnce(context);
        } catch (const postgres::ConnectionLostError &error) {
            context.output.problem(error.problem()); // who follows wants to see it come back
        }
        context.stop.pause(followMilliseconds);
    }
}

Exit refreshPublication(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto target = context.servers.connectTarget();
    QJsonObject arguments;
    if (!given.tableMap.empty())
        arguments.insert(QStringLiteral("table-map"), mapsOf(given));
    return shown(context, "refresh-publication",
                 jobs::postAndAwait(*target, given.subscription, "refresh-publication", text(arguments),
                                    limitOf(given, refreshWithin), context.stop));
}

Exit setPaused(const CommandContext &context, bool paused)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto target = context.servers.connectTarget();
    return shown(
        context, paused ? "pause" : "resume",
        jobs::setPaused(*target, given.subscription, paused, limitOf(given, pauseWithin), context.stop));
}

Exit resync(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto target = context.servers.connectTarget();
    QJsonArray names;
    for (const auto &table : given.tables)
        names.append(qt(table));
    QJsonObject arguments{{QStringLiteral("tables"), names}};
    if (!given.tableMap.empty())
        arguments.insert(QStringLiteral("table-map"), mapsOf(given));
    if (!given.yes) {
        const auto report = jobs::readStatus(*target, nullptr, given.subscription);
        plan::TableMap recorded;
        if (const auto record = journal::readSlot(*target, given.subscription))
            recorded = plan::tableMapOf(record->tableMap);
        const auto map = plan::tableMapOf(plan::inFront(given.tableMap.texts(), recorded.texts()));
        for (const auto &row : report.tables) {
            if (std::count(given.tables.begin(), given.tables.end(), row.source.display()) == 0)
                continue;
            // What no map names goes by its root's or hypertable's, as it did.
            const bool named = map.target(row.source) != row.source || given.tableMap.names(row.source) || recorded.names(row.source);
            const auto into = named ? map.target(row.source) : row.target;
            context.output.line(into == row.target
                                    ? "  all rows of " + row.target.display() + " on " + given.target->display()
                                        + " are removed, then copied again from " + row.source.display()
                                    : "  " + row.source.display() + " is copied again, into " + into.display() + " on "
                                        + given.target->display() + ", which must be empty; rows that are in " + row.target.display()
                                        + " stay there and do not follow any more");
        }
        if (given.json || !inputIsTerminal() || !outputIsTerminal())
            throw ProblemError(Code::BadUsage, {"resync removes rows: say --yes where nobody can be asked"});
        if (!confirmed(given.tableMap.empty() ? "Remove these rows from " + given.target->display() + " and copy them again?"
                                              : "Copy these tables again on " + given.target->display() + "?")) {
            context.output.line("Nothing was changed.");
            return Exit::Failed;
        }
    }
    return shown(context, "resync",
                 jobs::postAndAwait(*target, given.subscription, "resync", text(arguments), limitOf(given, refreshWithin), context.stop));
}

Exit skipChange(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto target = context.servers.connectTarget();
    if (!given.yes) {
        const auto report = jobs::readStatus(*target, nullptr, given.subscription);
        if (!report.lastError.empty())
            context.output.line("  " + report.lastError);
        if (given.json || !inputIsTerminal() || !outputIsTerminal())
            throw ProblemError(Code::BadUsage, {"skip leaves out a change for good: say --yes where nobody can be asked"});
        if (!confirmed("Leave out the change at " + given.lsn->toString() + " on " + given.target->display() + " for good?")) {
            context.output.line("Nothing was changed.");
            return Exit::Failed;
        }
    }
    return shown(context, "skip",
                 jobs::postAndAwait(*target, given.subscription, "skip",
                                    text(QJsonObject{{QStringLiteral("lsn"), qt(given.lsn->toString())}}),
                                    limitOf(given, pauseWithin), context.stop));
}

Exit cutOver(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto target = context.servers.connectTarget();
    if (given.abort)
        return shown(context, "abort-cutover",
                     jobs::abortCutover(*target, given.subscription, limitOf(given, abortWithin), context.stop));
    if (given.source) {
        // The engine looks again; but here a person is told before anything is asked of it.
        const auto source = context.servers.connectSource();
        cutover::ReadinessOptions options;
        options.sequences = given.sequences;
        const auto readiness = cutover::readReadiness(*source, *target, given.subscription, options);
        if (!readiness.canCutOver())
            throw ProblemError(Code::NotReadyForCutover, {readiness.display()});
        for (const auto &finding : readiness.told())
            context.output.finding(finding);
    }
    for (const auto &change : journal::readSkipped(*target, given.subscription)) {
        context.output.line("  the target lacks a change that was skipped by choice: " + change.display());
        auto object = toJson(change);
        object.insert(QStringLiteral("kind"), QStringLiteral("skipped"));
        context.output.object(object);
    }
    if (!given.yes && !given.json && inputIsTerminal() && outputIsTerminal()) {
        const std::string how = given.stopWrites == "none"
                                    ? "the writes on the source have been stopped by you"
                                    : "the source database becomes read-only and its sessions are ended";
        if (!confirmed("Cut " + given.subscription + " over to " + given.target->display() + " now? (" + how
                       + ")")) {
            context.output.line("Nothing was changed.");
            return Exit::Failed;
        }
    }
    QJsonObject arguments{{QStringLiteral("stop-writes"), qt(given.stopWrites)},
                          {QStringLiteral("sequences"), given.sequences}};
    std::optional<std::chrono::seconds> limit;
    if (given.timeoutSeconds.value_or(0) > 0) {
        arguments.insert(QStringLiteral("limit-seconds"), *given.timeoutSeconds);
        // The engine gives up first and opens the source again; its answer then tells why.
        limit = std::chrono::seconds(*given.timeoutSeconds + 60);
    }
    context.output.line("Asking the live engine to cut over …");
    return shown(
        context, "cutover",
        jobs::postAndAwait(*target, given.subscription, "cutover", text(arguments), limit, context.stop));
}

} // namespace tidegate::cli
