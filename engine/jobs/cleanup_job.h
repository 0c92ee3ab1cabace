// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "cleanup/drop.h"
#include "cleanup/inventory.h"
#include "endpoint/endpoint.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tidegate::jobs {

/// What a migration has left on both servers, and what is not touched.
struct CleanupReport {
    cleanup::Inventory inventory;
    std::optional<Problem> sourceProblem; ///< it could not be reached
    std::optional<Problem> targetProblem;
    std::string cutOverAt; ///< UTC; empty: the migration is not over
    std::string cutOverBy;
    std::size_t tables = 0; ///< migrated tables that stay on the target
    std::uint64_t tableBytes = 0;
};

/// Looks; changes nothing. One server may be away. Throws what the connections throw if both are, what takeInventory()
/// throws, Stopped.
CleanupReport readCleanup(const endpoint::Endpoint &source, const endpoint::Endpoint &target,
                          const std::string &subscription, const StopToken &stop,
                          cleanup::Extent extent = cleanup::Extent::Migration);

/// cleanup::drop() with connections of its own; each outcome is told on the worker's thread as it comes. Throws what
/// drop() throws, and ConnectionLostError if neither server can be reached.
std::vector<cleanup::Dropped> cleanUp(const endpoint::Endpoint &source,
                                      const endpoint::Endpoint &target, const std::string &subscription,
                                      const cleanup::DropOptions &options,
                                      const std::function<void(const cleanup::Dropped &)> &told, const StopToken &stop);

} // namespace tidegate::jobs
