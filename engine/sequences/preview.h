// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "sequences/matching.h"

#include <optional>
#include <vector>

namespace tidegate::sequences {

/// One source sequence and what becomes of its counterpart.
struct PreviewRow {
    RelationName source;
    std::optional<ColumnName> owner; ///< on the source; absent for a standalone one
    bool identity = false;
    std::string extension; ///< that has made it, if no migrated table needs it: it is set where it can be
    std::optional<RelationName> target;  ///< absent: there is none
    std::optional<Reading> sourceValue;  ///< absent: it may not be read
    std::optional<Reading> targetBefore; ///< absent: no counterpart, or it may not be read
    /// What the target will be set to. Absent where a finding stands against it, or another source sequence
    /// that feeds the same target sequence is further along.
    std::optional<Reading> newValue;
    std::vector<Finding> findings;

    /// A setval() is needed: the target does not stand there already.
    bool changes() const { return newValue && newValue != targetBefore; }
    /// It cannot be set and fails nothing by that: often a right is missing to an extension's, and no migrated table needs it.
    bool stays() const { return !extension.empty() && !newValue && !findings.empty(); }
};

/// The decisions, without I/O. `sources` and `targets` with readings; rows in the order of `sources`, those
/// that the migration does not concern left out, and an extension's that the target's does not have. `sourceRole`, `targetRole`: for findings about rights.
///
/// The source's last_value and is_called are taken over exactly, with two exceptions: where several sequences
/// feed one (merged tables) the furthest along wins, and a target sequence that has itself given out values
/// beyond the source's is not set back, since they would come a second time (unless it cycles anyway).
std::vector<PreviewRow> decide(const std::vector<SequenceFacts> &sources,
                               const std::vector<SequenceFacts> &targets, const Matching &matching,
                               const std::string &sourceRole, const std::string &targetRole);

} // namespace tidegate::sequences
