// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "catalog/key_distribution.h"
#include "catalog/relation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::plan {

/// Sizes in bytes on the source's disk, TOAST included, indexes not.
struct GeometryOptions {
    int workers = 4;
    std::int64_t smallBytes = 8'000'000;      ///< below it a relation goes into a list
    std::int64_t listBytes = 64'000'000;      ///< a list holds about that: one target transaction
    int listRelations = 200;                  ///< and at most so many: one set of locks
    std::int64_t slicedBytes = 1'000'000'000; ///< above it a relation is read in slices
    std::int64_t sliceBytes = 256'000'000;    ///< a slice holds about that
    double bytesPerSecond = 20e6;             ///< of one worker; see preflight/copy_pace.h
    double unitSeconds = 120;                 ///< a key range takes about that: so long the stream may be held by it
    double longUnitSeconds = 300;             ///< one that takes longer is told before
};

/// What the geometry needs of a relation.
struct SizedTable {
    std::uint32_t oid = 0;
    std::int64_t bytes = 0;
    std::int64_t pages = 0;
    bool mayShareUnit = true; ///< may stand in a list
    bool maySlice = true;     ///< may be read in ctid ranges, and its slices be deleted if they fail half-way
    std::optional<catalog::KeyDistribution> keys = {}; ///< may be read in ranges of that column; not with a shared target
};

/// A partitioned root (published through the root) has no heap of its own: one unit, never sliced. A chunk may be
/// compressed: never sliced. A relation with a shared target is copied over one connection (exactness.md rule 5).
SizedTable sized(const catalog::Relation &relation, bool sharedTarget);

struct PlannedUnit {
    enum class Kind { List, Relation, Sliced, Range };
    Kind kind = Kind::Relation;
    std::vector<std::uint32_t> relations; ///< oids; one unless a List
    std::int64_t bytes = 0;
    int slices = 0; ///< Sliced: at least 2
    std::int64_t pagesPerSlice =
        0; ///< slice n reads [n·p, (n+1)·p), the last one to the end, whatever that is
    std::optional<std::string> low = {};  ///< Range: low <= column < high, none at the ends
    std::optional<std::string> high = {}; ///< Range

    friend bool operator==(const PlannedUnit &, const PlannedUnit &) = default;
};

/// "list", "relation", "sliced", "range", as _tidegate.copy_unit.kind has it.
const char *kindName(PlannedUnit::Kind kind);

/// Every table in exactly one unit; the largest units first, so that the last copier is not left with the largest.
/// Depends on its arguments alone, not on their order.
std::vector<PlannedUnit> planUnits(std::vector<SizedTable> tables, const GeometryOptions &options);

} // namespace tidegate::plan
