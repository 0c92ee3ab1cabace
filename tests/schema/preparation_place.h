// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"
#include "endpoint/tool_login.h"
#include "schema/preparation.h"
#include "script/runner.h"
#include "support/cluster.h"

#include <memory>
#include <string>
#include <vector>

namespace tidegate::tests {

/// Each chosen table under its own name.
inline std::vector<plan::SelectedTable> selected(const std::vector<RelationName> &names)
{
    std::vector<plan::SelectedTable> tables;
    for (const auto &name : names)
        tables.push_back({name, name, {}, {}});
    return tables;
}

/// Two servers and a database of one name on both, in which a target is prepared.
struct PreparationPlace {
    std::unique_ptr<support::Cluster> source;
    std::unique_ptr<support::Cluster> target;
    std::string database;

    std::unique_ptr<postgres::Connection> connect(const support::Cluster &cluster, const char *side,
                                                  const StopToken &stop = {}) const
    {
        return std::make_unique<postgres::Connection>(postgres::ConnectionParameters::parse(cluster.conninfo(database)),
                                                      postgres::SessionOptions{side, "test"}, stop);
    }
    schema::TargetPreparation prepare(const plan::MigrationPlan &plan) const
    {
        const endpoint::ToolLogin login(endpoint::Endpoint::fromText(source->conninfo(database)));
        const auto from = connect(*source, "source");
        const auto to = connect(*target, "target");
        return schema::prepareTarget(*from, *to,
                                     {process::pgTools(from->serverVersion(), StopToken()), login.uri(), login.environment()},
                                     plan, StopToken());
    }
    /// Empty: it ran to its end. Otherwise the statement that failed and why; `script` has the states.
    std::string runHere(script::Script &script) const
    {
        const auto to = connect(*target, "target");
        if (script::Runner(nullptr, to.get()).run(script))
            return {};
        for (const auto &statement : script.statements()) {
            if (statement.state == script::State::Failed)
                return statement.sql + "\n" + statement.problem->serverMessage;
        }
        return "not finished";
    }
    std::string run(script::Script script) const { return runHere(script); }
};

} // namespace tidegate::tests
