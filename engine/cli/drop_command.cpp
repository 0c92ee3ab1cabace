// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/failpoint.h"
#include "cleanup/drop.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/json.h"
#include "phrases/phrases.h"
#include "postgres/error.h"
#include "script/export.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidegate::cli {

namespace {

const char *resultWord(cleanup::Result result)
{
    switch (result) {
    case cleanup::Result::Dropped:
        return "dropped";
    case cleanup::Result::WasGone:
        return "was gone";
    case cleanup::Result::Left:
        return "left";
    }
    return "left";
}

void show(const CommandContext &context, const cleanup::Dropped &outcome)
{
    auto line = std::string(resultWord(outcome.result)) + ": " + outcome.item.display();
    QJsonObject object{{QStringLiteral("kind"), QStringLiteral("drop")},
                       {QStringLiteral("item"), qt(outcome.item.display())},
                       {QStringLiteral("result"), QLatin1String(resultWord(outcome.result))}};
    if (outcome.why) {
        line += ". " + phrases::sentence(*outcome.why);
        object.insert(QStringLiteral("problem"), toJson(*outcome.why));
    }
    if (outcome.result == cleanup::Result::Left && !outcome.item.sql.empty()) {
        line += ". By hand: " + outcome.item.sql;
        object.insert(QStringLiteral("sql"), qt(outcome.item.sql));
    }
    context.output.line(line);
    context.output.object(object);
}

void showStrays(const CommandContext &context, const cleanup::Inventory &inventory)
{
    for (const auto &slot : inventory.strays) {
        const std::string sql = "SELECT pg_drop_replication_slot('" + slot + "')";
        context.output.line("left: replication slot " + slot
                            + " on the source is named like this subscription's, but no"
                              " journal says so. By hand: "
                            + sql);
        context.output.object({{QStringLiteral("kind"), QStringLiteral("stray")},
                               {QStringLiteral("slot"), qt(slot)},
                               {QStringLiteral("sql"), qt(sql)}});
    }
}

/// Whether there is a need for it, and what it would cost: also where nobody is asked.
void showHistory(const CommandContext &context, const cleanup::Inventory &inventory)
{
    const auto tell = [&context](const std::string &text) {
        context.output.line(text);
        context.output.object({{QStringLiteral("kind"), QStringLiteral("warning")}, {QStringLiteral("text"), qt(text)}});
    };
    if (!inventory.timelineWarning().empty())
        tell(inventory.timelineWarning());
    if (inventory.couldGoOn)
        tell("The slot is there and has every change since: a run would go on where it stopped, and nothing need be copied again.");
}

/// A new run would copy onto the rows that stay where it is told that they may stand there.
void showAllowed(const CommandContext &context, const cleanup::Inventory &inventory, const std::vector<cleanup::Dropped> &outcomes)
{
    for (const auto &outcome : outcomes) {
        const auto &allowed = inventory.allowNonempty;
        const bool stays = outcome.item.table && outcome.result == cleanup::Result::Left;
        if (!stays || std::find(allowed.begin(), allowed.end(), outcome.item.name) == allowed.end())
            continue;
        context.output.line("The rows of the earlier run stay in " + outcome.item.name + ": run without --allow-nonempty "
                            + outcome.item.name + ", or they are there twice.");
        context.output.object({{QStringLiteral("kind"), QStringLiteral("not-allowed-again")}, {QStringLiteral("table"), qt(outcome.item.name)}});
    }
}

/// False: nobody said yes.
bool agreed(const CommandContext &context, const cleanup::Inventory &inventory)
{
    const auto &given = context.arguments;
    const bool canAsk = !given.json && inputIsTerminal() && outputIsTerminal();
    if (given.emptyTarget)
        showHistory(context, inventory);
    if (given.yes || (!canAsk && !given.emptyTarget))
        return true;
    for (const auto &item : inventory.items)
        context.output.line("  " + item.display());
    if (given.emptyTarget)
        context.output.line(script::toSql(inventory.asScript()));
    if (!canAsk)
        throw ProblemError(Code::BadUsage, {"drop --empty-target removes rows: say --yes where nobody can be asked"});
    return confirmed("Remove these from " + given.source->display() + " and " + given.target->display()
                     + (given.emptyTarget ? "? All rows of these tables are gone then, also those that were written there directly."
                                          : "? Data stays."));
}

template <typename Connect>
std::unique_ptr<postgres::Connection> ifReachable(const CommandContext &context, const Connect &connect)
{
    try {
        return connect();
    } catch (const postgres::ConnectionLostError &error) {
        context.output.problem(error.problem());
        return nullptr;
    }
}

} // namespace

Exit drop(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto source = ifReachable(context, [&] { return context.servers.connectSource(); });
    const auto target = ifReachable(context, [&] { return context.servers.connectTarget(); });
    const bool bothReached = source && target;
    if (!source && !target)
        return Exit::NoConnection;
    const auto extent = given.emptyTarget ? cleanup::Extent::WithRows : cleanup::Extent::Migration;
    const auto inventory = cleanup::takeInventory(source.get(), target.get(), given.subscription, extent, given.sourceGone);
    if (inventory.items.empty()) {
        context.output.line("There is nothing of a subscription " + given.subscription + " on "
                            + (target ? given.target->display() : "the servers that answer") + ".");
        showStrays(context, inventory);
        return bothReached ? Exit::Done : Exit::NoConnection;
    }
    if (!agreed(context, inventory)) {
        context.output.line("Nothing was changed.");
        return Exit::Failed;
    }
    cleanup::DropOptions options;
    options.stopEngine = given.stopEngine;
    options.sourceGone = given.sourceGone;
    options.extent = extent;
    options.shown = inventory.shown();
    if (given.timeoutSeconds)
        options.stopWithin = std::chrono::seconds(*given.timeoutSeconds);
    failpoint::reach("drop.agreed");
    const auto outcomes = cleanup::drop(
        source.get(), target.get(), given.subscription, options,
        [&](const cleanup::Dropped &outcome) { show(context, outcome); }, context.stop);
    if (given.emptyTarget)
        showAllowed(context, inventory, outcomes);
    const bool rowsStay = std::any_of(outcomes.begin(), outcomes.end(), [](const cleanup::Dropped &outcome) {
        return outcome.item.table && outcome.result == cleanup::Result::Left;
    });
    if (cleanup::complete(outcomes) || (given.sourceGone && target && !rowsStay))
        return Exit::Done;
    return bothReached ? Exit::Failed : Exit::NoConnection;
}

} // namespace tidegate::cli
