// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/transaction_id.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidegate {

/// pg_snapshot: who is visible. Rows of a transaction are in the snapshot's reads iff isVisible(its top-level xid).
/// Semantics of pg_visible_in_snapshot() (PostgreSQL, xid8funcs.c): below xmin visible, from xmax on not,
/// between them unless listed as in progress. The list holds top-level ids only, as pgoutput's Begin does.
class Snapshot
{
public:
    Snapshot() = default;
    /// Throws std::invalid_argument on anything that is not "xmin:xmax:xip,xip,…".
    static Snapshot parse(std::string_view text);
    std::string toString() const;

    TransactionId xmin() const { return m_xmin; }
    TransactionId xmax() const { return m_xmax; }
    bool isVisible(TransactionId transaction) const;

    /// The 64-bit id of a 32-bit one from the stream, by distance from xmax (exactness.md §3 "Consumer"):
    /// right within 2^31 ids of the snapshot, also across an epoch boundary.
    TransactionId widen(std::uint32_t streamXid) const;

    friend bool operator==(const Snapshot &, const Snapshot &) = default;

private:
    TransactionId m_xmin;
    TransactionId m_xmax;
    std::vector<TransactionId> m_inProgress; // ascending
};

} // namespace tidegate
