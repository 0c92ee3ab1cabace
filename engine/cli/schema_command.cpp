// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/json.h"
#include "jobs/connect.h"
#include "jobs/late_definitions.h"
#include "jobs/target_preparation.h"
#include "script/export.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidegate::cli {

namespace {

std::string named(const script::Statement &statement)
{
    return statement.purpose + " " + statement.object
        + (statement.table.empty() || statement.table == statement.object ? "" : " of " + statement.table);
}

QJsonObject statementJson(const script::Statement &statement)
{
    QJsonObject object{{QStringLiteral("kind"), QStringLiteral("statement")},
                       {QStringLiteral("state"), QLatin1String(script::stateName(statement.state))},
                       {QStringLiteral("purpose"), qt(statement.purpose)},
                       {QStringLiteral("object"), qt(statement.object)},
                       {QStringLiteral("table"), qt(statement.table)},
                       {QStringLiteral("sql"), qt(statement.sql)}};
    if (statement.problem)
        object.insert(QStringLiteral("problem"), toJson(*statement.problem));
    return object;
}

/// What would run, and what is not to run yet.
void show(const CommandContext &context, const script::Script &script, const std::vector<jobs::HeldBack> &held)
{
    script::Script pending;
    for (const auto &statement : script.statements()) {
        if (statement.state != script::State::Pending)
            continue;
        pending.add(statement);
        context.output.object(statementJson(statement));
    }
    if (!pending.empty())
        context.output.line(script::toSql(pending));
    for (const auto &each : held) {
        const auto &statement = script.at(each.statement);
        context.output.line("not yet: " + named(statement) + ": " + each.why);
        auto object = statementJson(statement);
        object.insert(QStringLiteral("state"), QStringLiteral("not-yet"));
        object.insert(QStringLiteral("why"), qt(each.why));
        context.output.object(object);
    }
}

bool agreed(const CommandContext &context, std::size_t statements)
{
    const auto &given = context.arguments;
    if (given.yes)
        return true;
    if (given.json || !inputIsTerminal() || !outputIsTerminal())
        throw ProblemError(Code::BadUsage, {"schema changes the target: say --yes, or --preview, where nobody can be asked"});
    return confirmed("Run " + std::string(statements == 1 ? "this statement" : "these " + std::to_string(statements) + " statements")
                     + " on " + given.target->display() + "?");
}

} // namespace

Exit makeLateDefinitions(const CommandContext &context)
{
    onInterrupt(context.stop, QCoreApplication::instance(), [] {});
    const auto &given = context.arguments;
    const auto late = [&] {
        const auto source = context.servers.connectSource();
        const auto target = context.servers.connectTarget();
        return jobs::lookForLate(*source, *target, given.subscription);
    }();
    auto script = jobs::prepareTarget(*given.source, *given.target, late.plan, {}, context.stop).after;
    const auto held = jobs::holdBack(script, late);
    show(context, script, held);
    const auto left = script.count(script::State::Pending);
    if (left > 0 && !given.preview) {
        if (!agreed(context, left)) {
            context.output.line("Nothing was changed.");
            return Exit::Failed;
        }
        jobs::runScript(
            script, *given.source, *given.target,
            [&context](std::size_t, const script::Statement &statement) {
                if (statement.state != script::State::Done)
                    return;
                context.output.line("done: " + named(statement));
                context.output.object(statementJson(statement));
            },
            context.stop);
    }
    if (const auto *problem = script.problem())
        context.output.problem(*problem);
    const auto made = script.count(script::State::Done);
    const auto after = script.count(script::State::Pending) + script.count(script::State::Failed);
    context.output.line(std::to_string(made) + " made, " + std::to_string(after) + " to be made, " + std::to_string(held.size())
                        + " not yet.");
    context.output.object({{QStringLiteral("kind"), QStringLiteral("schema")},
                           {QStringLiteral("made"), static_cast<qint64>(made)},
                           {QStringLiteral("toBeMade"), static_cast<qint64>(after)},
                           {QStringLiteral("notYet"), static_cast<qint64>(held.size())}});
    return script.problem() ? Exit::Failed : Exit::Done;
}

} // namespace tidegate::cli
