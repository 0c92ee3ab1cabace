// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "endpoint/endpoint.h"
#include "migration/migration.h"
#include "plan/plan.h"

#include <QString>

namespace tidegate::frame {

/// The plan as a run wants it. Pure: no log (frame::Run has one), no take-over.
migration::RunOptions runOptions(const plan::MigrationPlan &plan, const endpoint::Endpoint &source,
                                 const endpoint::Endpoint &target);
/// The plan's name for the migration; without one, what the source's database is called.
std::string subscriptionOf(const plan::MigrationPlan &plan, const endpoint::Endpoint &source);
/// What must be decided before a run can start, and where; empty if nothing is missing.
QString missingForRun(const plan::MigrationPlan &plan);

} // namespace tidegate::frame
