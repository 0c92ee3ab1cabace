// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/run_printer.h"
#include "migration/migration.h"

#include <QCoreApplication>

namespace tidegate::cli {

namespace {

migration::RunOptions optionsOf(const CommandContext &context)
{
    const auto &given = context.arguments;
    migration::RunOptions options;
    options.source = *given.source;
    options.target = *given.target;
    options.subscription = given.subscription;
    options.publications = given.publications;
    options.tableMap = given.tableMap;
    options.tableSyncWorkers = given.tableSyncWorkers;
    options.copyData = given.copyData;
    options.endLsn = given.endLsn;
    options.takeOver = given.takeOver;
    options.allowNonempty = given.allowNonempty;
    options.walLimitBytes = given.walLimitBytes;
    options.copyAgainWhenRedefined = given.copyAgainWhenRedefined;
    options.confirmDelaySeconds = given.confirmDelaySeconds;
    options.log = context.log;
    return options;
}

} // namespace

Exit runMigration(const CommandContext &context)
{
    const auto printer = makeRunPrinter(context.output, outputIsTerminal() && enableAnsi());
    migration::Migration run(optionsOf(context));
    Exit exit = Exit::Failed;
    QObject::connect(&run, &migration::Migration::happened, &run,
                     [&](const migration::Event &event) { printer->happened(event); });
    QObject::connect(&run, &migration::Migration::progressed, &run,
                     [&](const progress::ProgressSnapshot &snapshot) { printer->progressed(snapshot); });
    QObject::connect(&run, &migration::Migration::finished, &run,
                     [&](migration::Outcome outcome, const std::optional<Problem> &problem) {
                         printer->finished(outcome, problem);
                         exit = exitFor(outcome, problem);
                         QCoreApplication::quit();
                     });
    onInterrupt(context.stop, &run, [&run] { run.requestStop(); });
    run.start();
    QCoreApplication::exec();
    return exit;
}

} // namespace tidegate::cli
