// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "journal/unit_rows.h"
#include "postgres/connection.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::cutover {

/// What stands in the way of a cutover.
enum class BlockerKind {
    AlreadyCutOver, ///< names: when
    EngineNotLive,  ///< nobody would apply the last changes
    Paused,
    TablesNotReady,       ///< names: the first few
    TablesStopped,        ///< their changes are not applied any more; names: the first few
    TablesUnfollowed,     ///< published and not in the subscription; names: the first few
    DefinitionsDiffer,    ///< the source has another one by now, and nothing has come since that says so; names: the first few, with the SQL
    LagTooLarge,          ///< count: bytes
    PreparedTransactions, ///< of the source database; names: the first few
    SequencesUnsettable ///< no counterpart on the target, or a right is missing; names: the first few, with the reason
};

struct Blocker {
    BlockerKind kind = BlockerKind::EngineNotLive;
    std::uint64_t count = 0;
    std::vector<std::string> names;

    /// "3 tables are not ready (public.a, public.b, public.c)"; for people.
    std::string display() const;
};

struct ReadinessOptions {
    std::uint64_t lagLimitBytes = 64'000'000; ///< more would make the downtime long
    bool sequences = true;                    ///< whether they will be set
    bool extensionRows = true;                ///< whether to look for what findings are about: it may take a second
};

struct Readiness {
    std::vector<Blocker> blockers;
    std::optional<std::uint64_t> lagBytes;
    /// What the target will lack and nobody brings (catalog/extension_rows.h). It does not stand in the way: it may be meant.
    std::vector<Finding> findings = {};
    std::vector<Finding> sequencesLeft = {}; ///< nor do these: of extensions, needed by no table of the migration (sequence_step.h)

    /// Both, in that order.
    std::vector<Finding> told() const;
    bool canCutOver() const { return blockers.empty(); }
    /// All blockers in one line.
    std::string display() const;
};

/// Those of tables that are not ready, stopped, or published and not followed. Pure.
std::vector<Blocker> tableBlockers(const journal::UnitsOfSubscription &units, const std::vector<std::string> &unfollowed);

/// Looks at the journal and both servers; changes nothing. Throws ProblemError NoSuchSubscription.
Readiness readReadiness(postgres::Connection &source, postgres::Connection &target,
                        const std::string &subscription, const ReadinessOptions &options = {});

} // namespace tidegate::cutover
