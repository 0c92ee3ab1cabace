// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/run_options.h"

#include <QCoreApplication>

namespace tidegate::frame {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidegate::frame::RunOptions)
};

} // namespace

std::string subscriptionOf(const plan::MigrationPlan &plan, const endpoint::Endpoint &source)
{
    if (!plan.subscription.empty())
        return plan.subscription;
    const auto database = source.value("dbname");
    return database.empty() ? "migration" : database;
}

migration::RunOptions runOptions(const plan::MigrationPlan &plan, const endpoint::Endpoint &source,
                                 const endpoint::Endpoint &target)
{
    migration::RunOptions options;
    options.source = source;
    options.target = target;
    options.subscription = subscriptionOf(plan, source);
    options.publications = plan.publications;
    options.tableMap = plan::tableMapOf(plan);
    options.tableSyncWorkers = plan.tableSyncWorkers;
    options.copyData = plan.copyData;
    options.copyAgainWhenRedefined = plan.onDefinitionChange == plan::OnDefinitionChange::Recopy;
    for (const auto &table : plan.allowNonempty)
        options.allowNonempty.push_back(table.display());
    return options;
}

QString missingForRun(const plan::MigrationPlan &plan)
{
    if (plan.publications.empty())
        return Words::tr("The plan names no publication on the source. Make one for the chosen tables on the page Source.");
    return {};
}

} // namespace tidegate::frame
