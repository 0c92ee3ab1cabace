// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "plan/plan.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <string>
#include <vector>

namespace tidegate::jobs {

/// What the source's publication has to become for a plan.
struct SourcePreparation {
    std::string subscription; ///< the plan's, or one named after the source database
    std::string publication;  ///< tidegate_<subscription>
    bool exists = false;
    /// It publishes all tables or whole schemas, or bears no mark of ours: somebody else's, and left alone.
    bool isForeign = false;
    std::vector<RelationName> missing; ///< chosen, and not (any more) on the source
    /// The server refuses UPDATE and DELETE on these as soon as they are published.
    std::vector<RelationName> withoutIdentity;
    script::Script script;             ///< on the source; empty: it stands as the plan wants it
};

/// Looks; changes nothing. The script wants to be run as a whole. Chunks of a chosen hypertable belong to it.
SourcePreparation prepareSource(postgres::Connection &source, const plan::MigrationPlan &plan);

/// A subscription's name from a database's: such that a slot's name says the same. Never empty.
std::string usualSubscription(const std::string &database);

/// The statement that mends a finding, to be shown and run like any other. The finding has one.
script::Statement mendStatement(const Finding &finding);

} // namespace tidegate::jobs
