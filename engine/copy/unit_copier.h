// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "base/snapshot.h"
#include "base/stop_token.h"
#include "copy/copy_context.h"
#include "copy/reader.h"
#include "units/unit_registry.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::copy {

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
    std::optional<Problem> problem;
    std::string table; ///< whose problem it is, as far as known
};

/// Copies one unit at a time from claim to finish (exactness.md rules 4 and 5), over two connections of its own that
/// it makes when needed and again after a loss. Belongs to one thread; sourceBackends() may be asked by any.
class UnitCopier
{
public:
    /// `helpers` is how many more threads sliced units may use in all copiers that share it.
    UnitCopier(std::shared_ptr<const CopyContext> context, std::shared_ptr<std::atomic<int>> helpers, StopToken stop);
    ~UnitCopier();

    /// `owner` is the attempt's random token, known before the claim is made. `relations` are the unit's. Never
    /// throws but Stopped; after a failure the claim may still be there if the target cannot be reached: the caller
    /// repeats giveBack() until it returns true.
    CopyResult copy(const units::Unit &unit, const std::vector<units::OwnedRelation> &relations,
                    const std::string &owner);
    /// Back to 'i' if it is still this owner's. False if the target cannot be reached.
    bool giveBack(std::int64_t unit, const std::string &owner, const std::string &error);

    /// Backends on the source that hold this copier's locks now.
    std::vector<int> sourceBackends() const;
    postgres::Connection &target(); ///< opened if need be

private:
    struct Attempt;
    void copyPlain(Attempt &attempt);
    void copySliced(Attempt &attempt);
    postgres::Connection &source();
    void noteFailure(Attempt &attempt, const Problem &problem);

    std::shared_ptr<const CopyContext> m_context;
    std::shared_ptr<std::atomic<int>> m_helpers;
    StopToken m_stop;
    std::unique_ptr<postgres::Connection> m_source;
    std::unique_ptr<postgres::Connection> m_target;
    std::atomic<int> m_sourcePid{0};
};

} // namespace tidegate::copy
