// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/lsn.h"
#include "postgres/connection.h"

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace tidegate::journal {

/// From this version of the journal on there is _tidegate.parked: changes of a unit that is being copied, put aside in the
/// target transaction that stores progress beyond them, and made when the unit's snapshot is known (exactness.md rule 15).
inline constexpr int parkingSince = 4;

/// A pgoutput message as it was received, with the transaction that it belongs to. In front of a relation's changes, and
/// again after each change of its definition, stands its Relation message.
struct ParkedChange {
    std::int64_t seq = 0; ///< in stream order
    std::uint32_t xid = 0;
    Lsn commit; ///< c(T)
    Lsn lsn;
    std::string message;
};

/// What is put aside.
struct ParkedCounts {
    std::vector<std::int64_t> units;
    std::unordered_map<std::uint32_t, std::uint64_t> changes; ///< by the relation's oid, without Relation messages
};
ParkedCounts countParked(postgres::Connection &target, const std::string &subscription);
/// Units of which something is aside though they are said to be ready. In a journal of version parkingSince or later.
std::set<std::int64_t> readyWithParked(postgres::Connection &target, const std::string &subscription);

/// Those of the unit after `seq`, in order, about `bytes` of them and at least one; none: that was all. Takes hardly more memory
/// than they do. No transaction may be open.
std::vector<ParkedChange> readParked(postgres::Connection &target, std::int64_t unit, std::int64_t after, std::int64_t bytes);

/// SQL that removes those up to `upTo`, but for `keep`: the definition that later ones still need. For the transaction in
/// which they are made.
std::string forgetParkedSql(std::int64_t unit, std::int64_t upTo, std::int64_t keep);

/// COPY's column list and one INSERT (five parameters in that order).
inline constexpr char parkCopySql[] = "COPY _tidegate.parked (unit, xid, commit_lsn, lsn, message) FROM STDIN";
inline constexpr char parkInsertSql[] = "INSERT INTO _tidegate.parked (unit, xid, commit_lsn, lsn, message)"
                                        " VALUES ($1::bigint, $2::bigint, $3::pg_lsn, $4::pg_lsn, $5::bytea)";
/// bytea in its hex form.
std::string hexBytea(std::string_view bytes);

} // namespace tidegate::journal
