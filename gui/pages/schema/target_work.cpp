// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/schema/target_work.h"

#include "jobs/target_preparation.h"
#include "text/problem_text.h"

#include <memory>

namespace tidegate::pages {

using frame::PageJob;
using frame::ServersJob;

TargetWork::TargetWork(const frame::PageContext &context, QObject *parent) : QObject(parent), m_job(context) {}

void TargetWork::read(const plan::MigrationPlan &plan)
{
    const auto result = std::make_shared<schema::TargetPreparation>();
    m_job.start(
        [this, result, plan](const endpoint::Endpoint &source, const endpoint::Endpoint &target, const StopToken &stop,
                             const PageJob::Tell &tell) {
            *result = jobs::prepareTarget(source, target, plan, {}, stop, [this, &tell](schema::PreparationStep next) {
                tell([this, next] { emit step(next); });
            });
        },
        [this, result](const ServersJob::Ending &ending) {
            if (this->tell(ending))
                emit prepared(*result);
        });
}

void TargetWork::run(const script::Script &script, const std::set<std::size_t> &held, const std::string &subscription,
                     bool keysChosen)
{
    struct Result {
        script::Script script;
        bool toTheEnd = false;
        int keysHeld = 0;
    };
    const auto result = std::make_shared<Result>();
    result->script = script;
    for (const auto at : held)
        result->script.skip(at);
    m_job.start(
        [this, result, subscription, keysChosen](const endpoint::Endpoint &source, const endpoint::Endpoint &target,
                                                 const StopToken &stop, const PageJob::Tell &tell) {
            result->keysHeld = static_cast<int>(jobs::holdActingKeys(result->script, target, subscription, keysChosen, stop));
            const auto report = [this, &tell](std::size_t at, const script::Statement &statement) {
                tell([this, row = static_cast<int>(at), state = statement.state, problem = statement.problem] {
                    emit stateChanged(row, state, problem);
                });
            };
            result->toTheEnd = jobs::runScript(result->script, source, target, report, stop);
        },
        [this, result](const ServersJob::Ending &ending) {
            if (this->tell(ending))
                emit ran(result->toTheEnd, result->keysHeld);
        });
}

bool TargetWork::tell(const ServersJob::Ending &ending)
{
    if (ending.stopped)
        emit stopped();
    else if (!ending.isSuccess())
        emit failed(ending.problem ? text::problemText(*ending.problem).inOneLine() : ending.reason);
    return ending.isSuccess();
}

} // namespace tidegate::pages
