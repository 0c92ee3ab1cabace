// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "plan/plan.h"
#include "postgres/connection.h"
#include "script/script.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

/// What is made on the target after the copy (exactness.md rule 16), by what the journal says of a migration.
namespace tidegate::jobs {

struct Late {
    /// The tables that it follows, where they go, and what is above and below them in their trees as far as the target has it.
    plan::MigrationPlan plan;
    std::set<std::string> finished;   ///< targets ("public.orders") whose copy the stream has caught up with
    std::set<std::string> unfinished; ///< those of which that is to come
    bool hasCutOver = false;
    bool keysAct = false; ///< foreign keys would: what the stream brings is not written as a replica
};

/// Only looks. Throws ProblemError NoSuchSubscription, JournalNewer.
Late lookForLate(postgres::Connection &source, postgres::Connection &target, const std::string &subscription);

/// A statement of a script that must not run yet.
struct HeldBack {
    std::size_t statement = 0;
    std::string why; ///< English
};
/// Skips in `after` (schema::TargetPreparation) what is too early: what is of an unfinished table, foreign keys while there is
/// one, and what acts on rows until the cutover.
std::vector<HeldBack> holdBack(script::Script &after, const Late &late);

} // namespace tidegate::jobs
