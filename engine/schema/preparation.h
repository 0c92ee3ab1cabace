// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "base/stop_token.h"
#include "plan/plan.h"
#include "postgres/connection.h"
#include "schema/dump.h"
#include "schema/existing.h"
#include "schema/hypertable_findings.h"
#include "schema/hypertables.h"
#include "script/script.h"

#include <functional>
#include <vector>

namespace tidegate::schema {

/// What the target's journal says of the migration.
enum class Standing { NotBegun, Followed, CutOver };

/// What makes the target ready for the chosen tables; nothing of it has run.
struct TargetPreparation {
    /// Before the copy: schemas, types, functions, the tables, the keys by which the stream finds rows, hypertables.
    script::Script before;
    /// After it: other indexes, foreign keys, triggers, rules, policies, statistics, in forms that let the stream go on
    /// (definition_parts.h). What acts on rows (triggers) must wait for the cutover's drain (exactness.md rule 16), and
    /// comes last.
    script::Script after;
    /// Foreign keys of `after` would act on what the stream brings: the target's role may not write as a replica. They are for
    /// after the cutover then.
    bool keysAct = false;
    Standing standing = Standing::NotBegun; ///< who prepares the target by itself need not know it
    /// Refusals first: a script that would fail is not to be run.
    std::vector<Finding> findings;
};

/// Makes a foreign key, or validates one.
bool isForeignKey(const script::Statement &statement);

/// Sorts definitions into the two scripts, for the plan's tables under their target names. What the target has already
/// and what belongs to tables that were not chosen stands there as skipped, and can be restored; views too, which may
/// need more than was chosen. Pure.
TargetPreparation arrange(const std::vector<DumpEntry> &entries, const plan::MigrationPlan &plan, const Existing &existing);

/// What prepareTarget() is about to do: the last two take most of the time.
enum class PreparationStep { Servers, DefinitionsBefore, DefinitionsAfter };
using TellStep = std::function<void(PreparationStep step)>;

/// Reads both servers, runs pg_dump on the source and arranges, as the plan's decisions about statements have it;
/// changes nothing. The plan must name its tables. Connections must be idle and of the calling worker's thread. Throws
/// what dumpDefinitions() does.
TargetPreparation prepareTarget(postgres::Connection &source, postgres::Connection &target, const DumpLogin &login,
                                const plan::MigrationPlan &plan, const StopToken &stop, const TellStep &tell = {});

} // namespace tidegate::schema
