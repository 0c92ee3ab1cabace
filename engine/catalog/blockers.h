// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/transaction_id.h"
#include "postgres/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tidegate::catalog {

/// A transaction that is still running, or prepared, and so keeps a barrier from passing (exactness.md §3).
struct Blocker {
    TransactionId transaction;
    bool prepared = false; ///< a prepared transaction: it has `gid` and no session
    std::string gid;
    int pid = 0;
    std::string database;
    std::string user;
    std::string application;
    std::string state;              ///< "active", "idle in transaction", …; empty if it may not be seen
    std::string waitsFor;           ///< wait_event: "SyncRep" is a commit that a standby has not confirmed
    std::int64_t sinceSeconds = -1; ///< age of the transaction; -1 if it may not be seen
    std::string query;              ///< one line of at most 200 characters, passwords taken out

    /// "pid 4711, alice@shop, 73 s, idle in transaction: UPDATE …", for people.
    std::string display() const;
};

struct Blockers {
    std::vector<Blocker> list; ///< oldest first
    bool complete = true;      ///< false: without pg_read_all_stats states and queries of others stay hidden
};

/// Who of all databases holds up a barrier taken at `below`: every transaction with a smaller id, our own session
/// left out. Sessions are named even without pg_read_all_stats, by the lock that each holds on its own id.
Blockers readBlockers(postgres::Connection &connection, TransactionId below);

} // namespace tidegate::catalog
