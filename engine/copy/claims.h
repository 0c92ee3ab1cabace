// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/relation_name.h"
#include "copy/copy_context.h"
#include "postgres/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::copy {

/// After a COMMIT of unknown outcome, asked on a new connection: did this owner's finish happen? Waits for
/// the lost transaction to end, since it holds the row's lock as long as it may still commit.
bool wasFinished(postgres::Connection &target, std::int64_t unit, const std::string &owner);

/// Rows, bytes and partitions of each table of a unit, beside finishUnit(); one round trip however many there are.
struct CopiedRelation {
    std::uint32_t oid = 0;
    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    std::string partitions; ///< ReadRelation::partitions
};
void recordCopied(postgres::Connection &target, const std::string &subscription,
                  const std::vector<CopiedRelation> &relations);

/// Units in state 'd' under this generation whose owner is none of `live`: claims whose copier could not
/// give them back, or whose outcome nobody saw. Back to 'i'; how many. No claim of this generation may be
/// made meanwhile by an owner that is not in `live`.
int giveBackStrays(postgres::Connection &target, const journal::Fence &fence,
                   const std::vector<std::string> &live);

} // namespace tidegate::copy
