// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/stop_token.h"
#include "copy/backend_set.h"
#include "copy/copy_context.h"
#include "copy/row_pump.h"
#include "definition/held_tables.h"
#include "units/unit_registry.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tidegate::copy {

/// One large relation, split by pages among threads that share one exported snapshot. Each slice is one
/// target transaction that first takes its copy_slice row under the attempt's token; whoever finds it gone
/// has lost the unit.
struct SlicedCopy {
    const CopyContext &context;
    std::int64_t unit = 0;
    std::string owner;
    int slices = 1;
    const ReadRelation &relation;
    definition::Written into;
    ColumnPlan plan;
    std::string exportedSnapshot;
    std::int64_t pages = 0; ///< of the heap, as of the snapshot or later
    std::shared_ptr<progress::TableCounters> counters;
    BackendSet &backends;
    StopToken stop;
};

struct SlicesCopied {
    Pumped total;
    std::vector<std::unique_ptr<progress::CopyTally>> tallies; ///< to be kept with the unit
};

/// The unit belongs to another attempt now.
struct SliceLost {
};

/// Rule 4 for a sliced unit, one committed transaction: the claim; the slice rows of earlier attempts go,
/// which waits for transactions of theirs that still run; what such attempts left on the target goes; new
/// slice rows. False: not claimed. Only for a target table that nothing but this unit writes to: of a shared
/// one, leftovers of an earlier attempt throw ProblemError ResyncOfShared instead; and TableError
/// RelationChanged, if `into` is another's table, which has the name by now.
bool claimSliced(postgres::Connection &target, const CopyContext &context, std::int64_t unit, const std::string &owner,
                 int slices, const units::OwnedRelation &relation, const catalog::Relation &into);

/// Copies all slices over `source` and `target` (the leader's; its snapshot is open in `reader`) and `helpers` more
/// threads. Throws the first error of any of them, SliceLost among them. `target` may be another connection
/// afterwards.
SlicesCopied copySlices(const SlicedCopy &copy, const SnapshotReader &reader, postgres::Connection &source,
                        std::unique_ptr<postgres::Connection> &target, int helpers);

/// In the finishing transaction: every slice is there under this token; their rows are not needed any more.
bool takeFinishedSlices(postgres::Connection &target, std::int64_t unit, const std::string &owner,
                        int slices);

} // namespace tidegate::copy
