// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "jobs/target_preparation.h"

#include "endpoint/route.h"
#include "endpoint/tool_login.h"
#include "jobs/connect.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "postgres/error.h"
#include "postgres/replica_role.h"

#include <algorithm>

namespace tidegate::jobs {

namespace {

using schema::Standing;

/// Whoever may not read the journal is told that there is a stream: the other answers would let keys act on it.
Standing standingOf(postgres::Connection &target, const std::string &subscription)
{
    try {
        const auto record = journal::exists(target) ? journal::readSlot(target, subscription) : std::nullopt;
        return !record ? Standing::NotBegun : record->cutOverAt.empty() ? Standing::Followed : Standing::CutOver;
    } catch (const postgres::SqlError &) {
        return Standing::Followed;
    }
}

} // namespace

schema::TargetPreparation prepareTarget(const endpoint::Endpoint &source, const endpoint::Endpoint &target,
                                        const plan::MigrationPlan &plan, const std::vector<std::string> &toolFolders,
                                        const StopToken &stop, const schema::TellStep &tell)
{
    const endpoint::Route route(source, stop); // pg_dump's too
    const Both both{connectSource(route, stop), connectTarget(target, stop)};
    const endpoint::ToolLogin login(route.endpoint());
    const schema::DumpLogin dump{process::pgTools(both.source->serverVersion(), stop, toolFolders), login.uri(),
                                 login.environment()};
    auto preparation = schema::prepareTarget(*both.source, *both.target, dump, plan, stop, tell);
    preparation.standing = standingOf(*both.target, plan.subscription);
    if (preparation.standing == Standing::CutOver) { // it asks for a right until the cutover
        auto &findings = preparation.findings;
        findings.erase(std::remove_if(findings.begin(), findings.end(),
                                      [](const Finding &finding) { return finding.code == Code::ReplicaRoleDenied; }),
                       findings.end());
    }
    return preparation;
}

std::size_t holdActingKeys(script::Script &script, const endpoint::Endpoint &target, const std::string &subscription, bool chosen,
                           const StopToken &stop)
{
    std::vector<std::size_t> keys;
    for (std::size_t at = 0; at < script.size(); ++at) {
        const auto state = script.at(at).state;
        if (schema::isForeignKey(script.at(at)) && state != script::State::Skipped && state != script::State::Done)
            keys.push_back(at);
    }
    if (keys.empty())
        return 0;
    const auto connection = connectTarget(target, stop);
    if (postgres::mayBeReplica(*connection))
        return 0;
    const auto standing = standingOf(*connection, subscription);
    if (standing == Standing::CutOver || (standing == Standing::NotBegun && chosen))
        return 0;
    for (const auto at : keys)
        script.skip(at);
    return keys.size();
}

bool runScript(script::Script &script, const endpoint::Endpoint &source, const endpoint::Endpoint &target,
               const script::Runner::Report &report, const StopToken &stop)
{
    const auto uses = [&script](script::Side side) {
        return std::any_of(script.statements().begin(), script.statements().end(), [side](const auto &statement) {
            return statement.side == side && statement.state != script::State::Skipped
                && statement.state != script::State::Done;
        });
    };
    std::unique_ptr<postgres::Connection> sourceConnection;
    std::unique_ptr<postgres::Connection> targetConnection;
    if (uses(script::Side::Source))
        sourceConnection = connectSource(source, stop);
    if (uses(script::Side::Target))
        targetConnection = connectTarget(target, stop);
    return script::Runner(sourceConnection.get(), targetConnection.get(), report).run(script);
}

} // namespace tidegate::jobs
