// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/snapshot.h"
#include "base/stop_token.h"
#include "copy/backend_set.h"
#include "copy/copy_context.h"
#include "copy/definitions.h"
#include "units/unit_registry.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::copy {

class SnapshotReader;

enum class Outcome {
    Copied,     ///< rows and state 'f' are committed together
    NotClaimed, ///< somebody else has it, or it is finished or not admitted
    LostOwner,  ///< another claimed it meanwhile: everything of ours was rolled back
    GaveWay,    ///< a lock was not to be had, or somebody's DDL waited for ours; try again soon
    Failed      ///< `problem` says why; nothing of it is on the target
};

struct CopyResult {
    Outcome outcome = Outcome::Failed;
    Snapshot snapshot; ///< with Copied
    Lsn copiedAt;      ///< with Copied
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::optional<Problem> problem; ///< with Failed and GaveWay
    Concerned concerned;            ///< the same
};

/// What all copiers of a pool share.
struct SharedByCopiers {
    std::atomic<int> freeHelpers{0}; ///< how many more threads sliced units may start
    BackendSet backends;
};

/// Copies one unit at a time from claim to finish (exactness.md rules 4 and 5), over two connections of its
/// own that it makes when needed and again after a loss. Belongs to one thread.
class UnitCopier
{
public:
    UnitCopier(std::shared_ptr<const CopyContext> context, std::shared_ptr<SharedByCopiers> shared,
               StopToken stop);
    ~UnitCopier();

    /// `owner` is this attempt's random token, known before the claim is made. `relations` are the unit's;
    /// stopped ones are left out. A unit is copied in slices if it says so and has one relation that is not
    /// shared. Throws only Stopped. After a failure or a stop the claim is given back; where the target
    /// cannot be reached it stays, for giveBackStrays().
    CopyResult copy(const units::Unit &unit, const std::vector<units::OwnedRelation> &relations,
                    const std::string &owner);

    postgres::Connection &target(); ///< opened if need be

private:
    struct Attempt;
    void copyPlain(Attempt &attempt);
    void copySliced(Attempt &attempt);
    bool claimPlain(Attempt &attempt);
    bool stillTheSame(Attempt &attempt);
    std::vector<Agreed> agree(Attempt &attempt, const SnapshotReader &reader);
    void finish(Attempt &attempt, SnapshotReader &reader, const std::function<bool()> &lastWord);
    bool surelyFinished(const Attempt &attempt);
    void noteFailure(Attempt &attempt, const Problem &problem);
    void noteTypes(Attempt &attempt);
    void giveBack(const Attempt &attempt, const std::string &error);
    void giveBackAfterStop(const Attempt &attempt) noexcept;
    postgres::Connection &source();

    std::shared_ptr<const CopyContext> m_context;
    std::shared_ptr<SharedByCopiers> m_shared;
    StopToken m_stop;
    std::unique_ptr<postgres::Connection> m_source;
    std::unique_ptr<postgres::Connection> m_target;
};

} // namespace tidegate::copy
